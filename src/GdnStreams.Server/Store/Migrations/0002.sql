PRAGMA application_id = 1195658835; -- "GDNS"

-- Times in milliseconds: null inherits, -1 is for ever, 0 is none.
ALTER TABLE streams ADD COLUMN ttl INTEGER;
ALTER TABLE streams ADD COLUMN retention_time INTEGER;
ALTER TABLE streams ADD COLUMN retention_bytes INTEGER;
-- Entries below were compacted: the newest message of each key stays there although everybody acknowledged it.
ALTER TABLE streams ADD COLUMN compacted_below INTEGER NOT NULL DEFAULT 0;

CREATE TABLE namespaces (
    tenant          TEXT NOT NULL,
    namespace       TEXT NOT NULL,
    ttl             INTEGER,
    retention_time  INTEGER,
    retention_bytes INTEGER,
    PRIMARY KEY (tenant, namespace)
) WITHOUT ROWID;

-- Acknowledged ranges above the low mark: pairs of base-128 numbers, the gap before a range and its length. Replaces islands.
ALTER TABLE subscriptions ADD COLUMN acked BLOB;

-- When the producer last stored something, in milliseconds since 1970.
ALTER TABLE producers ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
UPDATE producers SET seen = CAST(strftime('%s', 'now') AS INTEGER) * 1000;

-- Streams whose messages are still to be removed, step by step.
CREATE TABLE deleted_streams (
    id INTEGER PRIMARY KEY
);

CREATE INDEX messages_scheduled ON messages (stream, deliver_at, entry) WHERE deliver_at IS NOT NULL;
