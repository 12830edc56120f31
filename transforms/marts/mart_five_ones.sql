-- The gap between claimed and confirmed of each of the five ones over the last 365 days, on tickets where both are known.
-- The interval of the paired difference is Agresti and Min's (2005, Statist. Med. 24:729): half a pair added to each kind of disagreement.
-- grain: item
-- not_null: item, n, claimed, confirmed, gap, lo, hi
-- accepted: item = business_card|shoe_covers|floor_mat|cleaning_cloth|full_check|all_five
WITH recent AS (
  SELECT * FROM fct_five_ones WHERE claimed_full_check IS NOT NULL AND local_date(answered_at) > add_days(local_date(as_of()), -365)
),
pairs AS (
  SELECT 'business_card' AS item, claimed_business_card AS is_claimed, confirmed_business_card AS is_confirmed FROM recent
  UNION ALL
  SELECT 'shoe_covers' AS item, claimed_shoe_covers AS is_claimed, confirmed_shoe_covers AS is_confirmed FROM recent
  UNION ALL
  SELECT 'floor_mat' AS item, claimed_floor_mat AS is_claimed, confirmed_floor_mat AS is_confirmed FROM recent
  UNION ALL
  SELECT 'cleaning_cloth' AS item, claimed_cleaning_cloth AS is_claimed, confirmed_cleaning_cloth AS is_confirmed FROM recent
  UNION ALL
  SELECT 'full_check' AS item, claimed_full_check AS is_claimed, confirmed_full_check AS is_confirmed FROM recent
  UNION ALL
  SELECT 'all_five' AS item, is_all_claimed AS is_claimed, is_all_confirmed AS is_confirmed FROM recent
),
counted AS (
  SELECT
    item,
    count(*) AS n,
    count(CASE WHEN is_claimed THEN 1 END) AS claimed,
    count(CASE WHEN is_confirmed THEN 1 END) AS confirmed,
    CAST(count(CASE WHEN is_claimed AND NOT is_confirmed THEN 1 END) AS DOUBLE) AS only_claimed,
    CAST(count(CASE WHEN is_confirmed AND NOT is_claimed THEN 1 END) AS DOUBLE) AS only_confirmed
  FROM pairs
  GROUP BY item
),
measured AS (
  SELECT
    *,
    (only_claimed - only_confirmed) / n AS gap,
    (only_claimed - only_confirmed) / (n + 2) AS centre,
    sqrt(only_claimed + only_confirmed + 1 - (only_claimed - only_confirmed) * (only_claimed - only_confirmed) / (n + 2)) / (n + 2)
      AS error
  FROM counted
)
SELECT
  item,
  n,
  claimed,
  confirmed,
  gap,
  greatest(-1, centre - 1.959963984540054 * error) AS lo,
  least(1, centre + 1.959963984540054 * error) AS hi
FROM measured
