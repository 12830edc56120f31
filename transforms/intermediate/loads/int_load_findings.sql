-- Loads whose rows do not add up, rules declared fatal that rows broke, rows a source counts that did not land, and sources that are late.
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
UNION ALL
SELECT
  CASE WHEN unaccounted > 0 THEN 'source_has_more' ELSE 'source_has_fewer' END AS rule,
  CASE WHEN unaccounted > 0 THEN 'fail' ELSE 'warn' END AS severity,
  concat(entity, ' ', source, ' ', load_id) AS subject,
  abs(unaccounted) AS rows,
  CASE
    WHEN unaccounted > 0 THEN '来源系统的行数多于已装载与已隔离的行数，请按时间段补拉（huiyin pull --from --to）'
    ELSE '已装载的行数多于来源系统现有的行数：来源系统删除了一些行'
  END AS message_zh,
  CASE
    WHEN unaccounted > 0 THEN 'The source counts more rows than landed or were set aside; pull their time again with huiyin pull --from --to'
    ELSE 'More rows landed than the source still holds: it deleted some'
  END AS message_en
FROM input_loads
WHERE unaccounted <> 0
UNION ALL
SELECT
  'source_is_late' AS rule,
  CASE
    WHEN add_minutes(max(newest_at), max(fail_after_days) * 1440) < as_of() THEN 'fail'
    ELSE 'warn'
  END AS severity,
  concat(entity, ' ', source) AS subject,
  days_between(max(newest_at), as_of()) AS rows,
  '数据源已多日没有新数据，行数为天数' AS message_zh,
  'The source has given nothing new for days; rows says how many' AS message_en
FROM input_loads
GROUP BY source, entity
HAVING add_minutes(max(newest_at), coalesce(max(warn_after_days), max(fail_after_days)) * 1440) < as_of()
