// Hydrogen, a whole web client, in headless Chromium: two people in two browsers, clicking and typing.
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { PASSWORD, baseUrl, fileLogger, finish, must, onFailure, outputDirectory, register, section, step } from "../harness.mjs";
import { chromium } from "playwright-core";
import { serve } from "./site.mjs";

const FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
const PATIENCE = 20_000;
const people = [];

class Person {
    static async login(browser, page, name) {
        const person = new Person();
        person.username = await register(name);
        person.id = `@${person.username}:${await serverName(person.username)}`;
        const context = await browser.newContext({ viewport: { width: 1100, height: 760 } });
        person.page = await context.newPage();
        person.page.setDefaultTimeout(PATIENCE);
        people.push(person);
        const log = fileLogger("hydrogen.log", person.username);
        person.page.on("console", (message) => log.info(message.text()));
        person.page.on("pageerror", (error) => log.error(error));
        await person.page.goto(`${page}?homeserver=${encodeURIComponent(baseUrl)}`);
        await person.page.fill("#username", person.username);
        await person.page.fill("#password", PASSWORD);
        await person.page.click(".PasswordLoginView button[type=submit]");
        await person.page.waitForSelector(".LeftPanel");
        return person;
    }

    /** The tile of a room or an invitation in the list on the left, not that of a room still being made. */
    tile(name) {
        return this.page.locator(".RoomList li", { hasText: name, has: this.page.locator('a[href*="open-room/!"]') });
    }

    async open(name) {
        await this.tile(name).click();
        await this.page.waitForSelector(`.RoomHeader h2:text-is("${name}")`);
        await this.page.waitForSelector(".MessageComposer_input textarea");
    }

    async createRoom(name, encrypted) {
        const { page } = this;
        await page.click(".LeftPanel button.create");
        await page.click("text=Create Room");
        await page.fill(".CreateRoomView #name", name);
        await page.fill(".CreateRoomView #topic", "made by clicking");
        await page.setChecked(".CreateRoomView #isEncrypted", encrypted);
        await page.click(".CreateRoomView button[type=submit]");
        await this.open(name); // this version of Hydrogen shows no room after making it
    }

    async type(text) {
        await this.page.fill(".MessageComposer_input textarea", text);
        await this.page.press(".MessageComposer_input textarea", "Enter");
    }

    /** A sent message in the timeline, by its text. */
    message(text) {
        return this.page.locator(".Timeline_message:not(.unsent)", { hasText: text });
    }

    sees(text) {
        return this.message(text).first().waitFor();
    }

    async menu(text, option) {
        await this.message(text).hover();
        await this.message(text).locator(".Timeline_messageOptions").click();
        await this.page.locator(".menu").getByText(option).click();
    }

    async acceptInvitation(name) {
        await this.tile(name).click();
        await this.page.getByRole("button", { name: "Accept" }).click();
        await this.page.waitForSelector(".MessageComposer_input textarea");
    }

    shot(name) {
        return this.page.screenshot({ path: join(outputDirectory, `hydrogen-${name}.png`) });
    }
}

async function serverName(username) {
    const response = await fetch(`${baseUrl}/_matrix/client/v3/login`, {
        method: "POST",
        body: JSON.stringify({
            type: "m.login.password",
            identifier: { type: "m.id.user", user: username },
            password: PASSWORD,
        }),
    });
    const { user_id: id } = await response.json();
    return id.slice(id.indexOf(":") + 1);
}

async function clicking(browser, page) {
    const { alice, bob } = await must("two people log in through the login page", async () => {
        const people = ["hydra-alice", "hydra-bob"].map((name) => Person.login(browser, page, name));
        const [alice, bob] = await Promise.all(people);
        return { alice, bob };
    });

    await must("a room is created, the other invited, and the invitation accepted", async () => {
        await alice.createRoom("Garden", false);
        await alice.type(`/invite ${bob.id}`);
        await bob.acceptInvitation("Garden");
        await alice.page.waitForSelector(`text=/${bob.username}.* joined the room/`);
    });

    await must("messages arrive in the other browser", async () => {
        await alice.type("hello from the first browser");
        await bob.sees("hello from the first browser");
        await bob.type("hello from the second browser");
        await alice.sees("hello from the second browser");
    });

    await step("a reaction arrives and is counted", async () => {
        await bob.menu("hello from the first browser", "👍");
        const shown = alice.message("hello from the first browser").locator(".Timeline_messageReactions button");
        await shown.getByText("👍 1").waitFor();
        await shown.click();
        const counted = bob.message("hello from the first browser").locator(".Timeline_messageReactions button");
        await counted.getByText("👍 2").waitFor();
    });

    await step("a reply and a deletion arrive", async () => {
        await bob.menu("hello from the first browser", "Reply");
        await bob.type("this is my reply");
        await alice.sees("this is my reply");
        await alice.page.locator(".Timeline_message blockquote").first().waitFor();
        await bob.type("soon gone");
        await alice.sees("soon gone");
        await bob.menu("soon gone", "Delete");
        await alice.sees("This message has been deleted");
    });

    await step("a picture arrives and is shown", async () => {
        const { page } = alice;
        await page.click(".MessageComposer_input .sendFile");
        const chooser = page.waitForEvent("filechooser");
        await page.locator(".menu").getByText("Send picture").click();
        const picture = { name: "square.png", mimeType: "image/png", buffer: png(64) };
        await (await chooser).setFiles(picture);
        const image = bob.page.locator(".Timeline_message .media img").first();
        await image.waitFor();
        await bob.page.waitForFunction(
            () => document.querySelector(".Timeline_message .media img")?.naturalWidth === 64,
        );
    });
    await step("screenshots of both browsers", async () => {
        await alice.shot("1-alice");
        await bob.shot("2-bob");
    });

    await must("an encrypted room is created and joined", async () => {
        await alice.createRoom("Cellar", true);
        await alice.type(`/invite ${bob.id}`);
        await bob.acceptInvitation("Cellar");
        await alice.page.waitForSelector(`text=/${bob.username}.* joined the room/`);
    });

    await step("encrypted messages are read in the other browser", async () => {
        await alice.type("sealed in the first browser");
        await bob.sees("sealed in the first browser");
        await bob.type("sealed in the second browser");
        await alice.sees("sealed in the second browser");
        await bob.menu("sealed in the first browser", "👍");
        await alice.page.locator(".Timeline_messageReactions").getByText("👍 1").waitFor();
    });

    await step("a message in another room raises its badge", async () => {
        await alice.open("Garden");
        await alice.type("look over here");
        await bob.tile("Garden").locator(".badge:not(.hidden)").waitFor();
        await bob.open("Garden");
        await bob.sees("look over here");
        await bob.tile("Garden").locator(".badge.hidden").waitFor({ state: "attached" });
    });

    await step("after a reload the session and its rooms are back", async () => {
        await bob.page.reload();
        await bob.open("Cellar");
        await bob.sees("sealed in the first browser");
        await alice.open("Cellar");
        await alice.type("still there?");
        await bob.sees("still there?");
    });
    await step("screenshots of the encrypted room", async () => {
        await alice.shot("3-alice-encrypted");
        await bob.shot("4-bob-encrypted");
    });

    await step("a logout leads back to the login page", async () => {
        const { page } = bob;
        await page.click(".LeftPanel a.settings");
        await page.getByRole("button", { name: "Log out" }).click();
        await page.locator(".LogoutScreen button.destructive").click();
        await page.getByText("Sign In").click();
        await page.waitForSelector(".PasswordLoginView");
    });
}

/** A green PNG of `size` by `size` pixels. */
function png(size) {
    const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, Buffer.from([32, 160, 96]))]);
    const header = Buffer.alloc(13);
    header.writeUInt32BE(size, 0);
    header.writeUInt32BE(size, 4);
    header.set([8, 2, 0, 0, 0], 8);
    return Buffer.concat([
        Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        chunk("IHDR", header),
        chunk("IDAT", deflateSync(Buffer.concat(Array(size).fill(row)))),
        chunk("IEND", Buffer.alloc(0)),
    ]);
}

function chunk(type, data) {
    const named = Buffer.concat([Buffer.from(type), data]);
    const whole = Buffer.alloc(data.length + 12);
    whole.writeUInt32BE(data.length, 0);
    named.copy(whole, 4);
    whole.writeUInt32BE(crc32(named), data.length + 8);
    return whole;
}

function crc32(bytes) {
    let crc = ~0;
    for (const byte of bytes) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
}

/** What the browsers show when a step fails is the best explanation. */
async function shotsOnFailure() {
    for (const person of people) await person.shot(`failure-${person.username}`);
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
onFailure(shotsOnFailure);
await section("Hydrogen in Chromium", async () => clicking(browser, await serve()));
await browser.close();
finish();
