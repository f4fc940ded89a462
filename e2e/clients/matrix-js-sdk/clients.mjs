// Making matrix-js-sdk clients, and what the steps look up in them.
import { LOG } from "./quiet.mjs";
import * as sdk from "matrix-js-sdk";
import { PASSWORD, baseUrl, fileLogger, register, until } from "../harness.mjs";

export const running = [];

/** Logs `username` in on a new device and returns the client, not yet syncing. */
export async function login(username, device, options = {}) {
    const anonymous = sdk.createClient({ baseUrl, logger: fileLogger(LOG, username) });
    const answer = await anonymous.loginRequest({
        type: "m.login.password",
        identifier: { type: "m.id.user", user: username },
        password: PASSWORD,
        initial_device_display_name: device,
    });
    const client = sdk.createClient({
        baseUrl,
        userId: answer.user_id,
        deviceId: answer.device_id,
        accessToken: answer.access_token,
        logger: fileLogger(LOG, `${username}/${device}`),
        timelineSupport: true,
        verificationMethods: ["m.sas.v1"],
        ...options,
    });
    client.username = username;
    return client;
}

/** Starts syncing and waits for the first answer. */
export async function start(client, options = {}) {
    running.push(client);
    await client.startClient({ initialSyncLimit: 20, lazyLoadMembers: true, threadSupport: true, ...options });
    await until("the first sync", () => client.isInitialSyncComplete());
    return client;
}

/** A new account with one syncing client. */
export async function user(name, options = {}) {
    return start(await login(await register(name), "laptop"), options);
}

export function stopAll() {
    for (const client of running) client.stopClient();
}

/** The answer to a password question of user-interactive authentication. */
export function passwordOf(client) {
    const identifier = { type: "m.id.user", user: client.getUserId() };
    return async (request) => {
        try {
            return await request(null);
        } catch (error) {
            if (error.httpStatus !== 401 || !error.data?.session) throw error;
            return request({ type: "m.login.password", identifier, password: PASSWORD, session: error.data.session });
        }
    };
}

export function room(client, roomId) {
    return until(`${client.username} sees ${roomId}`, () => client.getRoom(roomId));
}

/** The room once `client`'s membership in it is as given. */
export function membership(client, roomId, wanted) {
    return until(`${client.username} is at ${wanted} in ${roomId}`, () => {
        const found = client.getRoom(roomId);
        return found?.getMyMembership() === wanted && found;
    });
}

export async function join(client, roomId) {
    await client.joinRoom(roomId);
    return membership(client, roomId, "join");
}

/** The event once it came down `client`'s sync, in the room or one of its threads. */
export function arrival(client, roomId, eventId) {
    return until(`${client.username} receives ${eventId}`, () => client.getRoom(roomId)?.findEventById(eventId));
}

/** The event once `client` has decrypted it. */
export function decrypted(client, roomId, eventId) {
    return until(`${client.username} decrypts ${eventId}`, () => {
        const event = client.getRoom(roomId)?.findEventById(eventId);
        return event && event.getType() !== "m.room.encrypted" && !event.isDecryptionFailure() && event;
    });
}

export function bodies(client, roomId) {
    return client
        .getRoom(roomId)
        .getLiveTimeline()
        .getEvents()
        .filter((event) => event.getType() === "m.room.message")
        .map((event) => event.getContent().body);
}

export { sdk };
