-- User-interactive authentication under way. body: what the client asks for, without secrets; data: what the server
-- remembers meanwhile; completed: the finished stages and what each proved.
CREATE TABLE uia_sessions (
    id         text COLLATE "C" PRIMARY KEY,
    created_ts bigint NOT NULL,
    user_id    text COLLATE "C",
    method     text NOT NULL,
    path       text NOT NULL,
    body       jsonb NOT NULL,
    data       jsonb NOT NULL DEFAULT '{}',
    completed  jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX uia_sessions_age ON uia_sessions (created_ts);

CREATE TABLE login_tokens (
    hash       bytea PRIMARY KEY,
    user_id    text COLLATE "C" NOT NULL REFERENCES accounts ON DELETE CASCADE,
    expires_ts bigint NOT NULL
);
CREATE INDEX login_tokens_age ON login_tokens (expires_ts);

-- pending: registrations that hold the token and are not finished.
CREATE TABLE registration_tokens (
    token        text COLLATE "C" PRIMARY KEY,
    uses_allowed integer,
    pending      integer NOT NULL DEFAULT 0,
    completed    integer NOT NULL DEFAULT 0,
    expires_ts   bigint
);

CREATE TABLE openid_tokens (
    hash       bytea PRIMARY KEY,
    user_id    text COLLATE "C" NOT NULL REFERENCES accounts ON DELETE CASCADE,
    expires_ts bigint NOT NULL
);
CREATE INDEX openid_tokens_age ON openid_tokens (expires_ts);
