-- The functions models may use beyond the portable subset, on Spark 4. $as_of and $to_local are filled in by the run.
CREATE TEMPORARY FUNCTION as_of() RETURN $as_of;
CREATE TEMPORARY FUNCTION in_part(key STRING) RETURN TRUE;
CREATE TEMPORARY FUNCTION to_local(ts TIMESTAMP_NTZ) RETURN $to_local;
CREATE TEMPORARY FUNCTION to_utc(local_ts TIMESTAMP_NTZ) RETURN $to_utc;
CREATE TEMPORARY FUNCTION local_date(ts TIMESTAMP_NTZ) RETURN CAST(to_local(ts) AS DATE);
CREATE TEMPORARY FUNCTION seconds_between(a TIMESTAMP_NTZ, b TIMESTAMP_NTZ) RETURN CAST(floor(timestampdiff(MICROSECOND, a, b) / 1000000) AS BIGINT);
CREATE TEMPORARY FUNCTION minutes_between(a TIMESTAMP_NTZ, b TIMESTAMP_NTZ) RETURN CAST(floor(timestampdiff(MICROSECOND, a, b) / 60000000) AS INT);
CREATE TEMPORARY FUNCTION days_between(a DATE, b DATE) RETURN datediff(b, a);
CREATE TEMPORARY FUNCTION minute_of_day(ts TIMESTAMP_NTZ) RETURN CAST(hour(ts) * 60 + minute(ts) AS INT);
CREATE TEMPORARY FUNCTION add_minutes(ts TIMESTAMP_NTZ, n BIGINT) RETURN timestampadd(MINUTE, n, ts);
CREATE TEMPORARY FUNCTION add_seconds(ts TIMESTAMP_NTZ, n BIGINT) RETURN timestampadd(SECOND, n, ts);
CREATE TEMPORARY FUNCTION add_days(ts TIMESTAMP_NTZ, n BIGINT) RETURN timestampadd(DAY, n, ts);
CREATE TEMPORARY FUNCTION add_months(d DATE, n INT) RETURN CAST(d + make_ym_interval(0, n) AS DATE);
CREATE TEMPORARY FUNCTION period_start(grain STRING, d DATE) RETURN CASE grain WHEN 'day' THEN d WHEN 'week' THEN CAST(date_trunc('WEEK', d) AS DATE) WHEN 'month' THEN CAST(date_trunc('MONTH', d) AS DATE) WHEN 'quarter' THEN CAST(date_trunc('QUARTER', d) AS DATE) WHEN 'year' THEN CAST(date_trunc('YEAR', d) AS DATE) WHEN 'all' THEN DATE '1970-01-01' END;
CREATE TEMPORARY FUNCTION json_text(document STRING, field STRING) RETURN get_json_object(document, '$.' || field);
CREATE TEMPORARY FUNCTION json_list_size(document STRING) RETURN COALESCE(json_array_length(document), 0);
CREATE TEMPORARY FUNCTION json_list_has(document STRING, item STRING) RETURN COALESCE(array_contains(from_json(document, 'ARRAY<STRING>'), item), false);
CREATE TEMPORARY FUNCTION text_hash(value STRING) RETURN md5(value);
