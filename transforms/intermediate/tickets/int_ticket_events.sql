-- The events of a ticket on one line. Only people answer: what a bot, the system or the user did is no response of ours.
-- grain: ticket_id
-- not_null: ticket_id
-- materialised: table
SELECT
  ticket_id,
  min(CASE WHEN kind IN ('responded', 'contacted') AND coalesce(actor_kind, 'human') = 'human' THEN happened_at END) AS responded_at,
  min(CASE WHEN kind = 'contacted' AND coalesce(actor_kind, 'human') = 'human' THEN happened_at END) AS contacted_at,
  bool_or(kind IN ('responded', 'contacted', 'auto_replied')) AS has_response_log,
  bool_or(kind IN ('contacted', 'contact_failed')) AS has_contact_log,
  min(CASE WHEN kind = 'closed' THEN happened_at END) AS closed_at,
  CAST(count(CASE WHEN kind = 'user_rescheduled' THEN 1 END) AS INTEGER) AS user_reschedule_count,
  CAST(count(CASE WHEN kind = 'company_rescheduled' THEN 1 END) AS INTEGER) AS company_reschedule_count,
  min(CASE WHEN kind = 'callback' THEN happened_at END) AS callback_at,
  min(CASE WHEN kind = 'thanked' THEN happened_at END) AS thanked_at
FROM stg_ticket_events
WHERE
  kind IN (
    'responded', 'contacted', 'auto_replied', 'contact_failed', 'closed', 'user_rescheduled', 'company_rescheduled',
    'callback', 'thanked'
  )
GROUP BY ticket_id
