-- How far each background follower of the events stream has come: what it writes and its position change together.
CREATE TABLE followers (
    name     text PRIMARY KEY,
    position bigint NOT NULL
);

-- The searchable texts of events. Besides words, a vector holds the room as the lexeme '!' and its number, so that one index
-- lookup finds the words in the rooms of a user.
CREATE TABLE event_search (
    event_nid bigint NOT NULL,
    key       text COLLATE "C" NOT NULL,
    room_nid  bigint NOT NULL,
    vector    tsvector NOT NULL,
    PRIMARY KEY (event_nid, key)
);
CREATE INDEX event_search_vector ON event_search USING gin (vector);
