-- Remote sessions that do not say whether the user agreed
-- severity: warn
-- zh: 没有记录用户是否同意的远程服务
SELECT need_id, started_at
FROM fct_remote_needs
WHERE consent = 'missing'
