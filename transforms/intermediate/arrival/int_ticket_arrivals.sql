-- Each ticket with the window that holds for its visit and the arrival that is judged against it.
-- The window: the user's last, else the one first asked for, else from the request for as long as the policy gives.
-- The arrival: the first one that found somebody, or an earlier one at a closed door inside the window; a closed door outside it counts only if nobody was ever found.
-- grain: ticket_id
-- not_null: ticket_id, created_at
WITH windows AS (
  SELECT
    target.*,
    CASE WHEN moved.ticket_id IS NULL THEN target.requested_from ELSE moved.window_from END AS window_from,
    CASE WHEN moved.ticket_id IS NULL THEN target.requested_to ELSE moved.window_to END AS asked_until,
    target.is_on_site AND coalesce(moved.moved_at, target.requested_from, target.requested_to) IS NULL
      AS is_window_missing,
    closed_door.arrived_at AS closed_door_at,
    closed_door.in_window_at
  FROM int_ticket_targets AS target
  LEFT JOIN int_rescheduled_windows AS moved ON target.ticket_id = moved.ticket_id
  LEFT JOIN int_no_access_arrivals AS closed_door ON target.ticket_id = closed_door.ticket_id
),
due AS (
  SELECT
    windows.*,
    CASE
      WHEN NOT windows.is_on_site THEN NULL
      WHEN windows.is_window_missing THEN windows.arrival_policy_due_at
      ELSE coalesce(windows.asked_until, add_minutes(windows.window_from, windows.arrival_target_minutes))
    END AS arrival_due_at
  FROM windows
)
SELECT
  judged.*,
  judged.arrival_due_at <= as_of()
  AND NOT (
    judged.is_withdrawn
    AND judged.judged_arrival_at IS NULL
    AND coalesce(judged.closed_at <= judged.arrival_due_at, TRUE)
  ) AS is_due
FROM (
  SELECT
    due.*,
    CASE
      WHEN due.in_window_at <= due.arrival_due_at THEN least(due.home_arrived_at, due.in_window_at)
      ELSE coalesce(due.home_arrived_at, due.closed_door_at)
    END AS judged_arrival_at
  FROM due
) AS judged
