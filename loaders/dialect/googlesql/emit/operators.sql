-- What GoogleSQL's operators mean. None has overloads: of an aggregate the engine does not know the type in time to choose one.
-- An error is a cast that fails, as TRY refuses what calls error(). A parameter stands in a macro as seldom as can be: calls within
-- calls multiply.

-- of NUMERIC to nine digits behind the point, if the other side is no FLOAT64: of the types only DOUBLE and FLOAT have an O
CREATE MACRO bq_divide(a, b) AS CASE WHEN regexp_full_match(typeof(a) || typeof(b), '[^O]*DECIMAL[^O]*')
  THEN round(a / CASE WHEN b = 0 THEN CAST('division by zero' AS DOUBLE) ELSE b END, 9)
  ELSE a / CASE WHEN b = 0 THEN CAST('division by zero' AS DOUBLE) ELSE b END END;

-- of the bits: the sign is one of them
CREATE MACRO bq_shift_left(a, n) AS CASE WHEN n >= 64 THEN 0 ELSE CAST(a AS BIGINT) << CASE WHEN n < 0 THEN CAST('a shift by less than 0' AS BIGINT) ELSE n END END;
CREATE MACRO bq_shift_right(a, n) AS CASE WHEN n >= 64 THEN 0 WHEN n <= 0 THEN a + CASE WHEN n < 0 THEN CAST('a shift by less than 0' AS BIGINT) ELSE 0 END
  ELSE (CAST(a AS BIGINT) >> n) & (9223372036854775807 >> (n - 1)) END;

CREATE MACRO bq_in_unnest(x, a) AS CASE WHEN coalesce(len(a), 0) = 0 THEN FALSE WHEN list_contains(a, x) THEN TRUE
  WHEN x IS NULL OR list_count(a) < len(a) THEN NULL ELSE FALSE END;

-- JSON is counted from 0 by the engine too
CREATE MACRO bq_at(a, i) AS CASE WHEN typeof(a) = 'JSON' THEN a[i] ELSE a[CASE WHEN typeof(a) <> 'JSON' AND (i < 0 OR i >= len(a))
  THEN CAST('array index is out of bounds' AS BIGINT) ELSE i + 1 END] END;
CREATE MACRO bq_offset(a, i) AS a[CASE WHEN i < 0 OR i >= len(a) THEN CAST('array index is out of bounds' AS BIGINT) ELSE i + 1 END];
CREATE MACRO bq_ordinal(a, i) AS a[CASE WHEN i < 1 OR i > len(a) THEN CAST('array index is out of bounds' AS BIGINT) ELSE i END];
CREATE MACRO bq_safe_offset(a, i) AS a[CASE WHEN i >= 0 THEN i + 1 END];
CREATE MACRO bq_safe_ordinal(a, i) AS a[CASE WHEN i >= 1 THEN i END];
