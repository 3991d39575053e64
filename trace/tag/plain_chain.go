package tag

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"funneltrace/trace"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// Build runs the chain's plain models one after the other, each into a table of its own, as those who use them do. The tables are made in
// schema of the connection's current database, which is made if it is not there. It returns the chain's number.
// asOf is what time it is for them. If only names models, these and what they read are made, and the number is not computed; else those that the number is made
// of. A model that DuckDB cannot run is a [*trace.ModelError].
func Build(ctx context.Context, conn *sql.Conn, c *trace.Chain, asOf trace.AsOf, schema string, only ...string) (number float64, err error) {
	t, err := New(ctx, conn, c, trace.Options{AsOf: asOf})
	if err != nil {
		return 0, err
	}
	if err := t.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+sqltree.Quote(schema)); err != nil {
		return 0, err
	}
	if len(only) > 0 {
		return 0, t.BuildModels(ctx, schema, nil, only...)
	}
	if err := t.BuildModels(ctx, schema, nil, c.Number.Model); err != nil {
		return 0, err
	}
	number, _, err = t.MeasureOf(ctx, schema)
	return number, err
}

// BuildModels runs models and what they are made of, readers after what they read. It changes the tree of each before that, if change
// is not nil.
func (t *Tracer) BuildModels(ctx context.Context, schema string, change func(sqltree.Node) error, models ...string) error {
	needed := t.Graph.Upstream(models...)
	for _, m := range t.Chain.Models {
		if !slices.Contains(needed, m.Name) {
			continue
		}
		if err := t.buildModel(ctx, m, schema, change); err != nil {
			return err
		}
	}
	return nil
}

// buildModel runs a plain model over those in schema, and puts it there too.
func (t *Tracer) buildModel(ctx context.Context, m trace.Model, schema string, change func(sqltree.Node) error) error {
	if err := t.Graph.Broken[m.Name]; err != nil {
		return err
	}
	tree := t.Graph.Trees[m.Name].Clone()
	if change != nil {
		if err := change(tree); err != nil {
			return err
		}
	}
	tree.Walk(func(n sqltree.Node) bool {
		if n.Type() == "BASE_TABLE" && n.Str("schema_name") == trace.RefSchema {
			n["schema_name"] = schema
		}
		return true
	})
	text, err := t.Print(ctx, tree)
	if err != nil {
		return err
	}
	if err := t.Exec(ctx, fmt.Sprintf("CREATE TABLE %s.%s AS %s", sqltree.Quote(schema), sqltree.Quote(m.Name), text)); err != nil {
		return spine.ModelFails(m, err)
	}
	return nil
}
