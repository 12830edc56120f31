-- The functions models may use beyond the portable subset, on DuckDB. $as_of and $to_local are filled in by the run.
CREATE OR REPLACE MACRO as_of() AS $as_of;
CREATE OR REPLACE MACRO in_part(key) AS TRUE;
CREATE OR REPLACE MACRO to_local(ts) AS $to_local;
CREATE OR REPLACE MACRO to_utc(local_ts) AS $to_utc;
CREATE OR REPLACE MACRO local_date(ts) AS CAST(to_local(ts) AS DATE);
CREATE OR REPLACE MACRO seconds_between(a, b) AS CAST(floor((epoch_us(b) - epoch_us(a)) / 1000000) AS BIGINT);
CREATE OR REPLACE MACRO minutes_between(a, b) AS CAST(floor((epoch_us(b) - epoch_us(a)) / 60000000) AS INTEGER);
CREATE OR REPLACE MACRO days_between(a, b) AS CAST(CAST(b AS DATE) - CAST(a AS DATE) AS INTEGER);
CREATE OR REPLACE MACRO minute_of_day(ts) AS CAST(hour(ts) * 60 + minute(ts) AS INTEGER);
CREATE OR REPLACE MACRO add_minutes(ts, n) AS ts + to_minutes(CAST(n AS BIGINT));
CREATE OR REPLACE MACRO add_seconds(ts, n) AS ts + to_seconds(CAST(n AS BIGINT));
CREATE OR REPLACE MACRO add_days(ts, n) AS ts + to_days(CAST(n AS INTEGER));
CREATE OR REPLACE MACRO add_months(d, n) AS CAST(d + to_months(CAST(n AS INTEGER)) AS DATE);
CREATE OR REPLACE MACRO period_start(grain, d) AS CASE grain WHEN 'day' THEN CAST(d AS DATE) WHEN 'week' THEN CAST(date_trunc('week', CAST(d AS DATE)) AS DATE) WHEN 'month' THEN CAST(d AS DATE) - (CAST(day(CAST(d AS DATE)) AS INTEGER) - 1) WHEN 'quarter' THEN CAST(date_trunc('quarter', CAST(d AS DATE)) AS DATE) WHEN 'year' THEN CAST(date_trunc('year', CAST(d AS DATE)) AS DATE) WHEN 'all' THEN DATE '1970-01-01' END;
CREATE OR REPLACE MACRO json_text(document, field) AS json_extract_string(document, '$.' || field);
CREATE OR REPLACE MACRO json_list_size(document) AS CAST(COALESCE(json_array_length(document), 0) AS INTEGER);
CREATE OR REPLACE MACRO json_list_has(document, item) AS COALESCE(json_contains(document, to_json(item)), false);
CREATE OR REPLACE MACRO text_hash(value) AS md5(value);
