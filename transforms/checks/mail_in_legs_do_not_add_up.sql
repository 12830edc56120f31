-- Repairs sent in whose legs do not add up to their total, or count a minute twice
-- severity: fail
-- zh: 各段之和不等于总时长，或有重复计算的寄修工单
SELECT ticket_id, total_minutes
FROM fct_mail_ins
WHERE
  to_pickup_minutes + inbound_minutes + queue_minutes + bench_minutes + parts_minutes + quote_minutes + outbound_minutes
  <> total_minutes
  OR least(queue_minutes, bench_minutes, parts_minutes, quote_minutes) < 0
