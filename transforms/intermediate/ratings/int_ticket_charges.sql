-- What was quoted and charged on a ticket, all kinds together. Nothing charged after all is a charge of 0.
-- grain: ticket_id
-- not_null: ticket_id, quoted, charged
SELECT
  ticket_id,
  coalesce(CAST(sum(CAST(quoted AS DECIMAL(38, 12))) AS DOUBLE), 0) AS quoted,
  coalesce(CAST(sum(CAST(charged AS DECIMAL(38, 12))) AS DOUBLE), 0) AS charged
FROM stg_charges
GROUP BY ticket_id
