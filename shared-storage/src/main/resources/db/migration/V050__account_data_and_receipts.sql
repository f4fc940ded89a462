-- room_nid 0: global account data. Deleted entries stay, with an empty object, so that syncs tell of them.
CREATE TABLE account_data (
    user_id  text COLLATE "C" NOT NULL,
    room_nid bigint NOT NULL,
    type     text COLLATE "C" NOT NULL,
    content  bytea NOT NULL,
    deleted  boolean NOT NULL DEFAULT false,
    position bigint NOT NULL,
    PRIMARY KEY (user_id, room_nid, type)
);
CREATE INDEX account_data_position ON account_data (position);
CREATE INDEX account_data_user_position ON account_data (user_id, position);

-- thread_id '': unthreaded. room_pos: where the event stands in the room, so that receipts never move back.
CREATE TABLE receipts (
    room_nid     bigint NOT NULL,
    user_id      text COLLATE "C" NOT NULL,
    receipt_type text COLLATE "C" NOT NULL,
    thread_id    text COLLATE "C" NOT NULL,
    event_id     text COLLATE "C" NOT NULL,
    room_pos     bigint NOT NULL,
    ts           bigint NOT NULL,
    position     bigint NOT NULL,
    PRIMARY KEY (room_nid, user_id, receipt_type, thread_id)
);
CREATE INDEX receipts_position ON receipts (position);
CREATE INDEX receipts_room_position ON receipts (room_nid, position);
CREATE INDEX receipts_user ON receipts (user_id, room_nid);
