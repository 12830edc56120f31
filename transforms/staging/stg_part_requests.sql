-- Parts asked for up to as_of, under the surviving ticket; a part that came later has not come yet.
-- not_null: ticket_id, part_no, requested_at
SELECT
  coalesce(merged.survivor_id, request.ticket_id) AS ticket_id,
  request.part_no,
  request.requested_at,
  CASE WHEN request.received_at <= as_of() THEN greatest(request.received_at, request.requested_at) END AS received_at,
  request.is_genuine,
  request._order
FROM landing_part_requests AS request
LEFT JOIN stg_merges AS merged ON request.ticket_id = merged.ticket_id
WHERE request.requested_at <= as_of()
