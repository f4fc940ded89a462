// Steps with names, whose results are the `ok` and `not ok` lines that the runner counts; accounts; logs.
import { createHmac, randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

export const baseUrl = process.env.BASE_URL;
export const outputDirectory = process.env.OUTPUT ?? "e2e-output/clients";
const secret = process.env.SHARED_SECRET;
mkdirSync(outputDirectory, { recursive: true });

const PATIENCE = 20_000;
const STEP_LIMIT = 60_000;
const SUITE_LIMIT = 300_000;
const begun = Date.now();
let passed = 0;
let failed = 0;

let explain = async () => {};

class Abandoned extends Error {}

/** Runs one named step. A failure is told and counted, and the next step runs all the same. */
export async function step(name, body) {
    const started = Date.now();
    try {
        if (started - begun > SUITE_LIMIT) throw new Error("not tried: the suite takes too long");
        const value = await within(STEP_LIMIT, Promise.resolve().then(body));
        passed++;
        console.log(`ok - ${name} (${Date.now() - started} ms)`);
        return value;
    } catch (error) {
        failed++;
        console.log(`not ok - ${name} (${Date.now() - started} ms)`);
        console.log(describe(error).replace(/^/gm, "    "));
        await explain().catch((other) => console.log(`    ${other}`));
        return undefined;
    }
}

/** Something to be done after each failure, while everything still stands as it was. */
export function onFailure(action) {
    explain = action;
}

/** A step without which the rest of its section makes no sense. */
export async function must(name, body) {
    const before = failed;
    const value = await step(name, body);
    if (failed > before) throw new Abandoned();
    return value;
}

export async function section(name, body) {
    console.log(`# ${name}`);
    try {
        await body();
    } catch (error) {
        if (!(error instanceof Abandoned)) {
            failed++;
            console.log(`not ok - ${name}\n${describe(error).replace(/^/gm, "    ")}`);
        }
    }
}

/** Ends the process, with whatever the clients still have running. */
export function finish() {
    process.exit(failed === 0 && passed > 0 ? 0 : 1);
}

function describe(error) {
    const http = error?.httpStatus ? `HTTP ${error.httpStatus} ${error.errcode ?? ""}: ` : "";
    return http + (error?.stack ?? String(error)).split("\n").slice(0, 6).join("\n");
}

function within(milliseconds, promise) {
    let timer;
    const limit = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not finished after ${milliseconds} ms`)), milliseconds);
    });
    return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

/** Waits until `probe` gives something true, and returns that. */
export async function until(what, probe, patience = PATIENCE) {
    const deadline = Date.now() + patience;
    for (;;) {
        const value = await probe();
        if (value) return value;
        if (Date.now() > deadline) throw new Error(`waited ${patience} ms in vain: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

/** Expects `request` to be refused with an error code or a status. */
export async function refused(wanted, request) {
    try {
        await request;
    } catch (error) {
        if (error.errcode === wanted || error.httpStatus === wanted) return;
        throw error;
    }
    throw new Error(`accepted, but ${wanted} was expected`);
}

// ---- accounts ----

const run = randomBytes(4).toString("hex");
export const PASSWORD = `pass-${run}`;

/** A new account, its name made unique for this run. Returns the user name. */
export async function register(name) {
    const url = `${baseUrl}/_synapse/admin/v1/register`;
    const { nonce } = await json(await fetch(url));
    const username = `${name}-${run}`;
    const mac = createHmac("sha1", secret)
        .update([nonce, username, PASSWORD, "notadmin"].join("\0"))
        .digest("hex");
    const body = JSON.stringify({ nonce, username, password: PASSWORD, admin: false, mac, inhibit_login: true });
    await json(await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body }));
    return username;
}

export function unique(name) {
    return `${name}-${run}`;
}

async function json(response) {
    const text = await response.text();
    if (!response.ok) throw new Error(`HTTP ${response.status} of ${response.url}: ${text}`);
    return JSON.parse(text);
}

// ---- log ----

/** A logger for one client that writes to a file of the output directory only. */
export function fileLogger(file, prefix) {
    const write =
        (level) =>
        (...parts) =>
            appendFileSync(
                join(outputDirectory, file),
                `${new Date().toISOString()} ${prefix} ${level} ${parts.map(text).join(" ")}\n`,
            );
    const logger = { getChild: (name) => fileLogger(file, `${prefix} ${name}`) };
    for (const level of ["trace", "debug", "info", "warn", "error", "log"]) logger[level] = write(level);
    return logger;
}

function text(part) {
    if (part instanceof Error) return part.stack;
    return typeof part === "object" ? JSON.stringify(part) : String(part);
}
