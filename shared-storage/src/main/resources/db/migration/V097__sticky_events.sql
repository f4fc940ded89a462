INSERT INTO streams (name) VALUES ('sticky_events') ON CONFLICT DO NOTHING;

-- Events that reach every member of their room until they expire.
CREATE TABLE sticky_events (
    position   bigint PRIMARY KEY,
    room_nid   bigint NOT NULL,
    event_nid  bigint NOT NULL,
    expires_ts bigint NOT NULL
);
CREATE INDEX sticky_events_room ON sticky_events (room_nid, position);
CREATE INDEX sticky_events_age ON sticky_events (expires_ts);
