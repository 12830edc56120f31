-- Remote sessions held although the user had not agreed
-- severity: fail
-- zh: 用户没有同意却做了的远程服务
SELECT need_id, started_at
FROM fct_remote_needs
WHERE consent = 'refused'
