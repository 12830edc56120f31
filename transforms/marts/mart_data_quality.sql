-- How many rows of each load broke which rule, and what was done with them.
-- grain: load_id, rule, action
-- not_null: source, entity, rule, action, rows, share, load_id
-- accepted: action = warn|drop|quarantine|fail
SELECT
  source,
  entity,
  rule,
  action,
  sum(rows) AS rows,
  CASE WHEN max(read) = 0 THEN 0 ELSE CAST(sum(rows) AS DOUBLE) / max(read) END AS share,
  load_id
FROM input_load_rules
GROUP BY source, entity, rule, action, load_id
