-- What is read of a JSON text is written without spaces. In one that cannot be read to its end GoogleSQL finds what stands before that: an error.
-- Numbers are given back as they are written: the engine would write 1.50 as 1.5, so that where it would they are made strings first.

CREATE MACRO bq_json_readable(j) AS CASE WHEN json_valid(j) THEN TRUE WHEN regexp_matches(j, '^\s*[\[{"]') THEN CAST('a JSON text that is cut off or wrong is not understood: ' || left(j, 100) AS BOOLEAN) ELSE FALSE END;
CREATE MACRO bq_json_other_numbers(j) AS regexp_matches(j, '[0-9]\.[0-9]+0(?:[^0-9]|$)|[0-9][eE][-+0-9]|-0(?:[^.0-9]|$)|[0-9.]{17}|NaN|Inf');
CREATE MACRO bq_json_marked(j) AS replace(regexp_replace(regexp_replace(j, '("(?:[^"\\]|\\.)*")|(-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)', '\1' || chr(57344) || '\2' || chr(57345), 'g'),
  chr(57344) || '([^' || chr(57345) || ']+)' || chr(57345), '"' || chr(57344) || '\1"', 'g'), chr(57344) || chr(57345), '');
CREATE MACRO bq_json_unmarked(j) AS regexp_replace(j, '"' || chr(57344) || '([^"]*)"', '\1', 'g');
CREATE MACRO bq_json_value(j, p) AS CASE WHEN bq_kind(j) = 'JSON' THEN json_extract_string(json_value(j, p), '$') WHEN NOT bq_json_readable(CAST(j AS VARCHAR)) THEN NULL
  WHEN bq_json_other_numbers(CAST(j AS VARCHAR)) THEN bq_json_scalar(json_value(bq_json_marked(CAST(j AS VARCHAR)), p)) ELSE json_extract_string(json_value(j, p), '$') END;
CREATE MACRO bq_json_scalar(v) AS CASE WHEN v IN ('NaN', 'Infinity', '-Infinity') THEN CAST(CAST('the JSON text has a number that is none' AS BIGINT) AS VARCHAR)
  ELSE replace(json_extract_string(v, '$'), chr(57344), '') END;
CREATE MACRO bq_json_query(j, p) AS CASE WHEN bq_kind(j) = 'JSON' THEN cast_to_type(json_extract(j, p), j) WHEN NOT bq_json_readable(CAST(j AS VARCHAR)) THEN NULL
  WHEN bq_json_other_numbers(CAST(j AS VARCHAR)) THEN cast_to_type(bq_json_unmarked(nullif(CAST(json_extract(bq_json_marked(CAST(j AS VARCHAR)), p) AS VARCHAR), 'null')), j)
  ELSE cast_to_type(nullif(CAST(json_extract(j, p) AS VARCHAR), 'null'), j) END;
CREATE MACRO bq_json_query_array(j, p) AS CASE WHEN bq_kind(j) = 'JSON' OR NOT bq_json_other_numbers(CAST(j AS VARCHAR)) THEN
  CASE WHEN json_valid(j) OR bq_json_readable(CAST(j AS VARCHAR)) THEN CASE WHEN json_type(j, p) = 'ARRAY' THEN
    list_transform(CAST(json_extract(j, p) AS JSON[]), lambda _e : cast_to_type(coalesce(CAST(_e AS VARCHAR), 'null'), j)) END END
  WHEN bq_json_readable(CAST(j AS VARCHAR)) AND json_type(j, p) = 'ARRAY' THEN list_transform(CAST(json_extract(bq_json_marked(CAST(j AS VARCHAR)), p) AS JSON[]),
    lambda _e : cast_to_type(bq_json_unmarked(coalesce(CAST(_e AS VARCHAR), 'null')), j)) END;
CREATE MACRO bq_json_value_array(j, p) AS CASE WHEN bq_kind(j) = 'JSON' OR bq_json_readable(CAST(j AS VARCHAR)) THEN CASE WHEN json_type(j, p) = 'ARRAY' THEN
  bq_json_scalars(CAST(json_extract(CASE WHEN bq_kind(j) <> 'JSON' AND bq_json_other_numbers(CAST(j AS VARCHAR)) THEN bq_json_marked(CAST(j AS VARCHAR)) ELSE CAST(j AS VARCHAR) END, p) AS JSON[])) END END;
CREATE MACRO bq_json_scalars(a) AS CASE WHEN len(list_filter(a, lambda _e : json_type(_e) IN ('OBJECT', 'ARRAY'))) = 0
  THEN list_transform(a, lambda _e : replace(json_extract_string(_e, '$'), chr(57344), '')) END;
CREATE MACRO bq_json_type(j) AS CASE json_type(j) WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array'
  WHEN 'NULL' THEN 'null' ELSE CASE WHEN j IS NOT NULL THEN 'number' END END;
CREATE MACRO bq_parse_json(s) AS CAST(s AS JSON);
CREATE MACRO bq_string_of_json(j) AS CASE WHEN json_type(j) = 'VARCHAR' THEN json_extract_string(j, '$') WHEN j IS NOT NULL THEN CAST(CAST('the JSON is no string: ' || j AS BIGINT) AS VARCHAR) END;
CREATE MACRO bq_int64_of_json(j) AS CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT') THEN CAST(j AS BIGINT)
  WHEN json_type(j) = 'DOUBLE' AND CAST(j AS DOUBLE) = trunc(CAST(j AS DOUBLE)) THEN CAST(CAST(j AS DOUBLE) AS BIGINT) WHEN j IS NOT NULL THEN CAST('the JSON is no whole number: ' || j AS BIGINT) END;
CREATE MACRO bq_float64_of_json(j) AS CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN CAST(j AS DOUBLE) WHEN j IS NOT NULL THEN CAST('the JSON is no number: ' || j AS DOUBLE) END;
CREATE MACRO bq_bool_of_json(j) AS CASE WHEN json_type(j) = 'BOOLEAN' THEN CAST(j AS BOOLEAN) WHEN j IS NOT NULL THEN CAST('the JSON is no boolean: ' || j AS BOOLEAN) END;

CREATE MACRO bq_json_of_float64(x) AS CASE WHEN isnan(x) OR isinf(x) THEN CAST(to_json(CASE WHEN isnan(x) THEN 'NaN' WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END) AS VARCHAR) ELSE bq_string_of_float64(x) END;
CREATE MACRO bq_json_of_int64(x) AS CASE WHEN x BETWEEN -9007199254740992 AND 9007199254740992 THEN CAST(x AS VARCHAR) ELSE '"' || x || '"' END;
CREATE MACRO bq_json_of_numeric(x) AS CASE WHEN x BETWEEN -9007199254740992 AND 9007199254740992 AND x = trunc(x) THEN bq_string_of_numeric(x) ELSE '"' || bq_string_of_numeric(x) || '"' END;
-- The keys of a JSON are in their order, which the engine does not bring them into.
CREATE MACRO bq_json_of_json(j) AS CASE WHEN contains(regexp_replace(j, '^\s*\{', ''), '{') OR coalesce(list_sort(json_keys(j)) <> json_keys(j), FALSE)
  THEN CAST(CAST('TO_JSON_STRING of a JSON whose keys are not in order, or with objects in it, is not understood here' AS BIGINT) AS VARCHAR) ELSE CAST(json_extract(j, '$') AS VARCHAR) END;
-- Within structs and arrays the engine writes fractions, moments and bytes in another way: an error.
CREATE MACRO bq_to_json_string(x) AS CASE WHEN x IS NULL THEN 'null' ELSE CASE bq_kind(x) WHEN 'STRING' THEN CAST(to_json(x) AS VARCHAR) WHEN 'BOOL' THEN CAST(x AS VARCHAR)
  WHEN 'INT64' THEN bq_json_of_int64(TRY_CAST(x AS HUGEINT)) WHEN 'FLOAT64' THEN bq_json_of_float64(TRY_CAST(x AS DOUBLE)) WHEN 'NUMERIC' THEN bq_json_of_numeric(TRY_CAST(x AS DECIMAL(38,9)))
  WHEN 'DATE' THEN '"' || CAST(x AS VARCHAR) || '"' WHEN 'DATETIME' THEN '"' || bq_iso(TRY_CAST(x AS TIMESTAMP)) || '"'
  WHEN 'TIMESTAMP' THEN '"' || bq_iso(make_timestamp(epoch_us(TRY_CAST(x AS TIMESTAMPTZ)))) || 'Z"' WHEN 'TIME' THEN '"' || bq_string_of_time(TRY_CAST(x AS TIME)) || '"'
  WHEN 'BYTES' THEN '"' || to_base64(TRY_CAST(x AS BLOB)) || '"' WHEN 'JSON' THEN bq_json_of_json(CAST(x AS VARCHAR))
  ELSE CASE WHEN regexp_matches(typeof(x), 'DOUBLE|FLOAT|DECIMAL|TIME|BLOB|HUGEINT|INTERVAL|MAP') OR regexp_matches(CAST(to_json(x) AS VARCHAR), '(?:^|[:,\[])-?[0-9]{16,}')
    THEN CAST(CAST('TO_JSON_STRING of ' || typeof(x) || ' is not understood here' AS BIGINT) AS VARCHAR) ELSE CAST(to_json(x) AS VARCHAR) END END END;
CREATE MACRO bq_iso(x) AS replace(bq_string_of_datetime(x), ' ', 'T');
