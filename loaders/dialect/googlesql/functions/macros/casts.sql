-- CAST and SAFE_CAST. bq_safe_… gives NULL, without an error in between, for what CAST refuses; bq_cast_… says what it was.
-- bq_…_of_… are of one type, for where that is known.

CREATE MACRO bq_string_of_float64(x) AS CASE WHEN isnan(x) THEN 'nan' WHEN x = 0 THEN '0' WHEN CAST(printf('%.15g', x) AS DOUBLE) = x THEN printf('%.15g', x)
  ELSE printf('%.17g', x) END;
CREATE MACRO bq_string_of_numeric(x) AS regexp_replace(CAST(x AS VARCHAR), '(\.[0-9]*[1-9])0+$|\.0*$', '\1');
-- six digits of a second, three, or none
CREATE MACRO bq_string_of_datetime(x) AS regexp_replace(strftime(x, '%Y-%m-%d %H:%M:%S.%f'), '(?:\.000000|000)$', '');
CREATE MACRO bq_string_of_timestamp(x) AS regexp_replace(strftime(make_timestamp(epoch_us(x)), '%Y-%m-%d %H:%M:%S.%f'), '(?:\.000000|000)$', '') || '+00';
CREATE MACRO bq_string_of_time(x) AS regexp_replace(strftime(DATE '2000-01-01' + x, '%H:%M:%S.%f'), '(?:\.000000|000)$', '');
CREATE MACRO bq_string(x) AS CASE bq_kind(x) WHEN 'STRING' THEN CAST(x AS VARCHAR) WHEN 'INT64' THEN CAST(x AS VARCHAR)
  WHEN 'FLOAT64' THEN bq_string_of_float64(TRY_CAST(x AS DOUBLE)) WHEN 'NUMERIC' THEN bq_string_of_numeric(x)
  WHEN 'DATETIME' THEN bq_string_of_datetime(TRY_CAST(x AS TIMESTAMP)) WHEN 'TIMESTAMP' THEN bq_string_of_timestamp(TRY_CAST(x AS TIMESTAMPTZ))
  WHEN 'TIME' THEN bq_string_of_time(TRY_CAST(x AS TIME)) WHEN 'BYTES' THEN decode(TRY_CAST(x AS BLOB))
  WHEN 'JSON' THEN bq_string_of_json(CAST(x AS VARCHAR)) ELSE CAST(x AS VARCHAR) END;
CREATE MACRO bq_safe_string(x) AS CASE bq_kind(x) WHEN 'BYTES' THEN TRY(decode(TRY_CAST(x AS BLOB))) ELSE bq_string(x) END;

-- Plain digits first: what the engine's cast gives back as it was written is one. It would take 1.5, 1e3 and 1_000 too.
CREATE MACRO bq_int64_of_string(x) AS CASE WHEN CAST(TRY_CAST(x AS BIGINT) AS VARCHAR) = x THEN TRY_CAST(x AS BIGINT)
  WHEN regexp_full_match(x, '\s*[-+]?[0-9]+\s*') THEN TRY_CAST(trim(x, E' \t\n\r\v\f') AS BIGINT)
  WHEN regexp_full_match(x, '\s*[-+]?0[xX][0-9a-fA-F]{1,16}\s*') THEN list_transform([regexp_extract(x, '([-+]?)0[xX]([0-9a-fA-F]+)', ['sign', 'digits'])], lambda _p : bq_hexadecimal(_p))[1] END;
CREATE MACRO bq_hexadecimal(x) AS TRY_CAST(x.sign || list_reduce(list_prepend(CAST(0 AS HUGEINT), list_transform(string_split(lower(x.digits), ''),
  lambda d : CAST(strpos('0123456789abcdef', d) - 1 AS HUGEINT))), lambda a, b : a * 16 + b) AS BIGINT);
CREATE MACRO bq_safe_int64(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_int64_of_string(CAST(x AS VARCHAR))
  WHEN 'FLOAT64' THEN TRY_CAST(round(TRY_CAST(x AS DOUBLE)) AS BIGINT) ELSE TRY_CAST(x AS BIGINT) END;
CREATE MACRO bq_int64(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_cast_int64(CAST(x AS VARCHAR))
  WHEN 'JSON' THEN bq_int64_of_json(CAST(x AS VARCHAR)) WHEN 'FLOAT64' THEN CAST(round(TRY_CAST(x AS DOUBLE)) AS BIGINT) ELSE CAST(x AS BIGINT) END;
CREATE MACRO bq_cast_int64(x) AS coalesce(bq_int64_of_string(x), CASE WHEN x IS NOT NULL THEN CAST('bad INT64 value: ' || x AS BIGINT) END);

CREATE MACRO bq_float64_of_string(x) AS CASE WHEN regexp_full_match(x, '\s*[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*') THEN TRY_CAST(x AS DOUBLE)
  WHEN regexp_matches(x, '0[xX]') THEN CASE WHEN regexp_matches(x, '[.pP]') THEN CAST('hexadecimal fractions are not understood: ' || x AS DOUBLE) ELSE CAST(bq_int64_of_string(x) AS DOUBLE) END
  ELSE CASE ltrim(lower(trim(x, E' \t\n\r\v\f')), '+') WHEN 'inf' THEN CAST('inf' AS DOUBLE) WHEN '-inf' THEN CAST('-inf' AS DOUBLE)
  WHEN 'infinity' THEN CAST('inf' AS DOUBLE) WHEN '-infinity' THEN CAST('-inf' AS DOUBLE) WHEN 'nan' THEN CAST('nan' AS DOUBLE) WHEN '-nan' THEN CAST('nan' AS DOUBLE) END END;
CREATE MACRO bq_safe_float64(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_float64_of_string(CAST(x AS VARCHAR)) ELSE TRY_CAST(x AS DOUBLE) END;
CREATE MACRO bq_float64(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_cast_float64(CAST(x AS VARCHAR)) WHEN 'JSON' THEN bq_float64_of_json(CAST(x AS VARCHAR))
  ELSE CAST(x AS DOUBLE) END;
CREATE MACRO bq_cast_float64(x) AS coalesce(bq_float64_of_string(x), CASE WHEN x IS NOT NULL THEN CAST('bad FLOAT64 value: ' || x AS DOUBLE) END);

CREATE MACRO bq_numeric_of_string(x) AS CASE WHEN regexp_full_match(x, '\s*[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*') THEN TRY_CAST(x AS DECIMAL(38,9)) END;
CREATE MACRO bq_safe_numeric(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_numeric_of_string(CAST(x AS VARCHAR)) ELSE TRY_CAST(x AS DECIMAL(38,9)) END;
CREATE MACRO bq_numeric(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_cast_numeric(CAST(x AS VARCHAR)) ELSE CAST(x AS DECIMAL(38,9)) END;
CREATE MACRO bq_cast_numeric(x) AS coalesce(bq_numeric_of_string(x), CASE WHEN x IS NOT NULL THEN CAST('bad NUMERIC value: ' || x AS DECIMAL(38,9)) END);

CREATE MACRO bq_bool_of_string(x) AS CASE lower(x) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END;
CREATE MACRO bq_safe_bool(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_bool_of_string(CAST(x AS VARCHAR)) ELSE TRY_CAST(x AS BOOLEAN) END;
CREATE MACRO bq_bool(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_cast_bool(CAST(x AS VARCHAR)) WHEN 'JSON' THEN bq_bool_of_json(CAST(x AS VARCHAR))
  ELSE CAST(x AS BOOLEAN) END;
CREATE MACRO bq_cast_bool(x) AS coalesce(bq_bool_of_string(x), CASE WHEN x IS NOT NULL THEN CAST('bad BOOL value: ' || x AS BOOLEAN) END);

CREATE MACRO bq_bytes(x) AS CASE bq_kind(x) WHEN 'STRING' THEN encode(CAST(x AS VARCHAR)) ELSE CAST(x AS BLOB) END;

CREATE MACRO bq_date_of_string(x) AS CASE WHEN strlen(x) = 10 AND CAST(TRY_CAST(x AS DATE) AS VARCHAR) = x THEN TRY_CAST(x AS DATE) WHEN regexp_full_match(x, '(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)-[0-9]{1,2}-[0-9]{1,2}') THEN TRY_CAST(x AS DATE) END;
CREATE MACRO bq_safe_date(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_date_of_string(CAST(x AS VARCHAR))
  WHEN 'TIMESTAMP' THEN CAST(make_timestamp(epoch_us(TRY_CAST(x AS TIMESTAMPTZ))) AS DATE) ELSE TRY_CAST(x AS DATE) END;
CREATE MACRO bq_date(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_cast_date(CAST(x AS VARCHAR))
  WHEN 'TIMESTAMP' THEN CAST(make_timestamp(epoch_us(TRY_CAST(x AS TIMESTAMPTZ))) AS DATE) ELSE CAST(x AS DATE) END;
CREATE MACRO bq_cast_date(x) AS coalesce(bq_date_of_string(x), CASE WHEN x IS NOT NULL THEN CAST('invalid date: ' || x AS DATE) END);

CREATE MACRO bq_datetime_of_string(x) AS CASE WHEN NOT regexp_full_match(x, '(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)-[0-9]{1,2}-[0-9]{1,2}(?:[ tT](?:[01]?[0-9]|2[0-3]):[0-5]?[0-9]:(?:[0-5]?[0-9]|60)(?:\.[0-9]{1,9})?)?') THEN NULL
  WHEN regexp_full_match(x, '.{10}(?:[ T][0-9]{2}:[0-9]{2}:[0-5][0-9](?:\.[0-9]{1,6})?)?') THEN TRY_CAST(x AS TIMESTAMP)
  ELSE TRY_CAST(regexp_replace(regexp_replace(regexp_replace(replace(replace(x, 't', ' '), 'T', ' '), '(\.[0-9]{6})[0-9]+$', '\1'), '([ :])([0-9])(:|\.|$)', '\10\2\3', 'g'), ':60.*$', ':59') AS TIMESTAMP)
  + CASE WHEN contains(x, ':60') THEN INTERVAL 1 SECOND ELSE INTERVAL 0 SECOND END END;
CREATE MACRO bq_safe_datetime(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_datetime_of_string(CAST(x AS VARCHAR))
  WHEN 'TIMESTAMP' THEN make_timestamp(epoch_us(TRY_CAST(x AS TIMESTAMPTZ))) ELSE TRY_CAST(x AS TIMESTAMP) END;
CREATE MACRO bq_datetime(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_cast_datetime(CAST(x AS VARCHAR))
  WHEN 'TIMESTAMP' THEN make_timestamp(epoch_us(TRY_CAST(x AS TIMESTAMPTZ))) ELSE CAST(x AS TIMESTAMP) END;
CREATE MACRO bq_cast_datetime(x) AS coalesce(bq_datetime_of_string(x), CASE WHEN x IS NOT NULL THEN CAST('invalid datetime: ' || x AS TIMESTAMP) END);

-- With a zone behind it (Z, +2, -0330, a name), or in UTC.
-- What nearly all texts look like, the engine reads itself.
CREATE MACRO bq_timestamp_of_string(x) AS CASE
  WHEN regexp_full_match(x, '[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[ T](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?(?:Z|\+00(?::00)?)?')
  THEN TRY_CAST(x AS TIMESTAMPTZ) ELSE bq_odd_timestamp_of_string(x) END;
CREATE MACRO bq_odd_timestamp_of_string(x) AS coalesce(bq_instant(bq_datetime_of_string(x)), CASE WHEN x IS NOT NULL THEN
  list_transform([regexp_extract(x, '^((?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)-[0-9]{1,2}-[0-9]{1,2}[ tT](?:[01]?[0-9]|2[0-3]):[0-5]?[0-9]:(?:[0-5]?[0-9]|60)(?:\.[0-9]{1,9})?)(?:[zZ]|([-+])([0-9]{1,2})(?::?([0-9]{2}))?| ([A-Z][A-Za-z]*(?:[/_+-][A-Z0-9][A-Za-z0-9_+-]*)*))$',
  ['moment', 'sign', 'hours', 'minutes', 'zone'])], lambda _p : bq_instant_of_parts(_p))[1] END);
CREATE MACRO bq_instant_of_parts(p) AS CASE WHEN p.moment = '' THEN NULL
  WHEN p.zone <> '' THEN CASE WHEN contains(p.zone, '/') OR regexp_full_match(p.zone, '(?:UTC|GMT)(?:[-+][0-9]+)?|EST|MST|HST') THEN bq_between_years(bq_instant_at(bq_datetime_of_string(p.moment), p.zone))
    ELSE CAST('the time zone is not understood: ' || p.zone AS TIMESTAMPTZ) END
  WHEN p.sign <> '' AND CAST(p.hours AS BIGINT) * 60 + coalesce(TRY_CAST(p.minutes AS BIGINT), 0) > 840 OR TRY_CAST(p.minutes AS BIGINT) > 59 THEN NULL
  ELSE bq_between_years(bq_instant(bq_datetime_of_string(p.moment) - to_minutes(CAST(CASE p.sign WHEN '-' THEN -1 ELSE 1 END * (coalesce(TRY_CAST(p.hours AS BIGINT), 0) * 60
  + coalesce(TRY_CAST(p.minutes AS BIGINT), 0)) AS BIGINT)))) END;
CREATE MACRO bq_between_years(x) AS CASE WHEN x BETWEEN TIMESTAMPTZ '0001-01-01 00:00:00+00' AND TIMESTAMPTZ '9999-12-31 23:59:59.999999+00' THEN x END;
CREATE MACRO bq_safe_timestamp(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_timestamp_of_string(CAST(x AS VARCHAR)) WHEN 'TIMESTAMP' THEN TRY_CAST(x AS TIMESTAMPTZ)
  ELSE bq_instant(TRY_CAST(x AS TIMESTAMP)) END;
CREATE MACRO bq_timestamp(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_cast_timestamp(CAST(x AS VARCHAR)) WHEN 'TIMESTAMP' THEN TRY_CAST(x AS TIMESTAMPTZ)
  ELSE bq_instant(CAST(x AS TIMESTAMP)) END;
CREATE MACRO bq_cast_timestamp(x) AS coalesce(bq_timestamp_of_string(x), CASE WHEN x IS NOT NULL THEN CAST('invalid timestamp: ' || x AS TIMESTAMPTZ) END);

CREATE MACRO bq_time_of_string(x) AS CASE WHEN regexp_full_match(x, '(?:[01]?[0-9]|2[0-3]):[0-5]?[0-9]:(?:[0-5]?[0-9]|60)(?:\.[0-9]{1,9})?') THEN CAST(bq_datetime_of_string('1970-01-01 ' || x) AS TIME) END;
CREATE MACRO bq_safe_time(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_time_of_string(CAST(x AS VARCHAR))
  WHEN 'TIMESTAMP' THEN CAST(make_timestamp(epoch_us(TRY_CAST(x AS TIMESTAMPTZ))) AS TIME) ELSE TRY_CAST(x AS TIME) END;
CREATE MACRO bq_time(x) AS CASE bq_kind(x) WHEN 'STRING' THEN bq_cast_time(CAST(x AS VARCHAR))
  WHEN 'TIMESTAMP' THEN CAST(make_timestamp(epoch_us(TRY_CAST(x AS TIMESTAMPTZ))) AS TIME) ELSE CAST(x AS TIME) END;
CREATE MACRO bq_cast_time(x) AS coalesce(bq_time_of_string(x), CASE WHEN x IS NOT NULL THEN CAST('invalid time: ' || x AS TIME) END);
