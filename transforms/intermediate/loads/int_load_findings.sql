-- Loads whose rows do not add up, and rules declared fatal that rows broke: either closes the gate.
-- grain: rule, subject
SELECT
  'load_identity' AS rule,
  'fail' AS severity,
  concat(entity, ' ', source, ' ', load_id) AS subject,
  abs(read - loaded - quarantined - superseded) AS rows,
  '读入行数不等于装载、隔离与被取代行数之和' AS message_zh,
  'Rows read are not loaded + quarantined + superseded' AS message_en
FROM input_loads
WHERE NOT balanced
UNION ALL
SELECT
  rule,
  'fail' AS severity,
  concat(entity, ' ', source, ' ', load_id) AS subject,
  sum(rows) AS rows,
  '设为必须拒绝发布的规则被触犯' AS message_zh,
  'Rows broke a rule whose action is fail' AS message_en
FROM input_load_rules
WHERE action = 'fail' AND rows > 0
GROUP BY rule, entity, source, load_id
