-- Threads by their roots: how many events they have and the newest of them, those that were redacted not counted.
-- root_sender: NULL as long as the root is not here.
CREATE TABLE threads (
    room_nid    bigint NOT NULL,
    root_id     text COLLATE "C" NOT NULL,
    latest_nid  bigint NOT NULL,
    events      integer NOT NULL,
    root_sender text COLLATE "C",
    PRIMARY KEY (room_nid, root_id)
);
CREATE INDEX threads_latest ON threads (room_nid, latest_nid) INCLUDE (root_id);

-- A redacted event relates to nothing: its relation is looked up by its number.
CREATE INDEX event_relations_event ON event_relations (event_nid);
DELETE FROM event_relations AS r USING events AS e WHERE e.nid = r.event_nid AND (e.redacted_by IS NOT NULL OR e.soft_failed);
INSERT INTO threads (room_nid, root_id, latest_nid, events, root_sender)
    SELECT t.*, (SELECT sender FROM events WHERE event_id = t.parent_id) FROM (
        SELECT room_nid, parent_id, max(event_nid), count(*) FROM event_relations WHERE rel_type = 'm.thread' GROUP BY 1, 2) AS t;
DROP INDEX event_relations_threads;
