-- A table without row ids compares keys by whole rows: whoever looked for a document of his own read the 8 MB of another's. An index of its own has the keys alone.
ALTER TABLE documents RENAME TO documents_before;
CREATE TABLE documents (
    kind TEXT NOT NULL,
    key  TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
INSERT INTO documents SELECT kind, key, json FROM documents_before;
DROP TABLE documents_before;
