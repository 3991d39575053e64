package parse

import (
	"errors"
	"strings"
	"testing"
	"time"

	"funneltrace/loaders/dialect"
)

func TestTheSyntaxOfGoogleSQLIsRead(t *testing.T) {
	for _, text := range []string{
		"SELECT 1", "SELECT 1;", "(SELECT 1)", "((SELECT 1) UNION ALL (SELECT 2)) ORDER BY 1 LIMIT 1 OFFSET 2", "SELECT a, b, FROM t",
		"SELECT * EXCEPT (a, b) REPLACE (c + 1 AS c) FROM t", "SELECT t.* EXCEPT (a), t.s.* FROM t", "SELECT AS STRUCT a, b AS c FROM t", "SELECT AS VALUE s FROM t",
		"SELECT DISTINCT a FROM t WHERE NOT a = b AND c OR d IS NOT NULL", "SELECT a FROM t GROUP BY ALL", "SELECT a FROM t GROUP BY ROLLUP (a, b), CUBE (c), GROUPING SETS (a, (b, c), ())",
		"SELECT a FROM t HAVING COUNT(*) > 1 QUALIFY ROW_NUMBER() OVER w = 1 WINDOW w AS (PARTITION BY a ORDER BY b DESC NULLS LAST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), v AS w",
		"SELECT SUM(a) OVER (w RANGE UNBOUNDED PRECEDING) FROM t WINDOW w AS (ORDER BY b)",
		"FROM t", "SELECT * FROM `p-1.d.t`", "SELECT * FROM my-project-12.ds.t AS x", "SELECT * FROM a-b-3c.`d`.e", "SELECT * FROM p.d.2020_t", "SELECT * FROM `p.d.events_*` WHERE _TABLE_SUFFIX > '1'",
		"SELECT * FROM t, UNNEST(a) AS x WITH OFFSET AS o, t.b AS y WITH OFFSET", "SELECT * FROM t LEFT JOIN UNNEST(a) x ON TRUE CROSS JOIN UNNEST(b)", "SELECT * FROM t LEFT JOIN t.a AS x",
		"SELECT * FROM a JOIN b ON a.x = b.x LEFT OUTER JOIN c USING (x, y), d FULL JOIN e ON TRUE", "SELECT * FROM a JOIN b JOIN c ON b.x = c.x ON a.x = b.x", "SELECT * FROM (a JOIN b USING (x)) JOIN ((SELECT 1) c CROSS JOIN d) ON TRUE",
		"SELECT * FROM (SELECT 1 UNION ALL SELECT 2) x", "SELECT * FROM ((SELECT 1) UNION DISTINCT (SELECT 2)) x", "SELECT * FROM a CROSS JOIN b ON a.x = b.x",
		"SELECT * FROM t PIVOT (SUM(a) AS s, COUNT(*) n FOR b IN ('x' AS y, 'z'))", "SELECT * FROM t AS u PIVOT (SUM(a) FOR b IN (1, 2)) AS p", "SELECT * FROM t UNPIVOT INCLUDE NULLS ((v, w) FOR n IN ((a, b) AS 'x', (c, d)))",
		"SELECT * FROM t TABLESAMPLE SYSTEM (10 PERCENT)", "SELECT * FROM t FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01' AS x", "SELECT * FROM ML.PREDICT(MODEL `a.b`, TABLE c)", "SELECT * FROM ML.PREDICT(MODEL a.b, (SELECT 1), STRUCT(0.5 AS threshold))",
		"SELECT ARRAY(SELECT 1), EXISTS (SELECT 1), (SELECT 1), ((SELECT 1) + 2), ((SELECT 1)), (1, 2), ()->x" + "", "SELECT a IN (1, 2), a NOT IN (SELECT 1), a IN UNNEST([1]), (a, b) IN ((1, 2), (3, 4))",
		"SELECT a LIKE 'x', a NOT LIKE ANY ('x', 'y'), a LIKE ALL ('x')", "SELECT a BETWEEN 1 AND 2 AND b NOT BETWEEN 3 AND 4", "SELECT a IS DISTINCT FROM b, a IS NOT UNKNOWN",
		"SELECT CASE a WHEN 1 THEN 2 ELSE 3 END, CASE WHEN a THEN b END, IF(a, b, c)", "SELECT CAST(a AS NUMERIC(10, 2)), SAFE_CAST(a AS ARRAY<STRUCT<x INT64, STRING>>), CAST(a AS DATE FORMAT 'YYYY' AT TIME ZONE 'UTC')",
		"SELECT EXTRACT(WEEK(MONDAY) FROM a AT TIME ZONE 'UTC'), INTERVAL 1 DAY, INTERVAL '1-2' YEAR TO MONTH, INTERVAL -x HOUR", "SELECT DATE '2024-01-01', TIMESTAMP \"x\", NUMERIC '1', JSON '{}', date, timestamp",
		"SELECT STRUCT(a, b AS c), STRUCT<x INT64, ARRAY<STRING>>(1, []), [1, 2], ARRAY<INT64>[], [STRUCT(1 AS a), (2)]", "SELECT a[0], a[OFFSET(0)].b, a[SAFE_ORDINAL(1)], j['x'].y[0], offset, ordinal",
		"SELECT SAFE.SUBSTR(a, 1), NET.HOST(b), my.fn(c), `p.d.fn`(d), LEFT(a, 1), RIGHT(a, 2)", "SELECT COUNT(*), COUNT(DISTINCT a), ARRAY_AGG(a IGNORE NULLS ORDER BY b DESC LIMIT 1)[OFFSET(0)], ANY_VALUE(a HAVING MAX b), STRING_AGG(DISTINCT a, ',' ORDER BY a)",
		"SELECT ARRAY_AGG(IF(a, b, c) IGNORE NULLS ORDER BY d), LAST_VALUE(a IGNORE NULLS) OVER (PARTITION BY b), LAG(a) IGNORE NULLS OVER (ORDER BY b)", "SELECT ARRAY_FILTER(a, x -> x > 1), ARRAY_TRANSFORM(a, (x, i) -> x + i), f(a => 1)", "SELECT @p, ?, @@time_zone",
		"SELECT -a + ~b * c / d || e << 1 >> 2 & 3 ^ 4 | 5", "SELECT NOT NOT a, - - 1", "WITH a AS (SELECT 1), b AS (SELECT * FROM a) SELECT * FROM b", "WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r) SELECT * FROM r",
		"DECLARE a, b INT64 DEFAULT 1; DECLARE c DEFAULT 'x'; SET a = 2; SELECT a", "CREATE TEMP FUNCTION f(x INT64, y ANY TYPE) RETURNS INT64 AS (x + 1); SELECT f(1, 2)",
		"CREATE OR REPLACE TEMPORARY FUNCTION f(x STRING) RETURNS STRING LANGUAGE js OPTIONS (library = ['a']) AS '''return x''' ; SELECT f('a')", "FROM t AS x JOIN u ON x.a = u.a |> WHERE x.b > 1 |> EXTEND a + 1 AS c, d |> SET a = 2 |> DROP b |> AGGREGATE SUM(c) AS s, COUNT(*) GROUP AND ORDER BY a, d |> AS z |> JOIN w USING (a) |> UNION ALL (SELECT 1), (SELECT 2) |> ORDER BY 1 DESC |> LIMIT 3 OFFSET 1 |> SELECT DISTINCT a",
		"SELECT a FROM t |> WHERE a > 1 |> DISTINCT", "SELECT `select` FROM `from`", "SELECT key, value, date, name, type, rows_ FROM t",
	} {
		text = strings.ReplaceAll(text, ", ()->x", "")
		if _, err := Script(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestWhatIsNotUnderstoodIsAnErrorWithItsPlace(t *testing.T) {
	for text, want := range map[string]string{ // the place is marked by ⟂
		"":                            "⟂there is no SELECT here",
		"SELECT ⟂FROM t":              "an expression is wanted here, not the word FROM",
		"SELECT a b ⟂c FROM t":        "c is not understood here, behind the end of the query",
		"⟂INSERT INTO t SELECT 1":     "INSERT does not begin a query; a model is one SELECT, which DECLARE, SET and CREATE TEMP FUNCTION may stand before",
		"⟂CREATE TABLE t AS SELECT 1": "CREATE is not understood here; a model is one SELECT, which CREATE TEMP FUNCTION may stand before",
		"SELECT a FROM ⟂'t'":          "a name is wanted here, not 't'",
		"SELECT a FROM ⟂select":       "a name is wanted here; select is a word of GoogleSQL, as a name it is written `select`",
		"SELECT 1 UNION ⟂SELECT 2":    "ALL or DISTINCT is wanted behind UNION, not SELECT",
		"SELECT 1 UNION ALL SELECT 2 ⟂EXCEPT DISTINCT SELECT 3": "different set operations stand in a row; put parentheses around one of them",
		"SELECT a = b ⟂= c":       "a comparison of a comparison wants parentheses",
		"SELECT a FROM t JOIN u⟂": "ON or USING is wanted here, not the end of the text",
		"SELECT f(a ⟂b)":          "b is not understood here, among the arguments of f; a comma or ) is wanted",
		"FROM t |> ⟂CALL f()":     "|> CALL is not understood",
		"SELECT 1; SELECT 2":      "",
		"SELECT 'a' ⟂'b'":         "'b' is not understood here, behind the end of the query",
		"SELECT a FROM p.d.t⟂* ":  "a table's name with a * stands in backticks: `t*`",
	} {
		offset := strings.Index(text, "⟂")
		_, err := Script(strings.Replace(text, "⟂", "", 1))
		var wrong *dialect.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if want = strings.TrimPrefix(want, "⟂"); want != "" && wrong.Message != want {
			t.Errorf("%s: %q, not %q", text, wrong.Message, want)
		}
		if offset >= 0 && wrong.Offset != offset {
			t.Errorf("%s: the error is at %d, not at %d", text, wrong.Offset, offset)
		}
	}
}

func TestDeepAndLongTextsEndSoon(t *testing.T) {
	for name, text := range map[string]string{
		"parentheses":   "SELECT " + strings.Repeat("(", 100_000),
		"closed ones":   "SELECT " + strings.Repeat("(", 50_000) + "1" + strings.Repeat(")", 50_000),
		"queries":       strings.Repeat("SELECT (", 50_000),
		"tables":        "SELECT * FROM " + strings.Repeat("(", 50_000),
		"signs":         "SELECT " + strings.Repeat("- ", 100_000),
		"NOT":           "SELECT " + strings.Repeat("NOT ", 100_000) + "a",
		"operators":     "SELECT 1" + strings.Repeat(" + 1", 100_000),
		"conditions":    "SELECT 1" + strings.Repeat(" OR a", 100_000),
		"calls":         "SELECT " + strings.Repeat("f(", 50_000),
		"types":         "SELECT CAST(a AS " + strings.Repeat("ARRAY<", 50_000),
		"joins":         "SELECT * FROM a" + strings.Repeat(" JOIN a", 50_000),
		"commas":        "SELECT * FROM a" + strings.Repeat(", a", 50_000),
		"unions":        "SELECT 1" + strings.Repeat(" UNION ALL SELECT 1", 50_000),
		"fields":        "SELECT a" + strings.Repeat(".b", 100_000),
		"cases":         "SELECT " + strings.Repeat("CASE WHEN ", 50_000),
		"sets":          "SELECT 1 FROM t GROUP BY " + strings.Repeat("ROLLUP (", 50_000),
		"array in list": "SELECT " + strings.Repeat("[", 50_000),
	} {
		start := time.Now()
		if _, err := Script(text); err == nil {
			t.Errorf("%s: no error", name)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func FuzzScript(f *testing.F) {
	for _, seed := range []string{"SELECT a.b[OFFSET(0)] FROM `p.d.t`, UNNEST(x) WITH OFFSET WHERE a LIKE r'\\d' AND b IN (1)", "WITH a AS ((SELECT 1) UNION ALL SELECT 2) SELECT * EXCEPT (x) FROM a JOIN b USING (x)",
		"SELECT CASE WHEN a THEN '''b''' END, CAST(c AS ARRAY<STRUCT<x INT64>>) FROM my-project-1.d.t PIVOT (SUM(a) FOR b IN (1))"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := Script(text)
		var wrong *dialect.Error
		if err != nil && (!errors.As(err, &wrong) || wrong.Offset < 0 || wrong.Offset > len(text) && wrong.Offset != maxText) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
