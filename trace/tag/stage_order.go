package tag

import (
	"context"
	"slices"
	"strings"

	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// later is what a SELECT does once its rows, or groups, are made. Its expressions are over their columns.
type later struct {
	items    []item
	having   []condition
	qualify  []condition
	distinct bool
	on       []sqltree.Node // of DISTINCT ON
	orders   []sqltree.Node // ORDER BY elements, when they decide something
	limit    sqltree.Node   // the modifier
	percent  bool
}

// drops says whether anything of it may drop a row, or number the rows.
func (l later) drops() bool {
	return len(l.having)+len(l.qualify)+len(l.on) > 0 || l.distinct || l.limit != nil ||
		slices.ContainsFunc(l.items, func(it item) bool { return sqltree.HasWindow(it.expr) })
}

// condition is a conjunct over a stage's columns, and as the model has it.
type condition struct{ expr, written sqltree.Node }

// afterWhere collects the later parts of the SELECT; over rewrites their expressions.
func (q *selection) afterWhere(items []item, over func(sqltree.Node) sqltree.Node) later {
	l := later{distinct: q.distinct()}
	for _, it := range items {
		l.items = append(l.items, item{name: it.name, expr: over(it.expr)})
	}
	for _, c := range sqltree.Conjuncts(q.node.Child("having")) {
		l.having = append(l.having, condition{over(c), c})
	}
	for _, c := range sqltree.Conjuncts(q.node.Child("qualify")) {
		l.qualify = append(l.qualify, condition{over(c), c})
	}
	if m := q.modifier("DISTINCT_MODIFIER"); m != nil {
		for _, d := range m.List("distinct_on_targets") {
			l.on = append(l.on, over(d))
		}
	}
	l.limit = q.modifier("LIMIT_MODIFIER")
	if l.limit == nil {
		l.limit = q.modifier("LIMIT_PERCENT_MODIFIER")
		l.percent = l.limit != nil
	}
	if m := q.modifier("ORDER_MODIFIER"); m != nil && (l.limit != nil || len(l.on) > 0) {
		for _, o := range m.List("orders") {
			c := o.Clone()
			c.Set("expression", over(o.Child("expression")))
			l.orders = append(l.orders, c)
		}
	}
	return l
}

// exporter has a stage export what later expressions read: columns and subqueries, under fresh names.
type exporter struct {
	t     *engine.Printer
	items []item
	names map[string]string
}

func (e *exporter) lift(expr sqltree.Node) sqltree.Node {
	params := sqltree.LambdaParams(expr)
	return expr.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		if n.Class() != "SUBQUERY" && n.Class() != "COLUMN_REF" {
			return nil
		}
		if n.Class() == "COLUMN_REF" && params[strings.ToLower(n.Strings("column_names")[0])] {
			return n
		}
		return sqltree.WithAliasOf(sqltree.Col(e.export(n)), n)
	})
}

func (e *exporter) export(n sqltree.Node) string {
	key := n.Key()
	name, ok := e.names[key]
	if !ok {
		name = e.t.Stand("x", n)
		e.names[key] = name
		e.items = append(e.items, item{name: name, expr: sqltree.WithoutAlias(n)})
	}
	return name
}

// laterStages runs windows and QUALIFY, then DISTINCT, then LIMIT over the rows of a stage.
func (q *selection) laterStages(ctx context.Context, f *Flow, l later) (*Flow, error) {
	items := slices.Clone(l.items)
	var orders, on []sqltree.Node
	for _, o := range l.orders { // what orders must be known after the SELECT list, too
		if l.distinct { // hidden columns would tell apart what is equal
			at := itemLike(l.items, o.Child("expression"))
			if at < 0 {
				return nil, cannot("ORDER BY of a SELECT DISTINCT by what it does not select")
			}
			c := o.Clone()
			c.Set("expression", sqltree.Col(items[at].name))
			orders = append(orders, c)
			continue
		}
		name := q.t.Stand("o", o.Child("expression"))
		items = append(items, item{name: name, expr: o.Child("expression")})
		c := o.Clone()
		c.Set("expression", sqltree.Col(name))
		orders = append(orders, c)
	}
	for _, d := range l.on {
		name := q.t.Stand("on", d)
		items = append(items, item{name: name, expr: d})
		on = append(on, sqltree.Col(name))
	}
	f, err := q.qualifyStage(ctx, f, items, l.qualify)
	if err != nil {
		return nil, err
	}
	visible := len(l.items)
	if l.distinct {
		if f, err = q.distinctStage(ctx, f); err != nil {
			return nil, err
		}
	}
	if len(on) > 0 {
		if f, err = q.pickStage(ctx, f, on, orders); err != nil {
			return nil, err
		}
	}
	if l.limit != nil {
		if f, err = q.limitStage(ctx, f, orders, l); err != nil {
			return nil, err
		}
	}
	if len(f.Columns) == visible {
		return f, nil
	}
	n, err := q.next(ctx, f)
	if err != nil {
		return nil, err
	}
	return n.rowStage(ctx, n.columnsAsItems(visible))
}

// itemLike returns the item that is the expression, or -1.
func itemLike(items []item, expr sqltree.Node) int {
	key := expr.Key()
	return slices.IndexFunc(items, func(it item) bool { return it.expr.Key() == key })
}
