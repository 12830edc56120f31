-- One row a contact of a customer with the company, with how long it waited for a person and whether it chased a ticket already asked for.
-- answer_minutes is given where a person answered one that had queued.
-- grain: contact_id
-- not_null: contact_id, began_at, is_queued, is_abandoned, is_progress
SELECT
  contact.contact_id,
  contact.ticket_id,
  ticket.category,
  ticket.model,
  ticket.region,
  ticket.region_tier,
  contact.channel,
  ticket.mode,
  ticket.service_point_id,
  ticket.warranty,
  ticket.customer_tier,
  contact.began_at,
  contact.intent,
  contact.actor_kind,
  contact.queued_at IS NOT NULL AS is_queued,
  contact.is_abandoned,
  coalesce(lower(contact.intent) IN ('progress', '催单', '进度'), FALSE) AS is_progress,
  CASE
    WHEN contact.queued_at IS NOT NULL AND contact.answered_at IS NOT NULL AND contact.actor_kind = 'human'
      THEN greatest(minutes_between(contact.queued_at, contact.answered_at), 0)
  END AS answer_minutes
FROM stg_contacts AS contact
LEFT JOIN fct_tickets AS ticket ON contact.ticket_id = ticket.ticket_id
