CREATE TABLE streams (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant     TEXT NOT NULL,
    namespace  TEXT NOT NULL,
    topic      TEXT NOT NULL,
    persistent INTEGER NOT NULL,
    terminated INTEGER NOT NULL DEFAULT 0,
    -- One more than the last entry that was trimmed: entries are never numbered again after a restart.
    next_entry INTEGER NOT NULL DEFAULT 0,
    UNIQUE (tenant, namespace, topic, persistent)
);

CREATE TABLE messages (
    stream     INTEGER NOT NULL,
    entry      INTEGER NOT NULL,
    published  INTEGER NOT NULL,
    payload    BLOB NOT NULL,
    key        TEXT,
    properties TEXT,
    event_time INTEGER,
    deliver_at INTEGER,
    PRIMARY KEY (stream, entry)
) WITHOUT ROWID;

CREATE TABLE subscriptions (
    stream   INTEGER NOT NULL,
    name     TEXT NOT NULL,
    low_mark INTEGER NOT NULL,
    -- Acknowledged ranges above the low mark: little-endian pairs of 64-bit integers.
    islands  BLOB,
    PRIMARY KEY (stream, name)
) WITHOUT ROWID;

CREATE TABLE producers (
    stream      INTEGER NOT NULL,
    name        TEXT NOT NULL,
    sequence_id INTEGER NOT NULL,
    PRIMARY KEY (stream, name)
) WITHOUT ROWID;

CREATE TABLE documents (
    kind TEXT NOT NULL,
    key  TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
