-- The steps of a ticket as its events log them, on one line: when it first came to each, how often it was handed on, and the last work on it.
-- grain: ticket_id
-- not_null: ticket_id, assigned_count, rejected_count, accepted_count, transferred_count, closed_count, reopened_count
-- materialised: table
SELECT
  ticket_id,
  min(event.happened_at) AS first_event_at,
  bool_or(kind = 'created') AS has_created,
  bool_or(kind = 'responded') AS has_responded,
  bool_or(kind = 'contacted') AS has_contacted,
  min(CASE WHEN kind = 'assigned' THEN event.happened_at END) AS assigned_at,
  min(CASE WHEN kind = 'assigned' AND actor_kind IN ('system', 'bot') THEN event.happened_at END) AS auto_assigned_at,
  min(CASE WHEN kind = 'accepted' THEN event.happened_at END) AS accepted_at,
  max(CASE WHEN kind = 'closed' THEN event.happened_at END) AS last_closed_at,
  max(
    CASE
      WHEN kind IN ('assigned', 'rejected', 'accepted', 'contacted', 'transferred', 'part_requested', 'company_rescheduled')
        THEN event.happened_at
    END
  ) AS last_work_at,
  CAST(count(CASE WHEN kind = 'assigned' THEN 1 END) AS INTEGER) AS assigned_count,
  CAST(count(CASE WHEN kind = 'rejected' THEN 1 END) AS INTEGER) AS rejected_count,
  CAST(count(CASE WHEN kind = 'accepted' THEN 1 END) AS INTEGER) AS accepted_count,
  CAST(count(CASE WHEN kind = 'transferred' THEN 1 END) AS INTEGER) AS transferred_count,
  CAST(count(CASE WHEN kind = 'closed' THEN 1 END) AS INTEGER) AS closed_count,
  CAST(count(CASE WHEN kind = 'reopened' THEN 1 END) AS INTEGER) AS reopened_count
FROM stg_ticket_events AS event
WHERE
  kind IN (
    'created', 'responded', 'assigned', 'rejected', 'accepted', 'contacted', 'transferred', 'part_requested',
    'company_rescheduled', 'closed', 'reopened'
  )
GROUP BY ticket_id
