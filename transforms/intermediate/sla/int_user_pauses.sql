-- How long users kept a ticket waiting by their own wish: logged pauses of the user only. A wait for parts is no pause.
-- grain: ticket_id
-- not_null: ticket_id, paused_at, logged_minutes, pause_count, is_paused
-- materialised: table
SELECT
  ticket_id,
  min(from_at) AS paused_at,
  CAST(sum(minutes_between(from_at, coalesce(until_at, as_of()))) AS INTEGER) AS logged_minutes,
  CAST(count(*) AS INTEGER) AS pause_count,
  count(*) > count(until_at) AS is_paused
FROM int_user_pause_spells
GROUP BY ticket_id
