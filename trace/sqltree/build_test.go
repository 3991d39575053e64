package sqltree_test

import (
	"testing"

	"funneltrace/trace/sqltree"
)

func TestWhatIsBuiltIsPrintedAsSQL(t *testing.T) {
	conn := connect(t)
	a, b := sqltree.Col("a"), sqltree.Col("t", "b")
	for _, c := range []struct {
		node sqltree.Node
		want string
	}{
		{a, "a"},
		{b, "t.b"},
		{sqltree.Col("t", `it's "a"`), `t."it's ""a"""`},
		{sqltree.Star("", nil), "*"},
		{sqltree.Star("t", []string{"a"}), "t.* EXCLUDE (a)"},
		{sqltree.IsNull(a), "(a IS NULL)"},
		{sqltree.IsZero(a), "(a = 0)"},
		{sqltree.Equal(a, b), "(a = t.b)"},
		{sqltree.Compare("COMPARE_LESSTHAN", a, b), "(a < t.b)"},
		{sqltree.And(a), "a"},
		{sqltree.And(a, b, a), "(a AND t.b AND a)"},
		{sqltree.Or(a, b), "(a OR t.b)"},
		{sqltree.When(a, b), "CASE  WHEN (a) THEN (t.b) ELSE NULL END"},
		{sqltree.CastTo("INTEGER", a), "CAST(a AS INTEGER)"},
		{sqltree.True(""), "CAST('t' AS BOOLEAN)"},
		{sqltree.Exists(sqltree.SelectOf(a)), "EXISTS(SELECT a)"},
	} {
		if got := printedExpr(t, conn, c.node); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
	if got := sqltree.And(); got != nil {
		t.Errorf("the conjunction of nothing: got %v", got)
	}
}

func TestAQueryIsBuiltOfItsParts(t *testing.T) {
	conn := connect(t)
	q := sqltree.SelectOf(sqltree.Aliased(sqltree.Col("l", "a"), "x"), sqltree.Col("r", "c"))
	inner := sqltree.SelectOf(sqltree.Star("", nil))
	inner["from_table"] = map[string]any(sqltree.Table("", "u", ""))
	q["from_table"] = map[string]any(sqltree.LeftJoin(
		sqltree.Table("main", "t", "l"), sqltree.Subquery(inner, "r"), sqltree.Equal(sqltree.Col("l", "a"), sqltree.Col("r", "a"))))
	q.SetList("modifiers", []sqltree.Node{{"type": "ORDER_MODIFIER", "orders": []any{map[string]any(sqltree.Ascending(sqltree.Col("x")))}}})
	text := printed(t, conn, q)
	if got, want := result(t, conn, text), "[{'x': 1, 'c': 10}, {'x': 2, 'c': NULL}, {'x': NULL, 'c': NULL}]"; got != want {
		t.Errorf("%s\ngot %s, want %s", text, got, want)
	}
}

func TestNamesAndTextsAreQuotedSoThatTheyAreOnlyThat(t *testing.T) {
	conn := connect(t)
	for _, text := range []string{"", "a b", `"`, `""; DROP TABLE t; --`, "'", `\'`, "SELECT", "ä\nß", "$1", "-- x", "{{ x }}"} {
		var got string
		if text != "" {
			if err := conn.QueryRowContext(t.Context(), "SELECT "+sqltree.Quote(text)+" FROM (SELECT 'x' AS "+sqltree.Quote(text)+")").Scan(&got); err != nil || got != "x" {
				t.Errorf("the name %q: got %q, %v", text, got, err)
			}
		}
		if err := conn.QueryRowContext(t.Context(), "SELECT "+sqltree.Literal(text)).Scan(&got); err != nil || got != text {
			t.Errorf("the text %q: got %q, %v", text, got, err)
		}
	}
}

// What raises an error under a TRY must not take the column from whoever else reads it.
func TestATryIsNullWhereItsExpressionRaisesAndHarmsNothingElse(t *testing.T) {
	conn := connect(t)
	q := parse(t, conn, "SELECT x, b, upper(b) FROM t")
	list := q.List("select_list")
	list[0] = sqltree.Aliased(sqltree.Try(parseExpr(t, conn, "CAST(b AS INTEGER)")), "x")
	q.SetList("select_list", list)
	text := printed(t, conn, q)
	if got, want := result(t, conn, text), `[{'x': 2024, 'b': 2024, 'upper(b)': 2024}, {'x': NULL, 'b': 'it\'s', 'upper(b)': 'IT\'S'}, {'x': NULL, 'b': x, 'upper(b)': X}]`; got != want {
		t.Errorf("%s\ngot %s\nwant %s", text, got, want)
	}
}

func TestConjunctsAreReadFromLeftToRight(t *testing.T) {
	conn := connect(t)
	for text, want := range map[string][]string{
		"a":                          {"a"},
		"a AND b AND c":              {"a", "b", "c"},
		"a AND (b AND c) AND d":      {"a", "b", "c", "d"},
		"(a OR b) AND NOT (c AND d)": {"(a OR b)", "(NOT (c AND d))"},
		"a BETWEEN 1 AND 2":          {"(a BETWEEN 1 AND 2)"},
	} {
		got := sqltree.Conjuncts(parseExpr(t, conn, text))
		if len(got) != len(want) {
			t.Errorf("%s: got %d parts, want %d", text, len(got), len(want))
			continue
		}
		for i, c := range got {
			if s := printedExpr(t, conn, c); s != want[i] {
				t.Errorf("%s: part %d: got %s, want %s", text, i, s, want[i])
			}
		}
	}
	if got := sqltree.Conjuncts(nil); got != nil {
		t.Errorf("of no condition: got %v", got)
	}
}
