-- One row a need: contacts of one customer about one unit with one intent, each within 7 days of the one before, whatever the channel.
-- The unit is that of the contact's ticket: its serial, else its model. A need without a known customer stands alone, since nobody could see it return.
-- A visit is needed where a contact of the need opened a ticket that took a visit. Chasing a visit already asked for needs none.
-- A contact that was given up in the queue, or that says it did not solve the need, solved nothing.
-- grain: need_id
-- not_null: need_id, started_at, contact_count, is_customer_known, is_visit_needed, is_matured, is_solved_at_first
WITH contacts AS (
  SELECT
    contact.contact_id,
    contact.began_at,
    contact.channel,
    contact.intent,
    contact.actor_kind,
    contact.is_abandoned,
    contact.is_resolved,
    contact.ticket_id,
    contact._order,
    coalesce(contact.customer_key, ticket.customer_key) IS NOT NULL AS is_customer_known,
    coalesce('c' || coalesce(contact.customer_key, ticket.customer_key), 'k' || contact.contact_id) AS person,
    coalesce(ticket.serial, ticket.model, '') AS asset_key,
    coalesce(contact.intent, '') AS wanted,
    ticket.category,
    ticket.model,
    ticket.region,
    ticket.region_tier,
    ticket.mode,
    ticket.service_point_id,
    ticket.warranty,
    ticket.customer_tier,
    coalesce(ticket.visit_count > 0 AND ticket.created_at >= add_minutes(contact.began_at, -10), FALSE) AS is_visit_opened
  FROM stg_contacts AS contact
  LEFT JOIN fct_tickets AS ticket ON contact.ticket_id = ticket.ticket_id
),
marked AS (
  SELECT
    *,
    CASE
      WHEN
        began_at <= add_days(
          lag(began_at) OVER (
            PARTITION BY person, asset_key, wanted
            ORDER BY began_at NULLS FIRST, _order NULLS FIRST, contact_id NULLS FIRST
          ),
          7
        )
        THEN 0
      ELSE 1
    END AS is_start
  FROM contacts
),
numbered AS (
  SELECT
    *,
    sum(is_start) OVER (
      PARTITION BY person, asset_key, wanted
      ORDER BY began_at NULLS FIRST, _order NULLS FIRST, contact_id NULLS FIRST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS need
  FROM marked
),
gathered AS (
  SELECT
    *,
    row_number() OVER in_order AS place,
    lead(began_at) OVER in_order AS further_contact_at,
    count(*) OVER whole AS contact_count,
    coalesce(min(channel) OVER whole <> max(channel) OVER whole, FALSE) AS is_channel_changed,
    bool_or(is_visit_opened) OVER whole AS is_visit_needed
  FROM numbered
  WINDOW
    in_order AS (
      PARTITION BY person, asset_key, wanted, need
      ORDER BY began_at NULLS FIRST, _order NULLS FIRST, contact_id NULLS FIRST
    ),
    whole AS (PARTITION BY person, asset_key, wanted, need)
)
SELECT
  contact_id AS need_id,
  ticket_id,
  intent,
  category,
  model,
  region,
  region_tier,
  channel,
  mode,
  service_point_id,
  warranty,
  customer_tier,
  began_at AS started_at,
  actor_kind,
  further_contact_at,
  CAST(contact_count AS INTEGER) AS contact_count,
  is_channel_changed,
  is_customer_known,
  is_visit_needed,
  add_days(began_at, 7) <= as_of() AS is_matured,
  contact_count = 1 AND NOT is_abandoned AND coalesce(is_resolved, TRUE) AS is_solved_at_first
FROM gathered
WHERE place = 1
