-- The five ones (五个一) as users confirmed them when asked, beside what the engineers claimed on the visits of the same ticket.
-- A claim on any visit of the ticket counts; where no visit says anything of them the claim is not known.
-- grain: rating_id
-- not_null: rating_id, answered_at, is_all_confirmed
WITH asked AS (
  SELECT rating_id, ticket_id, confirmed_items FROM stg_ratings WHERE confirmed_items IS NOT NULL
),
claims AS (
  SELECT
    ticket_id,
    bool_or(json_list_has(checked_items, 'business_card')) AS claimed_business_card,
    bool_or(json_list_has(checked_items, 'shoe_covers')) AS claimed_shoe_covers,
    bool_or(json_list_has(checked_items, 'floor_mat')) AS claimed_floor_mat,
    bool_or(json_list_has(checked_items, 'cleaning_cloth')) AS claimed_cleaning_cloth,
    bool_or(json_list_has(checked_items, 'full_check')) AS claimed_full_check
  FROM int_visits
  WHERE checked_items IS NOT NULL AND ticket_id IN (SELECT asked.ticket_id FROM asked)
  GROUP BY ticket_id
),
items AS (
  SELECT
    asked.rating_id,
    json_list_has(asked.confirmed_items, 'business_card') AS confirmed_business_card,
    json_list_has(asked.confirmed_items, 'shoe_covers') AS confirmed_shoe_covers,
    json_list_has(asked.confirmed_items, 'floor_mat') AS confirmed_floor_mat,
    json_list_has(asked.confirmed_items, 'cleaning_cloth') AS confirmed_cleaning_cloth,
    json_list_has(asked.confirmed_items, 'full_check') AS confirmed_full_check,
    claims.claimed_business_card,
    claims.claimed_shoe_covers,
    claims.claimed_floor_mat,
    claims.claimed_cleaning_cloth,
    claims.claimed_full_check
  FROM asked
  LEFT JOIN claims ON asked.ticket_id = claims.ticket_id
)
SELECT
  rating.rating_id,
  rating.ticket_id,
  rating.answered_at,
  rating.survey_mode,
  rating.category,
  rating.model,
  rating.region,
  rating.region_tier,
  rating.channel,
  rating.mode,
  rating.service_point_id,
  rating.warranty,
  rating.customer_tier,
  items.confirmed_business_card,
  items.confirmed_shoe_covers,
  items.confirmed_floor_mat,
  items.confirmed_cleaning_cloth,
  items.confirmed_full_check,
  items.claimed_business_card,
  items.claimed_shoe_covers,
  items.claimed_floor_mat,
  items.claimed_cleaning_cloth,
  items.claimed_full_check,
  items.confirmed_business_card
  AND items.confirmed_shoe_covers
  AND items.confirmed_floor_mat
  AND items.confirmed_cleaning_cloth
  AND items.confirmed_full_check AS is_all_confirmed,
  items.claimed_business_card
  AND items.claimed_shoe_covers
  AND items.claimed_floor_mat
  AND items.claimed_cleaning_cloth
  AND items.claimed_full_check AS is_all_claimed
FROM fct_ratings AS rating
INNER JOIN items ON rating.rating_id = items.rating_id
WHERE rating.answered_at IS NOT NULL AND NOT rating.is_callback_before_fix
