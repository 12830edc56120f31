-- Loans of units up to as_of, under the surviving ticket; a unit handed back later is still out.
-- not_null: ticket_id, from_at
SELECT
  coalesce(merged.survivor_id, loan.ticket_id) AS ticket_id,
  loan.from_at,
  CASE WHEN loan.to_at <= as_of() THEN loan.to_at END AS to_at,
  loan.asked_at
FROM landing_loans AS loan
LEFT JOIN stg_merges AS merged ON loan.ticket_id = merged.ticket_id
WHERE loan.from_at <= as_of()
