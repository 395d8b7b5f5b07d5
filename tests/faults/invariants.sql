-- What must hold in every home, after every fault. Each statement lists what is wrong: an empty answer is right.

-- name: no accepted drop without a case or a recorded reason
SELECT o.id, o.state FROM observations o LEFT JOIN cases c ON c.id = o.id
WHERE c.id IS NULL AND o.state IN ('RECEIVED', 'CASE_OPENED');

-- name: no case without its observation
SELECT c.id FROM cases c LEFT JOIN observations o ON o.id = c.id WHERE o.id IS NULL;

-- name: no case with two signed papers of one kind about the same thing
SELECT case_id, kind, about FROM documents WHERE state = 'signed' GROUP BY case_id, kind, about HAVING count(*) > 1;

-- name: no number used twice
SELECT series, number FROM documents WHERE number IS NOT NULL GROUP BY series, number HAVING count(*) > 1;

-- name: no number skipped
SELECT series, count(*), max(number) FROM documents WHERE number IS NOT NULL GROUP BY series
HAVING count(*) <> max(number) OR min(number) <> 1;

-- name: no number of an earlier day behind one of a later day
SELECT d.series, d.number FROM documents d JOIN documents before ON before.series = d.series
AND before.number = d.number - 1 WHERE d.issued_on < before.issued_on;

-- name: every signed paper has its file, its signer and its moment
SELECT id FROM documents WHERE state = 'signed' AND (signed_sha256 IS NULL OR released_by IS NULL OR signed_at IS NULL);

-- name: every notice has the verdict of a person before it
SELECT d.id FROM documents d WHERE d.kind = 'notice' AND d.state = 'signed' AND NOT EXISTS (
    SELECT 1 FROM evidence_events e WHERE e.subject = d.case_id AND e.kind = 'act_confirmed'
    AND (e.actor LIKE 'officer:%' OR e.actor LIKE 'senior:%'));

-- name: a known case that tests the reviewing has no owner and no paper
SELECT c.id FROM cases c WHERE c.seeded AND (c.commune_code IS NOT NULL
    OR EXISTS (SELECT 1 FROM documents d WHERE d.case_id = c.id)
    OR EXISTS (SELECT 1 FROM case_persons p WHERE p.case_id = c.id));

-- name: no paper in two consignments of the same journey
SELECT document_id, journey FROM consignment_items GROUP BY document_id, journey HAVING count(*) > 1;

-- name: one message a consignment
SELECT consignment_id FROM outbox_messages GROUP BY consignment_id HAVING count(*) > 1;

-- name: no statement line booked twice
SELECT line_id FROM ledger_entries GROUP BY line_id HAVING count(*) > 1;

-- name: a paid case has its money in the ledger
SELECT c.id FROM cases c WHERE c.state = 'PAID' AND NOT EXISTS (SELECT 1 FROM ledger_entries l WHERE l.case_id = c.id);

-- name: no term runs twice in one case
SELECT case_id, code, started_on FROM case_clocks
WHERE code <> 'INSTALMENT_MAX' OR state = 'running' -- it begins anew with each part that was paid
GROUP BY case_id, code, started_on HAVING count(*) > 1;

-- name: what a decision says was paid is what the ledger holds
SELECT d.id FROM decisions d WHERE d.paid_vnd <> (
    SELECT COALESCE(SUM(l.principal_vnd), 0) FROM ledger_entries l WHERE l.decision_id = d.id);

-- name: nothing is left to do
SELECT id, task, problem FROM jobs WHERE state = 'failed';
