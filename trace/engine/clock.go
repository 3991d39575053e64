package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// StopClock asks once for each time that one of the trees asks for, so that all that is printed happens at one moment.
func (p *Printer) StopClock(ctx context.Context, trees []sqltree.Node) error {
	asked := map[string]bool{}
	for _, tree := range trees {
		tree.Walk(func(n sqltree.Node) bool {
			if name := sqltree.AsksTime(n); name != "" {
				asked[name] = true
			}
			return true
		})
	}
	if len(asked) == 0 {
		return nil
	}
	columns, err := Strings(ctx, p.Conn, "SELECT DISTINCT lower(column_name) FROM duckdb_columns() WHERE NOT internal")
	if err != nil {
		return fmt.Errorf("list columns: %w", err)
	}
	for _, c := range columns {
		delete(asked, "column "+c) // it means the column
	}
	functions, err := Strings(ctx, p.Conn, "SELECT DISTINCT lower(function_name) FROM duckdb_functions()")
	if err != nil {
		return fmt.Errorf("list functions: %w", err)
	}
	for key := range asked {
		if !strings.HasPrefix(key, "column ") && !slices.Contains(functions, key) {
			delete(asked, key) // current_timestamp() is none; the model that calls it will say so
		}
	}
	var keys, list []string
	for _, key := range slices.Sorted(maps.Keys(asked)) {
		call := strings.TrimPrefix(key, "column ")
		if call == key {
			call += "()"
		}
		keys = append(keys, key)
		list = append(list, "'CAST(''' || CAST("+call+" AS VARCHAR) || ''' AS ' || typeof("+call+") || ')'")
	}
	if len(list) == 0 {
		return nil
	}
	said := make([]string, len(list))
	if err := p.Conn.QueryRowContext(ctx, "SELECT "+strings.Join(list, ", ")).Scan(Pointers(said)...); err != nil {
		return fmt.Errorf("ask for the time: %w", err)
	}
	for i, text := range said {
		if p.clock[keys[i]], err = p.ParseExpr(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// atOnce returns the tree with the moment of the run in place of each question for the time.
func (p *Printer) atOnce(n sqltree.Node) sqltree.Node {
	if len(p.clock) == 0 {
		return n
	}
	return n.Clone().Rewrite(func(x sqltree.Node) sqltree.Node {
		if at := p.clock[sqltree.AsksTime(x)]; at != nil {
			return sqltree.WithAliasOf(at.Clone(), x)
		}
		return nil
	})
}

// ClockStopped says whether anything asks for the time: then a text as it was written happens at a moment of its own.
func (p *Printer) ClockStopped() bool { return len(p.clock) > 0 }
