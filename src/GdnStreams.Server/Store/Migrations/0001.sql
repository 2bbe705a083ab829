PRAGMA application_id = 1195658835; -- "GDNS"

CREATE TABLE streams (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant          TEXT NOT NULL,
    namespace       TEXT NOT NULL,
    topic           TEXT NOT NULL,
    persistent      INTEGER NOT NULL,
    terminated      INTEGER NOT NULL DEFAULT 0,
    -- Entries below were given before: no message gets one of them again, even where none is left.
    next_entry      INTEGER NOT NULL DEFAULT 0,
    -- Entries below were removed, unless they are compacted. Their row stays until all of it is below.
    trimmed         INTEGER NOT NULL DEFAULT 0,
    -- Entries below were compacted: the newest message of each key stays there although everybody acknowledged it.
    compacted_below INTEGER NOT NULL DEFAULT 0,
    -- Times in milliseconds: null inherits, -1 is for ever, 0 is none.
    ttl             INTEGER,
    retention_time  INTEGER,
    retention_bytes INTEGER,
    UNIQUE (tenant, namespace, topic, persistent)
);

-- A row is a batch: messages of one stream that were stored together. BatchWriter describes the body.
-- With row ids, so that the keys are in an index of their own: without, every search for a key would read the bodies on its way.
CREATE TABLE messages (
    stream    INTEGER NOT NULL,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    count     INTEGER NOT NULL,
    -- Of all payloads together.
    bytes     INTEGER NOT NULL,
    -- When the first message was published, in milliseconds since 1970.
    published INTEGER NOT NULL,
    -- How many of the messages are in the table scheduled, too.
    scheduled INTEGER NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (stream, first)
);

-- Messages that are not to be delivered before a time.
CREATE TABLE scheduled (
    stream     INTEGER NOT NULL,
    deliver_at INTEGER NOT NULL,
    entry      INTEGER NOT NULL,
    PRIMARY KEY (stream, deliver_at, entry)
) WITHOUT ROWID;

CREATE TABLE subscriptions (
    stream   INTEGER NOT NULL,
    name     TEXT NOT NULL,
    low_mark INTEGER NOT NULL,
    -- Acknowledged ranges above the low mark: pairs of base-128 numbers, the gap before a range and its length.
    acked    BLOB,
    PRIMARY KEY (stream, name)
) WITHOUT ROWID;

CREATE TABLE producers (
    stream      INTEGER NOT NULL,
    name        TEXT NOT NULL,
    sequence_id INTEGER NOT NULL,
    -- When the producer last stored something, in milliseconds since 1970.
    seen        INTEGER NOT NULL,
    PRIMARY KEY (stream, name)
) WITHOUT ROWID;

-- With row ids for the same reason as messages: who looked for a document of his own read the 8 MB of another's.
CREATE TABLE documents (
    kind TEXT NOT NULL,
    key  TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);

CREATE TABLE namespaces (
    tenant          TEXT NOT NULL,
    namespace       TEXT NOT NULL,
    ttl             INTEGER,
    retention_time  INTEGER,
    retention_bytes INTEGER,
    PRIMARY KEY (tenant, namespace)
) WITHOUT ROWID;

-- Streams whose messages are still to be removed, step by step.
CREATE TABLE deleted_streams (
    id INTEGER PRIMARY KEY
);
