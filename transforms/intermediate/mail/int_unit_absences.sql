-- How long users were without the units they had handed in for repair: sent in, from scan to scan; carried in, from the request to the close.
-- Nothing where no loan was ever recorded: covered days could not be told from others.
-- grain: ticket_id
-- not_null: ticket_id, handed_in_at
-- materialised: table
SELECT ticket_id, handed_in_at, returned_at AS handed_back_at
FROM fct_mail_ins
WHERE EXISTS (SELECT 1 FROM stg_loans)
UNION ALL
SELECT ticket_id, created_at AS handed_in_at, closed_at AS handed_back_at
FROM fct_tickets
WHERE mode = 'carry_in' AND type = 'repair' AND NOT is_cancelled AND EXISTS (SELECT 1 FROM stg_loans)
