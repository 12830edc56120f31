-- Contacts begun up to as_of, under the surviving ticket. A follow-up is the company's own call and no contact of the customer's.
-- grain: contact_id
-- not_null: contact_id, began_at
SELECT
  contact.contact_id,
  contact.at AS began_at,
  contact.channel,
  contact.intent,
  coalesce(contact.abandoned, FALSE) AS is_abandoned,
  contact.is_resolved,
  contact.queued_at,
  contact.answered_at,
  contact.actor_kind,
  coalesce(merged.survivor_id, contact.ticket_id) AS ticket_id,
  contact.customer_key,
  contact._order
FROM landing_contacts AS contact
LEFT JOIN stg_merges AS merged ON contact.ticket_id = merged.ticket_id
WHERE
  contact.at <= as_of()
  AND lower(coalesce(contact.kind, '')) NOT IN ('follow_up', 'follow-up', 'followup', '回访')
  AND coalesce(contact.actor_kind, '') <> 'system'
