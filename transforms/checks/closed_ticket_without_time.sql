-- Tickets their source calls closed or cancelled without any closing time; they are in no backlog and no duration
-- severity: warn
-- zh: 来源写着已关闭或已取消，却没有关闭时间；不计入在途，也没有时长
SELECT ticket_id
FROM int_tickets
WHERE NOT is_open AND closed_at IS NULL
