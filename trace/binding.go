package trace

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"funneltrace/trace/sqltree"
)

// bindAll has DuckDB bind the models that the number is made of, over tables without rows: a function, type, table or column
// that it does not know is found before anything runs, also in a column that the number does not need.
func (t *tracer) bindAll(ctx context.Context) (err error) {
	if err := t.exec(ctx, "CREATE SCHEMA "+sqltree.Quote(RefSchema)); err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, t.exec(context.WithoutCancel(ctx), "DROP SCHEMA "+sqltree.Quote(RefSchema)+" CASCADE"))
	}()
	needed := t.graph.upstream(t.chain.Number.Model)
	bound := map[string]bool{}
	for _, m := range t.chain.Models {
		missing := func(r string) bool { return !bound[r] }
		if !slices.Contains(needed, m.Name) || t.graph.broken[m.Name] != nil || slices.ContainsFunc(t.graph.reads(m.Name), missing) {
			continue
		}
		fault, err := t.bind(ctx, m)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			bound[m.Name] = true
		case fault != nil:
			t.graph.broken[m.Name] = fault
		}
	}
	return t.bindMarks(ctx, bound)
}

// bind makes a table of the model's columns. An error without a fault is none of the model's.
func (t *tracer) bind(ctx context.Context, m Model) (fault *ModelError, err error) {
	text, err := sqltree.Print(ctx, t.conn, t.graph.trees[m.Name])
	if err != nil {
		return nil, err
	}
	err = t.exec(ctx, fmt.Sprintf("CREATE TABLE %s.%s AS %s WITH NO DATA", sqltree.Quote(RefSchema), sqltree.Quote(m.Name), text))
	if err == nil {
		return nil, nil
	}
	if said := t.exec(ctx, "EXPLAIN "+m.SQL); said != nil { // of the text as it was written it says where
		fault = modelErrorOf(modelFails(m, said))
	}
	return fault, err
}
