-- What GoogleSQL's operators mean. None has overloads: of an aggregate the engine does not know the type in time to choose one.
-- An error is a cast that fails, as TRY refuses what calls error().

-- of NUMERIC to nine digits behind the point
CREATE MACRO bq_divide(a, b) AS CASE WHEN b = 0 THEN CAST('division by zero: ' || a || ' / ' || b AS DOUBLE)
  WHEN typeof(a) LIKE 'DECIMAL%' AND typeof(b) NOT IN ('DOUBLE', 'FLOAT') OR typeof(b) LIKE 'DECIMAL%' AND typeof(a) NOT IN ('DOUBLE', 'FLOAT')
  THEN round(a / b, 9) ELSE a / b END;

CREATE MACRO bq_in_unnest(x, a) AS CASE WHEN coalesce(len(a), 0) = 0 THEN FALSE WHEN list_contains(a, x) THEN TRUE
  WHEN x IS NULL OR list_count(a) < len(a) THEN NULL ELSE FALSE END;

-- JSON is counted from 0 by the engine too
CREATE MACRO bq_at(a, i) AS CASE WHEN typeof(a) = 'JSON' THEN a[i]
  WHEN i < 0 OR i >= len(a) THEN a[CAST('array index ' || i || ' is out of bounds' AS BIGINT)] ELSE a[i + 1] END;
CREATE MACRO bq_offset(a, i) AS CASE WHEN i < 0 OR i >= len(a) THEN a[CAST('array index ' || i || ' is out of bounds' AS BIGINT)] ELSE a[i + 1] END;
CREATE MACRO bq_ordinal(a, i) AS CASE WHEN i < 1 OR i > len(a) THEN a[CAST('array index ' || i || ' is out of bounds' AS BIGINT)] ELSE a[i] END;
CREATE MACRO bq_safe_offset(a, i) AS CASE WHEN i >= 0 THEN a[i + 1] END;
CREATE MACRO bq_safe_ordinal(a, i) AS CASE WHEN i >= 1 THEN a[i] END;
