-- The events of a room's threads by age, and who takes part in which thread.
CREATE INDEX event_relations_threads ON event_relations (room_nid, event_nid) INCLUDE (parent_id, sender)
    WHERE rel_type = 'm.thread';
CREATE INDEX event_relations_thread_senders ON event_relations (room_nid, sender, parent_id) WHERE rel_type = 'm.thread';
