package trace

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// graph is the chain's models as syntax trees.
type graph struct {
	chain  *Chain
	trees  map[string]sqltree.Node
	broken map[string]*ModelError // the models that cannot be run, as far as known; they matter only where the number needs them
}

func parseModels(ctx context.Context, conn *sql.Conn, c *Chain) (*graph, error) {
	g := &graph{chain: c, trees: map[string]sqltree.Node{}, broken: map[string]*ModelError{}}
	for _, m := range c.Models {
		if m.Broken != nil {
			g.broken[m.Name] = brokenModel(m)
			continue
		}
		tree, err := sqltree.Parse(ctx, conn, m.SQL)
		var syntax *sqltree.SyntaxError
		switch {
		case errors.As(err, &syntax):
			g.broken[m.Name] = doesNotParse(m, syntax)
		case errors.Is(err, sqltree.ErrNotSelect):
			g.broken[m.Name] = modelError(m, -1, "a model is one SELECT", "PIVOT and other statements cannot be traced")
		case err != nil:
			return nil, fmt.Errorf("read model %s: %w", m.Name, err)
		default:
			g.trees[m.Name] = tree
		}
	}
	return g, nil
}

// spine returns the names of the models from the one that reads the root to the number's: the first path that leads through
// [Chain.Via], leftmost tables first.
func (g *graph) spine() ([]string, error) {
	p := g.paths()
	if path := p.through(g.chain.Via); path != nil {
		return path, nil
	}
	for _, m := range g.upstream(g.chain.Number.Model) {
		if err := g.broken[m]; err != nil { // nobody knows what it reads
			return nil, err
		}
	}
	if p.to(g.chain.Number.Model) > 0 {
		return nil, p.notThrough()
	}
	return nil, fmt.Errorf("chain %s: no path of models leads from source %s to model %s", g.chain.Name, g.chain.Root.Source, g.chain.Number.Model)
}

// flowsFrom are the tables whose rows flow through a model, leftmost first; of a model without a tree, all that it reads.
func (g *graph) flowsFrom(model string) []SourceName {
	tree := g.trees[model]
	if tree == nil {
		m, _ := g.chain.Model(model)
		return m.Reads
	}
	var out []SourceName
	for _, table := range flowTables(tree, nil) {
		out = append(out, SourceName{table.Str("schema_name"), table.Str("table_name")})
	}
	return out
}

// reads are the models that a model reads, wherever they stand in it.
func (g *graph) reads(model string) []string {
	if tree := g.trees[model]; tree != nil {
		return refs(tree)
	}
	var out []string
	m, _ := g.chain.Model(model)
	for _, r := range m.Reads {
		if r.Schema == RefSchema && !slices.Contains(out, r.Table) {
			out = append(out, r.Table)
		}
	}
	return out
}

// upstream are the models that some models are made of, these first.
func (g *graph) upstream(models ...string) []string {
	var out []string
	seen := map[string]bool{}
	var add func(string)
	add = func(model string) {
		if seen[model] {
			return
		}
		seen[model] = true
		out = append(out, model)
		for _, r := range g.reads(model) {
			add(r)
		}
	}
	for _, m := range models {
		add(m)
	}
	return out
}

func (g *graph) isRoot(table sqltree.Node) bool {
	return g.isRootName(SourceName{table.Str("schema_name"), table.Str("table_name")})
}

func (g *graph) isRootName(s SourceName) bool {
	return strings.EqualFold(s.Schema, g.chain.Root.Source.Schema) && strings.EqualFold(s.Table, g.chain.Root.Source.Table)
}

// flowTables returns the tables outside the query whose rows flow through its FROMs, leftmost first.
// What stands in expressions, or right of EXCEPT, does not flow.
func flowTables(query sqltree.Node, outer *scope) []sqltree.Node {
	body, sc := enter(query, outer)
	switch body.Type() {
	case "SELECT_NODE":
		return fromTables(body.Child("from_table"), sc)
	case "SET_OPERATION_NODE":
		var out []sqltree.Node
		for _, branch := range branches(body) {
			out = append(out, flowTables(branch, sc)...)
		}
		return out
	case "RECURSIVE_CTE_NODE": // nothing that is read again flows: only what it starts from
		return flowTables(body.Child("left"), sc)
	}
	return nil
}

func fromTables(from sqltree.Node, sc *scope) []sqltree.Node {
	switch from.Type() {
	case "JOIN":
		return append(fromTables(from.Child("left"), sc), fromTables(from.Child("right"), sc)...)
	case "SUBQUERY":
		return flowTables(from.Child("subquery").Child("node"), sc)
	case "BASE_TABLE":
		if c := sc.lookup(from); c != nil {
			return flowTables(c.query, c.outer)
		}
		return []sqltree.Node{from}
	case "PIVOT":
		return fromTables(from.Child("source"), sc)
	}
	return nil
}

// branches are the sides of a set operation through which rows flow.
func branches(setop sqltree.Node) []sqltree.Node {
	left, right := setop.Child("left"), setop.Child("right")
	if strings.HasPrefix(setop.Str("setop_type"), "UNION") {
		if more := setop.List("children"); left == nil && len(more) > 0 {
			return more
		}
		return []sqltree.Node{left, right}
	}
	return []sqltree.Node{left}
}

// refs returns the models that the query reads, wherever they stand.
func refs(query sqltree.Node) []string {
	var out []string
	seen := map[string]bool{}
	query.Walk(func(n sqltree.Node) bool {
		if n.Type() == "BASE_TABLE" && n.Str("schema_name") == RefSchema && !seen[n.Str("table_name")] {
			seen[n.Str("table_name")] = true
			out = append(out, n.Str("table_name"))
		}
		return true
	})
	return out
}

// Sources returns the tables of the snapshot that the chain's models read, the root first.
func Sources(ctx context.Context, conn *sql.Conn, c *Chain) ([]SourceName, error) {
	g, err := parseModels(ctx, conn, c)
	if err != nil {
		return nil, err
	}
	out := []SourceName{c.Root.Source}
	add := func(s SourceName) {
		if s.Schema != "" && s.Schema != RefSchema && !slices.ContainsFunc(out, func(o SourceName) bool { return strings.EqualFold(o.String(), s.String()) }) {
			out = append(out, s)
		}
	}
	for _, m := range c.Models {
		if g.trees[m.Name] == nil {
			for _, s := range m.Reads {
				add(s)
			}
		}
		g.trees[m.Name].Walk(func(n sqltree.Node) bool {
			if n.Type() == "BASE_TABLE" {
				add(SourceName{n.Str("schema_name"), n.Str("table_name")})
			}
			return true
		})
	}
	return out, nil
}
