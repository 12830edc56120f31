-- Remote sessions begun by as_of, under the surviving ticket, with what was known of them then.
-- grain: session_id
-- not_null: session_id, started_at
SELECT
  session.session_id,
  coalesce(merged.survivor_id, session.ticket_id) AS ticket_id,
  session.serial,
  session.started_at,
  CASE WHEN session.ended_at <= as_of() THEN session.ended_at END AS ended_at,
  session.consented AS is_consented,
  CASE WHEN coalesce(session.ended_at, session.started_at) <= as_of() THEN session.is_resolved END AS is_resolved
FROM landing_remote_sessions AS session
LEFT JOIN stg_merges AS merged ON session.ticket_id = merged.ticket_id
WHERE session.started_at <= as_of()
