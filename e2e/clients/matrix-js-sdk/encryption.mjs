// End-to-end encryption as an app of today does it: cross-signing, secret storage, verification by emoji, key backup.
import assert from "node:assert/strict";
import { must, step, until } from "../harness.mjs";
import { arrival, decrypted, join, login, membership, passwordOf, sdk, start, user } from "./clients.mjs";
import { CryptoEvent, EventShieldColour, VerificationPhase, VerifierEvent } from "matrix-js-sdk/lib/crypto-api/index.js";

export default async function encryption() {
    const keys = { alice: {}, bob: {} };
    const { alice, bob } = await must("two users set up cross-signing, secret storage and key backup", async () => {
        const alice = await securedUser("alice4", keys.alice);
        const bob = await securedUser("bob4", keys.bob);
        return { alice, bob };
    });

    await step("the set-up is complete and the device is signed by its owner", async () => {
        const crypto = alice.getCrypto();
        assert.ok(await crypto.isCrossSigningReady());
        assert.ok(await crypto.isSecretStorageReady());
        assert.ok(await crypto.getActiveSessionBackupVersion());
        const status = await crypto.getDeviceVerificationStatus(alice.getUserId(), alice.getDeviceId());
        assert.ok(status.crossSigningVerified);
        const devices = (await bob.getCrypto().getUserDeviceInfo([alice.getUserId()], true)).get(alice.getUserId());
        assert.deepEqual([...devices.keys()], [alice.getDeviceId()]);
    });

    const { place, first } = await must("encrypted messages go both ways", async () => {
        const place = await encryptedRoom(alice, bob);
        const { event_id: first } = await alice.sendTextMessage(place, "from alice, sealed");
        assert.equal((await decrypted(bob, place, first)).getContent().body, "from alice, sealed");
        const { event_id: second } = await bob.sendTextMessage(place, "from bob, sealed");
        const seen = await decrypted(alice, place, second);
        assert.equal(seen.getContent().body, "from bob, sealed");
        const raw = await alice.fetchRoomEvent(place, second);
        assert.equal(raw.type, "m.room.encrypted");
        assert.ok(!JSON.stringify(raw).includes("from bob"));
        const info = await alice.getCrypto().getEncryptionInfoForEvent(seen);
        assert.equal(info.shieldColour, EventShieldColour.NONE);
        return { place, first };
    });

    await step("reactions and edits work on sealed messages", async () => {
        await bob.sendEvent(place, "m.reaction", {
            "m.relates_to": { rel_type: "m.annotation", event_id: first, key: "🔒" },
        });
        await until("alice sees the reaction", () =>
            alice.getRoom(place).relations.getChildEventsForEvent(first, "m.annotation", "m.reaction")?.getRelations().length,
        );
        await alice.sendMessage(place, {
            msgtype: "m.text",
            body: "* resealed",
            "m.new_content": { msgtype: "m.text", body: "resealed" },
            "m.relates_to": { rel_type: "m.replace", event_id: first },
        });
        await until("bob reads the edit", () => bob.getRoom(place).findEventById(first).getContent().body === "resealed");
    });

    await step("two users verify each other by emoji in their room", async () => {
        const request = await alice.getCrypto().requestVerificationDM(bob.getUserId(), place);
        const incoming = await until("bob is asked", () =>
            bob.getCrypto().findVerificationRequestDMInProgress(place, alice.getUserId()),
        );
        await compareEmoji(request, incoming);
        const verified = async (a, b) => (await a.getCrypto().getUserVerificationStatus(b.getUserId())).isVerified();
        await until("alice trusts bob", () => verified(alice, bob));
        await until("bob trusts alice", () => verified(bob, alice));
    });

    const phone = await must("a second device is verified by emoji and receives the secrets", async () => {
        const phone = await device(alice.username, "phone", {});
        const asked = new Promise((resolve) => alice.once(CryptoEvent.VerificationRequestReceived, resolve));
        const own = async (client) =>
            (await client.getCrypto().getDeviceVerificationStatus(alice.getUserId(), phone.getDeviceId()))?.isVerified();
        await until("the laptop hears of the phone", async () => (await own(alice)) === false);
        const request = await phone.getCrypto().requestOwnUserVerification();
        await compareEmoji(request, await asked);
        await until("the laptop trusts the phone", () => own(alice));
        await until("the phone holds the cross-signing keys", async () => {
            const { privateKeysCachedLocally: held } = await phone.getCrypto().getCrossSigningStatus();
            return held.masterKey && held.selfSigningKey && held.userSigningKey;
        });
        await until("the phone holds the backup key", () => phone.getCrypto().getSessionBackupPrivateKey());
        return phone;
    });

    await step("what is sent now reaches every device, and the phone reads history from the backup", async () => {
        const { event_id: news } = await bob.sendTextMessage(place, "for all devices");
        for (const client of [alice, phone]) await decrypted(client, place, news);
        await until("the backup is complete", () => backedUp(alice));
        await phone.getCrypto().restoreKeyBackup();
        assert.equal((await decrypted(phone, place, first)).getContent().body, "resealed");
        await phone.sendTextMessage(place, "sent from the phone");
    });

    await step("a new device recovers with the recovery key alone", async () => {
        const tablet = await device(alice.username, "tablet", keys.alice);
        const crypto = tablet.getCrypto();
        assert.ok(await crypto.userHasCrossSigningKeys(tablet.getUserId(), true));
        await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: passwordOf(tablet) });
        await until("the tablet is signed by its owner", async () => {
            const status = await crypto.getDeviceVerificationStatus(tablet.getUserId(), tablet.getDeviceId());
            return status?.crossSigningVerified;
        });
        await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
        const { total, imported } = await crypto.restoreKeyBackup();
        assert.ok(total > 0 && imported === total, `${imported} of ${total} keys`);
        await decrypted(tablet, place, first);
        assert.ok(await crypto.checkKeyBackupAndEnable(), "the backup is trusted");
    });

    await step("one-time keys are used up and made anew", () => oneTimeKeys(alice, bob, place));

    await step("who joins later reads what is sent from then on", async () => {
        const carol = await securedUser("carol4", {});
        await alice.invite(place, carol.getUserId());
        await membership(carol, place, "invite");
        await join(carol, place);
        await until("bob sees carol", () => bob.getRoom(place).getMember(carol.getUserId())?.membership === "join");
        const { event_id } = await bob.sendTextMessage(place, "welcome, carol");
        await decrypted(carol, place, event_id);
        await alice.kick(place, carol.getUserId());
        await membership(carol, place, "leave");
        await until("bob sees carol gone", () => bob.getRoom(place).getMember(carol.getUserId())?.membership === "leave");
        const { event_id: after } = await bob.sendTextMessage(place, "carol has left");
        await decrypted(alice, place, after);
        assert.equal(carol.getRoom(place).findEventById(after), undefined);
    });

    await step("a device that logs out is gone from the device list of others", async () => {
        const id = phone.getDeviceId();
        const listed = async () =>
            (await bob.getCrypto().getUserDeviceInfo([alice.getUserId()])).get(alice.getUserId()).has(id);
        await until("bob knows the phone", listed);
        await phone.logout(true);
        await until("bob hears that it is gone", async () => !(await listed()));
    });

    await step("to-device messages arrive once, in order", async () => {
        const seen = [];
        bob.on(sdk.ClientEvent.ToDeviceEvent, (event) => {
            if (event.getType() === "org.example.note") seen.push(event.getContent().n);
        });
        for (let n = 0; n < 10; n++) {
            const note = new Map([[bob.getUserId(), new Map([[bob.getDeviceId(), { n }]])]]);
            await alice.sendToDevice("org.example.note", note);
        }
        await until("all ten", () => seen.length >= 10);
        await arrival(bob, place, (await alice.sendTextMessage(place, "done")).event_id);
        assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });
}

/** A syncing client with encryption, on a new device; `keys` holds the recovery key, if the user has it at hand. */
async function device(username, name, keys) {
    const cryptoCallbacks = {
        getSecretStorageKey: async ({ keys: wanted }) => (keys.privateKey ? [Object.keys(wanted)[0], keys.privateKey] : null),
    };
    const client = await login(username, name, { cryptoCallbacks });
    await client.initRustCrypto({ useIndexedDB: false });
    return start(client);
}

async function securedUser(name, keys) {
    const plain = await user(name);
    plain.stopClient();
    const client = await device(plain.username, "laptop", keys);
    await passwordOf(client)((auth) => client.deleteDevice(plain.getDeviceId(), auth ?? undefined));
    const crypto = client.getCrypto();
    await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: passwordOf(client) });
    await crypto.bootstrapSecretStorage({
        createSecretStorageKey: async () => {
            const key = await crypto.createRecoveryKeyFromPassphrase();
            keys.privateKey = key.privateKey;
            return key;
        },
        setupNewSecretStorage: true,
        setupNewKeyBackup: true,
    });
    return client;
}

async function encryptedRoom(alice, bob) {
    const { room_id } = await alice.createRoom({
        name: "Sealed",
        preset: "trusted_private_chat",
        invite: [bob.getUserId()],
        is_direct: true,
        initial_state: [
            { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
        ],
    });
    await join(bob, room_id);
    await until("alice sees bob", () => alice.getRoom(room_id)?.getMember(bob.getUserId())?.membership === "join");
    await until("both know of the encryption", async () => {
        const known = [alice, bob].map((client) => client.getCrypto().isEncryptionEnabledInRoom(room_id));
        return (await Promise.all(known)).every(Boolean);
    });
    return room_id;
}

/** Carries a verification through to its end; both see the same emoji. */
async function compareEmoji(asking, asked) {
    await asked.accept();
    await until("both are ready", () => [asking, asked].every((one) => one.phase === VerificationPhase.Ready));
    const first = await asking.startVerification("m.sas.v1");
    const second = await until("the other has started", () => asked.verifier);
    const shown = [first, second].map(emoji);
    const done = [first.verify(), second.verify()];
    const [mine, theirs] = await Promise.all(shown);
    assert.deepEqual(mine.sas.emoji, theirs.sas.emoji);
    assert.equal(mine.sas.emoji.length, 7);
    await Promise.all([mine.confirm(), theirs.confirm()]);
    await Promise.all(done);
    await until("both are done", () => [asking, asked].every((one) => one.phase === VerificationPhase.Done));
}

function emoji(verifier) {
    return new Promise((resolve, reject) => {
        const already = verifier.getShowSasCallbacks();
        if (already) resolve(already);
        verifier.on(VerifierEvent.ShowSas, resolve);
        verifier.on(VerifierEvent.Cancel, reject);
    });
}

/** Whether the server's backup holds every room key that `client` knows. */
async function backedUp(client) {
    const { count } = await client.http.authedRequest("GET", "/room_keys/version");
    return count >= (await client.getCrypto().exportRoomKeys()).length;
}

async function oneTimeKeys(alice, bob, place) {
    const path = "/keys/upload";
    const count = async () => {
        const { one_time_key_counts: counts } = await alice.http.authedRequest("POST", path, undefined, {});
        return counts.signed_curve25519;
    };
    const full = await until("keys are there", count);
    const wanted = { one_time_keys: { [alice.getUserId()]: { [alice.getDeviceId()]: "signed_curve25519" } } };
    const claimed = new Set();
    for (let i = 0; i < 3; i++) {
        const answer = await bob.http.authedRequest("POST", "/keys/claim", undefined, wanted);
        const [id] = Object.keys(answer.one_time_keys[alice.getUserId()][alice.getDeviceId()]);
        claimed.add(id);
    }
    assert.equal(claimed.size, 3, "no key is given twice");
    await bob.sendTextMessage(place, "wake up");
    await until("replenished", async () => (await count()) >= full);
}
