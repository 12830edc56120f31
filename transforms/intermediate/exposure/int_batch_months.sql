-- When a batch was produced: the first production month its units name.
-- grain: model, batch
-- not_null: model, batch, production_month
-- materialised: table
SELECT model, batch, min(production_month) AS production_month
FROM landing_units
WHERE batch IS NOT NULL AND production_month IS NOT NULL
GROUP BY model, batch
