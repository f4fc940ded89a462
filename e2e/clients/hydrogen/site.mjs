// Bundles the page and serves it on the loopback interface.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const resolve = createRequire(import.meta.url).resolve;
const hydrogen = dirname(dirname(resolve("hydrogen-view-sdk")));
const olm = dirname(resolve("@matrix-org/olm"));
const TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
};

/** Serves the page; returns its URL. */
export async function serve() {
    const app = await bundle();
    const server = createServer(async (request, response) => {
        try {
            const path = normalize(new URL(request.url, "http://page").pathname);
            const body = path === "/app.js" ? app : await readFile(file(path));
            const type = TYPES[extname(path) || ".html"] ?? "application/octet-stream";
            response.writeHead(200, { "Content-Type": type }).end(body);
        } catch {
            response.writeHead(404).end();
        }
    });
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${server.address().port}/`;
}

function file(path) {
    if (path === "/" || path === "/index.html") return join(here, "index.html");
    if (path === "/sw.js") return join(hydrogen, "lib-build/sw.js");
    if (path.startsWith("/assets/")) return join(hydrogen, "asset-build", path);
    if (path.startsWith("/olm/")) return join(olm, path.slice("/olm".length));
    throw new Error(`nothing at ${path}`);
}

async function bundle() {
    const { outputFiles } = await build({
        entryPoints: [join(here, "app.mjs")],
        bundle: true,
        format: "esm",
        write: false,
        logLevel: "error",
        external: ["crypto", "fs", "path"],
    });
    return outputFiles[0].contents;
}
