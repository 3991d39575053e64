package trace

import (
	"context"
	"database/sql"
	"fmt"

	"funneltrace/trace/sqltree"
)

// Build runs the chain's plain models one after the other, each into a table of its own, as dbt would. The tables are made in
// schema of the connection's current database, which is made if it is not there. It returns the chain's number.
// If only names models, these and what they read are made, and the number is not computed.
func Build(ctx context.Context, conn *sql.Conn, c *Chain, schema string, only ...string) (number float64, err error) {
	t, err := newTracer(ctx, conn, c, Options{})
	if err != nil {
		return 0, err
	}
	if err := t.exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+sqltree.Quote(schema)); err != nil {
		return 0, err
	}
	wanted := t.needed(only)
	for _, m := range c.Models {
		if wanted == nil || wanted[m.Name] {
			if err := t.buildModel(ctx, m, schema); err != nil {
				return 0, err
			}
		}
	}
	if wanted != nil {
		return 0, nil
	}
	number, _, err = t.measureOf(ctx, schema)
	return number, err
}

// needed are the models that some models are made of, and they themselves; nil is all.
func (t *tracer) needed(models []string) map[string]bool {
	if len(models) == 0 {
		return nil
	}
	out := map[string]bool{}
	var add func(string)
	add = func(m string) {
		if out[m] || t.graph.trees[m] == nil {
			return
		}
		out[m] = true
		for _, r := range refs(t.graph.trees[m]) {
			add(r)
		}
	}
	for _, m := range models {
		add(m)
	}
	return out
}

// buildModel runs a plain model over those in schema, and puts it there too.
func (t *tracer) buildModel(ctx context.Context, m Model, schema string) error {
	tree := t.graph.trees[m.Name].Clone()
	tree.Walk(func(n sqltree.Node) bool {
		if n.Type() == "BASE_TABLE" && n.Str("schema_name") == RefSchema {
			n["schema_name"] = schema
		}
		return true
	})
	text, err := t.print(ctx, tree)
	if err != nil {
		return err
	}
	if err := t.exec(ctx, fmt.Sprintf("CREATE TABLE %s.%s AS %s", sqltree.Quote(schema), sqltree.Quote(m.Name), text)); err != nil {
		return modelFails(m, err)
	}
	return nil
}
