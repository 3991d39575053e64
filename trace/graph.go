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

// ModelError is a model that cannot be used, with the place in its file.
type ModelError struct {
	Pos     Pos
	Message string
	Hint    string
}

func (e *ModelError) Error() string {
	msg := fmt.Sprintf("%s: %s", e.Pos, e.Message)
	if e.Hint != "" {
		msg += " (" + e.Hint + ")"
	}
	return msg
}

// graph is the chain's models as syntax trees.
type graph struct {
	chain *Chain
	trees map[string]sqltree.Node
}

func parseModels(ctx context.Context, conn *sql.Conn, c *Chain) (*graph, error) {
	g := &graph{chain: c, trees: map[string]sqltree.Node{}}
	for _, m := range c.Models {
		tree, err := sqltree.Parse(ctx, conn, m.SQL)
		var syntax *sqltree.SyntaxError
		switch {
		case errors.As(err, &syntax):
			return nil, &ModelError{Pos: posAt(m, max(syntax.Position, 0)), Message: "SQL does not parse: " + syntax.Message}
		case errors.Is(err, sqltree.ErrNotSelect):
			return nil, &ModelError{Pos: posAt(m, 0), Message: "a model is one SELECT", Hint: "PIVOT and other statements cannot be traced"}
		case err != nil:
			return nil, fmt.Errorf("read model %s: %w", m.Name, err)
		}
		g.trees[m.Name] = tree
	}
	return g, nil
}

// spine returns the names of the models from the one that reads the root to the number's.
func (g *graph) spine() ([]string, error) {
	path := g.pathTo(g.chain.Number.Model, map[string]bool{})
	if path == nil {
		return nil, fmt.Errorf("chain %s: no path of models leads from source %s to model %s", g.chain.Name, g.chain.Root.Source, g.chain.Number.Model)
	}
	return path, nil
}

func (g *graph) pathTo(model string, seen map[string]bool) []string {
	if seen[model] || g.trees[model] == nil {
		return nil
	}
	seen[model] = true
	defer delete(seen, model)
	for _, table := range flowTables(g.trees[model], nil) {
		if g.isRoot(table) {
			return []string{model}
		}
		if table.Str("schema_name") == RefSchema {
			if path := g.pathTo(table.Str("table_name"), seen); path != nil {
				return append(path, model)
			}
		}
	}
	return nil
}

func (g *graph) isRoot(table sqltree.Node) bool {
	src := g.chain.Root.Source
	return strings.EqualFold(table.Str("schema_name"), src.Schema) && strings.EqualFold(table.Str("table_name"), src.Table)
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

// posAt is the place of a byte offset of the model's SQL.
func posAt(m Model, offset int) Pos {
	text := m.Text
	if text == "" {
		text = m.SQL
	}
	offset = min(max(offset, 0), len(text))
	if len(m.Places) > 0 {
		return m.placeOf(offset)
	}
	before := text[:offset]
	line := strings.Count(before, "\n") + 1
	col := offset - (strings.LastIndexByte(before, '\n') + 1) + 1
	file := m.File
	if file == "" {
		file = m.Name
	}
	return Pos{File: file, Line: line, Column: col}
}

// Sources returns the tables of the snapshot that the chain's models read, the root first.
func Sources(ctx context.Context, conn *sql.Conn, c *Chain) ([]SourceName, error) {
	g, err := parseModels(ctx, conn, c)
	if err != nil {
		return nil, err
	}
	out := []SourceName{c.Root.Source}
	for _, m := range c.Models {
		g.trees[m.Name].Walk(func(n sqltree.Node) bool {
			s := SourceName{n.Str("schema_name"), n.Str("table_name")}
			if n.Type() == "BASE_TABLE" && s.Schema != "" && s.Schema != RefSchema && !slices.ContainsFunc(out, func(o SourceName) bool { return strings.EqualFold(o.String(), s.String()) }) {
				out = append(out, s)
			}
			return true
		})
	}
	return out, nil
}
