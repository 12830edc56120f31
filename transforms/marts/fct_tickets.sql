-- One row a ticket with every flag and duration a metric uses, as known at as_of. Merged tickets are folded into the one that survives.
-- NULL means not applicable or not known: an attainment flag is NULL until its time has come, a duration until both its ends have.
-- grain: ticket_id
-- not_null: ticket_id, created_at, is_open, is_cancelled, is_withdrawn, is_resolved, reopen_count, is_reopened, has_complaint, complaint_count
-- materialised: files
-- parts: stg_tickets
-- accepted: arrival_class = on_time|early|late|not_arrived
WITH clocks AS (
  SELECT
    arrival.*,
    CASE
      WHEN arrival.first_response_at IS NOT NULL
        THEN
          coalesce(arrival.channel IN ('hotline', 'store'), FALSE)
          AND arrival.first_response_at < add_minutes(arrival.created_at, 1)
    END AS is_live_response,
    CASE WHEN arrival.is_on_site THEN arrival.promised_to END AS promise_due_at,
    CASE
      WHEN
        arrival.unreachable_at <= arrival.contact_due_at
        AND arrival.unreachable_at <= coalesce(arrival.contacted_at, arrival.unreachable_at)
        THEN
          add_minutes(
            arrival.contact_due_at,
            least(
              minutes_between(arrival.unreachable_at, coalesce(arrival.contacted_at, as_of())), arrival.pause_cap_minutes
            )
          )
      ELSE arrival.contact_due_at
    END AS sla_contact_due_at,
    CASE
      WHEN arrival.is_on_site AND arrival.paused_at <= greatest(arrival.arrival_policy_due_at, arrival.arrival_due_at)
        THEN
          add_minutes(greatest(arrival.arrival_policy_due_at, arrival.arrival_due_at), arrival.paused_minutes)
      WHEN arrival.is_on_site AND arrival.arrival_target_minutes IS NOT NULL
        THEN greatest(arrival.arrival_policy_due_at, arrival.arrival_due_at)
    END AS sla_arrival_due_at,
    CASE
      WHEN arrival.paused_at <= arrival.restore_due_at THEN add_minutes(arrival.restore_due_at, arrival.paused_minutes)
      ELSE arrival.restore_due_at
    END AS sla_restore_due_at
  FROM int_ticket_arrivals AS arrival
),
due AS (
  SELECT
    clocks.*,
    clocks.promise_due_at <= as_of()
    AND NOT (
      clocks.is_withdrawn AND clocks.arrived_at IS NULL AND coalesce(clocks.closed_at <= clocks.promise_due_at, TRUE)
    ) AS is_promise_due,
    clocks.first_response_due_at <= as_of()
    AND NOT (
      clocks.is_withdrawn
      AND clocks.first_response_at IS NULL
      AND coalesce(clocks.closed_at <= clocks.first_response_due_at, TRUE)
    ) AS is_sla_first_response_due,
    clocks.sla_contact_due_at <= as_of()
    AND NOT (
      clocks.is_withdrawn AND clocks.contacted_at IS NULL AND coalesce(clocks.closed_at <= clocks.sla_contact_due_at, TRUE)
    ) AS is_sla_contact_due,
    clocks.sla_arrival_due_at <= as_of()
    AND NOT (
      clocks.is_withdrawn AND clocks.arrived_at IS NULL AND coalesce(clocks.closed_at <= clocks.sla_arrival_due_at, TRUE)
    ) AS is_sla_arrival_due,
    clocks.sla_restore_due_at <= as_of()
    AND NOT (
      clocks.is_withdrawn AND NOT clocks.is_resolved AND coalesce(clocks.closed_at <= clocks.sla_restore_due_at, TRUE)
    ) AS is_sla_restore_due
  FROM clocks
)
SELECT
  due.ticket_id,
  due.type,
  due.category,
  due.model,
  due.region,
  due.region_tier,
  due.channel,
  due.mode,
  due.service_point_id,
  due.warranty,
  due.customer_tier,
  due.engineer_id,
  due.component,
  due.symptom_group,
  due.batch,
  due.serial,
  due.customer_key,
  due.created_at,
  due.closed_at,
  due.last_closed_at,
  due.is_open,
  due.is_cancelled,
  due.is_withdrawn,
  due.is_resolved,
  due.is_on_site,
  due.first_response_at,
  CASE
    WHEN due.first_response_at IS NOT NULL THEN greatest(minutes_between(due.created_at, due.first_response_at), 0)
  END AS first_response_minutes,
  due.first_response_business_minutes,
  due.is_live_response,
  due.contact_start_at,
  due.contacted_at,
  CASE
    WHEN due.contacted_at IS NOT NULL
      THEN greatest(minutes_between(due.contact_start_at, least(due.contacted_at, due.unreachable_at)), 0)
  END AS time_to_contact_minutes,
  due.unreachable_at,
  CASE WHEN due.is_on_site THEN due.arrived_at END AS arrived_at,
  CASE
    WHEN due.is_on_site AND due.arrived_at IS NOT NULL
      THEN greatest(minutes_between(due.created_at, due.arrived_at), 0)
  END AS time_to_arrive_minutes,
  due.has_unproven_arrival,
  due.restored_at,
  CASE
    WHEN due.restored_at IS NOT NULL THEN greatest(minutes_between(due.created_at, due.restored_at), 0)
  END AS time_to_restore_minutes,
  due.hands_on_minutes,
  due.hands_on_wall_minutes,
  due.visit_count,
  due.productive_visit_count,
  due.callback_at,
  minutes_between(due.created_at, due.callback_at) AS callback_minutes,
  due.thanked_at,
  minutes_between(due.created_at, due.thanked_at) AS thanked_minutes,
  CASE WHEN due.is_on_site THEN coalesce(due.window_from, due.created_at) END AS window_from,
  due.arrival_due_at AS window_to,
  due.arrival_due_at,
  due.is_due,
  CASE
    WHEN due.is_due
      THEN
        coalesce(
          due.judged_arrival_at <= due.arrival_due_at
          AND due.judged_arrival_at >= add_minutes(coalesce(due.window_from, due.created_at), -15),
          FALSE
        )
  END AS is_arrival_on_time,
  CASE
    WHEN NOT coalesce(due.is_due, FALSE) THEN NULL
    WHEN due.judged_arrival_at IS NULL THEN 'not_arrived'
    WHEN due.judged_arrival_at > due.arrival_due_at THEN 'late'
    WHEN due.judged_arrival_at < add_minutes(coalesce(due.window_from, due.created_at), -15) THEN 'early'
    ELSE 'on_time'
  END AS arrival_class,
  CASE WHEN due.is_on_site THEN due.is_window_missing END AS is_window_missing,
  due.user_reschedule_count,
  due.company_reschedule_count,
  due.promise_due_at,
  due.is_promise_due,
  CASE
    WHEN due.is_promise_due
      THEN
        coalesce(
          due.arrived_at <= due.promise_due_at
          AND due.arrived_at >= add_minutes(coalesce(due.promised_from, due.created_at), -15),
          FALSE
        )
  END AS is_promise_kept,
  due.first_response_target_minutes AS sla_first_response_target_minutes,
  due.first_response_due_at AS sla_first_response_due_at,
  due.is_sla_first_response_due,
  CASE
    WHEN due.is_sla_first_response_due THEN coalesce(due.first_response_at <= due.first_response_due_at, FALSE)
  END AS is_sla_first_response_met,
  due.contact_target_minutes AS sla_contact_target_minutes,
  due.sla_contact_due_at,
  due.is_sla_contact_due,
  CASE WHEN due.is_sla_contact_due THEN coalesce(due.contacted_at <= due.sla_contact_due_at, FALSE) END
    AS is_sla_contact_met,
  CASE WHEN due.is_on_site THEN due.arrival_target_minutes END AS sla_arrival_target_minutes,
  due.sla_arrival_due_at,
  due.is_sla_arrival_due,
  CASE WHEN due.is_sla_arrival_due THEN coalesce(due.arrived_at <= due.sla_arrival_due_at, FALSE) END
    AS is_sla_arrival_met,
  due.restore_target_minutes AS sla_restore_target_minutes,
  due.sla_restore_due_at,
  due.is_sla_restore_due,
  CASE WHEN due.is_sla_restore_due THEN coalesce(due.is_resolved AND due.closed_at <= due.sla_restore_due_at, FALSE) END
    AS is_sla_restore_met,
  due.paused_minutes,
  fix.is_fix_eligible,
  fix.fix_exclusion,
  fix.matures_at,
  fix.is_matured,
  fix.is_first_time_fix,
  fix.is_first_time_fix_by_visit,
  fix.first_time_fix_reason,
  fix.fix_observed_days,
  fix.is_no_fault_found,
  fix.nff_cause,
  fix.is_nff_escape,
  fix.is_repeat,
  fix.repeats_ticket_id,
  fix.is_repeated,
  fix.repeat_ticket_id,
  fix.repeat_kind,
  fix.repeat_observed_days,
  fix.is_repeat_observed,
  due.serial IS NULL AS is_serial_missing,
  due.reopen_count,
  due.reopen_count > 0 AS is_reopened,
  fix.is_chronic,
  fix.repair_sequence,
  coalesce(feedback.has_complaint, FALSE) AS has_complaint,
  coalesce(feedback.complaint_count, 0) AS complaint_count
FROM due
LEFT JOIN int_first_time_fix AS fix ON due.ticket_id = fix.ticket_id
LEFT JOIN int_ticket_feedback AS feedback ON due.ticket_id = feedback.ticket_id
-- The second argument is never read: it keeps the filter behind the joins, whose sizes the planner then knows.
WHERE coalesce(due.is_counted, feedback.has_complaint)
