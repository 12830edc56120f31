-- One row a ticket somebody was charged on. Money is summed to the cent; the amounts stand where one currency was used.
-- Overcharged means that over the lines that were quoted, more was taken than quoted in some currency. Unquoted means that something was taken that had no quote.
-- Charged in warranty means that something was taken while the unit was covered. A hint to look, since damage by the user may be charged.
-- grain: ticket_id
-- not_null: ticket_id, charged_at, is_charged, is_quoted, is_overcharged, is_unquoted, is_charged_in_warranty
WITH sums AS (
  SELECT
    ticket_id,
    currency,
    max(charge.at) AS charged_at,
    sum(CASE WHEN charged IS NOT NULL THEN CAST(round(quoted * 100) AS BIGINT) END) AS quoted_cents,
    sum(CASE WHEN quoted IS NOT NULL THEN CAST(round(charged * 100) AS BIGINT) END) AS judged_cents,
    sum(CAST(round(charged * 100) AS BIGINT)) AS charged_cents,
    bool_or(coalesce(quoted IS NULL AND charged > 0, FALSE)) AS is_unquoted
  FROM stg_charges AS charge
  GROUP BY ticket_id, currency
),
tickets AS (
  SELECT
    ticket_id,
    max(charged_at) AS charged_at,
    count(*) AS currency_count,
    min(currency) AS currency,
    sum(quoted_cents) AS quoted_cents,
    sum(charged_cents) AS charged_cents,
    sum(judged_cents - quoted_cents) AS over_cents,
    bool_or(coalesce(charged_cents > 0, FALSE)) AS is_charged,
    bool_or(judged_cents IS NOT NULL) AS is_quoted,
    bool_or(coalesce(judged_cents > quoted_cents, FALSE)) AS is_overcharged,
    bool_or(is_unquoted) AS is_unquoted
  FROM sums
  GROUP BY ticket_id
)
SELECT
  charge.ticket_id,
  ticket.type,
  ticket.category,
  ticket.model,
  ticket.region,
  ticket.region_tier,
  ticket.channel,
  ticket.mode,
  ticket.service_point_id,
  ticket.warranty,
  ticket.customer_tier,
  ticket.is_cancelled,
  ticket.closed_at,
  coalesce(charge.charged_at, ticket.closed_at, ticket.created_at) AS charged_at,
  CASE WHEN charge.currency_count = 1 THEN charge.currency END AS currency,
  CASE WHEN charge.currency_count = 1 THEN CAST(charge.quoted_cents AS DOUBLE) / 100 END AS quoted,
  CASE WHEN charge.currency_count = 1 THEN CAST(charge.charged_cents AS DOUBLE) / 100 END AS charged,
  CASE WHEN charge.currency_count = 1 THEN CAST(charge.over_cents AS DOUBLE) / 100 END AS over_quote,
  charge.is_charged,
  charge.is_quoted,
  charge.is_overcharged,
  charge.is_unquoted,
  charge.is_charged AND coalesce(ticket.warranty IN ('in', 'extended'), FALSE) AS is_charged_in_warranty
FROM tickets AS charge
INNER JOIN fct_tickets AS ticket ON charge.ticket_id = ticket.ticket_id
