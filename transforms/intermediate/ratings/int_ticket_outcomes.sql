-- How a ticket went, as far as it was known when it closed: troubled when somebody came late or not at all, came again,
-- or the fault or the ticket came back; else smooth.
-- grain: ticket_id
-- not_null: ticket_id, outcome
-- accepted: outcome = smooth|troubled
SELECT
  ticket_id,
  closed_at,
  is_cancelled,
  mode,
  type,
  region,
  CASE
    WHEN
      arrival_class IN ('late', 'not_arrived')
      OR productive_visit_count > 1
      OR is_reopened
      OR coalesce(is_repeat, FALSE)
      THEN 'troubled'
    ELSE 'smooth'
  END AS outcome
FROM fct_tickets
