-- Units sold by as_of, with when they left the field as far as that was known by then.
-- grain: serial
-- not_null: serial, model
SELECT
  serial,
  model,
  customer_key,
  region,
  sold_at,
  in_use_at,
  coalesce(trim(install_note) <> '', FALSE) AS has_install_note,
  coalesce(status IN ('returned', 'scrapped') AND coalesce(status_at, as_of()) <= as_of(), FALSE) AS is_gone,
  CASE WHEN status IN ('returned', 'scrapped') AND coalesce(status_at, as_of()) <= as_of() THEN status_at END AS gone_at
FROM landing_units
WHERE coalesce(sold_at, in_use_at, as_of()) <= as_of()
