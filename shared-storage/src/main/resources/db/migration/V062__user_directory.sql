CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Whom the user directory knows: local accounts, and users of other servers in rooms we are in.
-- names: what is searched, a space before each word.
CREATE TABLE user_directory (
    user_id      text COLLATE "C" PRIMARY KEY,
    display_name text,
    avatar_url   text,
    is_local     boolean NOT NULL,
    names        text NOT NULL
);
CREATE INDEX user_directory_names ON user_directory USING gin (names gin_trgm_ops);

-- Rooms whose members anybody may find: with a public join rule or a world-readable history.
CREATE TABLE open_rooms (
    room_nid bigint PRIMARY KEY
);

-- Makes a user's entry what accounts, profiles and memberships say.
CREATE FUNCTION user_directory_refresh(who text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    shown text;
    avatar text;
    ours boolean;
BEGIN
    SELECT NOT a.deactivated AND NOT a.guest, p.display_name, p.avatar_url INTO ours, shown, avatar
        FROM accounts AS a LEFT JOIN profiles AS p USING (user_id) WHERE a.user_id = who;
    IF NOT FOUND THEN
        SELECT NOT m.is_local, m.display_name, m.avatar_url INTO ours, shown, avatar
            FROM memberships AS m WHERE m.user_id = who AND m.membership = 'join'
            ORDER BY m.event_nid DESC LIMIT 1;
        IF NOT FOUND OR NOT ours THEN
            DELETE FROM user_directory WHERE user_id = who;
            RETURN;
        END IF;
        ours := false;
    ELSIF NOT ours THEN
        DELETE FROM user_directory WHERE user_id = who;
        RETURN;
    END IF;
    INSERT INTO user_directory AS d (user_id, display_name, avatar_url, is_local, names)
        VALUES (who, shown, avatar, ours,
            ' ' || lower(split_part(substr(who, 2), ':', 1)) || ' ' || lower(coalesce(shown, '')))
        ON CONFLICT (user_id) DO UPDATE SET display_name = excluded.display_name, avatar_url = excluded.avatar_url,
            is_local = excluded.is_local, names = excluded.names
        WHERE (d.display_name, d.avatar_url, d.is_local, d.names)
            IS DISTINCT FROM (excluded.display_name, excluded.avatar_url, excluded.is_local, excluded.names);
END $$;

CREATE FUNCTION user_directory_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM user_directory_refresh(coalesce(NEW.user_id, OLD.user_id));
    RETURN NULL;
END $$;

CREATE TRIGGER user_directory_profile AFTER INSERT OR DELETE OR UPDATE OF display_name, avatar_url ON profiles
    FOR EACH ROW EXECUTE FUNCTION user_directory_account_changed();
CREATE TRIGGER user_directory_account AFTER INSERT OR DELETE OR UPDATE OF deactivated, guest ON accounts
    FOR EACH ROW EXECUTE FUNCTION user_directory_account_changed();

SELECT user_directory_refresh(user_id) FROM accounts;
