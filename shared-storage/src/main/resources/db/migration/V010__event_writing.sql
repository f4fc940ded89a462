-- A transaction id counts for one endpoint: the same id may stand for a message and for a redaction.
ALTER TABLE event_transactions ADD COLUMN request text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE event_transactions DROP CONSTRAINT event_transactions_pkey;
ALTER TABLE event_transactions ADD PRIMARY KEY (user_id, device_id, room_nid, request, txn_id);

-- Every redaction, by its target: one that arrives before its target applies when the target comes.
-- by_power: the sender was allowed to redact anybody's events, not only those of the own server.
CREATE TABLE redactions (
    redacts  text COLLATE "C" NOT NULL,
    event_id text COLLATE "C" NOT NULL,
    room_nid bigint NOT NULL,
    sender   text COLLATE "C" NOT NULL,
    by_power boolean NOT NULL,
    PRIMARY KEY (redacts, event_id)
);

-- Whose annotation of an event it is: finds a duplicate.
CREATE INDEX event_relations_annotation ON event_relations (parent_id, sender, type) WHERE rel_type = 'm.annotation';
