-- Visits that brought back, word for word, what an earlier visit of the same engineer (else service point, else ticket) had brought: templates.
-- grain: visit_id
-- not_null: visit_id
-- materialised: table
SELECT visit_id
FROM (
  SELECT
    visit_id,
    row_number() OVER (
      PARTITION BY coalesce('e' || engineer_id, 's' || service_point_id, 't' || ticket_id), text_hash(info_items)
      ORDER BY arrived_at NULLS LAST, visit_id NULLS LAST
    ) AS time_told
  FROM int_visits
  WHERE json_list_size(info_items) > 0
) AS told
WHERE time_told > 1
