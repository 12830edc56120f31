-- One row a repair for which the user handed the unit in: how long it was away, and how much of that a loan covered. NULL until it is back.
-- grain: ticket_id
-- not_null: ticket_id, handed_in_at, has_loan
WITH spells AS (
  SELECT
    loan.ticket_id,
    greatest(loan.from_at, absence.handed_in_at) AS from_at,
    least(coalesce(loan.to_at, as_of()), coalesce(absence.handed_back_at, as_of())) AS until_at,
    max(coalesce(loan.to_at, as_of())) OVER (
      PARTITION BY loan.ticket_id
      ORDER BY loan.from_at NULLS LAST, loan.to_at NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS covered_until_at
  FROM stg_loans AS loan
  INNER JOIN int_unit_absences AS absence ON loan.ticket_id = absence.ticket_id
),
covers AS (
  SELECT
    ticket_id,
    sum(
      CASE
        WHEN until_at > greatest(from_at, coalesce(covered_until_at, from_at))
          THEN minutes_between(greatest(from_at, coalesce(covered_until_at, from_at)), until_at)
        ELSE 0
      END
    ) AS covered_minutes
  FROM spells
  GROUP BY ticket_id
)
SELECT
  absence.ticket_id,
  ticket.type,
  ticket.category,
  ticket.model,
  ticket.region,
  ticket.region_tier,
  ticket.channel,
  ticket.mode,
  ticket.service_point_id,
  ticket.warranty,
  ticket.customer_tier,
  ticket.created_at,
  absence.handed_in_at,
  absence.handed_back_at,
  cover.ticket_id IS NOT NULL AS has_loan,
  CASE WHEN absence.handed_back_at IS NOT NULL THEN greatest(minutes_between(absence.handed_in_at, absence.handed_back_at), 0) END
    AS absent_minutes,
  CASE WHEN absence.handed_back_at IS NOT NULL THEN CAST(coalesce(cover.covered_minutes, 0) AS INTEGER) END AS covered_minutes,
  CASE
    WHEN absence.handed_back_at IS NOT NULL
      THEN
        CAST(
          greatest(minutes_between(absence.handed_in_at, absence.handed_back_at) - coalesce(cover.covered_minutes, 0), 0)
          AS INTEGER
        )
  END AS uncovered_minutes
FROM int_unit_absences AS absence
INNER JOIN fct_tickets AS ticket ON absence.ticket_id = ticket.ticket_id
LEFT JOIN covers AS cover ON absence.ticket_id = cover.ticket_id
