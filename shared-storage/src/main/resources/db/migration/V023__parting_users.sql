-- Deactivated users who have not left all their rooms yet.
CREATE TABLE parting_users (
    user_id    text COLLATE "C" PRIMARY KEY,
    created_ts bigint NOT NULL
);
