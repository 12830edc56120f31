-- Closed repairs that name neither serial nor customer and model; whether they come back cannot be seen, so they are not in first-time fix
-- severity: warn
-- zh: 既无序列号也无客户加型号的维修工单；无法判断是否返修，不计入一次修复率
SELECT ticket_id
FROM fct_tickets
WHERE fix_exclusion = 'asset_unknown'
