// Comes before the SDK: its modules take hold of the global logger as they load.
import { logger } from "matrix-js-sdk/lib/logger.js";
import { fileLogger } from "../harness.mjs";

export const LOG = "matrix-js-sdk.log";
Object.assign(logger, fileLogger(LOG, "sdk"));
