-- Users who were kicked or banned with all of their events. next_pos: events at lower places are still to be redacted; NULL
-- when that is done. end_pos: where the user was let in again; what comes before that and arrives late is redacted too.
CREATE TABLE member_redactions (
    room_nid bigint NOT NULL,
    user_id  text COLLATE "C" NOT NULL,
    event_id text COLLATE "C" NOT NULL,
    next_pos bigint,
    end_pos  bigint,
    PRIMARY KEY (room_nid, user_id)
);
CREATE INDEX member_redactions_open ON member_redactions (room_nid, user_id) WHERE next_pos IS NOT NULL;
