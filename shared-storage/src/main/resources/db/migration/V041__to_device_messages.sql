-- Messages that wait for a device. event: JSON with sender, type and content.
CREATE TABLE to_device_messages (
    user_id   text COLLATE "C" NOT NULL,
    device_id text COLLATE "C" NOT NULL,
    position  bigint NOT NULL,
    event     bytea NOT NULL,
    PRIMARY KEY (user_id, device_id, position)
);
CREATE INDEX to_device_messages_position ON to_device_messages (position);

-- Messages that wait to be sent to another server. edu: the content of an m.direct_to_device. user_id: one of those meant.
CREATE TABLE to_device_outbox (
    destination text COLLATE "C" NOT NULL,
    position    bigint NOT NULL,
    user_id     text COLLATE "C" NOT NULL,
    edu         bytea NOT NULL,
    PRIMARY KEY (destination, position)
);
CREATE INDEX to_device_outbox_position ON to_device_outbox (position);

-- Requests that were already carried out.
CREATE TABLE to_device_transactions (
    user_id    text COLLATE "C" NOT NULL,
    device_id  text COLLATE "C" NOT NULL,
    event_type text COLLATE "C" NOT NULL,
    txn_id     text COLLATE "C" NOT NULL,
    created_ts bigint NOT NULL,
    PRIMARY KEY (user_id, device_id, event_type, txn_id)
);
CREATE INDEX to_device_transactions_age ON to_device_transactions (created_ts);
