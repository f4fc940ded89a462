CREATE TABLE user_filters (
    user_id   text COLLATE "C" NOT NULL REFERENCES accounts ON DELETE CASCADE,
    filter_id bigint NOT NULL,
    digest    bytea NOT NULL,
    filter    bytea NOT NULL,
    PRIMARY KEY (user_id, filter_id),
    UNIQUE (user_id, digest)
);

-- Complaints: about an event (room_id and event_id), a room (room_id), or a user (target_user_id).
CREATE TABLE reports (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_ts    bigint NOT NULL,
    reporter       text COLLATE "C" NOT NULL,
    room_id        text COLLATE "C",
    event_id       text COLLATE "C",
    target_user_id text COLLATE "C",
    reason         text,
    content        jsonb
);
CREATE INDEX reports_room ON reports (room_id, id) WHERE room_id IS NOT NULL;
CREATE INDEX reports_target ON reports (target_user_id, id) WHERE target_user_id IS NOT NULL;
