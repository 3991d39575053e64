package trace

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// clocks are the calls and names that ask what time it is.
// A transaction would stop them too, but DuckDB reads what a transaction has just written with one thread only.
var clocks = []string{
	"now", "today", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp",
	"get_current_time", "get_current_timestamp", "transaction_timestamp",
}

// stopClock asks once for each time that a model or an expression of chain.yml asks for, so that the whole run happens at one moment.
func (t *tracer) stopClock(ctx context.Context) error {
	t.clock = map[string]sqltree.Node{}
	asked := map[string]bool{}
	trees := slices.Collect(maps.Values(t.graph.trees))
	texts := []string{t.chain.Root.Time}
	for _, d := range t.chain.Dimensions {
		texts = append(texts, d.SQL)
	}
	for _, m := range t.chain.Marks {
		texts = append(texts, m.When)
	}
	for _, text := range texts {
		if text == "" {
			continue
		}
		if expr, err := t.parseExpr(ctx, text); err == nil { // what is none is told where it is used
			trees = append(trees, expr)
		}
	}
	for _, tree := range trees {
		tree.Walk(func(n sqltree.Node) bool {
			if name := asksTime(n); name != "" {
				asked[name] = true
			}
			return true
		})
	}
	if len(asked) == 0 {
		return nil
	}
	columns, err := stringsOf(ctx, t.conn, "SELECT DISTINCT lower(column_name) FROM duckdb_columns() WHERE NOT internal")
	if err != nil {
		return fmt.Errorf("list columns: %w", err)
	}
	for _, c := range columns {
		delete(asked, "column "+c) // it means the column
	}
	functions, err := stringsOf(ctx, t.conn, "SELECT DISTINCT lower(function_name) FROM duckdb_functions()")
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
	if err := t.conn.QueryRowContext(ctx, "SELECT "+strings.Join(list, ", ")).Scan(pointers(said)...); err != nil {
		return fmt.Errorf("ask for the time: %w", err)
	}
	for i, text := range said {
		if t.clock[keys[i]], err = t.parseExpr(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// asksTime returns how the node asks for the time, as a key of the clock; empty if it does not.
func asksTime(n sqltree.Node) string {
	name, prefix := "", ""
	switch n.Class() {
	case "FUNCTION":
		if len(n.List("children")) == 0 {
			name = n.Str("function_name")
		}
	case "COLUMN_REF":
		if parts := n.Strings("column_names"); len(parts) == 1 {
			name, prefix = parts[0], "column "
		}
	}
	for _, c := range clocks {
		if strings.EqualFold(c, name) {
			return prefix + c
		}
	}
	return ""
}

// atOnce returns the tree with the moment of the run in place of each question for the time.
func (t *tracer) atOnce(n sqltree.Node) sqltree.Node {
	if len(t.clock) == 0 {
		return n
	}
	return n.Clone().Rewrite(func(x sqltree.Node) sqltree.Node {
		if at := t.clock[asksTime(x)]; at != nil {
			return withAliasOf(at.Clone(), x)
		}
		return nil
	})
}
