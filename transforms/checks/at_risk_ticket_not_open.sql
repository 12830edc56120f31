-- Tickets said to be at risk that are in no backlog
-- severity: fail
-- zh: 列为临期但并不在途的工单
SELECT risk.ticket_id
FROM mart_at_risk_tickets AS risk
LEFT JOIN (SELECT ticket_id FROM fct_open_spells WHERE closed_at IS NULL) AS open_spell
  ON risk.ticket_id = open_spell.ticket_id
WHERE open_spell.ticket_id IS NULL
