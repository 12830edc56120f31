-- The birthdays of units (家电过生日) from 25 months before as_of to 30 days after it: every 3 years for tube televisions and computers,
-- every year for flat televisions and whatever a VIP or premium customer owns, every 5 years for other products.
-- Counted from the day its use began, else, marked as assumed, from the day of sale. 29 February falls on the 28th where the year has none.
-- A unit returned or scrapped by then has no birthday.
-- grain: serial, due_on
-- not_null: serial, due_on, years, step_years, is_start_assumed, is_vip, has_install_note
-- parts: landing_customers
-- materialised: table
WITH units AS (
  SELECT
    unit.serial,
    unit.model,
    unit.region,
    unit.customer_key,
    unit.gone_at,
    unit.has_install_note,
    unit.is_gone,
    product.category,
    customer.tier AS customer_tier,
    coalesce(customer.opted_out, FALSE) AS is_opted_out,
    unit.in_use_at IS NULL AS is_start_assumed,
    local_date(coalesce(unit.in_use_at, unit.sold_at)) AS began_on,
    coalesce(customer.tier IN ('vip', 'premium'), FALSE) AS is_vip,
    CASE
      WHEN customer.tier IN ('vip', 'premium') THEN 1
      WHEN product.category IN ('crt_tv', 'pc', 'computer', 'laptop') THEN 3
      WHEN product.category = 'tv' AND lower(coalesce(product.subcategory, '')) LIKE '%crt%' THEN 3
      WHEN product.category IN ('tv', 'flat_tv') THEN 1
      ELSE 5
    END AS step_years
  FROM stg_units AS unit
  LEFT JOIN landing_products AS product ON unit.model = product.model
  LEFT JOIN (SELECT * FROM landing_customers WHERE in_part(customer_key)) AS customer
    ON unit.customer_key = customer.customer_key
  WHERE coalesce(unit.in_use_at, unit.sold_at) IS NOT NULL AND in_part(coalesce(unit.customer_key, ''))
),
years AS (
  SELECT -1 AS back
  UNION ALL
  SELECT 0
  UNION ALL
  SELECT 1
  UNION ALL
  SELECT 2
  UNION ALL
  SELECT 3
),
birthdays AS (
  SELECT
    units.*,
    year(local_date(as_of())) - years.back - year(units.began_on) AS years,
    add_months(units.began_on, 12 * (year(local_date(as_of())) - years.back - year(units.began_on))) AS due_on
  FROM units
  CROSS JOIN years
  WHERE
    year(local_date(as_of())) - years.back > year(units.began_on)
    AND mod(year(local_date(as_of())) - years.back - year(units.began_on), units.step_years) = 0
)
SELECT
  serial,
  due_on,
  CAST(years AS INTEGER) AS years,
  step_years,
  is_start_assumed,
  is_vip,
  is_opted_out,
  has_install_note,
  customer_tier,
  category,
  model,
  region
FROM birthdays
WHERE
  due_on >= add_months(local_date(as_of()), -25)
  AND due_on <= add_days(local_date(as_of()), 30)
  AND NOT (is_gone AND coalesce(local_date(gone_at) <= due_on, TRUE))
