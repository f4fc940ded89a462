CREATE TABLE accounts (
    user_id        text COLLATE "C" PRIMARY KEY,
    password_hash  text,
    created_ts     bigint NOT NULL,
    admin          boolean NOT NULL DEFAULT false,
    guest          boolean NOT NULL DEFAULT false,
    deactivated    boolean NOT NULL DEFAULT false,
    erased         boolean NOT NULL DEFAULT false,
    locked         boolean NOT NULL DEFAULT false,
    suspended      boolean NOT NULL DEFAULT false,
    -- Not rate limited, whatever the settings say.
    unlimited      boolean NOT NULL DEFAULT false,
    user_type      text,
    appservice_id  text,
    terms_version  text
);
CREATE INDEX accounts_folded ON accounts (lower(user_id COLLATE "C"));

-- Localparts of guests and of users who asked for no name.
CREATE SEQUENCE account_numbers;

CREATE TABLE account_threepids (
    medium       text NOT NULL,
    address      text NOT NULL,
    user_id      text COLLATE "C" NOT NULL REFERENCES accounts ON DELETE CASCADE,
    validated_ts bigint NOT NULL,
    added_ts     bigint NOT NULL,
    PRIMARY KEY (medium, address)
);
CREATE INDEX account_threepids_user ON account_threepids (user_id);

CREATE TABLE devices (
    user_id              text COLLATE "C" NOT NULL REFERENCES accounts ON DELETE CASCADE,
    device_id            text COLLATE "C" NOT NULL,
    display_name         text,
    created_ts           bigint NOT NULL,
    last_seen_ts         bigint,
    last_seen_ip         text,
    last_seen_user_agent text,
    PRIMARY KEY (user_id, device_id)
);

-- The addresses a device was used from, for administrators and for the user.
CREATE TABLE device_connections (
    user_id    text COLLATE "C" NOT NULL,
    device_id  text COLLATE "C" NOT NULL,
    ip         text NOT NULL,
    user_agent text NOT NULL,
    last_seen  bigint NOT NULL,
    PRIMARY KEY (user_id, device_id, ip, user_agent)
);
CREATE INDEX device_connections_age ON device_connections (last_seen);

-- Tokens themselves are kept nowhere: hash is the SHA-256 of one.
-- parent_id: the refresh token that this one was got with; that one is spent as soon as this one, or its access token, is used.
CREATE TABLE refresh_tokens (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash       bytea NOT NULL UNIQUE,
    user_id    text COLLATE "C" NOT NULL,
    device_id  text COLLATE "C" NOT NULL,
    created_ts bigint NOT NULL,
    parent_id  bigint,
    spent      boolean NOT NULL DEFAULT false,
    FOREIGN KEY (user_id, device_id) REFERENCES devices ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_device ON refresh_tokens (user_id, device_id);
CREATE INDEX refresh_tokens_parent ON refresh_tokens (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE access_tokens (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash         bytea NOT NULL UNIQUE,
    user_id      text COLLATE "C" NOT NULL,
    device_id    text COLLATE "C" NOT NULL,
    created_ts   bigint NOT NULL,
    expires_ts   bigint,
    refresh_id   bigint REFERENCES refresh_tokens ON DELETE CASCADE,
    used         boolean NOT NULL DEFAULT false,
    FOREIGN KEY (user_id, device_id) REFERENCES devices ON DELETE CASCADE
);
CREATE INDEX access_tokens_device ON access_tokens (user_id, device_id);
CREATE INDEX access_tokens_refresh ON access_tokens (refresh_id) WHERE refresh_id IS NOT NULL;

-- The caches stream: an entry of a named cache of every process is stale; without a key all of the cache is.
CREATE TABLE cache_invalidations (
    position   bigint PRIMARY KEY,
    cache      text NOT NULL,
    key        text,
    created_ts bigint NOT NULL
);
CREATE INDEX cache_invalidations_age ON cache_invalidations (created_ts);
