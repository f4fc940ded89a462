// Rooms: making, finding, joining, moderating, leaving and upgrading them.
import assert from "node:assert/strict";
import { must, refused, register, step, unique, until } from "../harness.mjs";
import { arrival, bodies, join, login, membership, room, start, user } from "./clients.mjs";

const CROWD = 6;

export default async function rooms() {
    const [alice, bob] = await must("two users log in and sync", async () => [await user("alice"), await user("bob")]);
    const domain = alice.getDomain();
    const alias = `#${unique("square")}:${domain}`;

    const square = await must("a public room with name, topic and alias is made", async () => {
        const { room_id } = await alice.createRoom({
            name: `Square ${unique("x")}`,
            topic: "Where all meet",
            room_alias_name: unique("square"),
            visibility: "public",
            preset: "public_chat",
        });
        const made = await room(alice, room_id);
        await until("name and alias", () => made.name === `Square ${unique("x")}` && made.getCanonicalAlias() === alias);
        assert.equal(made.currentState.getStateEvents("m.room.topic", "").getContent().topic, "Where all meet");
        return room_id;
    });

    await step("it is found in the room directory and joined by alias", async () => {
        const found = await until("the directory lists it", async () => {
            const { chunk } = await bob.publicRooms({ filter: { generic_search_term: unique("x") }, limit: 10 });
            return chunk.find((entry) => entry.room_id === square);
        });
        assert.equal(found.canonical_alias, alias);
        assert.equal(found.num_joined_members, 1);
        assert.equal((await bob.getRoomIdForAlias(alias)).room_id, square);
        await bob.joinRoom(alias);
        await membership(bob, square, "join");
        await until("alice sees bob", () => alice.getRoom(square)?.getMember(bob.getUserId())?.membership === "join");
    });

    await step("the room's summary is shown to somebody outside it", async () => {
        const summary = await bob.getRoomSummary(alias, [domain]);
        assert.equal(summary.room_id, square);
        assert.equal(summary.num_joined_members, 2);
    });

    await step("an invitation arrives, is accepted and ended by leaving", async () => {
        const { room_id } = await alice.createRoom({ name: "Den", preset: "private_chat" });
        await refused("M_FORBIDDEN", bob.joinRoom(room_id));
        await alice.invite(room_id, bob.getUserId(), "come in");
        const invited = await membership(bob, room_id, "invite");
        assert.equal(invited.name, "Den");
        await join(bob, room_id);
        await bob.leave(room_id);
        await membership(bob, room_id, "leave");
        await bob.forget(room_id);
        await until("alice sees bob gone", () => alice.getRoom(room_id).getMember(bob.getUserId()).membership === "leave");
    });

    await step("a knock is answered by an invitation", async () => {
        const { room_id } = await alice.createRoom({
            name: "Closed",
            preset: "private_chat",
            initial_state: [{ type: "m.room.join_rules", state_key: "", content: { join_rule: "knock" } }],
        });
        await bob.knockRoom(room_id, { reason: "let me in", viaServers: [domain] });
        await membership(bob, room_id, "knock");
        await until("alice hears it", () => alice.getRoom(room_id)?.getMember(bob.getUserId())?.membership === "knock");
        await alice.invite(room_id, bob.getUserId());
        await membership(bob, room_id, "invite");
        await join(bob, room_id);
    });

    await step("kick, ban and unban", async () => {
        await alice.kick(square, bob.getUserId(), "calm down");
        await membership(bob, square, "leave");
        await join(bob, square);
        await alice.ban(square, bob.getUserId(), "out");
        await membership(bob, square, "ban");
        await refused(403, bob.joinRoom(square));
        await alice.unban(square, bob.getUserId());
        await join(bob, square);
    });

    await step("power levels decide who may set the topic", async () => {
        await refused("M_FORBIDDEN", bob.setRoomTopic(square, "Bob's"));
        await alice.setPowerLevel(square, bob.getUserId(), 50);
        await until("bob is a moderator", () => bob.getRoom(square).getMember(bob.getUserId())?.powerLevel === 50);
        await bob.setRoomTopic(square, "Where all meet again");
        await until("alice reads the topic", () => topicOf(alice, square) === "Where all meet again");
    });

    await step("a room in a space shows in its hierarchy, and its members may join", async () => {
        const { room_id: space } = await alice.createRoom({
            name: "Town",
            preset: "public_chat",
            creation_content: { type: "m.space" },
        });
        const { room_id: child } = await alice.createRoom({
            name: "Town hall",
            preset: "private_chat",
            initial_state: [
                {
                    type: "m.room.join_rules",
                    state_key: "",
                    content: { join_rule: "restricted", allow: [{ type: "m.room_membership", room_id: space }] },
                },
            ],
        });
        await alice.sendStateEvent(space, "m.space.child", { via: [domain], suggested: true }, child);
        await refused("M_FORBIDDEN", bob.joinRoom(child));
        await join(bob, space);
        const { rooms: listed } = await bob.getRoomHierarchy(space, 10, 2);
        assert.deepEqual(listed.map((entry) => entry.room_id), [space, child]);
        assert.equal(listed[0].children_state[0].state_key, child);
        await join(bob, child);
    });

    await step("members of a crowd are loaded lazily", () => lazyMembers(alice));
    await step("an upgraded room is followed to its successor", () => upgrade(alice, bob));
}

async function lazyMembers(alice) {
    const { room_id } = await alice.createRoom({ name: "Crowd", preset: "public_chat" });
    const others = [];
    for (let i = 0; i < CROWD; i++) {
        const guest = await login(await register(`crowd${i}`), "phone");
        await guest.joinRoom(room_id);
        others.push(guest);
    }
    await others[0].sendTextMessage(room_id, "hello from the crowd");
    const phone = await start(await login(alice.username, "phone"), { initialSyncLimit: 1, lazyLoadMembers: true });
    const crowd = await room(phone, room_id);
    assert.equal(crowd.getJoinedMemberCount(), CROWD + 1);
    await until("the message", () => bodies(phone, room_id).includes("hello from the crowd"));
    assert.ok(crowd.getMember(others[0].getUserId()), "the sender is known");
    assert.ok(crowd.getMembers().length < CROWD + 1, "the silent are not");
    await crowd.loadMembersIfNeeded();
    assert.equal(crowd.getJoinedMembers().length, CROWD + 1);
    phone.stopClient();
}

async function upgrade(alice, bob) {
    const { room_id: old } = await alice.createRoom({
        name: "Before",
        topic: "kept",
        preset: "public_chat",
        room_version: "10",
    });
    await join(bob, old);
    const { event_id } = await alice.sendTextMessage(old, "remember this");
    await arrival(bob, old, event_id);
    const { replacement_room } = await alice.upgradeRoom(old, "11");
    const tombstone = await until("bob finds the tombstone", () =>
        bob.getRoom(old).currentState.getStateEvents("m.room.tombstone", ""),
    );
    assert.equal(tombstone.getContent().replacement_room, replacement_room);
    const next = await join(bob, replacement_room);
    await until("name and topic moved", () => next.name === "Before" && topicOf(bob, replacement_room) === "kept");
    assert.equal(next.findPredecessor()?.roomId, old);
    assert.equal(next.getVersion(), "11");
    await refused("M_FORBIDDEN", bob.sendTextMessage(old, "too late"));
    assert.equal(bob.getVisibleRooms().some((visible) => visible.roomId === old), false, "the old room is hidden");
}

function topicOf(client, roomId) {
    return client.getRoom(roomId).currentState.getStateEvents("m.room.topic", "")?.getContent().topic;
}
