-- Warranties and service contracts of units that began by as_of.
-- grain: serial, kind, starts_on
-- not_null: serial, kind
SELECT serial, kind, starts_on, ends_on
FROM landing_entitlements
WHERE coalesce(starts_on, local_date(as_of())) <= local_date(as_of())
