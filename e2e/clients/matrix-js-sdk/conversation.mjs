// What people do in a room: talk, answer, correct, react, read, search.
import assert from "node:assert/strict";
import { must, step, until } from "../harness.mjs";
import { arrival, bodies, join, login, room, sdk, start, user } from "./clients.mjs";

export default async function conversation() {
    const { alice, bob, place } = await must("alice and bob share a room", async () => {
        const [alice, bob] = [await user("alice2"), await user("bob2")];
        const { room_id } = await alice.createRoom({ name: "Talk", preset: "private_chat", invite: [bob.getUserId()] });
        await join(bob, room_id);
        return { alice, bob, place: room_id };
    });
    const say = async (client, body, more = {}) =>
        (await client.sendMessage(place, { msgtype: "m.text", body, ...more })).event_id;

    await must("messages arrive both ways, once and in order", async () => {
        for (let i = 1; i <= 5; i++) {
            const [speaker, listener] = i % 2 ? [alice, bob] : [bob, alice];
            await arrival(listener, place, await say(speaker, `line ${i}`));
        }
        for (const client of [alice, bob]) {
            const lines = bodies(client, place).filter((body) => body.startsWith("line"));
            assert.deepEqual(lines, ["line 1", "line 2", "line 3", "line 4", "line 5"]);
        }
    });

    await step("an edit replaces the text, also for a client that comes later", async () => {
        const id = await say(alice, "helo");
        await arrival(bob, place, id);
        await say(alice, "* hello", {
            "m.new_content": { msgtype: "m.text", body: "hello" },
            "m.relates_to": { rel_type: "m.replace", event_id: id },
        });
        await until("bob reads the edit", () => bob.getRoom(place).findEventById(id).getContent().body === "hello");
        const event = await bob.fetchRoomEvent(place, id);
        assert.equal(event.unsigned["m.relations"]["m.replace"].content["m.new_content"].body, "hello");
        const late = await start(await login(bob.username, "tablet"));
        await room(late, place);
        await until("the late client reads it", () => late.getRoom(place).findEventById(id)?.getContent().body === "hello");
        late.stopClient();
    });

    await step("a reaction is counted and taken back", async () => {
        const id = await say(alice, "who is in?");
        await arrival(bob, place, id);
        const { event_id: reaction } = await bob.sendEvent(place, "m.reaction", {
            "m.relates_to": { rel_type: "m.annotation", event_id: id, key: "👍" },
        });
        const count = () => {
            const related = alice.getRoom(place).relations.getChildEventsForEvent(id, "m.annotation", "m.reaction");
            return related?.getSortedAnnotationsByKey()?.find(([key]) => key === "👍")?.[1].size ?? 0;
        };
        await until("alice sees it", () => count() === 1);
        const { events } = await alice.relations(place, id, "m.annotation", "m.reaction");
        assert.deepEqual(events.map((event) => event.getId()), [reaction]);
        await bob.redactEvent(place, reaction);
        await until("it is gone", () => count() === 0);
    });

    await step("a redacted message loses its text", async () => {
        const id = await say(alice, "a secret");
        const seen = await arrival(bob, place, id);
        await alice.redactEvent(place, id, undefined, { reason: "slip" });
        await until("bob sees it redacted", () => seen.isRedacted());
        const event = await bob.fetchRoomEvent(place, id);
        assert.deepEqual(event.content, {});
        assert.equal(event.unsigned.redacted_because.content.reason, "slip");
    });

    await step("a reply quotes what it answers", async () => {
        const id = await say(alice, "any questions?");
        const reply = await say(bob, "one", { "m.relates_to": { "m.in_reply_to": { event_id: id } } });
        assert.equal((await arrival(alice, place, reply)).replyEventId, id);
    });

    await step("a thread gathers its answers and has its own unread count", () => thread(alice, bob, place, say));

    await step("typing shows and ends", async () => {
        const typing = () => alice.getRoom(place).getMember(bob.getUserId()).typing;
        await bob.sendTyping(place, true, 20_000);
        await until("bob types", typing);
        await bob.sendTyping(place, false, 0);
        await until("bob stops", () => !typing());
    });

    await step("unread counts rise, and read receipts clear them and show", async () => {
        const id = await say(alice, `ping ${bob.getUserId()}`, { "m.mentions": { user_ids: [bob.getUserId()] } });
        const seen = await arrival(bob, place, id);
        const count = (type) => bob.getRoom(place).getRoomUnreadNotificationCount(type);
        await until("a highlight", () => count("highlight") >= 1 && count("total") >= 1);
        await bob.sendReadReceipt(seen);
        await until("read", () => count("highlight") === 0 && count("total") === 0);
        await until("alice sees bob's receipt", () => alice.getRoom(place).getEventReadUpTo(bob.getUserId(), true) === id);
        await bob.setRoomReadMarkers(place, id, undefined, seen);
        await until("the marker", () => bob.getRoom(place).getAccountData("m.fully_read")?.getContent().event_id === id);
    });

    await step("a private receipt clears the count and stays private", async () => {
        const before = alice.getRoom(place).getEventReadUpTo(bob.getUserId(), true);
        const id = await say(alice, "read me quietly");
        const seen = await arrival(bob, place, id);
        await until("unread", () => bob.getRoom(place).getRoomUnreadNotificationCount("total") === 1);
        await bob.sendReadReceipt(seen, "m.read.private");
        await until("read", () => bob.getRoom(place).getRoomUnreadNotificationCount("total") === 0);
        await bob.sendTyping(place, true, 20_000);
        await until("later news", () => alice.getRoom(place).getMember(bob.getUserId()).typing);
        assert.equal(alice.getRoom(place).getEventReadUpTo(bob.getUserId(), true), before);
        await bob.sendTyping(place, false, 0);
    });

    await step("search finds a message with its context", async () => {
        const id = await say(alice, "the pangolin sleeps in the cupboard");
        const found = await until("a hit", async () => {
            const results = await bob.searchRoomEvents({ term: "pangolin cupboard", filter: { rooms: [place] } });
            return results.count > 0 && results;
        });
        assert.equal(found.count, 1);
        assert.equal(found.results[0].context.getEvent().getId(), id);
        assert.ok(found.results[0].context.getTimeline().length > 1);
    });

    await step("history is paged back to the room's beginning", () => paging(bob, place));

    await step("a link to an old message opens the timeline around it", async () => {
        const reader = await start(await login(bob.username, "reader"), { initialSyncLimit: 1 });
        const set = (await room(reader, place)).getUnfilteredTimelineSet();
        const { chunk } = await bob.createMessagesRequest(place, null, 50, "f");
        const target = chunk.find((event) => event.content.body === "line 3");
        const view = new sdk.TimelineWindow(reader, set);
        await view.load(target.event_id, 1);
        for (const direction of ["b", "f"]) await view.paginate(direction, 4);
        const texts = view.getEvents().map((event) => event.getContent().body);
        assert.ok(texts.includes("line 2") && texts.includes("line 4"), texts.join());
        const near = await reader.timestampToEvent(place, target.origin_server_ts, "f");
        assert.equal(near.event_id, target.event_id);
        reader.stopClient();
    });

    await step("a poll is asked, answered and ended", async () => {
        const { event_id: poll } = await alice.sendEvent(place, "m.poll.start", {
            "m.text": [{ body: "Tea? yes / no" }],
            "m.poll": {
                question: { "m.text": [{ body: "Tea?" }] },
                kind: "m.disclosed",
                max_selections: 1,
                answers: [
                    { "m.id": "y", "m.text": [{ body: "yes" }] },
                    { "m.id": "n", "m.text": [{ body: "no" }] },
                ],
            },
        });
        await arrival(bob, place, poll);
        await bob.sendEvent(place, "m.poll.response", {
            "m.relates_to": { rel_type: "m.reference", event_id: poll },
            "m.selections": ["y"],
        });
        await until("one answer", async () => {
            const { events } = await alice.relations(place, poll, "m.reference", "m.poll.response");
            return events.length === 1 && events[0].getContent()["m.selections"][0] === "y";
        });
    });
}

async function thread(alice, bob, place, say) {
    const root = await say(alice, "thread root");
    await arrival(bob, place, root);
    const relation = { rel_type: "m.thread", event_id: root, is_falling_back: true, "m.in_reply_to": { event_id: root } };
    const answers = [];
    for (const body of ["first", "second", "third"]) answers.push(await say(bob, body, { "m.relates_to": relation }));
    const found = await until("alice has the thread", () => {
        const thread = alice.getRoom(place).getThread(root);
        return thread?.length === 3 && thread;
    });
    await until("its last answer", () => found.replyToEvent?.getId() === answers[2]);
    await until("its unread count", () => alice.getRoom(place).getThreadUnreadNotificationCount(root, "total") === 3);
    await alice.sendReadReceipt(found.replyToEvent);
    await until("read", () => alice.getRoom(place).getThreadUnreadNotificationCount(root, "total") === 0);

    const { chunk } = await alice.createThreadListMessagesRequest(place, null, 20, "b", sdk.ThreadFilterType.All);
    const listed = chunk.find((event) => event.event_id === root);
    assert.equal(listed.unsigned["m.relations"]["m.thread"].count, 3);
    assert.equal(listed.unsigned["m.relations"]["m.thread"].current_user_participated, true);
    const mine = await bob.createThreadListMessagesRequest(place, null, 20, "b", sdk.ThreadFilterType.My);
    assert.ok(mine.chunk.some((event) => event.event_id === root));

    const late = await start(await login(alice.username, "tablet"), { initialSyncLimit: 3 });
    const again = await room(late, place);
    await again.createThreadsTimelineSets();
    await again.fetchRoomThreads();
    await until("the thread list", () => again.getThread(root)?.length === 3);
    late.stopClient();
}

async function paging(bob, place) {
    const reader = await start(await login(bob.username, "pager"), { initialSyncLimit: 2 });
    const shown = await room(reader, place);
    const types = () => shown.getLiveTimeline().getEvents().map((event) => event.getType());
    for (let page = 0; page < 20 && types()[0] !== "m.room.create"; page++) {
        await reader.scrollback(shown, 8);
    }
    assert.equal(types()[0], "m.room.create");
    const ids = shown.getLiveTimeline().getEvents().map((event) => event.getId());
    assert.equal(new Set(ids).size, ids.length, "nothing twice");
    const lines = bodies(reader, place).filter((body) => body?.startsWith("line"));
    assert.deepEqual(lines, ["line 1", "line 2", "line 3", "line 4", "line 5"]);
    reader.stopClient();
}
