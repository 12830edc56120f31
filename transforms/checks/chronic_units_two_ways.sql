-- Repairs called chronic whose unit has fewer than three repair tickets up to then
-- severity: fail
-- zh: 标为顽固机，但到那时为止该机维修工单不足三张
SELECT chronic.ticket_id, count(*) AS repairs
FROM int_repair_histories AS chronic
INNER JOIN int_repairs AS this ON chronic.ticket_id = this.ticket_id
INNER JOIN int_repairs AS every ON this.asset_key = every.asset_key AND every.created_at <= this.created_at
WHERE chronic.is_chronic
GROUP BY chronic.ticket_id
HAVING count(*) < 3
