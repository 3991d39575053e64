package tag

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// stopClock asks once for each time that a model or an expression of chain.yml asks for, so that the whole run happens at one moment.
func (t *Tracer) stopClock(ctx context.Context) error {
	t.clock = map[string]sqltree.Node{}
	asked := map[string]bool{}
	trees := slices.Collect(maps.Values(t.Graph.Trees))
	texts := []string{t.Chain.Root.Time}
	for _, d := range t.Chain.Dimensions {
		texts = append(texts, d.SQL)
	}
	for _, m := range t.Chain.Marks {
		texts = append(texts, m.When)
	}
	for _, text := range texts {
		if text == "" {
			continue
		}
		if expr, err := t.ParseExpr(ctx, text); err == nil { // what is none is told where it is used
			trees = append(trees, expr)
		}
	}
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
	columns, err := engine.Strings(ctx, t.Conn, "SELECT DISTINCT lower(column_name) FROM duckdb_columns() WHERE NOT internal")
	if err != nil {
		return fmt.Errorf("list columns: %w", err)
	}
	for _, c := range columns {
		delete(asked, "column "+c) // it means the column
	}
	functions, err := engine.Strings(ctx, t.Conn, "SELECT DISTINCT lower(function_name) FROM duckdb_functions()")
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
	if err := t.Conn.QueryRowContext(ctx, "SELECT "+strings.Join(list, ", ")).Scan(engine.Pointers(said)...); err != nil {
		return fmt.Errorf("ask for the time: %w", err)
	}
	for i, text := range said {
		if t.clock[keys[i]], err = t.ParseExpr(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// atOnce returns the tree with the moment of the run in place of each question for the time.
func (p *printer) atOnce(n sqltree.Node) sqltree.Node {
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
