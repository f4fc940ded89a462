// The same client on sliding sync, as Element X syncs: lists, ranges, subscriptions and extensions.
import assert from "node:assert/strict";
import { baseUrl, must, step, until } from "../harness.mjs";
import { arrival, bodies, decrypted, join, login, membership, running, sdk, user } from "./clients.mjs";
import { SlidingSync } from "matrix-js-sdk/lib/sliding-sync.js";

const SUBSCRIPTION = {
    timeline_limit: 20,
    required_state: [
        ["m.room.name", ""],
        ["m.room.encryption", ""],
        ["m.room.member", "$ME"],
        ["m.room.member", "$LAZY"],
    ],
};

export default async function sliding() {
    const bob = await user("bob5");
    const alice = await login((await user("alice5")).username, "slider");
    const rooms = [];

    const sync = await must("a client starts on sliding sync and sees its rooms, newest first", async () => {
        for (const name of ["one", "two", "three"]) {
            const { room_id } = await alice.createRoom({ name, preset: "private_chat", invite: [bob.getUserId()] });
            await join(bob, room_id);
            rooms.push(room_id);
        }
        const lists = new Map([["all", { ranges: [[0, 1]], ...SUBSCRIPTION, timeline_limit: 1 }]]);
        const sync = new SlidingSync(baseUrl, lists, SUBSCRIPTION, alice, 10_000);
        running.push(alice);
        await alice.initRustCrypto({ useIndexedDB: false });
        await alice.startClient({ slidingSync: sync, threadSupport: true });
        await until("the list", () => sync.getListData("all")?.joinedCount === 3);
        await until("the two newest rooms", () => rooms.slice(1).every((id) => alice.getRoom(id)));
        assert.equal(alice.getRoom(rooms[2]).name, "three");
        assert.equal(alice.getRoom(rooms[0]), null, "the oldest lies outside the range");
        return sync;
    });

    await step("a wider range brings the rest", async () => {
        sync.setListRanges("all", [[0, 9]]);
        await until("the oldest room", () => alice.getRoom(rooms[0])?.name === "one");
    });

    await step("messages arrive both ways", async () => {
        const { event_id: there } = await bob.sendTextMessage(rooms[0], "over there");
        await arrival(alice, rooms[0], there);
        const { event_id: here } = await alice.sendTextMessage(rooms[0], "over here");
        await arrival(bob, rooms[0], here);
        assert.deepEqual(bodies(alice, rooms[0]).slice(-2), ["over there", "over here"]);
    });

    await step("a subscription brings more of a room", async () => {
        for (let n = 0; n < 5; n++) await bob.sendTextMessage(rooms[1], `note ${n}`);
        const { event_id: last } = await bob.sendTextMessage(rooms[1], "last note");
        await arrival(alice, rooms[1], last);
        sync.modifyRoomSubscriptions(new Set([rooms[1]]));
        await until("all notes", () => bodies(alice, rooms[1]).filter((body) => body.startsWith("note")).length === 5);
    });

    await step("typing, receipts and account data come with their extensions", async () => {
        sync.modifyRoomSubscriptions(new Set([rooms[0]]));
        const shown = alice.getRoom(rooms[0]);
        await bob.sendTyping(rooms[0], true, 20_000);
        await until("bob types", () => shown.getMember(bob.getUserId())?.typing);
        await bob.sendTyping(rooms[0], false, 0);
        const { event_id: mine } = await alice.sendTextMessage(rooms[0], "read me");
        await bob.sendReadReceipt(await arrival(bob, rooms[0], mine));
        await until("bob's receipt", () => shown.getEventReadUpTo(bob.getUserId(), true) === mine);
        await alice.setAccountData("m.direct", { [bob.getUserId()]: [rooms[0]] });
        await until("account data", () => alice.getAccountData("m.direct")?.getContent()[bob.getUserId()]);
    });

    await step("an invitation comes and is accepted", async () => {
        const { room_id } = await bob.createRoom({ name: "four", preset: "private_chat", invite: [alice.getUserId()] });
        await membership(alice, room_id, "invite");
        await join(alice, room_id);
        await until("its name", () => alice.getRoom(room_id).name === "four");
    });

    await step("encrypted messages are read, their keys coming over the extensions", async () => {
        const sealer = await login(bob.username, "sealer");
        await sealer.initRustCrypto({ useIndexedDB: false });
        running.push(sealer);
        await sealer.startClient({ initialSyncLimit: 5, lazyLoadMembers: true });
        const encryption = { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };
        const { room_id } = await sealer.createRoom({
            name: "sealed",
            invite: [alice.getUserId()],
            initial_state: [encryption],
        });
        await membership(alice, room_id, "invite");
        await join(alice, room_id);
        await until("alice is in", () => sealer.getRoom(room_id).getMember(alice.getUserId())?.membership === "join");
        const { event_id } = await sealer.sendTextMessage(room_id, "sealed for the slider");
        assert.equal((await decrypted(alice, room_id, event_id)).getContent().body, "sealed for the slider");
    });
}
