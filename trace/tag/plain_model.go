package tag

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// bindPlain returns a copy of a query, FROM item or expression that can run outside its model:
// names of CTEs become views of their own, and the models that it reads stand in schema ref.
func (t builder) bindPlain(ctx context.Context, n sqltree.Node, sc *spine.Scope) (sqltree.Node, error) {
	out := n.Clone()
	if err := t.bindTables(ctx, out, sc, map[string]bool{}); err != nil {
		return nil, err
	}
	return out, nil
}

// bindTables binds every table below n, but for those that a WITH below n defines.
func (t builder) bindTables(ctx context.Context, n sqltree.Node, sc *spine.Scope, local map[string]bool) error {
	if entries := n.Child("cte_map").List("map"); len(entries) > 0 {
		shadowed := map[string]bool{}
		for k := range local {
			shadowed[k] = true
		}
		for _, e := range entries {
			shadowed[strings.ToLower(e.Str("key"))] = true
		}
		local = shadowed
	}
	if n.Type() == "BASE_TABLE" {
		return t.bindTable(ctx, n, sc, local)
	}
	for _, value := range n {
		if err := t.bindValue(ctx, value, sc, local); err != nil {
			return err
		}
	}
	return nil
}

func (t builder) bindValue(ctx context.Context, value any, sc *spine.Scope, local map[string]bool) error {
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			if err := t.bindValue(ctx, e, sc, local); err != nil {
				return err
			}
		}
	case map[string]any:
		return t.bindTables(ctx, sqltree.Node(v), sc, local)
	case sqltree.Node:
		return t.bindTables(ctx, v, sc, local)
	}
	return nil
}

func (t builder) bindTable(ctx context.Context, table sqltree.Node, sc *spine.Scope, local map[string]bool) error {
	name := table.Str("table_name")
	if table.Str("schema_name") == trace.RefSchema {
		return t.ensurePlain(ctx, name)
	}
	if table.Str("schema_name") == "" && local[strings.ToLower(name)] {
		return nil
	}
	c := sc.Lookup(table)
	if c == nil {
		return nil
	}
	view, err := t.viewOf(ctx, c)
	if err != nil {
		return err
	}
	if table.Str("alias") == "" {
		table["alias"] = name
	}
	table["table_name"] = view
	return nil
}

// viewOf returns the plain relation of a CTE.
func (t builder) viewOf(ctx context.Context, c *spine.CTE) (string, error) {
	if view := t.views[c]; view != "" {
		return view, nil
	}
	var text string
	if f := t.tagged[c]; f != nil {
		if err := t.Settle(ctx, f); err != nil {
			return "", err
		}
		text = f.PlainQuery()
	} else {
		query := c.Query
		if query.Type() == "RECURSIVE_CTE_NODE" { // it reads itself by its name
			query = sqltree.WithRecursive(c.Name, c.Aliases, query)
		}
		bound, err := t.bindPlain(ctx, query, c.Outer)
		if err != nil {
			return "", err
		}
		if text, err = t.Print(ctx, bound); err != nil {
			return "", err
		}
		t.lookupTies(ctx, c.Name, t.model, bound)
	}
	view := t.Name("cte")
	as := ""
	if len(c.Aliases) > 0 {
		as = " (" + sqltree.QuoteAll(c.Aliases) + ")"
	}
	if sqltree.IsSimple(c.Query) || len(c.Aliases) > 0 {
		text = "CREATE TEMP VIEW " + sqltree.Quote(view) + as + " AS " + text
	} else {
		text = "CREATE TEMP TABLE " + sqltree.Quote(view) + " AS " + text
	}
	if err := t.Exec(ctx, text); err != nil {
		return "", err
	}
	t.views[c] = view
	return view, nil
}

// EnsurePlain puts a model into schema ref, where models look it up. It is for those who build no step.
func (t *Tracer) EnsurePlain(ctx context.Context, name string) error {
	return builder{Tracer: t}.ensurePlain(ctx, name)
}

// ensurePlain puts a model into schema ref as the models that look it up expect it there:
// a model of the spine as the rows that its tagged form keeps, any other by running it.
func (t builder) ensurePlain(ctx context.Context, name string) error {
	if t.plain[name] {
		return nil
	}
	qualified := sqltree.Quote(trace.RefSchema) + "." + sqltree.Quote(name)
	if f := t.Flows[name]; f != nil {
		if err := t.Settle(ctx, f); err != nil {
			return err
		}
		return t.makePlain(ctx, name, "CREATE VIEW "+qualified+" AS "+f.PlainQuery())
	}
	tree := t.Graph.Trees[name]
	m, ok := t.Chain.Model(name)
	if err := t.Graph.Broken[name]; err != nil {
		return err
	}
	if tree == nil || !ok {
		return fmt.Errorf("model %s is not in chain %s", name, t.Chain.Name)
	}
	for _, r := range spine.Refs(tree) {
		if r == name {
			return fmt.Errorf("model %s reads itself", name)
		}
		if err := t.ensurePlain(ctx, r); err != nil {
			return err
		}
	}
	kind := "TABLE"
	if sqltree.IsSimple(tree) && !t.eager {
		kind = "VIEW"
	}
	text := m.SQL
	if t.ClockStopped() {
		var err error
		if text, err = t.Print(ctx, tree); err != nil {
			return err
		}
	}
	if err := t.makePlain(ctx, name, "CREATE "+kind+" "+qualified+" AS "+text); err != nil {
		return spine.ModelFails(m, err)
	}
	t.lookupTies(ctx, name, m, tree)
	return nil
}

// makePlain runs what puts the model into schema ref, and notes that it is there: not before, for it may be cancelled.
func (t *Tracer) makePlain(ctx context.Context, name, text string) error {
	if err := t.Exec(ctx, text); err != nil {
		return err
	}
	t.plain[name] = true
	return nil
}

// PlainQuery is the flow's rows without the hidden columns. Where no column is live, the rows can still be counted.
func (f *Flow) PlainQuery() string {
	columns := sqltree.QuoteAll(f.ColumnNames())
	if columns == "" {
		columns = "TRUE AS " + engine.Hidden + "row"
	}
	return "SELECT " + columns + " FROM " + f.From.String()
}

// Settle puts a flow that is not a table yet into one, because it will be read more than once.
func (t *Tracer) Settle(ctx context.Context, f *Flow) error {
	if f.Table != "" {
		return nil
	}
	table, err := t.Materialise(ctx, "settled", "SELECT * FROM "+f.From.String())
	if err != nil {
		return err
	}
	*f = *f.derived(sqltree.FromTable(table))
	f.Table = table
	return nil
}
