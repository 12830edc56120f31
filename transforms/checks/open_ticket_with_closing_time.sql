-- Tickets their source calls open although they have a closing time; the time is believed
-- severity: warn
-- zh: 来源写着未关闭，却有关闭时间；以时间为准
SELECT ticket_id, closed_at
FROM int_tickets
WHERE status = 'open' AND closed_at IS NOT NULL AND NOT is_open AND reopen_count = 0
