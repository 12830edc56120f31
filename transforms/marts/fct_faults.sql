-- Repairs whose visits found a fault of the product, filed by the request. A repair that found nothing is none until a later visit finds one.
-- An episode (is_episode) begins where the unit had none in the 30 days before, is_component_episode none of this component. Counting those counts distinct units.
-- confirmed_at is the end of the first visit that found it, or the close of a workshop repair without visits: until then it is not known.
-- Months in service are given only where the unit's sale lies in the exposure by age, so that both count the same units.
-- grain: ticket_id
-- not_null: ticket_id, reported_at, confirmed_at, is_episode, is_component_episode
-- materialised: files
-- parts: int_confirmed_faults
WITH sold AS (SELECT count(*) > 0 AS by_sale FROM landing_installed_base WHERE units_sold > 0),
exposed AS (SELECT min(start_month) AS first_month FROM int_unit_cohorts),
begun AS (
  SELECT
    unit.serial,
    unit.batch,
    period_start(
      'month',
      local_date(
        CASE
          WHEN sold.by_sale THEN coalesce(unit.sold_at, unit.in_use_at) ELSE coalesce(unit.in_use_at, unit.sold_at)
        END
      )
    ) AS start_month
  FROM landing_units AS unit
  CROSS JOIN sold
)
SELECT
  fault.ticket_id,
  fault.reported_at,
  fault.confirmed_at,
  period_start('month', local_date(fault.reported_at)) AS month,
  ticket.category,
  ticket.model,
  coalesce(ticket.batch, begun.batch) AS batch,
  ticket.region,
  ticket.service_point_id,
  fault.component,
  made.production_month,
  CASE
    WHEN begun.start_month >= exposed.first_month
      THEN
        CAST(
          (year(local_date(fault.reported_at)) - year(begun.start_month)) * 12
          + month(local_date(fault.reported_at)) - month(begun.start_month) AS INTEGER
        )
  END AS months_in_service,
  coalesce(fault.reported_at > add_days(again.before_at, 30), TRUE) AS is_episode,
  coalesce(fault.reported_at > add_days(again.same_before_at, 30), TRUE) AS is_component_episode
FROM (SELECT * FROM int_confirmed_faults WHERE in_part(ticket_id)) AS fault
INNER JOIN (
  SELECT ticket_id, category, model, batch, region, service_point_id, serial FROM fct_tickets WHERE in_part(ticket_id)
) AS ticket ON fault.ticket_id = ticket.ticket_id
LEFT JOIN (SELECT * FROM int_faults_again WHERE in_part(ticket_id)) AS again ON fault.ticket_id = again.ticket_id
CROSS JOIN exposed
LEFT JOIN begun ON ticket.serial = begun.serial
LEFT JOIN int_batch_months AS made
  ON ticket.model = made.model AND coalesce(ticket.batch, begun.batch) = made.batch
