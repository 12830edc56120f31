-- Policies between which nobody can choose: two equally specific ones fit the same kind of ticket at the same time.
-- grain: rule, subject
SELECT
  'sla_policy_tie' AS rule,
  'fail' AS severity,
  first_choice.policy_id || ', ' || second_choice.policy_id AS subject,
  count(*) AS rows,
  first_choice.metric || '的两条时限规定' || first_choice.policy_id || '和' || second_choice.policy_id || '同样具体，无法取舍' AS message_zh,
  'Two policies for ' || first_choice.metric || ' fit equally well: ' || first_choice.policy_id || ' and '
  || second_choice.policy_id AS message_en
FROM int_sla_matches AS first_choice
INNER JOIN int_sla_matches AS second_choice
  ON
    first_choice.policy_from = second_choice.policy_from
    AND first_choice.region_tier = second_choice.region_tier
    AND first_choice.type = second_choice.type
    AND first_choice.mode = second_choice.mode
    AND first_choice.customer_tier = second_choice.customer_tier
    AND first_choice.priority = second_choice.priority
    AND first_choice.metric = second_choice.metric
    AND first_choice.specificity = second_choice.specificity
WHERE first_choice.place = 1 AND second_choice.place = 2
GROUP BY first_choice.metric, first_choice.policy_id, second_choice.policy_id
