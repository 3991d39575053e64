package tag

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// stopClock has all models, and the expressions of chain.yml, happen at one moment.
//
// A bare name such as current_date asks for the time where no column is called so. Where a table that a model reads has such a column,
// or what it reads makes one of something else, the name is left to the engine.
func (t *Tracer) stopClock(ctx context.Context) error {
	t.clockNames = map[string]bool{}
	trees := append(slices.Collect(maps.Values(t.Graph.Trees)), t.expressions(ctx)...)
	if slices.ContainsFunc(trees, hasBareClock) { // most chains have none, and a list of all columns takes its time
		if err := t.tellClock(ctx); err != nil {
			return err
		}
		trees = slices.Collect(maps.Values(t.Graph.Trees))
		for _, expr := range t.expressions(ctx) {
			trees = append(trees, t.TellClock(expr, t.clockNames))
		}
	}
	return t.StopClock(ctx, trees, t.Options.AsOf.Moment)
}

// tellClock puts a call in place of the bare names in the models that ask for the time.
func (t *Tracer) tellClock(ctx context.Context) error {
	sources, err := t.clockColumns(ctx)
	if err != nil {
		return err
	}
	told := map[string]sqltree.Node{}
	for name, tree := range t.Graph.Trees {
		columns := map[string]bool{}
		for _, m := range t.Graph.Upstream(name) {
			namesIn(t.Graph.Trees[m], sources, columns)
		}
		maps.Copy(t.clockNames, columns)
		told[name] = t.TellClock(tree.Clone(), columns)
	}
	t.Graph.Trees = told
	return nil
}

// hasBareClock says whether there is a name in the tree that may ask for the time.
func hasBareClock(tree sqltree.Node) bool {
	has := false
	tree.Walk(func(n sqltree.Node) bool {
		has = has || sqltree.BareClock(n) != ""
		return !has
	})
	return has
}

// namesIn notes which names that may ask for the time are columns of the tables that a query reads, or are made in it of something else.
func namesIn(query sqltree.Node, sources map[string][]string, columns map[string]bool) {
	query.Walk(func(n sqltree.Node) bool {
		if n.Type() == "BASE_TABLE" {
			for _, c := range sources[strings.ToLower(n.Str("schema_name")+"."+n.Str("table_name"))] {
				columns[c] = true
			}
		}
		for _, item := range n.List("select_list") {
			if name := strings.ToLower(item.Str("alias")); sqltree.IsClockName(name) && sqltree.AsksTime(item) == "" && sqltree.BareClock(item) != name {
				columns[name] = true
			}
		}
		return true
	})
}

// clockColumns are the tables with columns whose names may ask for the time: those names by schema.table, all in lower case.
func (t *Tracer) clockColumns(ctx context.Context) (map[string][]string, error) {
	rows, err := t.Conn.QueryContext(ctx, "SELECT lower(schema_name || '.' || table_name), lower(column_name) FROM duckdb_columns() WHERE NOT internal")
	if err != nil {
		return nil, fmt.Errorf("list columns: %w", err)
	}
	defer rows.Close()
	out := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return nil, err
		}
		if sqltree.IsClockName(column) {
			out[table] = append(out[table], column)
		}
	}
	return out, rows.Err()
}

// expressions are those of chain.yml.
func (t *Tracer) expressions(ctx context.Context) []sqltree.Node {
	texts := []string{t.Chain.Root.Time, t.Chain.Number.Measure}
	for _, d := range t.Chain.Dimensions {
		texts = append(texts, d.SQL)
	}
	for _, m := range t.Chain.Marks {
		texts = append(texts, m.When)
	}
	var out []sqltree.Node
	for _, text := range texts {
		if text == "" {
			continue
		}
		if expr, err := t.ParseExpr(ctx, text); err == nil { // what is none is told where it is used
			out = append(out, expr)
		}
	}
	return out
}

// ClockNote says what time it was for what asks for it, and who says so; empty if nothing asks.
func (t *Tracer) ClockNote() string {
	switch calls := strings.Join(t.Asked, " and "); {
	case calls == "":
		return ""
	case t.Options.AsOf.Moment.IsZero(), t.Options.AsOf.By == "":
		return fmt.Sprintf("%s was %s, the moment of the run: the result hangs on it, and another run may come out otherwise; as_of in the chain's file or the snapshot's manifest declares a moment",
			calls, trace.MomentText(t.Moment))
	default:
		return fmt.Sprintf("%s is %s, as %s declares", calls, trace.MomentText(t.Moment), t.Options.AsOf.By)
	}
}
