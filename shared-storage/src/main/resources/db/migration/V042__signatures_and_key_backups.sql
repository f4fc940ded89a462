-- Users whose keys look different to one user only, the observer: for the signatures the observer made on them.
CREATE TABLE user_signature_changes (
    observer text COLLATE "C" NOT NULL,
    user_id  text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (observer, user_id)
);
CREATE INDEX user_signature_changes_position ON user_signature_changes (position);

-- Deleted versions stay as rows, so that their numbers are not given out again.
CREATE TABLE key_backup_versions (
    user_id   text COLLATE "C" NOT NULL,
    version   bigint NOT NULL,
    algorithm text NOT NULL,
    auth_data bytea NOT NULL,
    etag      bigint NOT NULL DEFAULT 0,
    key_count bigint NOT NULL DEFAULT 0,
    deleted   boolean NOT NULL DEFAULT false,
    PRIMARY KEY (user_id, version)
);

CREATE TABLE key_backup_keys (
    user_id             text COLLATE "C" NOT NULL,
    version             bigint NOT NULL,
    room_id             text COLLATE "C" NOT NULL,
    session_id          text COLLATE "C" NOT NULL,
    first_message_index bigint NOT NULL,
    forwarded_count     bigint NOT NULL,
    is_verified         boolean NOT NULL,
    session_data        bytea NOT NULL,
    PRIMARY KEY (user_id, version, room_id, session_id)
);
