-- What another server told of a room with an invite to it or an answer to a knock, for rooms whose state we do not have: a
-- JSON array of stripped state events, by the member event that it came with.
CREATE TABLE stripped_state (
    event_id text COLLATE "C" PRIMARY KEY,
    state    bytea NOT NULL
);
