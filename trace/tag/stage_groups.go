package tag

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// membersCol counts a group's rows with an id; with several grouping sets it lists their ids.
const membersCol = engine.Hidden + "members"

// grouping is a SELECT's groups while they are made.
type grouping struct {
	q         *selection
	rows      exporter       // what the rows must give: keys and arguments
	keys      []sqltree.Node // the group's keys over the rows
	names     map[string]string
	out       []sqltree.Node    // keys and aggregates over the rows, aliased
	picks     []*pick           // of a dedup, what its aggregates take, if they agree on which row
	ties      map[string]string // by the lower-case name of a column of the groups, why it is one row's value or another's
	byAnother []byAnother
}

// groupStage is a SELECT with GROUP BY or aggregates.
func (q *selection) groupStage(ctx context.Context) (*Flow, error) {
	sets, _ := q.node["group_sets"].([]any)
	written := q.node.List("group_expressions")
	if q.node.Str("aggregate_handling") == "FORCE_AGGREGATES" && len(written) == 0 { // GROUP BY ALL
		for _, it := range q.items {
			if !q.t.HasAggregate(it.expr) && sqltree.FirstColumn(it.expr) != nil {
				written = append(written, it.expr)
			}
		}
	}
	g := &grouping{q: q, rows: exporter{t: q.t.Printer, names: map[string]string{}}, names: map[string]string{}}
	for _, e := range written {
		g.addKey(e)
	}
	picks := q.node.Child("having") == nil && len(sets) <= 1 && g.readPicks()
	if err := g.addSubqueries(ctx); err != nil {
		return nil, err
	}
	after := q.afterWhere(q.liveItems(), g.over)
	g.readByAnother()
	q.groups = true
	q.once = !picks && q.isLast() && !after.drops() && len(g.byAnother) == 0
	rows, err := q.rowStage(ctx, g.rows.items)
	if err != nil {
		return nil, err
	}
	if len(g.out) == 0 { // nothing of it is live
		g.out = append(g.out, sqltree.True(engine.Hidden+"g0"))
	}
	if !rows.cheap {
		if err := q.t.Settle(ctx, rows); err != nil {
			return nil, err
		}
	}
	if err := g.reportTies(ctx, rows); err != nil {
		return nil, err
	}
	var groups *Flow
	if picks {
		groups, err = g.pickOne(ctx, rows, written)
	} else {
		groups, err = g.rollUp(ctx, rows, written)
	}
	if err != nil {
		return nil, err
	}
	if groups, err = q.havingStage(ctx, groups, after.having); err != nil {
		return nil, err
	}
	return q.laterStages(ctx, groups, after)
}

// havingStage drops the groups that fail the HAVING, if there is one.
func (q *selection) havingStage(ctx context.Context, groups *Flow, having []condition) (*Flow, error) {
	if len(having) == 0 {
		return groups, nil
	}
	n, err := q.next(ctx, groups)
	if err != nil {
		return nil, err
	}
	for _, c := range having {
		if err := n.conditionRung(ctx, c.expr, c.written, trace.Having); err != nil {
			return nil, err
		}
	}
	return n.rowStage(ctx, n.columnsAsItems(len(groups.Columns)))
}

// isLast says whether the SELECT gives the rows of the number's model, so that nothing comes after it.
func (q *selection) isLast() bool {
	return q.output && q.t.index == len(q.t.Spine)-1 && len(q.t.Reached) == len(q.t.Spine)
}

func (g *grouping) addKey(e sqltree.Node) {
	key := e.Key()
	if _, ok := g.names[key]; ok {
		g.keys = append(g.keys, sqltree.Col(g.rows.export(e)))
		return
	}
	name := g.q.t.Stand("k", e)
	column := sqltree.Col(g.rows.export(e))
	g.names[key] = name
	g.keys = append(g.keys, column)
	g.out = append(g.out, sqltree.Aliased(column, name))
}

// over returns the expression over the groups: keys and aggregates become their columns.
func (g *grouping) over(expr sqltree.Node) sqltree.Node {
	return expr.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		if name, ok := g.names[n.Key()]; ok {
			return sqltree.WithAliasOf(sqltree.Col(name), n)
		}
		if n.Class() == "SUBQUERY" {
			if child := n.Child("child"); child != nil { // x of x IN (SELECT …)
				n.Set("child", g.over(child))
			}
			return n
		}
		isGrouping := n.Type() == "GROUPING_FUNCTION"
		if !isGrouping && !g.q.t.IsAggregate(n) {
			return nil
		}
		name := g.q.t.Stand("g", n)
		g.names[n.Key()] = name
		g.out = append(g.out, sqltree.Aliased(g.arguments(n), name))
		return sqltree.WithAliasOf(sqltree.Col(name), n)
	})
}

// arguments has the rows give what the aggregate takes.
func (g *grouping) arguments(agg sqltree.Node) sqltree.Node {
	c := sqltree.WithoutAlias(agg)
	replace := func(e sqltree.Node) sqltree.Node {
		if e.Class() == "CONSTANT" {
			return e
		}
		return sqltree.WithAliasOf(sqltree.Col(g.rows.export(e)), e)
	}
	var children []sqltree.Node
	for _, e := range c.List("children") {
		children = append(children, replace(e))
	}
	c.SetList("children", children)
	if f := c.Child("filter"); f != nil {
		c.Set("filter", replace(f))
	}
	if orders := c.Child("order_bys"); orders != nil {
		list := orders.List("orders")
		for _, o := range list {
			o.Set("expression", replace(o.Child("expression")))
		}
		orders.SetList("orders", list)
	}
	return c
}

// query is the plain GROUP BY over the rows, with further columns.
func (g *grouping) query(ctx context.Context, rows *Flow, more string) (string, error) {
	n := sqltree.SelectOf(g.out...)
	from, err := g.q.t.FromItem(ctx, rows.From, engine.Hidden+"rows")
	if err != nil {
		return "", err
	}
	n.Set("from_table", from)
	extra, err := sqltree.Parse(ctx, g.q.t.Conn, "SELECT "+more)
	if err != nil {
		return "", err
	}
	n.SetList("select_list", append(n.List("select_list"), extra.List("select_list")...))
	n.SetList("group_expressions", g.keys)
	n["group_sets"] = g.q.node["group_sets"]
	if len(g.keys) > 0 && !g.hasSets() {
		all := make([]any, len(g.keys))
		for i := range all {
			all[i] = i
		}
		n["group_sets"] = []any{all}
	}
	return g.q.t.Print(ctx, n)
}

// members lists a group's id, and its rows with an id, counted or listed.
func (g *grouping) members(id, how string) string {
	return fmt.Sprintf("%[1]s AS %[2]s, %[3]s(%[2]s) FILTER (%[2]s IS NOT NULL) AS %[4]s", id, IDCol, how, membersCol)
}

// sets is in how many groups each row is.
func (g *grouping) sets() int {
	sets, _ := g.q.node["group_sets"].([]any)
	return max(len(sets), 1)
}

// hasSets says whether there are several grouping sets, so that a row is in several groups.
func (g *grouping) hasSets() bool {
	sets, _ := g.q.node["group_sets"].([]any)
	return len(sets) > 1
}

// pickOne makes a dedup of the groups: the row whose values they take stands for its group, the others are dropped.
func (g *grouping) pickOne(ctx context.Context, rows *Flow, written []sqltree.Node) (*Flow, error) {
	t := g.q.t
	predicate := "GROUP BY"
	for i, e := range written {
		text, err := t.PredicateText(ctx, e)
		if err != nil {
			return nil, err
		}
		sep := " "
		if i > 0 {
			sep = ", "
		}
		predicate += sep + text
	}
	if len(written) == 0 {
		predicate = "one row of all"
	}
	start, end := t.span(written...)
	c := t.addCause(trace.Dedup, predicate, "", t.model.PosAt(start), start, end)
	w, err := g.winner(ctx)
	if err != nil {
		return nil, err
	}
	hits, columns := g.hitsOfPicks(rows)
	query, err := g.query(ctx, rows, w.columns(rows)+columns)
	if err != nil {
		return nil, err
	}
	ofRow, _ := g.keyColumns()
	f, err := t.keepWinners(ctx, rows, query, len(g.out), t.mergedDedup(rows, ofRow, c), g.inGroup())
	if err != nil {
		return nil, err
	}
	f.Rootless = f.Rootless || len(g.keys) == 0 // one row even of none
	g.inherit(rows, f)
	g.markPicks(f, hits)
	return f, nil
}

// inGroup is SQL that is TRUE where a row l stands in the group w.
func (g *grouping) inGroup() string { return same(g.keyColumns()) }

// keyColumns are the columns of the keys, of the rows and of the groups.
func (g *grouping) keyColumns() (ofRow, ofGroup []string) {
	for _, e := range g.out {
		if e.Class() == "COLUMN_REF" {
			ofRow, ofGroup = append(ofRow, e.Strings("column_names")[0]), append(ofGroup, e.Str("alias"))
		}
	}
	return ofRow, ofGroup
}

// rollUp makes groups in which all rows live on. Their ids are new; which root rows are in them is the lineage.
func (g *grouping) rollUp(ctx context.Context, rows *Flow, _ []sqltree.Node) (*Flow, error) {
	t := g.q.t
	markers := ""
	var carried []string
	for _, c := range rows.Carried {
		if isMarker(c) {
			markers += fmt.Sprintf(", bool_and(%s) AS %s", c, c)
			carried = append(carried, c)
		}
	}
	id := fmt.Sprintf("row_number() OVER (ORDER BY min(%s))", IDCol)
	if rows.Single && !rows.Rootless && len(g.keys) > 0 && !g.hasSets() { // each id is in one group, so the smallest names it
		id = "min(" + IDCol + ")"
	}
	members := "count"
	if g.hasSets() && !g.promises(rows) {
		members = "list"
	}
	query, err := g.query(ctx, rows, g.members(id, members)+markers)
	if err != nil {
		return nil, err
	}
	table, err := t.Materialise(ctx, "groups", query)
	if err != nil {
		return nil, err
	}
	f := &Flow{Table: table, Carried: carried, Identity: Identity{Level: len(t.Rollups) + 1, Single: true}, known: nothingKnown()}
	f.From = sqltree.FromQuery(fmt.Sprintf("SELECT * EXCLUDE (%s) FROM %s", membersCol, sqltree.Quote(table)))
	f.Rows, err = t.Count(ctx, "SELECT count(*) FROM "+sqltree.Quote(table))
	if err != nil {
		return nil, err
	}
	if g.promises(rows) && rows.cheap {
		kept, err := t.Count(ctx, fmt.Sprintf("SELECT coalesce(sum(%s), 0)::BIGINT FROM %s", membersCol, sqltree.Quote(table)))
		if err != nil {
			return nil, err
		}
		if err := t.checkKept(rows.Rows*int64(g.sets()), kept); err != nil {
			return nil, err
		}
	}
	cols, err := t.Describe(ctx, "SELECT * FROM "+f.From.String())
	if err != nil {
		return nil, err
	}
	f.Columns = cols[:len(g.out)]
	g.inherit(rows, f)
	if err := g.recordLineage(ctx, rows, table, f.Level); err != nil {
		return nil, err
	}
	t.step.Rollup = true
	return f, nil
}

// inherit hands on what is known of the rows' columns to the columns of the groups. An aggregate hangs on what its arguments hang on:
// a group's markers are TRUE where all of its rows missed.
func (g *grouping) inherit(rows, groups *Flow) {
	know := nothingKnown()
	for _, e := range g.out {
		name := strings.ToLower(e.Str("alias"))
		first := true
		e.Walk(func(n sqltree.Node) bool {
			if n.Class() == "COLUMN_REF" {
				source := strings.ToLower(n.Strings("column_names")[0])
				if why := rows.Tied[source]; why != "" {
					know.Tied[name] = why
				}
				if e.Class() == "COLUMN_REF" {
					know.keyed[name] = rows.keyed[source]
				}
				know.origins[name] = together(know.origins[name], rows.origins[source], first)
				first = false
			}
			switch {
			case know.Tied[name] != "" || !g.q.t.IsAggregate(n):
			case sqltree.TakesByAnother(n) && !g.hasSets():
				if why := g.ties[name]; why != "" {
					know.Tied[name] = why
				}
			case sqltree.DependsOnOrder(n):
				know.Tied[name] = n.Str("function_name") + "() takes whichever of several rows comes first"
			}
			return true
		})
	}
	groups.known = know
}
