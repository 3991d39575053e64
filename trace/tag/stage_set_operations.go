package tag

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// tagSetOperation returns the flow of UNION, EXCEPT or INTERSECT. Its branches are one step:
// a row that one branch drops may be kept by another.
func (t builder) tagSetOperation(ctx context.Context, body sqltree.Node, sc *spine.Scope, inside spine.Live) (*Flow, error) {
	nested := t.nested
	t.pooled, t.nested = true, false
	t.shared = t.shared || t.severalOnSpine(body, sc)
	everything := spine.Live{Inside: spine.Names{All: true}, Output: spine.Names{All: true}}
	left := body.Child("left")
	kind := body.Str("setop_type")
	all := body.Bool("setop_all")
	var f *Flow
	var u union
	var err error
	switch {
	case kind == "UNION" || kind == "UNION_BY_NAME":
		u, f, err = t.unionAll(ctx, body, sc, everything)
	case kind == "EXCEPT" || kind == "INTERSECT":
		if !t.onSpineQuery(left, sc) {
			return nil, cannot("the rows of the root are on the right side of %s", kind)
		}
		f, err = t.tagQuery(ctx, left, sc, "", everything)
	default:
		return nil, cannot("%s", kind)
	}
	if err != nil {
		return nil, err
	}
	q := &selection{t: t, sc: sc, inside: inside, prune: spine.Names{All: true}, node: sqltree.SelectOf(), innerColumns: readingNothing()}
	q.node["modifiers"] = body["modifiers"]
	if f, err = q.castLike(ctx, body, f); err != nil {
		return nil, err
	}
	if kind == "EXCEPT" || kind == "INTERSECT" {
		if f, err = q.subtract(ctx, f, body); err != nil {
			return nil, err
		}
	}
	if !all {
		if f, err = q.distinctStage(ctx, f); err != nil {
			return nil, err
		}
	}
	switch {
	case nested: // the outer one counts for both
		f.union = &u
	case len(u.branches) > 0:
		if err := u.fanOut(ctx, t, f); err != nil {
			return nil, err
		}
	}
	return q.limitOfAll(ctx, f)
}

// limitOfAll is the LIMIT of a set operation, if it has one.
func (q *selection) limitOfAll(ctx context.Context, f *Flow) (*Flow, error) {
	l := later{limit: q.modifier("LIMIT_MODIFIER")}
	if l.limit == nil {
		l.limit = q.modifier("LIMIT_PERCENT_MODIFIER")
		l.percent = l.limit != nil
	}
	if l.limit == nil {
		return f, nil
	}
	if m := q.modifier("ORDER_MODIFIER"); m != nil {
		for _, o := range m.List("orders") {
			c := o.Clone()
			if n, ok := sqltree.Ordinal(c.Child("expression")); ok && n >= 1 && n <= len(f.Columns) {
				c.Set("expression", sqltree.Col(f.Columns[n-1].Name))
			}
			l.orders = append(l.orders, c)
		}
	}
	return q.limitStage(ctx, f, l.orders, l)
}

// severalOnSpine says whether rows of the root are in several branches of a UNION.
func (t builder) severalOnSpine(body sqltree.Node, sc *spine.Scope) bool {
	if !strings.HasPrefix(body.Str("setop_type"), "UNION") {
		return false
	}
	n := 0
	for _, branch := range sqltree.Branches(body) {
		if t.onSpineQuery(branch, sc) {
			n++
		}
	}
	return n > 1
}

func (t builder) onSpineQuery(query sqltree.Node, sc *spine.Scope) bool {
	for _, table := range spine.FlowTables(query, sc) {
		if t.isSource(table) {
			return true
		}
	}
	return false
}

// castLike gives the flow the names and types that the whole set operation has.
func (q *selection) castLike(ctx context.Context, body sqltree.Node, f *Flow) (*Flow, error) {
	plain, err := q.t.bindPlain(ctx, body, q.sc)
	if err != nil {
		return nil, err
	}
	plain["modifiers"] = []any{}
	text, err := q.t.Print(ctx, plain)
	if err != nil {
		return nil, err
	}
	cols, err := q.t.Describe(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(cols) != len(f.Columns) {
		return nil, cannot("the branches of a set operation have %d and %d columns", len(f.Columns), len(cols))
	}
	g := f.derived(sqltree.From{})
	g.Columns, g.repeats = cols, f.repeats
	g.origins, g.Tied = map[string][]origin{}, map[string]string{}
	var list []string
	list2 := make([]string, len(cols))
	for i, c := range cols {
		list2[i] = c.Name
	}
	for i, name := range sqltree.DedupNames(list2) {
		old := f.Columns[i].Name
		g.Columns[i].Name = name
		g.origins[strings.ToLower(name)] = f.origin(old)
		if why := f.Tied[strings.ToLower(old)]; why != "" {
			g.Tied[strings.ToLower(name)] = why
		}
		list = append(list, fmt.Sprintf("CAST(%s AS %s) AS %s", sqltree.Quote(old), cols[i].Type, sqltree.Quote(name)))
	}
	g.From = sqltree.FromQuery("SELECT " + strings.Join(append(list, f.hiddenCols()...), ", ") + " FROM " + f.From.String())
	return g, nil
}

// subtract is EXCEPT or INTERSECT: rows are compared whole with those of the right side, NULL equal to NULL.
func (q *selection) subtract(ctx context.Context, f *Flow, body sqltree.Node) (*Flow, error) {
	kind, all := body.Str("setop_type"), body.Bool("setop_all")
	right, err := q.t.bindPlain(ctx, body.Child("right"), q.sc)
	if err != nil {
		return nil, err
	}
	text, err := q.t.Print(ctx, right)
	if err != nil {
		return nil, err
	}
	label := kind + " " + text
	if all {
		label = kind + " ALL " + text
	}
	start, end := q.t.span(body.Child("right"))
	c := q.t.addCause(trace.SetOp, label, "", q.t.model.PosAt(start), start, end)
	var names, equal []string
	for i, col := range f.Columns {
		name := engine.Hidden + "r" + strconv.Itoa(i+1)
		names = append(names, name)
		equal = append(equal, fmt.Sprintf("l.%s IS NOT DISTINCT FROM r.%s", sqltree.Quote(col.Name), name))
	}
	count, rank := engine.Hidden+"count", engine.Hidden+"place"
	order := ""
	if all {
		order = fmt.Sprintf(", row_number() OVER (PARTITION BY %s ORDER BY l.%s) AS %s", sqltree.QuoteAll(f.ColumnNames()), IDCol, rank)
	}
	g := f.derived(sqltree.FromQuery(fmt.Sprintf("SELECT l.*, coalesce(r.%s, 0) AS %s%s FROM %s AS l LEFT JOIN (SELECT %s, count(*) AS %s FROM (%s) AS x(%s) GROUP BY ALL) AS r ON %s",
		count, count, order, f.From, strings.Join(names, ", "), count, text, strings.Join(names, ", "), strings.Join(equal, " AND "))))
	n, err := q.next(ctx, g)
	if err != nil {
		return nil, err
	}
	found := n.hiddenCol(count)
	ok := map[bool]string{false: found + " = 0", true: found + " > 0"}[kind == "INTERSECT"]
	if all {
		op := map[bool]string{false: ">", true: "<="}[kind == "INTERSECT"]
		ok = n.hiddenCol(rank) + " " + op + " " + found
	}
	n.ladder = append(n.ladder, &rung{ok: ok, cases: []rungCase{{cause: c}}})
	return n.rowStage(ctx, n.columnsAsItems(len(f.Columns)))
}
