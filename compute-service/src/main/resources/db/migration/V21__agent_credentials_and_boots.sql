-- Credentials that are replaced and revoked, and guests that share one.
-- An older replica may run beside: it knows nothing of these columns and needs none of them.
ALTER TABLE agent
    -- asked for with the present credential; takes its place when it is used first
    ADD COLUMN next_credential_hash bytea,
    ADD COLUMN real_credential_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- boots that another one replaced, newest first, with the real time of it
    ADD COLUMN replaced_boots       jsonb       NOT NULL DEFAULT '[]',
    -- real time; set while two guests speak for the VM
    ADD COLUMN rivals_since         timestamptz,
    ADD COLUMN rivals_switched_at   timestamptz,
    ADD CHECK ((rivals_since IS NULL) = (rivals_switched_at IS NULL));
