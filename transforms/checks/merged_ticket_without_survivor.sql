-- Tickets that were merged but name no surviving ticket, one that is not there, or each other in a circle
-- severity: warn
-- zh: 已合并但找不到主工单：没有写、不存在，或互相合并成环
SELECT ticket.ticket_id, ticket.merged_into
FROM landing_tickets AS ticket
LEFT JOIN stg_merges AS merge ON ticket.ticket_id = merge.ticket_id
WHERE
  (ticket.merged_into IS NOT NULL OR ticket.status = 'merged')
  AND ticket.created_at <= as_of()
  AND merge.survivor_id IS NULL
