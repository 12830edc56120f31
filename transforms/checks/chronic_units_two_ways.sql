-- Units with a chronic repair that have fewer than three repair tickets
-- severity: fail
-- zh: 标为顽固机，但维修工单不足三张
SELECT repair.asset_key, count(*) AS repairs
FROM int_repairs AS repair
WHERE repair.asset_key IN (SELECT chronic.asset_key FROM int_repairs AS chronic WHERE chronic.is_chronic)
GROUP BY repair.asset_key
HAVING count(*) < 3
