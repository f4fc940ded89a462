// The account: profile, presence, settings, devices, push rules, media.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { PASSWORD, must, refused, step, unique, until } from "../harness.mjs";
import { arrival, join, login, passwordOf, start, user } from "./clients.mjs";

// One red pixel.
const PNG = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==",
    "base64",
);

export default async function account() {
    const { alice, bob, place } = await must("alice and bob share a room", async () => {
        const [alice, bob] = [await user("alice3"), await user("bob3")];
        const { room_id } = await alice.createRoom({ preset: "trusted_private_chat", invite: [bob.getUserId()] });
        await join(bob, room_id);
        return { alice, bob, place: room_id };
    });

    await step("the server tells who one is and what it can do", async () => {
        const self = await alice.whoami();
        assert.equal(self.user_id, alice.getUserId());
        assert.equal(self.device_id, alice.getDeviceId());
        const capabilities = await alice.getCapabilities();
        assert.ok(capabilities["m.room_versions"].available[capabilities["m.room_versions"].default]);
        assert.ok(await alice.isVersionSupported("v1.11"));
    });

    await step("a new display name reaches the room and the user directory", async () => {
        const name = `Wonder ${unique("alice3")}`;
        await alice.setDisplayName(name);
        await until("bob sees it", () => bob.getRoom(place).getMember(alice.getUserId())?.name.startsWith(name));
        assert.equal((await bob.getProfileInfo(alice.getUserId(), "displayname")).displayname, name);
        const found = await until("the directory knows", async () => {
            const { results } = await bob.searchUserDirectory({ term: "wonder", limit: 50 });
            return results.find((entry) => entry.user_id === alice.getUserId() && entry.display_name === name);
        });
        assert.ok(found);
    });

    await step("presence with a status message reaches the other", async () => {
        await alice.setPresence({ presence: "unavailable", status_msg: "having tea" });
        await until("bob sees it", () => bob.getUser(alice.getUserId())?.presenceStatusMsg === "having tea");
        await alice.setPresence({ presence: "online", status_msg: "" });
    });

    await step("account data, tags and direct chats reach one's other device", async () => {
        const phone = await start(await login(alice.username, "phone"));
        await alice.setAccountData("m.direct", { [bob.getUserId()]: [place] });
        await alice.setRoomTag(place, "m.favourite", { order: 0.5 });
        await alice.setRoomAccountData(place, "org.example.colour", { value: "green" });
        await until("direct chats", () => phone.getAccountData("m.direct")?.getContent()[bob.getUserId()]?.[0] === place);
        await until("the tag", () => phone.getRoom(place).tags["m.favourite"]?.order === 0.5);
        const colour = () => phone.getRoom(place).getAccountData("org.example.colour")?.getContent().value;
        await until("room account data", () => colour() === "green");
        await alice.deleteRoomTag(place, "m.favourite");
        await until("the tag is gone", () => !phone.getRoom(place).tags["m.favourite"]);
        phone.stopClient();
    });

    await step("a muted room counts nothing, and is heard again afterwards", async () => {
        const unread = () => bob.getRoom(place).getRoomUnreadNotificationCount("total");
        await bob.setRoomMutePushRule("global", place, true);
        await until("the rule came down", () => ruleOf(bob, place));
        const silent = await alice.sendTextMessage(place, "unheard");
        await arrival(bob, place, silent.event_id);
        assert.equal(unread(), 0);
        await bob.setRoomMutePushRule("global", place, false);
        await until("the rule is gone", () => !ruleOf(bob, place));
        await alice.sendTextMessage(place, "heard");
        await until("one unread", () => unread() === 1);
    });

    await step("messages of an ignored user do not come", async () => {
        await bob.setIgnoredUsers([alice.getUserId()]);
        await until("ignored", () => bob.isUserIgnored(alice.getUserId()));
        const hidden = await alice.sendTextMessage(place, "not for bob");
        const { event_id: after } = await bob.sendTextMessage(place, "anyone?");
        await arrival(bob, place, after);
        assert.equal(bob.getRoom(place).findEventById(hidden.event_id), undefined);
        await bob.setIgnoredUsers([]);
    });

    await step("a picture is uploaded, set as avatar and fetched by the other", async () => {
        const { content_uri } = await alice.uploadContent(PNG, { name: "pixel.png", type: "image/png" });
        await alice.setAvatarUrl(content_uri);
        const shown = () => bob.getRoom(place).getMember(alice.getUserId()).getMxcAvatarUrl();
        await until("bob sees the avatar", () => shown() === content_uri);
        const url = bob.mxcUrlToHttp(content_uri, undefined, undefined, undefined, false, true, true);
        const answer = await fetch(url, { headers: { Authorization: `Bearer ${bob.getAccessToken()}` } });
        assert.equal(answer.status, 200);
        assert.equal(answer.headers.get("content-type"), "image/png");
        assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PNG);
    });

    await step("devices are listed, named and removed", async () => {
        const spare = await login(alice.username, "spare");
        await alice.setDeviceDetails(spare.getDeviceId(), { display_name: "old phone" });
        const { devices } = await alice.getDevices();
        assert.equal(devices.find((device) => device.device_id === spare.getDeviceId()).display_name, "old phone");
        await passwordOf(alice)((auth) => alice.deleteDevice(spare.getDeviceId(), auth ?? undefined));
        await refused("M_UNKNOWN_TOKEN", spare.whoami());
    });

    await step("a changed password is the one that counts", async () => {
        const changer = await user("changer");
        const identifier = { type: "m.id.user", user: changer.getUserId() };
        await changer.setPassword({ type: "m.login.password", identifier, password: PASSWORD }, `new-${PASSWORD}`);
        await refused("M_FORBIDDEN", login(changer.username, "again"));
        changer.stopClient();
    });

    await step("after a logout the token is worth nothing", async () => {
        const brief = await login(bob.username, "brief");
        await brief.logout();
        await refused("M_UNKNOWN_TOKEN", brief.whoami());
    });
}

function ruleOf(client, roomId) {
    return client.getRoomPushRule("global", roomId);
}
