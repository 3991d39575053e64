package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// lookupTies notes in the step being built where windows of a lookup, which is not on the spine, take rows one by one that their
// ORDER BY holds equal: what is looked up may then be another row after a rebuild. The query stands in the model and is
// bound; what cannot be looked at by itself, such as a query that reads columns of another, is passed over.
func (t builder) lookupTies(ctx context.Context, lookup string, m trace.Model, query sqltree.Node) {
	if t.step == nil {
		return
	}
	outer := query.Child("cte_map").List("map")
	query.Walk(func(n sqltree.Node) bool {
		if n.Type() != "SELECT_NODE" || len(n.List("group_expressions")) > 0 || t.HasAggregate(n.Child("having")) {
			return true
		}
		windows := t.windowsOf(n)
		if len(windows) == 0 {
			return true
		}
		probe := sqltree.SelectOf()
		probe["from_table"], probe["where_clause"] = n["from_table"], n["where_clause"]
		ctes := n.Child("cte_map").List("map")
		if len(ctes) == 0 {
			ctes = outer
		}
		entries := sqltree.Node{}
		entries.SetList("map", ctes)
		probe.Set("cte_map", entries)
		for _, w := range windows {
			rows, named, err := t.tiedRows(ctx, probe.Clone(), w.node)
			if err != nil || rows == 0 {
				continue
			}
			over, err := t.OrderText(ctx, w.node)
			if err != nil {
				continue
			}
			if len(w.decides) > 1 { // what they do with the rows in that order is not one thing
				over = strings.TrimPrefix(over[strings.Index(over, "OVER ("):], "OVER ")
			}
			t.step.Ties = append(t.step.Ties, trace.Tie{Order: over, For: strings.Join(w.decides, ", ") + " of " + lookup, Rows: rows, Tied: named, Pos: m.PosAt(max(w.node.Location(), 0))})
		}
		return true
	})
}

// lookupWindow is a window that takes rows one by one, or the first of several that take them in one order, and the columns that they
// decide.
type lookupWindow struct {
	node    sqltree.Node
	decides []string
}

// places identifies the order in which a window takes rows.
func (w lookupWindow) places() string {
	var key strings.Builder
	for _, part := range []string{"partitions", "orders"} {
		for _, n := range w.node.List(part) {
			key.WriteString(part + n.Key())
		}
	}
	return key.String()
}

// windowsOf lists such windows of a SELECT; none of one with aggregates, whose windows are over groups.
func (t *Tracer) windowsOf(selection sqltree.Node) []lookupWindow {
	var out []lookupWindow
	take := func(expr sqltree.Node, decides string) {
		expr.Walk(func(n sqltree.Node) bool {
			if n.Class() == "WINDOW" && sqltree.TakesOneByOne(n) {
				w := lookupWindow{sqltree.WithoutAlias(n), []string{decides}}
				if i := slices.IndexFunc(out, func(o lookupWindow) bool { return o.places() == w.places() }); i >= 0 {
					out[i].decides = append(out[i].decides, decides)
				} else {
					out = append(out, w)
				}
			}
			return n.Class() != "SUBQUERY"
		})
	}
	for i, item := range selection.List("select_list") {
		if t.HasAggregate(item) {
			return nil
		}
		name := item.Str("alias")
		if name == "" {
			name = fmt.Sprintf("column %d", i+1)
		}
		take(item, name)
	}
	take(selection.Child("qualify"), "the rows")
	return out
}

// tiedNamed is how many places that rows share are named.
const tiedNamed = 3

// tiedRows counts the rows of a FROM and WHERE that share their place in a window with another, and names some of them by a column that
// tells all of them apart, if there is one: "it-0041 = it-0042, it-0107 = it-0108".
func (t *Tracer) tiedRows(ctx context.Context, rows, win sqltree.Node) (n int64, named string, err error) {
	tie, err := t.tieSQL(ctx, win, win.List("orders"))
	if err != nil || tie == "" {
		return 0, "", err
	}
	expr, err := t.ParseExpr(ctx, tie)
	if err != nil {
		return 0, "", err
	}
	const tied, place = engine.Hidden + "tied", engine.Hidden + "place"
	keys := sqltree.Call("hash")
	var places []sqltree.Node
	for _, o := range win.List("orders") {
		places = append(places, o.Child("expression"))
	}
	keys.SetList("children", append(places, win.List("partitions")...))
	rows.SetList("select_list", []sqltree.Node{sqltree.Aliased(expr, tied), sqltree.Aliased(keys, place), sqltree.Star("", nil)})
	text, err := t.Print(ctx, rows)
	if err != nil {
		return 0, "", err
	}
	from := "(" + strings.TrimSuffix(text, ";") + ")"
	if n, err = t.Count(ctx, "SELECT count(*) FILTER (WHERE "+tied+") FROM "+from); n == 0 || err != nil {
		return n, "", err
	}
	return n, t.nameTied(ctx, from, tied, place), nil
}

// nameTied names rows that share a place; empty where no column tells them apart.
func (t *Tracer) nameTied(ctx context.Context, from, tied, place string) string {
	name := t.tellApart(ctx, "(FROM "+from+" WHERE "+tied+")", []string{place}, tied)
	if name == "" {
		return ""
	}
	names, err := engine.Strings(ctx, t.Conn, fmt.Sprintf("SELECT %s FROM %s WHERE %s GROUP BY %s ORDER BY min(%s)", listNames(name, " = "), from, tied, place, name))
	if err != nil {
		return ""
	}
	more := len(names) - tiedNamed
	if names = names[:min(len(names), tiedNamed)]; more > 0 {
		names = append(names, fmt.Sprintf("… %d places in all", more+tiedNamed))
	}
	return strings.Join(names, ", ")
}
