-- Redacted events no longer count as unread.
CREATE INDEX events_redacted ON events (room_nid, room_pos) WHERE redacted_by IS NOT NULL;
