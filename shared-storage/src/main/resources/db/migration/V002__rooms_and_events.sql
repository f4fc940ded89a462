CREATE TABLE rooms (
    nid        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room_id    text COLLATE "C" NOT NULL UNIQUE,
    version    text NOT NULL,
    creator    text COLLATE "C",
    is_public  boolean NOT NULL DEFAULT false,
    blocked    boolean NOT NULL DEFAULT false,
    created_ts bigint NOT NULL
);
CREATE INDEX rooms_public ON rooms (nid) WHERE is_public;

-- nid: the position in the events stream (> 0), or in the backfill stream, negated (< 0), for events that did not arrive live.
-- room_pos: the place in the room's arrival order; falls below zero for history older than our join; NULL for events outside
-- the timeline (outliers: auth events, invites of rooms we are not in; rejected ones).
-- notify_count, highlight_count: running totals in the room of events that notify (highlight) a user with default push rules.
CREATE TABLE events (
    nid              bigint PRIMARY KEY,
    event_id         text COLLATE "C" NOT NULL,
    room_nid         bigint NOT NULL,
    room_pos         bigint,
    depth            bigint NOT NULL,
    type             text COLLATE "C" NOT NULL,
    state_key        text COLLATE "C",
    sender           text COLLATE "C" NOT NULL,
    origin_server_ts bigint NOT NULL,
    received_ts      bigint NOT NULL,
    notify_count     integer NOT NULL DEFAULT 0,
    highlight_count  integer NOT NULL DEFAULT 0,
    thread_root      text COLLATE "C",
    soft_failed      boolean NOT NULL DEFAULT false,
    rejected_reason  text,
    redacted_by      text COLLATE "C",
    json             bytea NOT NULL
);
CREATE UNIQUE INDEX events_event_id ON events (event_id);
CREATE UNIQUE INDEX events_room_pos ON events (room_nid, room_pos);
CREATE INDEX events_thread ON events (room_nid, thread_root, room_pos) WHERE thread_root IS NOT NULL;
CREATE INDEX events_room_ts ON events (room_nid, origin_server_ts);

-- The newest events that no other event follows: the prev_events of the next one.
CREATE TABLE forward_extremities (
    room_nid bigint NOT NULL,
    event_id text COLLATE "C" NOT NULL,
    depth    bigint NOT NULL,
    PRIMARY KEY (room_nid, event_id)
);

-- Current state over time: the entry (type, state_key) was event_nid after every room position p with from_pos <= p < to_pos.
-- The current entry has the greatest to_pos. The state before the event at p: from_pos < p <= to_pos.
CREATE TABLE room_state (
    room_nid  bigint NOT NULL,
    type      text COLLATE "C" NOT NULL,
    state_key text COLLATE "C" NOT NULL,
    from_pos  bigint NOT NULL,
    to_pos    bigint NOT NULL DEFAULT 9223372036854775807,
    event_nid bigint NOT NULL,
    PRIMARY KEY (room_nid, type, state_key, from_pos)
);
CREATE INDEX room_state_current ON room_state (room_nid, type, state_key) INCLUDE (event_nid) WHERE to_pos = 9223372036854775807;
CREATE INDEX room_state_from ON room_state (room_nid, from_pos);

-- The membership each user has now in each room, for local and remote users of rooms we are in.
CREATE TABLE memberships (
    user_id      text COLLATE "C" NOT NULL,
    room_nid     bigint NOT NULL,
    membership   text COLLATE "C" NOT NULL,
    event_nid    bigint NOT NULL,
    event_id     text COLLATE "C" NOT NULL,
    sender       text COLLATE "C" NOT NULL,
    display_name text,
    avatar_url   text,
    is_local     boolean NOT NULL,
    forgotten    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (user_id, room_nid)
);
CREATE INDEX memberships_room ON memberships (room_nid, membership, user_id);

-- Each change of a local user's membership, in order of the events stream.
CREATE TABLE membership_changes (
    user_id    text COLLATE "C" NOT NULL,
    event_nid  bigint NOT NULL,
    room_nid   bigint NOT NULL,
    membership text COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, event_nid)
);

-- What a client already sent: the answer to a repeated transaction id.
CREATE TABLE event_transactions (
    user_id    text COLLATE "C" NOT NULL,
    device_id  text COLLATE "C" NOT NULL,
    room_nid   bigint NOT NULL,
    txn_id     text COLLATE "C" NOT NULL,
    event_id   text COLLATE "C" NOT NULL,
    created_ts bigint NOT NULL,
    PRIMARY KEY (user_id, device_id, room_nid, txn_id)
);
CREATE INDEX event_transactions_age ON event_transactions (created_ts);
CREATE INDEX event_transactions_event ON event_transactions (event_id);

-- Which event relates to which, by m.relates_to.
CREATE TABLE event_relations (
    room_nid   bigint NOT NULL,
    parent_id  text COLLATE "C" NOT NULL,
    rel_type   text COLLATE "C" NOT NULL,
    event_nid  bigint NOT NULL,
    type       text COLLATE "C" NOT NULL,
    sender     text COLLATE "C" NOT NULL,
    annotation text COLLATE "C",
    PRIMARY KEY (room_nid, parent_id, rel_type, event_nid)
);

-- Users for whom an event counts otherwise than for a user with default push rules: +1 or -1 on either counter.
CREATE TABLE push_exceptions (
    user_id     text COLLATE "C" NOT NULL,
    room_nid    bigint NOT NULL,
    room_pos    bigint NOT NULL,
    event_nid   bigint NOT NULL,
    notify      smallint NOT NULL,
    highlight   smallint NOT NULL,
    thread_root text COLLATE "C",
    PRIMARY KEY (user_id, room_nid, room_pos)
);
