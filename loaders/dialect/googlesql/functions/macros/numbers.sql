CREATE MACRO bq_kind_of_two(a, b) AS CASE WHEN bq_kind(a) = 'FLOAT64' OR bq_kind(b) = 'FLOAT64' THEN 'FLOAT64' WHEN bq_kind(a) = 'NUMERIC' OR bq_kind(b) = 'NUMERIC' THEN 'NUMERIC' ELSE 'INT64' END;
CREATE MACRO bq_safe_divide(a, b) AS CASE WHEN bq_kind_of_two(a, b) = 'NUMERIC' THEN CAST(round(TRY(a / nullif(b, 0)), 9) AS DOUBLE) ELSE a / nullif(b, 0) END;
CREATE MACRO bq_ieee_divide(a, b) AS CASE WHEN b = 0 THEN CASE WHEN a IS NULL THEN NULL WHEN a = 0 OR isnan(CAST(a AS DOUBLE)) THEN CAST('nan' AS DOUBLE)
  WHEN (a > 0) = (CAST(CAST(b AS DOUBLE) AS VARCHAR) NOT LIKE '-%') THEN CAST('inf' AS DOUBLE) ELSE CAST('-inf' AS DOUBLE) END ELSE CAST(a AS DOUBLE) / CAST(b AS DOUBLE) END;
CREATE MACRO bq_div(a, b) AS CASE WHEN b = 0 THEN cast_to_type('division by zero: DIV(' || a || ', ' || b || ')', a + b)
  WHEN bq_kind_of_two(a, b) = 'NUMERIC' THEN cast_to_type(round((a - a % b) / b), a + b) ELSE cast_to_type(a // b, a + b) END;
CREATE MACRO bq_mod(a, b) AS CASE WHEN b = 0 THEN cast_to_type('division by zero: MOD(' || a || ', ' || b || ')', a + b) ELSE cast_to_type(a % b, a + b) END;
-- Of a NUMERIC the engine would make one with fewer digits behind the point, and cut others to those beside it.
CREATE MACRO bq_round_1(x) AS cast_to_type(round(x), x);
CREATE MACRO bq_ceil(x) AS cast_to_type(ceil(x), x);
CREATE MACRO bq_floor(x) AS cast_to_type(floor(x), x);
CREATE MACRO bq_sign(x) AS cast_to_type(sign(x), x);
-- Where the engine comes to a half, that may be less or more than one: the digits say it.
CREATE MACRO bq_round_2(x, n) AS CASE WHEN bq_kind(x) <> 'NUMERIC' AND n BETWEEN 1 AND 22 AND abs(x) * 10e0 ** n - floor(abs(x) * 10e0 ** n) = 0.5
  THEN cast_to_type(sign(x) * CASE WHEN substr(split_part(printf('%.60f', abs(CAST(x AS DOUBLE))), '.', 2), n + 1, 1) >= '5' THEN ceil(abs(x) * 10e0 ** n) ELSE floor(abs(x) * 10e0 ** n) END / 10e0 ** n,
    x) ELSE cast_to_type(round(x, CAST(n AS INTEGER)), x) END;
CREATE MACRO bq_trunc_1(x) AS cast_to_type(trunc(x), x);
CREATE MACRO bq_trunc_2(x, n) AS CASE WHEN n IS NULL THEN NULL WHEN bq_kind(x) <> 'NUMERIC' AND n BETWEEN 1 AND 22 AND abs(x) * 10e0 ** n = floor(abs(x) * 10e0 ** n) AND abs(x) < 1e15
  THEN cast_to_type(sign(x) * CAST(bq_digits(printf('%.60f', abs(CAST(x AS DOUBLE))), n) AS DOUBLE) / 10e0 ** n, x) ELSE cast_to_type(trunc(x, CAST(n AS INTEGER)), x) END;
CREATE MACRO bq_digits(t, n) AS split_part(t, '.', 1) || substr(split_part(t, '.', 2), 1, n);
-- what goes wrong in the arguments stays an error
CREATE MACRO bq_safe_add(a, b) AS TRY(a + b);
CREATE MACRO bq_safe_subtract(a, b) AS TRY(a - b);
CREATE MACRO bq_safe_multiply(a, b) AS TRY(a * b);
CREATE MACRO bq_safe_negate(a) AS TRY(-a);
CREATE MACRO bq_finite(x, valid, what) AS CASE WHEN valid AND NOT isfinite(x) THEN CAST('out of range: ' || what AS DOUBLE) ELSE x END;
CREATE MACRO bq_acosh(x) AS CASE WHEN x < 1 THEN CAST('ACOSH has no value at ' || x AS DOUBLE) ELSE acosh(x) END;
CREATE MACRO bq_atanh(x) AS CASE WHEN x NOT BETWEEN -1 AND 1 OR x = 1 OR x = -1 THEN CAST('ATANH has no value at ' || x AS DOUBLE) ELSE atanh(x) END;
CREATE MACRO bq_least(least, greatest) AS CASE bq_kind(least) WHEN 'FLOAT64' THEN CASE WHEN isnan(TRY_CAST(greatest AS DOUBLE)) THEN greatest ELSE least END ELSE least END;
CREATE MACRO bq_exp(x) AS bq_finite(exp(x), isfinite(CAST(x AS DOUBLE)), 'EXP');
CREATE MACRO bq_cosh(x) AS bq_finite(cosh(x), isfinite(CAST(x AS DOUBLE)), 'COSH');
CREATE MACRO bq_sinh(x) AS bq_finite(sinh(x), isfinite(CAST(x AS DOUBLE)), 'SINH');
CREATE MACRO bq_power(x, y) AS bq_finite(pow(x, y), isfinite(CAST(x AS DOUBLE)) AND isfinite(CAST(y AS DOUBLE)), 'POWER');
CREATE MACRO bq_log_1(x) AS ln(x);
CREATE MACRO bq_log_2(x, base) AS CASE WHEN base = 1 THEN CAST('LOG has no base 1' AS DOUBLE) ELSE ln(x) / ln(base) END;
CREATE MACRO bq_range_bucket(x, a) AS CASE WHEN x IS NULL OR a IS NULL THEN NULL WHEN list_count(a) < len(a) THEN CAST('RANGE_BUCKET has NULL in its array' AS BIGINT)
  ELSE len(list_filter(a, lambda e : e <= x)) END;
