import "../polyfill.mjs";
import { finish, section } from "../harness.mjs";

const { stopAll } = await import("./clients.mjs");
const suites = [
    ["rooms", "matrix-js-sdk: rooms"],
    ["conversation", "matrix-js-sdk: conversation"],
    ["account", "matrix-js-sdk: account"],
    ["encryption", "matrix-js-sdk: encryption"],
    ["sliding", "matrix-js-sdk: sliding sync"],
];
for (const [file, title] of suites) {
    const wanted = process.argv.slice(2);
    if (wanted.length > 0 && !wanted.includes(file)) continue;
    const { default: suite } = await import(`./${file}.mjs`);
    await section(title, suite);
}
stopAll();
finish();
