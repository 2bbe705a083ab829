-- Of a row's other columns and its body (RowChecksum). Null: the row was written before there were any, and is not checked.
ALTER TABLE messages ADD COLUMN checksum INTEGER;
