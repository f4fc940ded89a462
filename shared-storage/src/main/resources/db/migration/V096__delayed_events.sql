-- Events that clients want sent later. claimed_by: the epoch of the lease under which it is being sent, or -1 while a request
-- sends it; who has another lease takes it again, and its transaction keeps it from being sent twice.
CREATE TABLE delayed_events (
    delay_id         text COLLATE "C" PRIMARY KEY,
    user_id          text COLLATE "C" NOT NULL,
    device_id        text COLLATE "C",
    room_nid         bigint NOT NULL,
    type             text COLLATE "C" NOT NULL,
    state_key        text COLLATE "C",
    origin_server_ts bigint,
    content          bytea NOT NULL,
    delay_ms         bigint NOT NULL,
    send_ts          bigint NOT NULL,
    sticky_ms        bigint,
    claimed_by       bigint,
    attempts         integer NOT NULL DEFAULT 0
);
CREATE INDEX delayed_events_due ON delayed_events (send_ts);
CREATE INDEX delayed_events_user ON delayed_events (user_id, send_ts);
CREATE INDEX delayed_events_state ON delayed_events (room_nid, type, state_key) WHERE state_key IS NOT NULL;
