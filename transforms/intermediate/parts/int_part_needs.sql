-- The tickets that needed a part: one was asked for, or a visit ended waiting for one. The first productive visit is where the part had to be at hand.
-- grain: ticket_id
-- not_null: ticket_id, part_count, open_part_count, known_part_count, genuine_part_count, is_sent_away
-- materialised: table
WITH requests AS (
  SELECT
    ticket_id,
    count(*) AS part_count,
    count(*) - count(received_at) AS open_part_count,
    count(is_genuine) AS known_part_count,
    count(CASE WHEN is_genuine THEN 1 END) AS genuine_part_count,
    min(requested_at) AS requested_at,
    CASE WHEN count(*) = count(received_at) THEN max(received_at) END AS received_at,
    min(CASE WHEN received_at IS NULL THEN requested_at END) AS open_since_at
  FROM stg_part_requests
  GROUP BY ticket_id
),
needing AS (
  SELECT ticket_id FROM requests
  UNION
  SELECT ticket_id FROM int_ticket_visits WHERE awaiting_part_count > 0
)
SELECT
  needing.ticket_id,
  CAST(coalesce(requests.part_count, 0) AS INTEGER) AS part_count,
  CAST(coalesce(requests.open_part_count, 0) AS INTEGER) AS open_part_count,
  CAST(coalesce(requests.known_part_count, 0) AS INTEGER) AS known_part_count,
  CAST(coalesce(requests.genuine_part_count, 0) AS INTEGER) AS genuine_part_count,
  requests.requested_at,
  requests.received_at,
  requests.open_since_at,
  visits.first_worked_at AS first_visit_at,
  visits.first_left_at,
  coalesce(visits.awaiting_part_count > 0, FALSE) AS is_sent_away
FROM needing
LEFT JOIN requests ON needing.ticket_id = requests.ticket_id
LEFT JOIN int_ticket_visits AS visits ON needing.ticket_id = visits.ticket_id
