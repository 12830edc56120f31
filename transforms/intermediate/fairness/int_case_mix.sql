-- Tickets of the last 150 days with what made them easy or hard beyond the common dimensions, who answers for them, and whether an appeal takes them out.
-- The first productive visit answers for a ticket, else the first that arrived, else who holds it: a repeat is charged to the earlier repair by its own ticket.
-- The certificate is that of the engineer who answers, for the ticket's category, on the day of that visit, else of the request; not known for engineers the staff list lacks.
-- grain: ticket_id
-- not_null: ticket_id, age_band
-- accepted: age_band = under_1y|1_to_3y|3_to_5y|5_to_8y|over_8y|unknown
-- accepted: certificate = valid|lapsed|none
-- materialised: table
WITH recent AS (
  SELECT ticket_id, created_at, serial, category, symptom_group, service_point_id, engineer_id
  FROM fct_tickets
  WHERE
    created_at >= add_days(as_of(), -150)
    OR closed_at >= add_days(as_of(), -150)
    OR arrival_due_at >= add_days(as_of(), -150)
),
first_visits AS (
  SELECT ticket_id, service_point_id, engineer_id, arrived_at
  FROM (
    SELECT
      ticket_id,
      service_point_id,
      engineer_id,
      arrived_at,
      row_number() OVER (
        PARTITION BY ticket_id
        ORDER BY CASE WHEN is_productive THEN 0 ELSE 1 END NULLS LAST, arrived_at NULLS LAST, visit_id NULLS LAST
      ) AS place
    FROM fct_visits
    WHERE arrived_at IS NOT NULL AND ticket_id IN (SELECT ticket_id FROM recent)
  ) AS placed
  WHERE place = 1
),
aged AS (
  SELECT
    recent.ticket_id,
    days_between(local_date(coalesce(unit.in_use_at, unit.sold_at)), local_date(recent.created_at)) AS age_days
  FROM recent
  INNER JOIN landing_units AS unit ON recent.serial = unit.serial
)
SELECT
  recent.ticket_id,
  recent.symptom_group,
  CASE
    WHEN aged.age_days < 366 THEN 'under_1y'
    WHEN aged.age_days < 1096 THEN '1_to_3y'
    WHEN aged.age_days < 1827 THEN '3_to_5y'
    WHEN aged.age_days < 2922 THEN '5_to_8y'
    WHEN aged.age_days IS NOT NULL THEN 'over_8y'
    ELSE 'unknown'
  END AS age_band,
  coalesce(visit.service_point_id, recent.service_point_id) AS service_point_id,
  coalesce(visit.engineer_id, recent.engineer_id) AS engineer_id,
  named.engineer_key,
  CASE
    WHEN staff.certified_for IS NULL OR recent.category IS NULL THEN NULL
    WHEN replace(staff.certified_for, '|' || recent.category || '|', '') = staff.certified_for THEN 'none'
    WHEN coalesce(staff.certified_until < local_date(coalesce(visit.arrived_at, recent.created_at)), FALSE) THEN 'lapsed'
    ELSE 'valid'
  END AS certificate,
  appeal.reason AS appeal_reason,
  appeal.by_role AS appeal_by_role
FROM recent
LEFT JOIN first_visits AS visit ON recent.ticket_id = visit.ticket_id
LEFT JOIN aged ON recent.ticket_id = aged.ticket_id
LEFT JOIN input_engineer_keys AS named ON coalesce(visit.engineer_id, recent.engineer_id) = named.engineer_id
LEFT JOIN stg_engineers AS staff ON coalesce(visit.engineer_id, recent.engineer_id) = staff.engineer_id
LEFT JOIN input_appeals AS appeal
  ON recent.ticket_id = appeal.ticket_id AND coalesce(appeal.until_date >= local_date(as_of()), TRUE)
