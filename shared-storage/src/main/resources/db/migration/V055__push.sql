-- Only what differs from the default rules: most users have no row.
CREATE TABLE push_rules (
    user_id  text COLLATE "C" PRIMARY KEY,
    rules    jsonb NOT NULL,
    position bigint NOT NULL
);
CREATE INDEX push_rules_position ON push_rules (position);

CREATE TABLE pushers (
    user_id             text COLLATE "C" NOT NULL,
    app_id              text COLLATE "C" NOT NULL,
    pushkey             text COLLATE "C" NOT NULL,
    kind                text NOT NULL,
    app_display_name    text NOT NULL,
    device_display_name text NOT NULL,
    profile_tag         text,
    lang                text NOT NULL,
    data                jsonb NOT NULL,
    device_id           text COLLATE "C",
    token_id            bigint NOT NULL,
    enabled             boolean NOT NULL DEFAULT true,
    created_ts          bigint NOT NULL,
    position            bigint NOT NULL,
    PRIMARY KEY (user_id, app_id, pushkey)
);
CREATE INDEX pushers_key ON pushers (app_id, pushkey);
CREATE INDEX pushers_position ON pushers (position);

-- Up to where a user has read, and the room's running totals there. thread '': everything; 'main': outside threads; else
-- the thread's root. Moved by receipts and by what the user sends.
CREATE TABLE read_positions (
    user_id      text COLLATE "C" NOT NULL,
    room_nid     bigint NOT NULL,
    thread       text COLLATE "C" NOT NULL,
    room_pos     bigint NOT NULL,
    notify_at    integer NOT NULL,
    highlight_at integer NOT NULL,
    PRIMARY KEY (user_id, room_nid, thread)
) WITH (fillfactor = 70);

-- Events in threads that notify or highlight a user with default push rules. The running totals of events leave them out.
CREATE TABLE thread_notifications (
    room_nid    bigint NOT NULL,
    room_pos    bigint NOT NULL,
    thread_root text COLLATE "C" NOT NULL,
    highlight   boolean NOT NULL,
    PRIMARY KEY (room_nid, room_pos)
);
