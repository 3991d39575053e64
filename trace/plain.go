package trace

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// bindPlain returns a copy of a query, FROM item or expression that can run outside its model:
// names of CTEs become views of their own, and the models that it reads stand in schema ref.
func (t *tracer) bindPlain(ctx context.Context, n sqltree.Node, sc *scope) (sqltree.Node, error) {
	out := n.Clone()
	if err := t.bindTables(ctx, out, sc, map[string]bool{}); err != nil {
		return nil, err
	}
	return out, nil
}

// bindTables binds every table below n, but for those that a WITH below n defines.
func (t *tracer) bindTables(ctx context.Context, n sqltree.Node, sc *scope, local map[string]bool) error {
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

func (t *tracer) bindValue(ctx context.Context, value any, sc *scope, local map[string]bool) error {
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

func (t *tracer) bindTable(ctx context.Context, table sqltree.Node, sc *scope, local map[string]bool) error {
	name := table.Str("table_name")
	if table.Str("schema_name") == RefSchema {
		return t.ensurePlain(ctx, name)
	}
	if table.Str("schema_name") == "" && local[strings.ToLower(name)] {
		return nil
	}
	c := sc.lookup(table)
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
func (t *tracer) viewOf(ctx context.Context, c *cte) (string, error) {
	if view := t.views[c]; view != "" {
		return view, nil
	}
	var text string
	if f := t.tagged[c]; f != nil {
		if err := t.settle(ctx, f); err != nil {
			return "", err
		}
		text = f.plainQuery()
	} else {
		bound, err := t.bindPlain(ctx, c.query, c.outer)
		if err != nil {
			return "", err
		}
		if text, err = t.print(ctx, bound); err != nil {
			return "", err
		}
		t.lookupTies(ctx, c.name, t.model, bound)
	}
	view := t.name("cte")
	as := ""
	if len(c.aliases) > 0 {
		as = " (" + quoteAll(c.aliases) + ")"
	}
	if isSimple(c.query) || len(c.aliases) > 0 {
		text = "CREATE TEMP VIEW " + sqltree.Quote(view) + as + " AS " + text
	} else {
		text = "CREATE TEMP TABLE " + sqltree.Quote(view) + " AS " + text
	}
	if err := t.exec(ctx, text); err != nil {
		return "", err
	}
	t.views[c] = view
	return view, nil
}

// ensurePlain puts a model into schema ref as the models that look it up expect it there:
// a model of the spine as the rows that its tagged form keeps, any other by running it.
func (t *tracer) ensurePlain(ctx context.Context, name string) error {
	if t.plain[name] {
		return nil
	}
	qualified := sqltree.Quote(RefSchema) + "." + sqltree.Quote(name)
	if f := t.flows[name]; f != nil {
		if err := t.settle(ctx, f); err != nil {
			return err
		}
		return t.makePlain(ctx, name, "CREATE VIEW "+qualified+" AS "+f.plainQuery())
	}
	tree := t.graph.trees[name]
	m, ok := t.chain.Model(name)
	if err := t.graph.broken[name]; err != nil {
		return err
	}
	if tree == nil || !ok {
		return fmt.Errorf("model %s is not in chain %s", name, t.chain.Name)
	}
	for _, r := range refs(tree) {
		if r == name {
			return fmt.Errorf("model %s reads itself", name)
		}
		if err := t.ensurePlain(ctx, r); err != nil {
			return err
		}
	}
	kind := "TABLE"
	if isSimple(tree) && !t.eager {
		kind = "VIEW"
	}
	text := m.SQL
	if len(t.clock) > 0 || mayTruncate(tree) {
		var err error
		if text, err = t.print(ctx, tree); err != nil {
			return err
		}
	}
	if err := t.makePlain(ctx, name, "CREATE "+kind+" "+qualified+" AS "+text); err != nil {
		return modelFails(m, err)
	}
	t.lookupTies(ctx, name, m, tree)
	return nil
}

// makePlain runs what puts the model into schema ref, and notes that it is there: not before, for it may be cancelled.
func (t *tracer) makePlain(ctx context.Context, name, text string) error {
	if err := t.exec(ctx, text); err != nil {
		return err
	}
	t.plain[name] = true
	return nil
}

// plainQuery is the flow's rows without the hidden columns. Where no column is live, the rows can still be counted.
func (f *flow) plainQuery() string {
	columns := quoteAll(f.columnNames())
	if columns == "" {
		columns = "TRUE AS " + hidden + "row"
	}
	return "SELECT " + columns + " FROM " + f.from
}

// settle puts a flow that is not a table yet into one, because it will be read more than once.
func (t *tracer) settle(ctx context.Context, f *flow) error {
	if f.table != "" {
		return nil
	}
	table, err := t.materialise(ctx, "settled", "SELECT * FROM "+f.from)
	if err != nil {
		return err
	}
	f.rows = f.known()
	f.table, f.from, f.raw = table, sqltree.Quote(table), nil
	return nil
}

// isSimple says whether a query costs little more than the table that it reads.
func isSimple(query sqltree.Node) bool {
	simple := true
	query.Walk(func(n sqltree.Node) bool {
		switch {
		case n.Type() == "JOIN", n.Class() == "WINDOW", n.Type() == "SET_OPERATION_NODE", n.Type() == "RECURSIVE_CTE_NODE",
			len(n.List("modifiers")) > 0, len(n.List("group_expressions")) > 0, n.Str("aggregate_handling") == "FORCE_AGGREGATES":
			simple = false
		}
		return simple
	})
	return simple
}
