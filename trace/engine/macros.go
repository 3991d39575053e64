package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// macro is a function that DuckDB has as SQL: regexp_split_to_table(text, pattern) is unnest(string_split_regex(text, pattern)).
type macro struct {
	params []string
	body   sqltree.Node
}

// readMacros finds the macros of which it matters what they are made of: aggregates, and what makes several rows of one.
func (c *Catalog) readMacros(ctx context.Context, conn *sql.Conn) error {
	rows, err := conn.QueryContext(ctx, "SELECT DISTINCT function_name, array_to_string(parameters, ','), macro_definition FROM duckdb_functions() WHERE function_type = 'macro' AND internal")
	if err != nil {
		return fmt.Errorf("list DuckDB's macros: %w", err)
	}
	defer rows.Close()
	type found struct{ name, params, body string }
	var list []found
	for rows.Next() {
		var f found
		if err := rows.Scan(&f.name, &f.params, &f.body); err != nil {
			return err
		}
		list = append(list, f)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	c.macros = map[string]macro{}
	all := map[string]macro{}
	for _, f := range list {
		body, err := sqltree.ParseExpr(ctx, conn, f.body)
		if err != nil { // it is not one that this program follows
			continue
		}
		body.Walk(func(n sqltree.Node) bool {
			delete(n, "query_location")
			return true
		})
		all[strings.ToLower(f.name)] = macro{strings.Split(f.params, ","), body}
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
