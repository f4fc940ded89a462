CREATE TABLE room_aliases (
    alias      text COLLATE "C" PRIMARY KEY,
    room_nid   bigint NOT NULL,
    creator    text COLLATE "C" NOT NULL,
    created_ts bigint NOT NULL
);
CREATE INDEX room_aliases_room ON room_aliases (room_nid);

-- fields: every profile field but the two that have a column.
CREATE TABLE profiles (
    user_id      text COLLATE "C" PRIMARY KEY,
    display_name text,
    avatar_url   text,
    fields       jsonb NOT NULL DEFAULT '{}'
);
