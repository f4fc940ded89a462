"""matrix-nio, the library of most bots: two users, with and without encryption. Every answer of the server is
also held against nio's JSON schemas; one that does not fit becomes an error response, which `good` refuses."""

import asyncio
import io
import logging
import sys
import tempfile

import nio
from harness import BASE_URL, PASSWORD, finish, register, step, until
from nio.api import RelationshipType

TEXT = {"msgtype": "m.text"}
NEEDED = ("users log in by password", "an invitation arrives and is accepted")


def good(response, kind):
    assert isinstance(response, kind), f"{kind.__name__} expected: {response}"
    return response


class User:
    """A client that notes down what its syncs bring."""

    def __init__(self, name, store):
        self.username = register(name)
        self.client = self.device(store)
        self.events = []
        self.ephemeral = []
        self.left = set()
        self.client.add_event_callback(self.note, nio.Event)
        self.client.add_ephemeral_callback(lambda room, event: self.ephemeral.append(event), nio.EphemeralEvent)

    def device(self, store):
        config = nio.AsyncClientConfig(encryption_enabled=nio.crypto.ENCRYPTION_ENABLED, store_sync_tokens=False)
        return nio.AsyncClient(BASE_URL, self.username, store_path=store, config=config)

    @property
    def id(self):
        return self.client.user_id

    async def note(self, room, event):
        self.events.append((room.room_id, event))

    async def login(self):
        good(await self.client.login(PASSWORD, device_name="bot"), nio.LoginResponse)
        await self.sync(full_state=True)

    async def sync(self, timeout=1000, **options):
        response = good(await self.client.sync(timeout, **options), nio.SyncResponse)
        self.left.update(response.rooms.leave)
        await self.keys()

    async def keys(self):
        """What `sync_forever` does between two syncs."""
        client = self.client
        if client.should_upload_keys:
            good(await client.keys_upload(), nio.KeysUploadResponse)
        if client.should_query_keys:
            good(await client.keys_query(), nio.KeysQueryResponse)
        if client.should_claim_keys:
            good(await client.keys_claim(client.get_users_for_key_claiming()), nio.KeysClaimResponse)
        await client.send_to_device_messages()

    async def say(self, room, body, **more):
        content = {**TEXT, "body": body, **more}
        sent = await self.client.room_send(room, "m.room.message", content, ignore_unverified_devices=True)
        return good(sent, nio.RoomSendResponse).event_id

    async def receives(self, event_id):
        def arrived():
            return next((event for _, event in self.events if event.event_id == event_id), None)

        return await until(f"{self.username} receives {event_id}", arrived, self.sync)


class Plain:
    """Without encryption."""

    def __init__(self, alice, bob):
        self.alice, self.bob = alice, bob
        self.room = None

    async def login(self):
        for user in (self.alice, self.bob):
            await user.login()
            whoami = good(await user.client.whoami(), nio.WhoamiResponse)
            assert whoami.user_id == user.id

    async def invitation(self):
        made = await self.alice.client.room_create(name="Bots", topic="beep", invite=[self.bob.id])
        self.room = good(made, nio.RoomCreateResponse).room_id
        bob = self.bob.client
        invited = await until("the invitation", lambda: bob.invited_rooms.get(self.room), self.bob.sync)
        assert invited.name == "Bots" and invited.inviter == self.alice.id
        good(await bob.join(self.room), nio.JoinResponse)
        joined = await until("the room", lambda: bob.rooms.get(self.room), self.bob.sync)
        assert joined.topic == "beep"
        rooms = self.alice.client.rooms
        await until("two members", lambda: self.room in rooms and rooms[self.room].joined_count == 2, self.alice.sync)
        members = good(await bob.joined_members(self.room), nio.JoinedMembersResponse)
        assert {member.user_id for member in members.members} == {self.alice.id, self.bob.id}
        rooms = good(await bob.joined_rooms(), nio.JoinedRoomsResponse)
        assert rooms.rooms == [self.room]

    async def conversation(self):
        first = await self.alice.say(self.room, "hello, bob")
        assert (await self.bob.receives(first)).body == "hello, bob"
        second = await self.bob.say(self.room, "hello, alice")
        assert (await self.alice.receives(second)).body == "hello, alice"

    async def history(self):
        sent = [await self.alice.say(self.room, f"page {n}") for n in range(7)]
        await self.bob.receives(sent[-1])
        start, found, types = self.bob.client.next_batch, [], []
        for _ in range(20):
            page = good(await self.bob.client.room_messages(self.room, start, limit=4), nio.RoomMessagesResponse)
            found += [event.event_id for event in page.chunk]
            types += [type(event) for event in page.chunk]
            start = page.end
            if not start:
                break
        assert [id for id in found if id in sent] == sent[::-1]
        assert types[-1] is nio.RoomCreateEvent and len(set(found)) == len(found)
        context = good(await self.bob.client.room_context(self.room, sent[3], limit=2), nio.RoomContextResponse)
        assert context.events_before[0].event_id == sent[2] and context.events_after[0].event_id == sent[4]
        event = good(await self.bob.client.room_get_event(self.room, sent[0]), nio.RoomGetEventResponse)
        assert event.event.body == "page 0"

    async def typing(self):
        good(await self.bob.client.room_typing(self.room, True, timeout=20000), nio.RoomTypingResponse)
        room = self.alice.client.rooms[self.room]
        await until("bob types", lambda: room.typing_users == [self.bob.id], self.alice.sync)
        good(await self.bob.client.room_typing(self.room, False), nio.RoomTypingResponse)
        await until("bob stops", lambda: room.typing_users == [], self.alice.sync)

    async def receipts(self):
        sent = await self.alice.say(self.room, "read this")
        await self.bob.receives(sent)
        assert self.bob.client.rooms[self.room].unread_notifications >= 1
        good(await self.bob.client.update_receipt_marker(self.room, sent), nio.UpdateReceiptMarkerResponse)

        def read():
            receipts = [r for e in self.alice.ephemeral if isinstance(e, nio.ReceiptEvent) for r in e.receipts]
            return any(r.event_id == sent and r.user_id == self.bob.id for r in receipts)

        await until("the receipt", read, self.alice.sync)
        good(await self.bob.client.room_read_markers(self.room, sent, sent), nio.RoomReadMarkersResponse)
        room = self.bob.client.rooms[self.room]
        await until("the marker", lambda: room.fully_read_marker == sent, self.bob.sync)

    async def reaction(self):
        sent = await self.alice.say(self.room, "react")
        relation = {"rel_type": "m.annotation", "event_id": sent, "key": "🤖"}
        answer = await self.bob.client.room_send(self.room, "m.reaction", {"m.relates_to": relation})
        reaction = good(answer, nio.RoomSendResponse).event_id
        assert (await self.alice.receives(reaction)).key == "🤖"
        related = self.alice.client.room_get_event_relations(self.room, sent, RelationshipType.annotation)
        assert [event.event_id async for event in related] == [reaction]
        good(await self.bob.client.room_redact(self.room, reaction, "no"), nio.RoomRedactResponse)
        related = self.alice.client.room_get_event_relations(self.room, sent, RelationshipType.annotation)
        assert [event.event_id async for event in related] == []

    async def state(self):
        alice = self.alice.client
        good(await alice.room_put_state(self.room, "m.room.topic", {"topic": "boop"}), nio.RoomPutStateResponse)
        await until("the topic", lambda: self.bob.client.rooms[self.room].topic == "boop", self.bob.sync)
        topic = await self.bob.client.room_get_state_event(self.room, "m.room.topic")
        assert good(topic, nio.RoomGetStateEventResponse).content["topic"] == "boop"
        state = good(await self.bob.client.room_get_state(self.room), nio.RoomGetStateResponse)
        assert {"m.room.create", "m.room.power_levels"} <= {event["type"] for event in state.events}
        refused = await self.bob.client.room_put_state(self.room, "m.room.topic", {"topic": "mine"})
        assert good(refused, nio.RoomPutStateError).status_code == "M_FORBIDDEN"

    async def profile(self):
        good(await self.bob.client.set_displayname("Bob the Bot"), nio.ProfileSetDisplayNameResponse)
        profile = good(await self.alice.client.get_profile(self.bob.id), nio.ProfileGetResponse)
        assert profile.displayname == "Bob the Bot"
        room = self.alice.client.rooms[self.room]
        await until("the name", lambda: room.user_name(self.bob.id) == "Bob the Bot", self.alice.sync)
        good(await self.bob.client.set_presence("unavailable", "charging"), nio.PresenceSetResponse)
        presence = good(await self.alice.client.get_presence(self.bob.id), nio.PresenceGetResponse)
        assert presence.status_msg == "charging"

    async def media(self):
        data = bytes(range(256)) * 40
        uploaded, _ = await self.alice.client.upload(
            lambda *_: io.BytesIO(data), "application/octet-stream", "bytes.bin", filesize=len(data)
        )
        uri = good(uploaded, nio.UploadResponse).content_uri
        fetched = good(await self.bob.client.download(uri), nio.MemoryDownloadResponse)
        assert fetched.body == data

    async def devices(self):
        other = self.alice.device(None)
        good(await other.login(PASSWORD, device_name="other"), nio.LoginResponse)
        listed = good(await self.alice.client.devices(), nio.DevicesResponse)
        assert {device.id for device in listed.devices} == {self.alice.client.device_id, other.device_id}
        good(await other.logout(), nio.LogoutResponse)
        listed = good(await self.alice.client.devices(), nio.DevicesResponse)
        assert {device.id for device in listed.devices} == {self.alice.client.device_id}
        await other.close()

    async def leaving(self):
        good(await self.bob.client.room_leave(self.room), nio.RoomLeaveResponse)
        await until("bob is out", lambda: self.room in self.bob.left, self.bob.sync)
        good(await self.bob.client.room_forget(self.room), nio.RoomForgetResponse)
        refused = await self.bob.client.join(self.room)
        assert good(refused, nio.JoinError).status_code == "M_FORBIDDEN"

    def steps(self):
        return [
            ("users log in by password", self.login),
            ("an invitation arrives and is accepted", self.invitation),
            ("messages arrive both ways", self.conversation),
            ("history is paged, in order, to the room's beginning", self.history),
            ("typing shows and ends", self.typing),
            ("receipts and read markers arrive", self.receipts),
            ("a reaction is related, then redacted", self.reaction),
            ("state is set, read and refused to those below", self.state),
            ("display name and presence are seen", self.profile),
            ("media is uploaded and downloaded", self.media),
            ("devices are listed and logged out", self.devices),
            ("a room is left and forgotten", self.leaving),
        ]


class Sealed:
    """With encryption."""

    def __init__(self, alice, bob):
        self.alice, self.bob = alice, bob
        self.room = None

    async def keys(self):
        for user in (self.alice, self.bob):
            assert user.client.olm_account_shared
        encryption = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        made = await self.alice.client.room_create(
            name="Sealed", is_direct=True, invite=[self.bob.id], initial_state=[encryption]
        )
        self.room = good(made, nio.RoomCreateResponse).room_id
        await until("the invitation", lambda: self.room in self.bob.client.invited_rooms, self.bob.sync)
        good(await self.bob.client.join(self.room), nio.JoinResponse)
        for user in (self.alice, self.bob):
            rooms = user.client.rooms
            await until("both in", lambda: self.room in rooms and rooms[self.room].joined_count == 2, user.sync)
            assert rooms[self.room].encrypted
            await until("devices", lambda: self.knows_other(user), user.sync)

    def knows_other(self, user):
        other = self.bob if user is self.alice else self.alice
        return other.client.device_id in user.client.device_store[other.id]

    async def messages(self):
        for sender, receiver, body in ((self.alice, self.bob, "psst"), (self.bob, self.alice, "what?")):
            seen = await receiver.receives(await sender.say(self.room, body))
            assert isinstance(seen, nio.RoomMessageText) and seen.decrypted, seen
            assert seen.body == body

    async def verification(self):
        alice, bob = self.alice.client, self.bob.client
        device = alice.device_store[bob.user_id][bob.device_id]
        good(await alice.start_key_verification(device), nio.ToDeviceResponse)
        transaction = await until("the request", lambda: next(iter(bob.key_verifications), None), self.bob.sync)
        good(await bob.accept_key_verification(transaction), nio.ToDeviceResponse)
        theirs, mine = bob.key_verifications[transaction], alice.key_verifications[transaction]
        await until("alice hears the acceptance", lambda: mine.state.name != "created", self.alice.sync)
        await until("bob has alice's key", lambda: theirs.established_sas, self.bob.sync)
        await until("alice has bob's key", lambda: mine.established_sas, self.alice.sync)
        assert mine.get_emoji() == theirs.get_emoji()
        good(await alice.confirm_short_auth_string(transaction), nio.ToDeviceResponse)
        good(await bob.confirm_short_auth_string(transaction), nio.ToDeviceResponse)
        await until("alice trusts bob", lambda: mine.verified, self.alice.sync)
        await until("bob trusts alice", lambda: theirs.verified, self.bob.sync)

    async def attachment(self):
        data = b"sealed bytes " * 100
        uploaded, how = await self.alice.client.upload(
            lambda *_: io.BytesIO(data), "application/octet-stream", "x", encrypt=True, filesize=len(data)
        )
        uri = good(uploaded, nio.UploadResponse).content_uri
        fetched = good(await self.bob.client.download(uri), nio.MemoryDownloadResponse)
        assert fetched.body != data
        opened = nio.crypto.decrypt_attachment(fetched.body, how["key"]["k"], how["hashes"]["sha256"], how["iv"])
        assert opened == data

    def steps(self):
        return [
            ("device keys are uploaded and found by the other", self.keys),
            ("encrypted messages go both ways", self.messages),
            ("devices verify each other by emoji", self.verification),
            ("an encrypted attachment is opened by the other", self.attachment),
        ]


async def main():
    logging.disable(logging.CRITICAL)
    print("# matrix-nio" + ("" if nio.crypto.ENCRYPTION_ENABLED else " (without encryption: its library is missing)"))
    with tempfile.TemporaryDirectory() as store:
        alice, bob = User("nio-alice", store), User("nio-bob", store)
        suites = [Plain(alice, bob)]
        if nio.crypto.ENCRYPTION_ENABLED:
            suites.append(Sealed(alice, bob))
        for suite in suites:
            for name, body in suite.steps():
                if not await step(name, body) and name in NEEDED:
                    break
        for user in (alice, bob):
            await user.client.close()
    return finish()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
