package tag

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"funneltrace/trace"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// BindAll has DuckDB bind the models that the number is made of, over tables without rows: a function, type, table or column
// that it does not know is found before anything runs, also in a column that the number does not need.
func (t *Tracer) BindAll(ctx context.Context) (err error) {
	if err := t.Exec(ctx, "CREATE SCHEMA "+sqltree.Quote(trace.RefSchema)); err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, t.Exec(context.WithoutCancel(ctx), "DROP SCHEMA "+sqltree.Quote(trace.RefSchema)+" CASCADE"))
	}()
	needed := t.Graph.Upstream(t.Chain.Number.Model)
	bound := map[string]bool{}
	for _, m := range t.Chain.Models {
		missing := func(r string) bool { return !bound[r] }
		if !slices.Contains(needed, m.Name) || t.Graph.Broken[m.Name] != nil || slices.ContainsFunc(t.Graph.Reads(m.Name), missing) {
			continue
		}
		fault, err := t.bind(ctx, m)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			bound[m.Name] = true
		case fault != nil:
			t.Graph.Broken[m.Name] = fault
		}
	}
	return t.bindMarks(ctx, bound)
}

// bind makes a table of the model's columns. An error without a fault is none of the model's.
func (t *Tracer) bind(ctx context.Context, m trace.Model) (fault *trace.ModelError, err error) {
	text, err := sqltree.Print(ctx, t.Conn, t.Graph.Trees[m.Name])
	if err != nil {
		return nil, err
	}
	err = t.Exec(ctx, fmt.Sprintf("CREATE TABLE %s.%s AS %s WITH NO DATA", sqltree.Quote(trace.RefSchema), sqltree.Quote(m.Name), text))
	if err == nil {
		return nil, nil
	}
	if said := t.Exec(ctx, "EXPLAIN "+m.SQL); said != nil { // of the text as it was written it says where
		fault = spine.ModelErrorOf(spine.ModelFails(m, said))
	}
	return fault, err
}
