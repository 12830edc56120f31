-- First-time fix of every repair ticket as known at as_of: one productive visit that fixed, and no repeat in (closed, closed + 30 d].
-- Before maturity false is final and true is "so far". fix_observed_days and is_first_time_fix make its Kaplan-Meier curve;
-- repeat_observed_days and is_repeat_observed make the curve of repeats.
-- grain: ticket_id
-- not_null: ticket_id, is_fix_eligible, is_serial_missing
-- accepted: first_time_fix_reason = replaced|part|second_visit|not_fixed|outcome_missing|repeat
-- accepted: repeat_kind = same_symptom|other_symptom|unknown_symptom
WITH first_repeats AS (
  SELECT
    ticket_id,
    CASE WHEN is_within_30_days THEN repeat_ticket_id END AS repeat_ticket_id,
    CASE WHEN is_within_30_days THEN repeat_kind END AS repeat_kind,
    days_to_repeat
  FROM (
    SELECT
      ticket_id,
      repeat_ticket_id,
      repeat_kind,
      is_within_30_days,
      min(CASE WHEN repeat_kind = 'same_symptom' THEN days_to_repeat END) OVER (PARTITION BY ticket_id) AS days_to_repeat,
      row_number() OVER (
        PARTITION BY ticket_id
        ORDER BY
          CASE WHEN is_within_30_days THEN 0 ELSE 1 END NULLS LAST,
          CASE repeat_kind WHEN 'same_symptom' THEN 1 WHEN 'unknown_symptom' THEN 2 ELSE 3 END NULLS LAST,
          seconds_to_repeat NULLS LAST,
          repeat_ticket_id NULLS LAST
      ) AS place
    FROM int_repair_repeats
    WHERE in_part(ticket_id)
  ) AS ranked
  WHERE place = 1
),
charges AS (
  SELECT repeat_ticket_id AS ticket_id, ticket_id AS repeats_ticket_id
  FROM (
    SELECT ticket_id, repeat_ticket_id,
      row_number() OVER (
        PARTITION BY repeat_ticket_id ORDER BY seconds_to_repeat NULLS LAST, ticket_id NULLS LAST
      ) AS place
    FROM int_repair_repeats
    WHERE in_part(repeat_ticket_id) AND is_within_30_days AND repeat_kind = 'same_symptom'
  ) AS ranked
  WHERE place = 1
),
joined AS (
  SELECT
    repairs.*,
    CASE WHEN repairs.is_repair_of_unit THEN coalesce(history.repair_sequence, 1) END AS repair_sequence,
    CASE WHEN repairs.is_repair_of_unit THEN coalesce(history.is_chronic, FALSE) END AS is_chronic,
    first_repeats.repeat_ticket_id,
    first_repeats.repeat_kind,
    charges.repeats_ticket_id,
    first_repeats.days_to_repeat,
    coalesce(first_repeats.repeat_kind = 'same_symptom', FALSE) AS has_repeat,
    add_days(repairs.closed_at, 30) AS matures_at,
    CAST(floor(seconds_between(repairs.closed_at, as_of()) / 86400.0) AS INTEGER) AS age_days
  FROM (SELECT * FROM int_repairs WHERE in_part(ticket_id)) AS repairs
  LEFT JOIN first_repeats ON first_repeats.ticket_id = repairs.ticket_id
  LEFT JOIN charges ON charges.ticket_id = repairs.ticket_id
  LEFT JOIN (SELECT * FROM int_repair_histories WHERE in_part(ticket_id)) AS history ON history.ticket_id = repairs.ticket_id
)
SELECT
  ticket_id,
  is_fix_eligible,
  fix_exclusion,
  matures_at,
  matures_at <= as_of() AS is_matured,
  CASE WHEN is_fix_eligible THEN visit_failure IS NULL AND NOT has_repeat END AS is_first_time_fix,
  CASE WHEN is_judged_by_visit THEN visit_failure IS NULL END AS is_first_time_fix_by_visit,
  CASE WHEN is_fix_eligible THEN coalesce(visit_failure, CASE WHEN has_repeat THEN 'repeat' END) END AS first_time_fix_reason,
  CASE WHEN is_fix_eligible THEN
    CASE WHEN visit_failure IS NOT NULL THEN 0 WHEN has_repeat THEN days_to_repeat ELSE least(age_days, 30) END
  END AS fix_observed_days,
  is_no_fault_found,
  CASE WHEN is_no_fault_found THEN nff_cause END AS nff_cause,
  CASE WHEN is_no_fault_found AND is_fix_eligible THEN has_repeat END AS is_nff_escape,
  CASE WHEN is_fix_eligible THEN has_repeat END AS is_repeated,
  repeat_ticket_id,
  repeat_kind,
  CASE WHEN is_fix_eligible THEN coalesce(days_to_repeat, least(age_days, 90)) END AS repeat_observed_days,
  CASE WHEN is_fix_eligible THEN days_to_repeat IS NOT NULL END AS is_repeat_observed,
  CASE WHEN asset_key IS NOT NULL THEN repeats_ticket_id IS NOT NULL END AS is_repeat,
  repeats_ticket_id,
  is_serial_missing,
  repair_sequence,
  is_chronic
FROM joined
