-- One row a repair that was sent in, with its legs in whole minutes, NULL until they are over: to the pickup, inbound, in the workshop, outbound. turnaround_minutes runs from the pickup scan to the delivery scan.
-- The time in the workshop is split without overlap into bench, quote (the user thinks it over), parts and queue, once the unit is back; the seven then add up to total_minutes. A lost parcel has not come back.
-- grain: ticket_id
-- not_null: ticket_id, created_at, handed_in_at, is_lost, waited_minutes
WITH mailed AS (
  SELECT
    ticket.ticket_id,
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
    ticket.closed_at,
    scan.handed_in_at,
    scan.at_workshop_at,
    scan.shipped_at,
    CASE WHEN NOT scan.is_lost THEN scan.delivered_at END AS returned_at,
    scan.is_lost,
    greatest(minutes_between(ticket.created_at, scan.handed_in_at), 0) AS handed_in_minute,
    greatest(minutes_between(ticket.created_at, scan.at_workshop_at), 0) AS at_workshop_minute,
    greatest(minutes_between(ticket.created_at, scan.shipped_at), 0) AS shipped_minute,
    greatest(minutes_between(ticket.created_at, scan.delivered_at), 0) AS delivered_minute
  FROM int_mail_scans AS scan
  INNER JOIN fct_tickets AS ticket ON scan.ticket_id = ticket.ticket_id
  WHERE ticket.type = 'repair' AND NOT ticket.is_cancelled AND scan.handed_in_at IS NOT NULL
),
bench AS (
  SELECT
    mailed.ticket_id,
    greatest(least(phase.left_minute, mailed.shipped_minute) - greatest(phase.arrived_minute, mailed.at_workshop_minute), 0)
      AS first_minutes,
    greatest(phase.arrived_minute, mailed.at_workshop_minute) AS from_minute,
    least(phase.left_minute, mailed.shipped_minute) AS until_minute
  FROM mailed
  INNER JOIN int_restore_phases AS phase ON mailed.ticket_id = phase.ticket_id
),
pieces AS (
  SELECT
    piece.ticket_id,
    piece.kind,
    greatest(least(piece.until_minute, mailed.shipped_minute) - greatest(piece.from_minute, mailed.at_workshop_minute), 0)
    - greatest(least(piece.until_minute, bench.until_minute) - greatest(piece.from_minute, bench.from_minute), 0) AS minutes
  FROM int_restore_interruptions AS piece
  INNER JOIN mailed ON piece.ticket_id = mailed.ticket_id
  INNER JOIN bench ON piece.ticket_id = bench.ticket_id
),
split AS (
  SELECT
    ticket_id,
    sum(CASE WHEN kind = 'visit' THEN minutes ELSE 0 END) AS visit_minutes,
    sum(CASE WHEN kind = 'user' THEN minutes ELSE 0 END) AS user_minutes,
    sum(CASE WHEN kind = 'parts' THEN minutes ELSE 0 END) AS part_minutes
  FROM pieces
  GROUP BY ticket_id
),
measured AS (
  SELECT
    mailed.*,
    mailed.returned_at IS NOT NULL
    AND bench.ticket_id IS NOT NULL
    AND coalesce(
      mailed.handed_in_minute <= mailed.at_workshop_minute
      AND mailed.at_workshop_minute <= mailed.shipped_minute
      AND mailed.shipped_minute <= mailed.delivered_minute,
      FALSE
    ) AS is_split,
    bench.first_minutes + coalesce(split.visit_minutes, 0) AS bench_minutes,
    coalesce(split.user_minutes, 0) AS quote_minutes,
    coalesce(split.part_minutes, 0) AS parts_minutes
  FROM mailed
  LEFT JOIN bench ON mailed.ticket_id = bench.ticket_id
  LEFT JOIN split ON mailed.ticket_id = split.ticket_id
)
SELECT
  ticket_id,
  type,
  category,
  model,
  region,
  region_tier,
  channel,
  mode,
  service_point_id,
  warranty,
  customer_tier,
  created_at,
  closed_at,
  handed_in_at,
  at_workshop_at,
  shipped_at,
  returned_at,
  is_lost,
  handed_in_minute AS to_pickup_minutes,
  CASE WHEN at_workshop_at IS NOT NULL THEN greatest(at_workshop_minute - handed_in_minute, 0) END AS inbound_minutes,
  CASE WHEN is_split THEN CAST(shipped_minute - at_workshop_minute - bench_minutes - quote_minutes - parts_minutes AS INTEGER) END
    AS queue_minutes,
  CASE WHEN is_split THEN CAST(bench_minutes AS INTEGER) END AS bench_minutes,
  CASE WHEN is_split THEN CAST(parts_minutes AS INTEGER) END AS parts_minutes,
  CASE WHEN is_split THEN CAST(quote_minutes AS INTEGER) END AS quote_minutes,
  CASE WHEN returned_at IS NOT NULL AND shipped_at IS NOT NULL THEN greatest(delivered_minute - shipped_minute, 0) END
    AS outbound_minutes,
  CASE WHEN is_split THEN delivered_minute END AS total_minutes,
  CASE WHEN returned_at IS NOT NULL THEN greatest(minutes_between(handed_in_at, returned_at), 0) END AS turnaround_minutes,
  minutes_between(handed_in_at, coalesce(returned_at, as_of())) AS waited_minutes
FROM measured
