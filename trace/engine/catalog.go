package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"

	"funneltrace/trace/sqltree"
)

// Catalog is what DuckDB says of its functions.
type Catalog struct {
	aggregate, Volatile map[string]bool
	macros              map[string]macro
}

// known is the catalog once it was read: the engine's functions are the same for the whole process.
var known struct {
	sync.Mutex
	catalog Catalog
}

// ReadCatalog asks the engine for its functions, once for the whole process.
func ReadCatalog(ctx context.Context, conn *sql.Conn) (Catalog, error) {
	known.Lock()
	defer known.Unlock()
	if known.catalog.aggregate != nil {
		return known.catalog, nil
	}
	c := Catalog{aggregate: map[string]bool{}, Volatile: map[string]bool{}}
	rows, err := conn.QueryContext(ctx, `SELECT DISTINCT function_name, function_type = 'aggregate', coalesce(stability = 'VOLATILE', FALSE),
		coalesce(array_to_string(parameters, ','), ''), CASE WHEN function_type = 'macro' AND internal THEN macro_definition END
		FROM duckdb_functions() WHERE function_type = 'aggregate' OR stability = 'VOLATILE' OR function_type = 'macro' AND internal`)
	if err != nil {
		return c, fmt.Errorf("list DuckDB's functions: %w", err)
	}
	defer rows.Close()
	var written []writtenMacro
	for rows.Next() {
		var name, params string
		var agg, vol bool
		var body sql.NullString
		if err := rows.Scan(&name, &agg, &vol, &params, &body); err != nil {
			return c, err
		}
		if body.Valid {
			written = append(written, writtenMacro{name, params, body.String})
		}
		c.aggregate[name] = c.aggregate[name] || agg
		c.Volatile[name] = c.Volatile[name] || vol && !agg
	}
	if err := rows.Err(); err != nil {
		return c, err
	}
	if err := c.readMacros(ctx, conn, written); err != nil {
		return c, err
	}
	known.catalog = c
	return c, nil
}

// Aggregates reports whether the expression has an aggregate outside of a window.
func (c Catalog) Aggregates(expr sqltree.Node) bool {
	found := false
	expr.Walk(func(n sqltree.Node) bool {
		found = found || n.Class() == "FUNCTION" && c.aggregate[strings.ToLower(n.Str("function_name"))]
		return !found && n.Class() != "SUBQUERY" && n.Class() != "WINDOW"
	})
	return found
}

// HasAggregate says whether the expression has an aggregate of this SELECT, not of a subquery or a window.
func (c Catalog) HasAggregate(expr sqltree.Node) bool {
	found := false
	expr.Walk(func(n sqltree.Node) bool {
		if found || n.Class() == "SUBQUERY" {
			return false
		}
		if n.Class() == "WINDOW" { // sum(count(*)) OVER (…) has one below it
			for _, key := range []string{"children", "partitions"} {
				for _, x := range n.List(key) {
					found = found || c.HasAggregate(x)
				}
			}
			for _, o := range n.List("orders") {
				found = found || c.HasAggregate(o.Child("expression"))
			}
			return false
		}
		found = c.IsAggregate(n)
		return !found
	})
	return found
}

// IsAggregate says whether the node is the call of an aggregate.
func (c Catalog) IsAggregate(n sqltree.Node) bool {
	return n.Class() == "FUNCTION" && c.aggregate[strings.ToLower(n.Str("function_name"))]
}

// VolatileIn returns the name of a function in the expression that gives another value each time; empty if there is none.
func (c Catalog) VolatileIn(expr sqltree.Node) string {
	found := ""
	expr.Walk(func(n sqltree.Node) bool {
		if n.Class() == "FUNCTION" && c.Volatile[n.Str("function_name")] {
			found = n.Str("function_name")
		}
		return found == ""
	})
	return found
}
