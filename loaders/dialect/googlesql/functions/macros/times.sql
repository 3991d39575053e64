-- A DATETIME is a TIMESTAMP of the engine's, a TIMESTAMP is one with time zone; the session's zone is UTC.

-- what a clock shows: of a TIMESTAMP the one in UTC
CREATE MACRO bq_civil(x) AS CASE bq_kind(x) WHEN 'TIMESTAMP' THEN make_timestamp(epoch_us(TRY_CAST(x AS TIMESTAMPTZ)))
  WHEN 'TIME' THEN DATE '1970-01-01' + TRY_CAST(x AS TIME) ELSE CAST(x AS TIMESTAMP) END;
CREATE MACRO bq_civil_at(x, zone) AS CASE bq_kind(x) WHEN 'TIMESTAMP' THEN TRY_CAST(x AS TIMESTAMPTZ) AT TIME ZONE zone ELSE CAST(x AS TIMESTAMP) END;
CREATE MACRO bq_civil_after(x, gap) AS bq_civil(x) + gap;
CREATE MACRO bq_instant(civil) AS make_timestamptz(epoch_us(civil));
-- of an hour that comes twice the first
CREATE MACRO bq_instant_at(civil, zone) AS CASE WHEN ((civil AT TIME ZONE zone) - INTERVAL 1 HOUR) AT TIME ZONE zone = civil
  THEN (civil AT TIME ZONE zone) - INTERVAL 1 HOUR ELSE civil AT TIME ZONE zone END;

CREATE MACRO bq_date_at(x, zone) AS CAST(bq_civil_at(x, zone) AS DATE);
CREATE MACRO bq_datetime_at(x, zone) AS CASE bq_kind(zone) WHEN 'TIME' THEN TRY_CAST(x AS DATE) + TRY_CAST(zone AS TIME) ELSE bq_civil_at(x, CAST(zone AS VARCHAR)) END;
CREATE MACRO bq_time_at(x, zone) AS CAST(bq_civil_at(x, zone) AS TIME);
CREATE MACRO bq_timestamp_at(x, zone) AS CASE bq_kind(x) WHEN 'TIMESTAMP' THEN TRY_CAST(x AS TIMESTAMPTZ)
  WHEN 'STRING' THEN bq_timestamp_of_string_at(CAST(x AS VARCHAR), zone) ELSE bq_instant_at(CAST(x AS TIMESTAMP), zone) END;
CREATE MACRO bq_timestamp_of_string_at(x, zone) AS coalesce(bq_instant_at(bq_datetime_of_string(x), zone), bq_cast_timestamp(x));
CREATE MACRO bq_time_of_parts(h, m, s) AS CASE WHEN s NOT BETWEEN 0 AND 59 THEN CAST('invalid time: second ' || s AS TIME) ELSE make_time(h, m, CAST(s AS DOUBLE)) END;
CREATE MACRO bq_datetime_of_numbers(y, mo, d, h, mi, s) AS CASE WHEN y NOT BETWEEN 1 AND 9999 OR s NOT BETWEEN 0 AND 59 THEN CAST('invalid datetime: year ' || y || ', second ' || s AS TIMESTAMP)
  ELSE make_timestamp(y, mo, d, h, mi, CAST(s AS DOUBLE)) END;
CREATE MACRO bq_date_of_numbers(y, m, d) AS CASE WHEN y NOT BETWEEN 1 AND 9999 THEN CAST('invalid date: year ' || y AS DATE) ELSE make_date(y, m, d) END;

-- GoogleSQL knows the years 1 to 9999
CREATE MACRO bq_date_checked(x) AS CASE WHEN x BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' OR x IS NULL THEN x ELSE CAST('date out of range: ' || x AS DATE) END;
CREATE MACRO bq_datetime_checked(x) AS CASE WHEN x BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999' OR x IS NULL THEN x
  ELSE CAST('datetime out of range: ' || x AS TIMESTAMP) END;
CREATE MACRO bq_timestamp_checked(x) AS CASE WHEN x BETWEEN TIMESTAMPTZ '0001-01-01 00:00:00+00' AND TIMESTAMPTZ '9999-12-31 23:59:59.999999+00' OR x IS NULL THEN x
  ELSE CAST('timestamp out of range: ' || epoch_us(x) || ' microseconds' AS TIMESTAMPTZ) END;
-- A sum of a date and months, years… is a moment of the engine's: it becomes what x is.
CREATE MACRO bq_like_checked(x, sum) AS CASE WHEN sum BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999' OR sum IS NULL THEN cast_to_type(sum, x)
  ELSE cast_to_type('out of range: ' || sum, x) END;

CREATE MACRO bq_weeks(civil, first) AS (dayofyear(civil) + 6 - (dayofweek(civil) - first + 7) % 7) // 7;
CREATE MACRO bq_elapsed(a, b, unit) AS (epoch_us(bq_civil(a)) - epoch_us(bq_civil(b))) // unit;
CREATE MACRO bq_unix_seconds(x) AS epoch_us(date_trunc('second', bq_civil(x))) // 1000000;
CREATE MACRO bq_unix_millis(x) AS epoch_us(date_trunc('millisecond', bq_civil(x))) // 1000;
CREATE MACRO bq_unix_micros(x) AS epoch_us(bq_civil(x));
CREATE MACRO bq_unix_date(x) AS CAST(x AS DATE) - DATE '1970-01-01';
CREATE MACRO bq_timestamp_seconds(x) AS bq_timestamp_checked(make_timestamptz(CAST(x AS BIGINT) * 1000000));
CREATE MACRO bq_timestamp_millis(x) AS bq_timestamp_checked(make_timestamptz(CAST(x AS BIGINT) * 1000));
CREATE MACRO bq_timestamp_micros(x) AS bq_timestamp_checked(make_timestamptz(CAST(x AS BIGINT)));
CREATE MACRO bq_date_from_unix_date(x) AS bq_date_checked(DATE '1970-01-01' + CAST(x AS INTEGER));

CREATE MACRO bq_date_array(a, b, step) AS CASE WHEN a IS NULL OR b IS NULL OR step IS NULL THEN NULL WHEN step = INTERVAL 0 DAY THEN CAST('the step of GENERATE_DATE_ARRAY is 0' AS DATE[])
  ELSE list_transform(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), step), lambda _d : CAST(_d AS DATE)) END;
CREATE MACRO bq_timestamp_array(a, b, step) AS CASE WHEN a IS NULL OR b IS NULL OR step IS NULL THEN NULL WHEN step = INTERVAL 0 DAY THEN CAST('the step of GENERATE_TIMESTAMP_ARRAY is 0' AS TIMESTAMPTZ[])
  WHEN (epoch(bq_civil(b)) - epoch(bq_civil(a))) / epoch(step) > 1000000 THEN CAST('GENERATE_TIMESTAMP_ARRAY of more than 1000000 elements' AS TIMESTAMPTZ[]) ELSE
  list_transform(generate_series(bq_civil(a), bq_civil(b), step), lambda _t : bq_instant(_t)) END;
-- GoogleSQL writes years before 1000 with fewer digits, the engine with zeros
CREATE MACRO bq_strftime(civil, f) AS CASE WHEN civil < TIMESTAMP '1000-01-01' THEN CAST(CAST('a format of years before 1000 is not understood: ' || civil AS BIGINT) AS VARCHAR) ELSE strftime(civil, f) END;
