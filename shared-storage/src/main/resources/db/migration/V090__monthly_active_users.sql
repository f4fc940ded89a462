-- Who was here within a month, to the hour; empty unless the settings ask for it.
CREATE TABLE monthly_active_users (
    user_id      text COLLATE "C" PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    last_seen_ts bigint NOT NULL
);
CREATE INDEX monthly_active_users_seen ON monthly_active_users (last_seen_ts);
