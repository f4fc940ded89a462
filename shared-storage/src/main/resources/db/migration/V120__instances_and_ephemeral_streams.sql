-- What a process says of itself: `life` tells a process from a predecessor of the same name.
ALTER TABLE instances
    ADD COLUMN life           text NOT NULL DEFAULT '',
    ADD COLUMN service        text NOT NULL DEFAULT '',
    ADD COLUMN version        text NOT NULL DEFAULT '',
    ADD COLUMN schema_version text NOT NULL DEFAULT '';

-- The last row of each key of the streams that nobody misses after a crash, typing and presence, where several processes
-- follow them. Unlogged: writing here costs no disk.
CREATE UNLOGGED TABLE ephemeral_rows (
    stream   text NOT NULL,
    key      text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    content  text NOT NULL,
    PRIMARY KEY (stream, key)
);

CREATE INDEX ephemeral_rows_position ON ephemeral_rows (stream, position);
