-- The components engineers found at fault, numbered: numbers aggregate within bounded memory where texts do not.
-- grain: cause_component
-- not_null: cause_component, cause_number
-- materialised: table
SELECT
  cause_component,
  CAST(row_number() OVER (ORDER BY cause_component NULLS LAST) AS INTEGER) AS cause_number
FROM (SELECT DISTINCT cause_component FROM stg_visits WHERE cause_component IS NOT NULL) AS causes
