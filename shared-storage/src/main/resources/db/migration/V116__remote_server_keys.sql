-- Keys that other servers sign with.
-- valid_until_ts: at most seven days after it was fetched. expired_ts: the key was retired then.
-- document: the server's key object as it signed it, the newest that names the key, in canonical JSON.
CREATE TABLE remote_server_keys (
    server_name    text COLLATE "C" NOT NULL,
    key_id         text COLLATE "C" NOT NULL,
    verify_key     bytea NOT NULL,
    valid_until_ts bigint NOT NULL,
    expired_ts     bigint,
    fetched_ts     bigint NOT NULL,
    document       bytea NOT NULL,
    PRIMARY KEY (server_name, key_id)
);
