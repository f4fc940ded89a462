-- Identity keys of devices, as uploaded, in canonical JSON.
CREATE TABLE device_keys (
    user_id     text COLLATE "C" NOT NULL,
    device_id   text COLLATE "C" NOT NULL,
    keys        bytea NOT NULL,
    uploaded_ts bigint NOT NULL,
    PRIMARY KEY (user_id, device_id)
);

-- number: the order of upload; the oldest is claimed first.
CREATE TABLE one_time_keys (
    user_id     text COLLATE "C" NOT NULL,
    device_id   text COLLATE "C" NOT NULL,
    algorithm   text COLLATE "C" NOT NULL,
    key_id      text COLLATE "C" NOT NULL,
    number      bigint GENERATED ALWAYS AS IDENTITY,
    key         bytea NOT NULL,
    uploaded_ts bigint NOT NULL,
    PRIMARY KEY (user_id, device_id, algorithm, key_id)
);
CREATE INDEX one_time_keys_oldest ON one_time_keys (user_id, device_id, algorithm, number);

CREATE TABLE fallback_keys (
    user_id   text COLLATE "C" NOT NULL,
    device_id text COLLATE "C" NOT NULL,
    algorithm text COLLATE "C" NOT NULL,
    key_id    text COLLATE "C" NOT NULL,
    key       bytea NOT NULL,
    used      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (user_id, device_id, algorithm)
);

-- usage: master, self_signing or user_signing.
-- replaceable_until_ts: until then the keys may be replaced without the user proving anew who they are.
CREATE TABLE cross_signing_keys (
    user_id              text COLLATE "C" NOT NULL,
    usage                text COLLATE "C" NOT NULL,
    key                  bytea NOT NULL,
    replaceable_until_ts bigint,
    PRIMARY KEY (user_id, usage)
);

-- Signatures made with cross-signing keys, or with a device's key on its user's master key.
-- target: the device id of device keys, the public key of cross-signing keys.
CREATE TABLE key_signatures (
    target_user text COLLATE "C" NOT NULL,
    target      text COLLATE "C" NOT NULL,
    signer      text COLLATE "C" NOT NULL,
    signer_key  text COLLATE "C" NOT NULL,
    signature   text NOT NULL,
    PRIMARY KEY (target_user, target, signer, signer_key)
);

-- The newest change of each device; device_id '': of the user's cross-signing keys. Rows of removed devices stay.
CREATE TABLE device_list_changes (
    user_id   text COLLATE "C" NOT NULL,
    device_id text COLLATE "C" NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (user_id, device_id)
);
CREATE INDEX device_list_changes_position ON device_list_changes (position);

-- Who came to or left the rooms of a user since a position of the events stream.
CREATE INDEX memberships_room_event ON memberships (room_nid, event_nid);
