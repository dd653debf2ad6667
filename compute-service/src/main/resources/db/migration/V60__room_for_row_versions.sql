-- Rows that are changed soon after they were written: with room in their page, a new version needs no new index entries.
ALTER TABLE virtual_machine SET (fillfactor = 60);
ALTER TABLE outbox SET (fillfactor = 50);
ALTER TABLE operation SET (fillfactor = 60);

-- An ordinary index on finished_at would take that away again; this kind allows it, and an hourly prune needs no better one.
DROP INDEX operation_to_prune;
CREATE INDEX operation_to_prune ON operation USING brin (finished_at);
