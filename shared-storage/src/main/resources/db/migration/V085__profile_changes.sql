-- The last change of each field of a profile: what syncs tell those who share a room with the user.
CREATE TABLE profile_changes (
    user_id  text COLLATE "C" NOT NULL,
    field    text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (user_id, field)
);

CREATE INDEX profile_changes_position ON profile_changes (position);

INSERT INTO streams (name) VALUES ('profiles');
