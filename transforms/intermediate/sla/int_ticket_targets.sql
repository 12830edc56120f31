-- Each ticket with the policy in force when it was asked for, the times that follow from it, and its response on the working clock.
-- A working-clock time is NULL where the way to it leaves the covered years.
-- A user stops the clocks for the minutes the policy's pause_cap allows, three days where it names none.
-- grain: ticket_id
-- not_null: ticket_id, created_at
WITH placed AS (
  SELECT
    times.*,
    created_day.stretch AS created_stretch,
    created_day.seconds_before
    + least(greatest(seconds_between(created_day.opens_at, times.created_at), 0), created_day.work_seconds)
      AS created_position,
    contact_day.stretch AS contact_stretch,
    contact_day.seconds_before
    + least(greatest(seconds_between(contact_day.opens_at, times.contact_start_at), 0), contact_day.work_seconds)
      AS contact_position,
    response_day.stretch AS response_stretch,
    response_day.seconds_before
    + least(greatest(seconds_between(response_day.opens_at, times.first_response_at), 0), response_day.work_seconds)
      AS response_position
  FROM int_ticket_times AS times
  LEFT JOIN int_calendar_days AS created_day ON local_date(times.created_at) = created_day.date
  LEFT JOIN int_calendar_days AS contact_day ON local_date(times.contact_start_at) = contact_day.date
  LEFT JOIN int_calendar_days AS response_day ON local_date(times.first_response_at) = response_day.date
),
targeted AS (
  SELECT
    placed.*,
    targets.first_response_target_minutes,
    targets.contact_target_minutes,
    targets.arrival_target_minutes,
    targets.restore_target_minutes,
    coalesce(targets.pause_cap_minutes, 4320) AS pause_cap_minutes,
    CASE
      WHEN targets.is_first_response_business
        THEN placed.created_position + targets.first_response_target_minutes * 60
    END AS first_response_position,
    CASE
      WHEN targets.is_contact_business THEN placed.contact_position + targets.contact_target_minutes * 60
    END AS contact_due_position,
    CASE
      WHEN targets.is_arrival_business THEN placed.created_position + targets.arrival_target_minutes * 60
    END AS arrival_position,
    CASE
      WHEN targets.is_restore_business THEN placed.created_position + targets.restore_target_minutes * 60
    END AS restore_position,
    targets.is_first_response_business,
    targets.is_contact_business,
    targets.is_arrival_business,
    targets.is_restore_business
  FROM placed
  LEFT JOIN int_sla_periods AS period ON local_date(placed.created_at) = period.date
  LEFT JOIN int_sla_targets AS targets
    ON
      period.policy_from = targets.policy_from
      AND coalesce(placed.region_tier, '') = targets.region_tier
      AND coalesce(placed.type, '') = targets.type
      AND coalesce(placed.mode, '') = targets.mode
      AND coalesce(placed.customer_tier, '') = targets.customer_tier
      AND coalesce(placed.priority, '') = targets.priority
)
SELECT
  targeted.*,
  CASE
    WHEN targeted.logged_pause_minutes > targeted.pause_cap_minutes THEN targeted.pause_cap_minutes
    ELSE targeted.logged_pause_minutes
  END AS paused_minutes,
  CASE
    WHEN targeted.created_stretch = targeted.response_stretch
      THEN CAST(greatest(floor((targeted.response_position - targeted.created_position) / 60.0), 0) AS INTEGER)
  END AS first_response_business_minutes,
  CASE
    WHEN NOT targeted.is_first_response_business
      THEN add_minutes(targeted.created_at, targeted.first_response_target_minutes)
    WHEN response_slot.stretch = targeted.created_stretch
      THEN add_seconds(response_slot.opens_at, targeted.first_response_position - response_slot.seconds_before)
  END AS first_response_due_at,
  CASE
    WHEN NOT targeted.is_contact_business
      THEN add_minutes(targeted.contact_start_at, targeted.contact_target_minutes)
    WHEN contact_slot.stretch = targeted.contact_stretch
      THEN add_seconds(contact_slot.opens_at, targeted.contact_due_position - contact_slot.seconds_before)
  END AS contact_due_at,
  CASE
    WHEN NOT targeted.is_arrival_business THEN add_minutes(targeted.created_at, targeted.arrival_target_minutes)
    WHEN arrival_slot.stretch = targeted.created_stretch
      THEN add_seconds(arrival_slot.opens_at, targeted.arrival_position - arrival_slot.seconds_before)
  END AS arrival_policy_due_at,
  CASE
    WHEN NOT targeted.is_restore_business THEN add_minutes(targeted.created_at, targeted.restore_target_minutes)
    WHEN restore_slot.stretch = targeted.created_stretch
      THEN add_seconds(restore_slot.opens_at, targeted.restore_position - restore_slot.seconds_before)
  END AS restore_due_at
FROM targeted
LEFT JOIN int_calendar_slots AS response_slot
  ON
    CAST(floor((targeted.first_response_position - 1) / 3600.0) AS BIGINT) = response_slot.slot
    AND targeted.first_response_position > response_slot.seconds_before
    AND targeted.first_response_position <= response_slot.seconds_until
LEFT JOIN int_calendar_slots AS contact_slot
  ON
    CAST(floor((targeted.contact_due_position - 1) / 3600.0) AS BIGINT) = contact_slot.slot
    AND targeted.contact_due_position > contact_slot.seconds_before
    AND targeted.contact_due_position <= contact_slot.seconds_until
LEFT JOIN int_calendar_slots AS arrival_slot
  ON
    CAST(floor((targeted.arrival_position - 1) / 3600.0) AS BIGINT) = arrival_slot.slot
    AND targeted.arrival_position > arrival_slot.seconds_before
    AND targeted.arrival_position <= arrival_slot.seconds_until
LEFT JOIN int_calendar_slots AS restore_slot
  ON
    CAST(floor((targeted.restore_position - 1) / 3600.0) AS BIGINT) = restore_slot.slot
    AND targeted.restore_position > restore_slot.seconds_before
    AND targeted.restore_position <= restore_slot.seconds_until
