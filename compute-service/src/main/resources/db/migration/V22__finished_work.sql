-- Finished work is forgotten some time after it began, by real time: platform time may run faster, repeats and late reports don't.
ALTER TABLE assessment_work ADD COLUMN real_created_at timestamptz NOT NULL DEFAULT clock_timestamp();
ALTER TABLE installation_order ADD COLUMN real_created_at timestamptz NOT NULL DEFAULT clock_timestamp();
ALTER TABLE guest ADD COLUMN real_deleted_at timestamptz;
UPDATE guest SET real_deleted_at = clock_timestamp() WHERE deleted;

CREATE INDEX assessment_work_over ON assessment_work (real_created_at) WHERE NOT open;
CREATE INDEX installation_order_over ON installation_order (real_created_at) WHERE state IN ('Ended', 'Withdrawn');
CREATE INDEX verification_over ON verification (began_heard_at) WHERE verdict IS NOT NULL;
CREATE INDEX guest_over ON guest (real_deleted_at) WHERE deleted;
