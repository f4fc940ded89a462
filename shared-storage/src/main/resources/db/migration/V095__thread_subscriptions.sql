INSERT INTO streams (name) VALUES ('thread_subscriptions') ON CONFLICT DO NOTHING;

-- Which threads users follow, or followed once. unsubscribed_pos: how far the room was when the user unsubscribed.
CREATE TABLE thread_subscriptions (
    user_id          text COLLATE "C" NOT NULL,
    room_nid         bigint NOT NULL,
    root_id          text COLLATE "C" NOT NULL,
    subscribed       boolean NOT NULL,
    automatic        boolean NOT NULL,
    unsubscribed_pos bigint,
    position         bigint NOT NULL,
    PRIMARY KEY (user_id, room_nid, root_id)
);
CREATE INDEX thread_subscriptions_root ON thread_subscriptions (room_nid, root_id) INCLUDE (user_id) WHERE subscribed;
CREATE INDEX thread_subscriptions_user ON thread_subscriptions (user_id, position);
CREATE INDEX thread_subscriptions_position ON thread_subscriptions (position);
