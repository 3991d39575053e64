package spine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// Graph is the chain's models as syntax trees.
type Graph struct {
	chain  *trace.Chain
	Trees  map[string]sqltree.Node
	Broken map[string]*trace.ModelError // the models that cannot be run, as far as known; they matter only where the number needs them
}

// Parse reads the models of a chain. Those that do not parse are [Graph.Broken]; they are no error, since the number may not need them.
func Parse(ctx context.Context, conn *sql.Conn, c *trace.Chain) (*Graph, error) {
	g := &Graph{chain: c, Trees: map[string]sqltree.Node{}, Broken: map[string]*trace.ModelError{}}
	for _, m := range c.Models {
		if m.Broken != nil {
			g.Broken[m.Name] = brokenModel(m)
			continue
		}
		tree, err := sqltree.Parse(ctx, conn, m.SQL)
		var syntax *sqltree.SyntaxError
		var reach *sqltree.ReachError
		switch {
		case errors.As(err, &syntax):
			g.Broken[m.Name] = doesNotParse(m, syntax)
		case errors.As(err, &reach):
			g.Broken[m.Name] = modelError(m, reach.Position, reach.Error(), "")
		case errors.Is(err, sqltree.ErrNotSelect):
			g.Broken[m.Name] = modelError(m, -1, "a model is one SELECT", "PIVOT and other statements cannot be traced")
		case err != nil:
			return nil, fmt.Errorf("read model %s: %w", m.Name, err)
		default:
			g.Trees[m.Name] = tree
		}
	}
	return g, nil
}

// Spine returns the names of the models from the one that reads the root to the number's: the first path that leads through
// [trace.Chain.Via], leftmost tables first.
func (g *Graph) Spine() ([]string, error) {
	p := g.Paths()
	if path := p.through(g.chain.Via); path != nil {
		return path, nil
	}
	for _, m := range g.Upstream(g.chain.Number.Model) {
		if err := g.Broken[m]; err != nil { // nobody knows what it reads
			return nil, err
		}
	}
	if p.to(g.chain.Number.Model) > 0 {
		return nil, p.notThrough()
	}
	return nil, g.noPath(p)
}

// flowsFrom are the tables whose rows flow through a model, leftmost first; of a model without a tree, all that it reads.
func (g *Graph) flowsFrom(model string) []trace.SourceName {
	tree := g.Trees[model]
	if tree == nil {
		m, _ := g.chain.Model(model)
		return m.Reads
	}
	var out []trace.SourceName
	for _, table := range FlowTables(tree, nil) {
		out = append(out, sourceOf(table))
	}
	return out
}

// Reads are the models that a model reads, wherever they stand in it.
func (g *Graph) Reads(model string) []string {
	if tree := g.Trees[model]; tree != nil {
		return Refs(tree)
	}
	var out []string
	m, _ := g.chain.Model(model)
	for _, r := range m.Reads {
		if r.Schema == trace.RefSchema && !slices.Contains(out, r.Table) {
			out = append(out, r.Table)
		}
	}
	return out
}

// Upstream are the models that some models are made of, these first.
func (g *Graph) Upstream(models ...string) []string {
	var out []string
	seen := map[string]bool{}
	var add func(string)
	add = func(model string) {
		if seen[model] {
			return
		}
		seen[model] = true
		out = append(out, model)
		for _, r := range g.Reads(model) {
			add(r)
		}
	}
	for _, m := range models {
		add(m)
	}
	return out
}

// IsRoot says whether a table of a FROM is the chain's root.
func (g *Graph) IsRoot(table sqltree.Node) bool {
	return g.isRootName(sourceOf(table))
}

func (g *Graph) isRootName(s trace.SourceName) bool {
	return strings.EqualFold(s.Schema, g.chain.Root.Source.Schema) && strings.EqualFold(s.Table, g.chain.Root.Source.Table)
}

// sourceOf is what a table of a FROM is called.
func sourceOf(table sqltree.Node) trace.SourceName {
	return trace.SourceName{Schema: table.Str("schema_name"), Table: table.Str("table_name")}
}

// FlowTables returns the tables outside the query whose rows flow through its FROMs, leftmost first.
// What stands in expressions, or right of EXCEPT, does not flow.
func FlowTables(query sqltree.Node, outer *Scope) []sqltree.Node {
	body, sc := Enter(query, outer)
	switch body.Type() {
	case "SELECT_NODE":
		return FromTables(body.Child("from_table"), sc)
	case "SET_OPERATION_NODE":
		var out []sqltree.Node
		for _, branch := range sqltree.Branches(body) {
			out = append(out, FlowTables(branch, sc)...)
		}
		return out
	case "RECURSIVE_CTE_NODE": // nothing that is read again flows: only what it starts from
		return FlowTables(body.Child("left"), sc)
	}
	return nil
}

// FromTables returns the tables outside the query whose rows flow through one FROM, leftmost first.
func FromTables(from sqltree.Node, sc *Scope) []sqltree.Node {
	switch from.Type() {
	case "JOIN":
		return append(FromTables(from.Child("left"), sc), FromTables(from.Child("right"), sc)...)
	case "SUBQUERY":
		return FlowTables(from.Child("subquery").Child("node"), sc)
	case "BASE_TABLE":
		if c := sc.Lookup(from); c != nil {
			return FlowTables(c.Query, c.Outer)
		}
		return []sqltree.Node{from}
	case "PIVOT":
		return FromTables(from.Child("source"), sc)
	}
	return nil
}

// Refs returns the models that the query reads, wherever they stand.
func Refs(query sqltree.Node) []string {
	var out []string
	seen := map[string]bool{}
	query.Walk(func(n sqltree.Node) bool {
		if n.Type() == "BASE_TABLE" && n.Str("schema_name") == trace.RefSchema && !seen[n.Str("table_name")] {
			seen[n.Str("table_name")] = true
			out = append(out, n.Str("table_name"))
		}
		return true
	})
	return out
}

// Sources returns the tables of the snapshot that the chain's models read, the root first.
func Sources(ctx context.Context, conn *sql.Conn, c *trace.Chain) ([]trace.SourceName, error) {
	g, err := Parse(ctx, conn, c)
	if err != nil {
		return nil, err
	}
	out := []trace.SourceName{c.Root.Source}
	add := func(s trace.SourceName) {
		if s.Schema != "" && s.Schema != trace.RefSchema && !slices.ContainsFunc(out, func(o trace.SourceName) bool { return strings.EqualFold(o.String(), s.String()) }) {
			out = append(out, s)
		}
	}
	for _, m := range c.Models {
		if g.Trees[m.Name] == nil {
			for _, s := range m.Reads {
				add(s)
			}
		}
		g.Trees[m.Name].Walk(func(n sqltree.Node) bool {
			if n.Type() == "BASE_TABLE" {
				add(sourceOf(n))
			}
			return true
		})
	}
	return out, nil
}
