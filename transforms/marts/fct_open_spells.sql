-- One row for each stretch a ticket was open, rebuilt from closings and reopenings: the backlog of any moment is the spells that hold it.
-- created_at stays the first request, so a reopened ticket keeps its age. A ticket its source calls closed or cancelled without any closing time has no spell.
-- grain: ticket_id, spell
-- not_null: ticket_id, spell, opened_at, created_at
-- materialised: files
-- parts: fct_tickets
SELECT
  ticket_id,
  1 AS spell,
  created_at AS opened_at,
  closed_at,
  created_at,
  type,
  category,
  model,
  region,
  region_tier,
  channel,
  mode,
  service_point_id,
  warranty,
  customer_tier
FROM fct_tickets
WHERE in_part(ticket_id) AND (is_open OR closed_at IS NOT NULL)
UNION ALL
SELECT
  ticket_id,
  spell,
  opened_at,
  closed_at,
  created_at,
  type,
  category,
  model,
  region,
  region_tier,
  channel,
  mode,
  service_point_id,
  warranty,
  customer_tier
FROM int_later_spells
WHERE in_part(ticket_id)
