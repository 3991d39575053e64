package sqltree_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace/sqltree"
)

// columnsIn are the columns below a node, in the order in which they are walked.
func columnsIn(n sqltree.Node) []string {
	var out []string
	n.Walk(func(x sqltree.Node) bool {
		if x.Class() == "COLUMN_REF" {
			out = append(out, strings.Join(x.Strings("column_names"), "."))
		}
		return true
	})
	return out
}

func TestATreeIsWalkedAsSQLIsRead(t *testing.T) {
	conn := connect(t)
	tree := parse(t, conn, `WITH c AS (SELECT a0 FROM t) SELECT a7, a8 FROM t JOIN u ON a1 = a2 WHERE a3
		GROUP BY a4 HAVING a5 QUALIFY a6 ORDER BY a9`)
	want := []string{"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9"}
	if diff := cmp.Diff(want, columnsIn(tree)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAWalkLeavesOutWhatIsBelowANodeThatIsRefused(t *testing.T) {
	conn := connect(t)
	var seen []string
	parseExpr(t, conn, "a + (SELECT max(b) FROM t) + c").Walk(func(n sqltree.Node) bool {
		if n.Class() == "COLUMN_REF" {
			seen = append(seen, n.Strings("column_names")[0])
		}
		return n.Class() != "SUBQUERY"
	})
	if diff := cmp.Diff([]string{"a", "c"}, seen); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	sqltree.Node(nil).Walk(func(sqltree.Node) bool { t.Error("nothing is walked"); return true })
}

func TestARewriteReplacesTheOutermostAndDoesNotEnterIt(t *testing.T) {
	conn := connect(t)
	expr := parseExpr(t, conn, "f(a, g(f(b)))")
	calls := 0
	got := expr.Rewrite(func(n sqltree.Node) sqltree.Node {
		if n.Str("function_name") != "g" {
			return nil
		}
		calls++
		return sqltree.Equal(n, sqltree.Zero())
	})
	if text, want := printedExpr(t, conn, got), "f(a, (g(f(b)) = 0))"; text != want || calls != 1 {
		t.Errorf("got %s after %d replacements, want %s after one", text, calls, want)
	}
	if whole := sqltree.Col("a").Rewrite(func(sqltree.Node) sqltree.Node { return sqltree.Zero() }); printedExpr(t, conn, whole) != "0" {
		t.Errorf("the node itself is not replaced")
	}
}

func TestACloneSharesNothing(t *testing.T) {
	conn := connect(t)
	tree := parse(t, conn, "SELECT a, [b, {'k': c}] FROM t WHERE a IN (1, 2)")
	before := printed(t, conn, tree)
	tree.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		for key := range n {
			if s, ok := n[key].(string); ok {
				n[key] = s + "!"
			}
		}
		for i := range n.Strings("column_names") {
			n["column_names"].([]any)[i] = "other"
		}
		return nil
	})
	if got := printed(t, conn, tree); got != before {
		t.Errorf("changing a clone made of\n%s\n%s", before, got)
	}
}

func TestAKeySaysWhatSQLMeansAndNotHowItIsWritten(t *testing.T) {
	conn := connect(t)
	key := func(text string) string { return parseExpr(t, conn, text).Key() }
	for _, same := range [][2]string{{"a+1", " A  + 1"}, {"t.a = 'x'", "T.\"A\" = 'x'"}} {
		if key(same[0]) != key(same[1]) {
			t.Errorf("%s and %s have two keys", same[0], same[1])
		}
	}
	if sqltree.Aliased(sqltree.Col("a"), "y").Key() != sqltree.Col("a").Key() {
		t.Error("an alias makes another key")
	}
	for _, other := range [][2]string{{"a", "b"}, {"a + 1", "1 + a"}, {"a = 'x'", "a = 'X'"}, {"t.a", "a"}, {"a < b", "a <= b"}} {
		if key(other[0]) == key(other[1]) {
			t.Errorf("%s and %s have one key", other[0], other[1])
		}
	}
}

func TestALocationIsTheByteInTheText(t *testing.T) {
	conn := connect(t)
	tree := parse(t, conn, "SELECT 'ä', b FROM t")
	list := tree.List("select_list")
	if got := list[1].Location(); got != 13 {
		t.Errorf("got %d, want 13", got)
	}
	for what, n := range map[string]sqltree.Node{"what is built": sqltree.Col("a"), "no node": nil} {
		if got := n.Location(); got != -1 {
			t.Errorf("%s: got %d, want -1", what, got)
		}
	}
}

func TestWhatANodeDoesNotHaveIsNothing(t *testing.T) {
	n := sqltree.Node{"text": "x", "list": []any{map[string]any{"type": "A"}, "s", nil}, "flag": true, "number": 3}
	if n.Str("number") != "" || n.Str("missing") != "" || n.Str("text") != "x" {
		t.Error("Str")
	}
	if n.Bool("text") || n.Bool("missing") || !n.Bool("flag") {
		t.Error("Bool")
	}
	if n.Child("text") != nil || n.Child("missing") != nil {
		t.Error("Child")
	}
	if got := n.List("list"); len(got) != 1 || got[0].Type() != "A" {
		t.Errorf("List: got %v", got)
	}
	if diff := cmp.Diff([]string{"s"}, n.Strings("list")); diff != "" {
		t.Errorf("Strings: %s", diff)
	}
	if n.List("text") != nil || n.Strings("missing") != nil {
		t.Error("no list is no nodes")
	}
}
