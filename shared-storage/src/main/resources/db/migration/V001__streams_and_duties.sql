-- One row a stream. A writer takes its positions as the last thing in its transaction, by an UPDATE of this row: the row
-- lock makes commits visible in the order of positions, so that a visible N means that every smaller one is visible.
CREATE TABLE streams (
    name     text PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

INSERT INTO streams (name) VALUES
    ('events'), ('backfill'), ('typing'), ('receipts'), ('to_device'), ('account_data'), ('presence'), ('push_rules'),
    ('device_lists'), ('pushers'), ('caches'), ('federation'), ('media');

-- Work that one instance at a time may do. A write done under a duty locks its row and compares the epoch.
CREATE TABLE duties (
    role       text NOT NULL,
    part       text NOT NULL,
    holder     text NOT NULL,
    epoch      bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (role, part)
);

CREATE TABLE instances (
    name       text PRIMARY KEY,
    roles      text[] NOT NULL,
    address    text,
    started_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL
);
