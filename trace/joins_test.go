package trace_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace/joins"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tracetest"
)

// columns are those of the tables that the tests join; one is a table of a single row.
var columns = map[string][]string{
	"t": {"id", "k", "v", "d", "list"}, "b": {"bk", "x", "n"}, "c": {"cx", "y"}, "d": {"dy"}, "one": {"lo", "hi"}, "u": nil, "f": nil,
}

func TestTheLadderTakesTheTablesInTheOrderInWhichTheyHangTogether(t *testing.T) {
	conn := tracetest.Connect(t)
	for name, c := range map[string]struct{ sql, want string }{
		"no list": {
			"FROM t JOIN b ON t.k = b.bk WHERE t.v = 1", "as written"},
		"a comma and its link": {
			"FROM t, b WHERE t.v = 1 AND t.k = b.bk", "t; , b ON (t.k = b.bk); WHERE (t.v = 1)"},
		"names without a table": {
			"FROM t, b WHERE bk = k", "t; , b ON (bk = k)"},
		"names in another case": {
			"FROM t, b AS B WHERE BK = T.K", "t; , B ON (BK = T.K)"},
		"CROSS JOIN": {
			"FROM t CROSS JOIN b WHERE k = bk", "t; , b ON (k = bk)"},
		"the spine last": {
			"FROM c, b, t WHERE c.cx = b.x AND k = bk AND v < 5", "t; , b ON (k = bk); , c ON (c.cx = b.x); WHERE (v < 5)"},
		"what is linked comes first": {
			"FROM t, d, c, b WHERE k = bk AND x = cx AND y = dy", "t; , b ON (k = bk); , c ON (x = cx); , d ON (y = dy)"},
		"what is not linked comes last, as written": {
			"FROM t, d, c, b WHERE k = bk", "t; , b ON (k = bk); , d; , c"},
		"a link over three tables waits for the last": {
			"FROM t, b, c WHERE k = bk AND v = x + y", "t; , b ON (k = bk); , c ON (v = (x + y))"},
		"several links to one table": {
			"FROM t, b WHERE k = bk AND v < x AND n = 1", "t; , b ON ((k = bk) AND (v < x)); WHERE (n = 1)"},
		"no equality links a table of one row": {
			"FROM t, one WHERE v >= lo AND v < hi", "as written"},
		"an equality does": {
			"FROM t, one WHERE v = lo AND v < hi", "t; , one ON ((v = lo) AND (v < hi))"},
		"of an OR the equality of all branches": {
			"FROM t, b WHERE (k = bk AND v = 1) OR (bk = k AND v = 2 AND n = 3) OR (n = 4 AND k = bk)",
			"t; , b ON (k = bk); WHERE (((k = bk) AND (v = 1)) OR ((bk = k) AND (v = 2) AND (n = 3)) OR ((n = 4) AND (k = bk)))"},
		"the equality is the same whether or not its names have a table": {
			"FROM t, b WHERE (t.k = b.bk AND v = 1) OR (bk = k AND v = 2)", "t; , b ON (t.k = b.bk); WHERE (((t.k = b.bk) AND (v = 1)) OR ((bk = k) AND (v = 2)))"},
		"an OR beside an equality": {
			"FROM t, b WHERE k = bk AND (v = 1 OR n = 2)", "t; , b ON (k = bk); WHERE ((v = 1) OR (n = 2))"},
		"an OR is all that links": {
			"FROM t, b WHERE k = bk OR v = x", "t; , b ON ((k = bk) OR (v = x))"},
		"an alias of the SELECT list": {
			"SELECT v + 1 AS w, w * 2 AS z FROM t, b WHERE z = x", "t; , b ON (((v + 1) * 2) = x)"},
		"an alias that is a column too": {
			"SELECT v + 1 AS k FROM t, b WHERE k = bk", "t; , b ON (k = bk)"},
		"what a subquery says is no link": {
			"FROM t, b WHERE k = bk AND v IN (SELECT y FROM c WHERE c.cx = x)", "t; , b ON (k = bk); WHERE (v = ANY(SELECT y FROM c WHERE (c.cx = x)))"},
		"nor is a name that nobody knows": {
			"FROM t, b WHERE k = nowhere", "as written"},
		"a parameter of a lambda is no column": {
			"FROM t, b WHERE len(list_filter(list, lambda x: x > n)) = bk", "t; , b ON (len(list_filter(list, (x -> (x > n)))) = bk)"},
		"a field of a column": {
			"FROM t, b WHERE d.f = b.x", "t; , b ON (d.f = b.x)"},
		"an INNER JOIN between commas": {
			"FROM t, b JOIN c ON x = cx AND y > 2 WHERE k = bk", "t; , b ON (k = bk); JOIN c ON ((x = cx) AND (y > 2))"},
		"the spine is joined to a join": {
			"FROM c JOIN b ON cx = x AND n = 3 JOIN t ON k = bk AND v = 1",
			"t; JOIN b ON ((n = 3) AND (k = bk) AND (v = 1)); JOIN c ON (cx = x)"},
		"the spine is joined to a table": {
			"FROM b JOIN t ON k = bk JOIN c ON x = cx", "as written"},
		"an outer join is one table": {
			"FROM t, b LEFT JOIN c ON x = cx WHERE k = bk AND v = y", "t; , (b LEFT JOIN c) ON ((k = bk) AND (v = y))"},
		"the spine has an outer join": {
			"FROM b, t LEFT JOIN c ON v = cx WHERE k = bk", "t; LEFT JOIN c ON (v = cx); , b ON (k = bk)"},
		"an outer join above": {
			"FROM b CROSS JOIN t LEFT JOIN c ON v = cx WHERE k = bk", "t; , b ON (k = bk); LEFT JOIN c ON (v = cx)"},
		"an outer join above that keeps the others": {
			"FROM b CROSS JOIN t RIGHT JOIN c ON v = cx WHERE k = bk", "t; , b; RIGHT JOIN c ON (v = cx); WHERE (k = bk)"},
		"a table that is made for each row": {
			"FROM b, t, LATERAL (SELECT v + x AS z) AS u WHERE k = bk AND z = 7", "t; , b ON (k = bk); , u; WHERE (z = 7)"},
		"one that is made for each row of the spine alone, or of another table": {
			"FROM t LEFT JOIN LATERAL (SELECT v + 1 AS z) AS u ON TRUE, d, b LEFT JOIN LATERAL (SELECT x + 1 AS w) AS f ON TRUE WHERE k = bk",
			"t; LEFT JOIN u ON CAST('t' AS BOOLEAN); , (b LEFT JOIN f) ON (k = bk); , d"},
		"a column of one that is made for each row": {
			"FROM t LEFT JOIN LATERAL (SELECT v + 1 AS z, t.k) AS u ON TRUE, d, b WHERE z = bk",
			"t; LEFT JOIN u ON CAST('t' AS BOOLEAN); , b ON (z = bk); , d"},
		"an ON that reads what stands before its join": {
			"FROM b, t JOIN c ON v = cx AND n = y WHERE k = bk", "t; , b ON (k = bk); JOIN c ON ((v = cx) AND (n = y))"},
		"an outer join that does": {
			"FROM t, c LEFT JOIN b ON x = cx AND n = v WHERE y = k", "as written"},
		"the spine is in one that does": {
			"FROM b, t LEFT JOIN c ON v = cx AND n = y WHERE k = bk", "as written"},
		"a function of a column": {
			"FROM t, unnest(list) AS f(e), b WHERE e = bk", "t; , f; , b ON (e = bk)"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			if !strings.HasPrefix(c.sql, "SELECT") {
				c.sql = "SELECT * " + c.sql
			}
			tree, err := sqltree.Parse(ctx, conn, c.sql)
			if err != nil {
				t.Fatal(err)
			}
			before := tree.Key()
			ordered, err := joins.Order(tree, reader)
			if err != nil {
				t.Fatal(err)
			}
			got := "as written"
			if ordered.Key() != before {
				got = said(t, ordered, func(e sqltree.Node) string {
					text, err := sqltree.PrintExpr(ctx, conn, e)
					if err != nil {
						t.Fatal(err)
					}
					return text
				})
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.sql, diff)
			}
			if tree.Key() != before {
				t.Error("the tree that was given is another now")
			}
		})
	}
}

// reader knows the spine, which is table t, and the columns.
var reader = joins.Reader{
	SpineIsLeft: func(join sqltree.Node) bool { return sqltree.TableNames(join.Child("left"))["t"] },
	Columns: func(table sqltree.Node, _ bool) ([]string, error) {
		return columns[strings.ToLower(sqltree.TableAlias(table))], nil
	},
	IsSingle: func(item sqltree.Node) (bool, error) { return sqltree.TableAlias(item) == "one", nil },
}

// said is the joins one after the other, then what is left of the WHERE.
func said(t *testing.T, body sqltree.Node, say func(sqltree.Node) string) string {
	t.Helper()
	var table func(sqltree.Node) string
	table = func(n sqltree.Node) string {
		if n.Type() == "JOIN" {
			return "(" + table(n.Child("left")) + " " + n.Str("join_type") + " JOIN " + table(n.Child("right")) + ")"
		}
		return sqltree.TableAlias(n)
	}
	var out []string
	n := body.Child("from_table")
	for ; n.Type() == "JOIN"; n = n.Child("left") {
		kind := ","
		if n.Str("ref_type") != "CROSS" {
			kind = strings.TrimPrefix(n.Str("join_type")+" JOIN", "INNER ")
		}
		text := kind + " " + table(n.Child("right"))
		if c := n.Child("condition"); c != nil {
			text += " ON " + say(c)
		}
		out = append(out, text)
	}
	out = append(out, table(n))
	slices.Reverse(out)
	if where := body.Child("where_clause"); where != nil {
		out = append(out, "WHERE "+say(where))
	}
	return strings.Join(out, "; ")
}

func TestAConjunctKeepsItsPlaceInTheText(t *testing.T) {
	conn := tracetest.Connect(t)
	const text = "SELECT * FROM c, b, t WHERE c.cx = b.x AND k = bk"
	tree, err := sqltree.Parse(context.Background(), conn, text)
	if err != nil {
		t.Fatal(err)
	}
	ordered, err := joins.Order(tree, reader)
	if err != nil {
		t.Fatal(err)
	}
	top := ordered.Child("from_table")
	for on, n := range map[string]sqltree.Node{"c.cx": top, "k = bk": top.Child("left")} {
		if got, want := n.Child("condition").Child("left").Location(), strings.Index(text, on); got != want {
			t.Errorf("the link %s is at %d, want %d", on, got, want)
		}
	}
}
