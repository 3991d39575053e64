package googlesql

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/dialect"
)

func TestWhatHasAnotherMeaningInTheEngineIsWrittenOut(t *testing.T) {
	for source, want := range map[string]string{
		"SELECT a FROM t ORDER BY a, b DESC":                                      `SELECT "a" FROM "t" ORDER BY "a" ASC NULLS FIRST, "b" DESC NULLS LAST`,
		"SELECT a FROM `p-1.d.t`, my-p.d.u x":                                     `SELECT "a" FROM "d"."t", "d"."u" AS "x"`,
		"SELECT a / b, 1.5 + a FROM t WHERE a > 0.5":                              `SELECT bq_divide("a", "b"), CAST('1.5' AS DOUBLE) + "a" FROM "t" WHERE "a" > 0.5`,
		"SELECT 5, a + 1, a * 2, 60 * 60 FROM t":                                  `SELECT CAST(5 AS BIGINT), "a" + 1, "a" * CAST(2 AS BIGINT), CAST(60 AS BIGINT) * CAST(60 AS BIGINT) FROM "t"`,
		"SELECT 'it\\'s', r'\\d', b'\\xff'":                                       `SELECT 'it''s', '\d', CAST('\xFF' AS BLOB)`,
		"SELECT a LIKE 'x\\\\_', a LIKE b, a NOT LIKE 'y' FROM t":                 `SELECT "a" LIKE 'x\_' ESCAPE '\', "a" LIKE "b" ESCAPE '\', "a" NOT LIKE 'y' FROM "t"`,
		"SELECT TRIM(a) AS a, COUNT(*) FROM t GROUP BY a":                         "",
		"SELECT * EXCEPT (a) REPLACE (b AS c) FROM t":                             `SELECT * EXCLUDE ("a") REPLACE ("b" AS "c") FROM "t"`,
		"SELECT a FROM t WHERE TRUE QUALIFY b":                                    `SELECT "a" FROM "t" QUALIFY "b"`,
		"SELECT a FROM t, t.b AS c WITH OFFSET o":                                 `SELECT "a" FROM "t", LATERAL (SELECT unnest("t"."b", max_depth := 2) AS "c", generate_subscripts("t"."b", 1) - 1 AS "o") AS "c"`,
		"SELECT c FROM t LEFT JOIN UNNEST(b) c":                                   `SELECT "_bq1"."c" FROM "t" LEFT JOIN LATERAL (SELECT unnest("b") AS "c") AS "_bq1" ON TRUE`,
		"SELECT 1 FROM a, b JOIN c ON a.x = c.x":                                  `SELECT CAST(1 AS BIGINT) FROM "a" CROSS JOIN "b" JOIN "c" ON "a"."x" = "c"."x"`,
		"SELECT SUM(a) OVER (w ROWS 1 PRECEDING) FROM t WINDOW w AS (ORDER BY b)": "",
		"SELECT d BETWEEN '2024-01-01' AND e FROM t":                              `SELECT ("d" >= '2024-01-01' AND "d" <= "e") FROM "t"`,
		"SELECT -a AS a FROM t ORDER BY a + 1":                                    `SELECT -"a" AS "a" FROM "t" ORDER BY (-"a") + 1 ASC NULLS FIRST`,
		"SELECT ARRAY(SELECT AS STRUCT x, y AS z FROM t)":                         `SELECT ARRAY(SELECT {'x': "x", 'z': "y"} FROM "t")`,
		"SELECT s.a.b, t.c FROM t":                                                `SELECT "s"."a"."b" AS "b", "t"."c" AS "c" FROM "t"`,
		"CREATE TEMP FUNCTION f(x ANY TYPE) AS (x + 1); SELECT f(a * 2) FROM t":   `SELECT ((("a" * CAST(2 AS BIGINT))) + 1) FROM "t"`,
		"DECLARE d DATE DEFAULT '2024-01-01'; SELECT d > e FROM t":                "",
		"SELECT (SELECT x FROM UNNEST(t.a) WHERE k = 'b') FROM t":                 `SELECT (SELECT "x" FROM LATERAL (SELECT unnest("t"."a", max_depth := 2) AS "_bq1") AS "_bq1" WHERE "k" = 'b') FROM "t"`,
	} {
		got, err := Translate(source)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if want != "" && got.SQL != want {
			t.Errorf("%s\n%s", source, cmp.Diff(want, got.SQL))
		}
	}
}

func TestWhatCannotBeSaidWithTheSameMeaningIsAnError(t *testing.T) {
	for source, want := range map[string]string{ // the place is marked by ⟂
		"SELECT ⟂FARM_HASH(a)":                             "there is no function FARM_HASH here",
		"SELECT ⟂bq_divide(a, b)":                          "there is no function bq_divide here",
		"SELECT ⟂read_csv('/etc/passwd')":                  "there is no function read_csv here",
		"SELECT CAST(a AS ⟂GEOGRAPHY)":                     "GEOGRAPHY is not understood",
		"SELECT CAST(a AS ⟂MONEY)":                         "there is no type MONEY",
		"SELECT * FROM d.⟂INFORMATION_SCHEMA.TABLES":       "INFORMATION_SCHEMA asks the warehouse what it holds, which a snapshot does not know",
		"SELECT * FROM t FOR SYSTEM_TIME AS OF ⟂a":         "FOR SYSTEM_TIME AS OF is not understood: a snapshot is of one moment",
		"SELECT * FROM ⟂ML.PREDICT(MODEL a)":               "ML.PREDICT returns a table, and functions that do are not understood",
		"SELECT 1 FROM `a.d.t`, ⟂`b.d.t` x":                "two projects have a table d.t, a and b; a snapshot has one",
		"SELECT ⟂@day":                                     "the parameter @day has no value here; put one in its place",
		"SELECT ⟂99999999999999999999":                     "99999999999999999999 is no INT64",
		"SELECT a OVER_ FROM t WHERE ⟂LOWER(a ORDER BY b)": "LOWER is no aggregate, and takes no DISTINCT, IGNORE NULLS, HAVING, ORDER BY, LIMIT or OVER",
		"CREATE TEMP FUNCTION f(x INT64) RETURNS INT64 LANGUAGE js AS 'return x'; SELECT ⟂f(1)": "f is a function in JS, and only those in SQL are understood",
		"CREATE TEMP FUNCTION f(x INT64) AS (⟂f(x)); SELECT f(1)":                               "f calls itself",
		"SELECT SUM(a) OVER ⟂w FROM t":                                                          "there is no window w",
	} {
		offset := strings.Index(source, "⟂")
		_, err := Translate(strings.Replace(source, "⟂", "", 1))
		var wrong *dialect.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if wrong.Message != want || wrong.Offset != offset {
			t.Errorf("%s: %q at %d, not %q at %d", source, wrong.Message, wrong.Offset, want, offset)
		}
	}
}

func TestEachConditionIsFoundInTheText(t *testing.T) {
	for _, marked := range []string{ // conditions stand in ⟦ ⟧
		"SELECT a FROM t WHERE ⟦a = 'x'⟧ AND ⟦b IS NOT NULL⟧ AND ⟦c NOT IN (1, 2)⟧",
		"SELECT a FROM t WHERE ⟦LOWER(TRIM(a)) = \"it's\"⟧ AND (⟦b > 1⟧ OR ⟦c / 2 < 3⟧)",
		"SELECT a FROM t JOIN u ON ⟦t.x = u.y⟧ WHERE ⟦DATE(ts) BETWEEN '2024-01-01' AND '2024-02-01'⟧",
		"SELECT a FROM t WHERE ⟦REGEXP_CONTAINS(a, r'\\d')⟧ AND ⟦SAFE_CAST(b AS INT64) > 5⟧ AND ⟦EXTRACT(YEAR FROM c) = 2024⟧",
		"SELECT a FROM t WHERE TRUE QUALIFY ⟦ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC) = 1⟧",
		"SELECT a FROM t WHERE ⟦a LIKE 'x%'⟧ AND ⟦EXISTS (SELECT 1 FROM u WHERE ⟦u.a = t.a⟧)⟧ AND ⟦NOT b⟧ AND ⟦c⟧",
		"SELECT a, COUNT(*) n FROM t GROUP BY a HAVING ⟦COUNT(*) > 1⟧ AND ⟦SUM(b) < 5⟧",
		"SELECT a FROM t WHERE ⟦COALESCE(IF(a > 1, b, c), 'd') != ''⟧ AND ⟦tags[SAFE_OFFSET(0)] = 'x'⟧ AND ⟦s.f.g IN UNNEST([1])⟧",
	} {
		source := strings.NewReplacer("⟦", "", "⟧", "").Replace(marked)
		got, err := Translate(source)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		for _, want := range conditionsOf(marked) {
			found := false
			for _, p := range got.Places {
				text := got.Places.Text(p.SQL)
				found = found || source[p.Text.Start:p.Text.End] == want && source[text.Start:text.End] == want
			}
			if !found {
				t.Errorf("%s: nothing of the SQL was made of %s", source, want)
			}
		}
	}
}

// conditionsOf are the marked parts of a text.
func conditionsOf(marked string) (out []string) {
	var open []int
	plain := strings.NewReplacer("⟦", "", "⟧", "")
	for i, r := range marked {
		switch r {
		case '⟦':
			open = append(open, i)
		case '⟧':
			out = append(out, plain.Replace(marked[open[len(open)-1]:i]))
			open = open[:len(open)-1]
		}
	}
	return out
}

func FuzzTranslate(f *testing.F) {
	for _, seed := range []string{"SELECT a FROM `p.d.t`, UNNEST(x) AS y WITH OFFSET WHERE a LIKE 'b' GROUP BY 1 ORDER BY a", "WITH a AS (SELECT AS STRUCT 1 x) SELECT ARRAY_AGG(a IGNORE NULLS LIMIT 1)[OFFSET(0)], DATE_TRUNC(d, WEEK(MONDAY)) FROM a",
		"CREATE TEMP FUNCTION f(x INT64) AS (x / 2); DECLARE v DEFAULT 1; SELECT f(v), SAFE.PARSE_DATE('%Y', b) FROM t UNPIVOT (a FOR b IN (c))"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		got, err := Translate(source)
		var wrong *dialect.Error
		if err != nil && !errors.As(err, &wrong) {
			t.Fatalf("%q: %v", source, err)
		}
		for _, p := range got.Places {
			if p.SQL.Start < 0 || p.SQL.End > len(got.SQL) || p.Text.Start < 0 || p.Text.End > len(source) {
				t.Fatalf("%q: the place %v is not in %q", source, p, got.SQL)
			}
		}
		if _, err := Macros(got.Macros); err != nil {
			t.Fatalf("%q: %v", source, err)
		}
	})
}
