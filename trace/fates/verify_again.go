package fates

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// againAtMost is how often a plain model is built in other orders to see whether it comes out the same, and againAlike how often while
// it always did: of two values that tie, chance takes the same one three times in a row too often.
const againAtMost, againAlike = 3, 16

// reordered gives tables to read in place of others, with the same rows in another order.
type reordered struct {
	*tag.Tracer
	order int
	names map[trace.SourceName]string
}

// inPlace has a query read the reordered tables: all that are of a schema, the models and the sources.
func (o *reordered) inPlace(ctx context.Context, tree sqltree.Node, only func(trace.SourceName) bool) error {
	var failed error
	tree.Walk(func(n sqltree.Node) bool {
		s := trace.SourceName{Schema: n.Str("schema_name"), Table: n.Str("table_name")}
		if n.Type() != "BASE_TABLE" || s.Schema == "" || failed != nil || !only(s) {
			return failed == nil
		}
		if n.Str("alias") == "" {
			n["alias"] = s.Table
		}
		n["catalog_name"], n["schema_name"] = "", ""
		n["table_name"], failed = o.table(ctx, s)
		return failed == nil
	})
	return failed
}

// table is a table with the rows of another: the last first, or shuffled.
func (o *reordered) table(ctx context.Context, s trace.SourceName) (string, error) {
	if name, ok := o.names[s]; ok {
		return name, nil
	}
	const place = engine.Hidden + "place"
	by := fmt.Sprintf("hash(%s, %d)", place, o.order)
	if o.order == 1 {
		by = place + " DESC"
	}
	name, err := o.Materialise(ctx, "reordered", fmt.Sprintf("SELECT * EXCLUDE (%[1]s) FROM (SELECT *, row_number() OVER () AS %[1]s FROM %[2]s.%[3]s) ORDER BY %[4]s",
		place, sqltree.Quote(s.Schema), sqltree.Quote(s.Table), by))
	if err == nil {
		o.names[s] = name
	}
	return name, err
}

// build makes a table of a query, in which what ties comes in any order; if DuckDB does not take it so, as it is.
func (o *reordered) build(ctx context.Context, tree sqltree.Node) (string, error) {
	chance, err := o.ParseExpr(ctx, "random()")
	if err != nil {
		return "", err
	}
	for _, query := range []sqltree.Node{sqltree.ThenBy(tree, chance), tree} {
		var text, table string
		if text, err = o.Print(ctx, query); err != nil {
			return "", err
		}
		if table, err = o.Materialise(ctx, "again", text); err == nil {
			return table, nil
		}
	}
	return "", err
}

// drop drops its tables.
func (o *reordered) drop(ctx context.Context) error {
	var err error
	for _, name := range o.names {
		err = errors.Join(err, o.Exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS "+sqltree.Quote(name)))
	}
	return err
}

// variesIn builds a plain model again, over the same rows in other orders, and returns the columns in which it comes out differently:
// what a tie decides, or the order in which floats are summed up. rows says that it has now more rows, now fewer.
func (r *Result) variesIn(ctx context.Context, model string, b bags) (columns []string, rows bool, err error) {
	for order := 1; order <= againAtMost || order <= againAlike && len(columns) == 0; order++ {
		if columns, rows, err = r.differsAgain(ctx, model, order, b, columns); err != nil || rows {
			return columns, rows, err
		}
	}
	return columns, false, nil
}

func (r *Result) differsAgain(ctx context.Context, model string, order int, b bags, known []string) (_ []string, rows bool, err error) {
	o := &reordered{Tracer: r.Trace, order: order, names: map[trace.SourceName]string{}}
	defer func() { err = errors.Join(err, o.drop(ctx)) }()
	tree := r.Trace.Graph.Trees[model].Clone()
	if err := o.inPlace(ctx, tree, func(trace.SourceName) bool { return true }); err != nil {
		return nil, false, err
	}
	again, err := o.build(ctx, tree)
	if err != nil { // a name that is qualified with a schema; then nothing is known
		return known, false, ctx.Err()
	}
	defer func() {
		err = errors.Join(err, r.Trace.Exec(context.WithoutCancel(ctx), "DROP TABLE "+sqltree.Quote(again)))
	}()
	b.from[1] = sqltree.Quote(again)
	n, err := b.counts(ctx)
	if err != nil || n[0] != n[1] {
		return tag.NameList(b.columns), n[0] != n[1], err
	}
	columns, err := b.varying(ctx, known)
	return columns, false, err
}

// undecided names what in a model does not say which row or in which order: where ties are known, those; else what may leave some.
func (r *Result) undecided(ctx context.Context, model string, columns []trace.Column) string {
	var out []string
	add := func(text string, pos trace.Pos) {
		if said := fmt.Sprintf("%s (%s)", text, pos); !slices.Contains(out, said) {
			out = append(out, said)
		}
	}
	for _, s := range r.Meta.Steps {
		for _, tie := range s.Ties {
			if s.Model == model {
				add("ties in "+tie.Order, tie.Pos)
			}
		}
	}
	m, _ := r.Chain.Model(model)
	numbers := slices.ContainsFunc(columns, func(c trace.Column) bool { return sqltree.IsNumber(c.Type) })
	var parts []sqltree.Node
	if len(out) == 0 {
		parts = sqltree.Undecided(r.Trace.Graph.Trees[model], numbers)
	}
	for _, n := range parts {
		if n.Type() == "LIMIT_MODIFIER" {
			add("a LIMIT whose ORDER BY does not decide", m.PosAt(sqltree.Begin(n)))
			continue
		}
		text, err := r.Trace.OrderText(ctx, n)
		if err != nil {
			continue
		}
		if sqltree.SumsUp(n.Str("function_name")) {
			add("the order in which "+text+" adds up numbers that are not exact", m.PosAt(sqltree.Begin(n)))
		} else {
			add("ties in "+text, m.PosAt(sqltree.Begin(n)))
		}
	}
	if len(out) == 0 {
		return "the order of its rows"
	}
	return strings.Join(FirstOf(out, 3), "; ")
}
