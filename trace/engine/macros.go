package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// macro is a function that DuckDB has as SQL: regexp_split_to_table(text, pattern) is unnest(string_split_regex(text, pattern)).
type macro struct {
	params []string
	body   sqltree.Node
}

// writtenMacro is a macro as the engine lists it.
type writtenMacro struct{ name, params, body string }

// readMacros finds the macros of which it matters what they are made of: aggregates, and what makes several rows of one.
func (c *Catalog) readMacros(ctx context.Context, conn *sql.Conn, list []writtenMacro) error {
	list, bodies, err := bodiesOf(ctx, conn, c.mayMatter(list))
	if err != nil {
		return fmt.Errorf("read DuckDB's macros: %w", err)
	}
	c.macros = map[string]macro{}
	all := map[string]macro{}
	for i, f := range list {
		bodies[i].Walk(func(n sqltree.Node) bool {
			delete(n, "query_location")
			return true
		})
		all[strings.ToLower(f.name)] = macro{strings.Split(f.params, ","), bodies[i]}
	}
	for more := true; more; { // one may be made of another
		more = false
		for name, m := range all {
			if _, has := c.macros[name]; !has && (c.HasAggregate(m.body) || sqltree.HasUnnest(m.body) || c.hasMacro(m.body)) {
				c.macros[name], more = m, true
			}
		}
	}
	return nil
}

// mayMatter are the macros in whose text the name of an aggregate stands, of unnest, or of another such macro.
func (c *Catalog) mayMatter(list []writtenMacro) (out []writtenMacro) {
	names := append(slices.Collect(maps.Keys(c.aggregate)), "unnest")
	names = slices.DeleteFunc(names, func(name string) bool { return name != "unnest" && !c.aggregate[name] })
	for before := -1; before < len(out); {
		before, out = len(out), nil
		for _, f := range list {
			body := strings.ToLower(f.body)
			if slices.ContainsFunc(names, func(name string) bool { return strings.Contains(body, name+"(") }) {
				out, names = append(out, f), append(names, strings.ToLower(f.name))
			}
		}
	}
	return out
}

// bodiesOf parses all macros at once: to ask the engine for one after the other took as long as a small trace. Those that reach for
// what SQL here is not told are left out.
func bodiesOf(ctx context.Context, conn *sql.Conn, list []writtenMacro) ([]writtenMacro, []sqltree.Node, error) {
	for len(list) > 0 {
		texts := make([]string, len(list))
		for i, f := range list {
			texts[i] = f.body
		}
		tree, err := sqltree.Parse(ctx, conn, "SELECT "+strings.Join(texts, ", "))
		var reaches *sqltree.ReachError
		if errors.As(err, &reaches) {
			before := len(list)
			list = slices.DeleteFunc(list, func(f writtenMacro) bool { return strings.Contains(strings.ToLower(f.body), reaches.Name) })
			if len(list) < before {
				continue
			}
		}
		if err != nil {
			return nil, nil, err
		}
		if bodies := tree.List("select_list"); len(bodies) == len(list) {
			return list, bodies, nil
		}
		return nil, nil, fmt.Errorf("%d texts are not as many expressions", len(list))
	}
	return nil, nil, nil
}

func (c *Catalog) hasMacro(expr sqltree.Node) bool {
	found := false
	expr.Walk(func(n sqltree.Node) bool {
		_, is := c.macros[strings.ToLower(n.Str("function_name"))]
		found = found || n.Class() == "FUNCTION" && is
		return !found
	})
	return found
}

// Expand returns what a call of a macro is made of; nil if the node is none, or none of which that matters.
func (c Catalog) Expand(call sqltree.Node) sqltree.Node {
	m, is := c.macros[strings.ToLower(call.Str("function_name"))]
	args := call.List("children")
	if !is || call.Class() != "FUNCTION" || len(args) != len(m.params) {
		return nil
	}
	expand := func(n sqltree.Node) sqltree.Node { return c.Expand(n) }
	given := map[string]sqltree.Node{}
	for i, p := range m.params {
		given[strings.ToLower(p)] = args[i].Clone().Rewrite(expand)
	}
	out := m.body.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		if parts := n.Strings("column_names"); n.Class() == "COLUMN_REF" && len(parts) == 1 && given[strings.ToLower(parts[0])] != nil {
			return sqltree.WithoutAlias(given[strings.ToLower(parts[0])])
		}
		return nil
	})
	return sqltree.WithAliasOf(out.Rewrite(expand), call)
}
