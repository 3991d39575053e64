CREATE MACRO bq_array_concat(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_concat(a, b) END;
CREATE MACRO bq_array_first(a) AS CASE WHEN len(a) = 0 THEN a[CAST('ARRAY_FIRST of an empty array' AS BIGINT)] ELSE a[1] END;
CREATE MACRO bq_array_last(a) AS CASE WHEN len(a) = 0 THEN a[CAST('ARRAY_LAST of an empty array' AS BIGINT)] ELSE a[len(a)] END;
CREATE MACRO bq_array_slice(a, i, j) AS CASE WHEN a IS NULL OR i IS NULL OR j IS NULL THEN NULL
  ELSE a[greatest(CASE WHEN i < 0 THEN len(a) + i ELSE i END, 0) + 1 : CASE WHEN j < 0 THEN greatest(len(a) + j, -1) ELSE j END + 1] END;
CREATE MACRO bq_array_to_string_2(a, sep) AS CASE WHEN a IS NULL OR sep IS NULL THEN NULL ELSE coalesce(array_to_string(list_filter(a, lambda x : x IS NOT NULL), sep), '') END;
CREATE MACRO bq_array_to_string_3(a, sep, missing) AS CASE WHEN a IS NULL OR sep IS NULL OR missing IS NULL THEN NULL
  ELSE coalesce(array_to_string(list_transform(a, lambda x : coalesce(x, missing)), sep), '') END;
CREATE MACRO bq_generate_array_2(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN CAST(b AS DOUBLE) - CAST(a AS DOUBLE) > 1000000 THEN cast_to_type('GENERATE_ARRAY of more than 1000000 elements', [a]) ELSE cast_to_type(list_transform(range(0, greatest(CAST(floor(b - a) AS BIGINT) + 1, 0)), lambda i : a + i), [a]) END;
CREATE MACRO bq_generate_array_3(a, b, step) AS CASE WHEN a IS NULL OR b IS NULL OR step IS NULL THEN NULL WHEN step = 0 THEN cast_to_type('the step of GENERATE_ARRAY is 0', [a + step])
  WHEN (CAST(b AS DOUBLE) - CAST(a AS DOUBLE)) / CAST(step AS DOUBLE) > 1000000 THEN cast_to_type('GENERATE_ARRAY of more than 1000000 elements', [a + step])
  ELSE cast_to_type(list_transform(range(0, greatest(CAST(floor(CAST(b - a AS DOUBLE) / step) AS BIGINT) + 1, 0)), lambda i : a + i * step), [a + step]) END;
CREATE MACRO bq_nth(a, n) AS CASE WHEN n < 1 THEN a[CAST('the occurrence is not positive: ' || n AS BIGINT)] ELSE a[n] END;
CREATE MACRO bq_regexp_extract(s, r, n) AS CASE WHEN regexp_matches(s, r) THEN regexp_extract(s, r, n) END;
CREATE MACRO bq_from_position(s, p) AS CASE WHEN p < 1 THEN CAST(CAST('the position is not positive: ' || p AS BIGINT) AS VARCHAR) WHEN p > length(s) + 1 THEN NULL ELSE substr(s, p) END;
CREATE MACRO bq_regexp_instr(s, r, before) AS CASE WHEN regexp_matches(s, r) THEN length(regexp_extract(s, before, 1)) + 1 WHEN s IS NOT NULL THEN 0 END;
-- the values with the most rows; NULL is one
CREATE MACRO bq_top_count(a, n) AS list_transform(list_sort(list_concat(list_transform(map_entries(list_aggregate(a, 'histogram')), lambda e : {'count': CAST(e.value AS BIGINT), 'value': e.key}),
  CASE WHEN list_count(a) < len(a) THEN [{'count': CAST(len(a) - list_count(a) AS BIGINT), 'value': NULL}] ELSE [] END), 'DESC')[1:n], lambda e : {'value': e.value, 'count': e.count});
