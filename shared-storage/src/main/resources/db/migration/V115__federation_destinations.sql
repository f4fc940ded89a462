-- Servers that failed lately. A server that answers has no row.
-- failure_ts: since when it fails. retry_last_ts: the last attempt. retry_interval: how long after that it is left alone, in ms.
CREATE TABLE destinations (
    destination    text COLLATE "C" PRIMARY KEY,
    failure_ts     bigint NOT NULL,
    retry_last_ts  bigint NOT NULL,
    retry_interval bigint NOT NULL
);
