package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"funneltrace/trace/sqltree"
)

// bareClock is how our calls begin that stand for a name without parentheses.
const bareClock = Hidden + "clock_"

// TellClock puts a call in place of each bare name that asks for the time, as CURRENT_TIMESTAMP does: to whoever looks at the tree, a name
// is a column. columns are those that are.
func (p *Printer) TellClock(tree sqltree.Node, columns map[string]bool) sqltree.Node {
	asks := func(n sqltree.Node) bool {
		name := sqltree.BareClock(n)
		return name != "" && !columns[name]
	}
	tree.Walk(func(n sqltree.Node) bool {
		for _, item := range n.List("select_list") {
			if asks(item) && item.Str("alias") == "" {
				item["alias"] = item.Strings("column_names")[0] // the column's name stays
			}
		}
		return true
	})
	return tree.Rewrite(func(n sqltree.Node) sqltree.Node {
		if !asks(n) {
			return nil
		}
		call := bareClock + sqltree.BareClock(n)
		p.written[call] = sqltree.WithoutAlias(n)
		out := sqltree.WithAliasOf(sqltree.Call(call), n)
		out["query_location"] = n["query_location"]
		return out
	})
}

// StopClock asks once for each time that one of the trees asks for, so that all that is printed happens at one moment: at that one,
// or else now.
func (p *Printer) StopClock(ctx context.Context, trees []sqltree.Node, at time.Time) error {
	calls := map[string]bool{}
	asked := map[string]string{} // the SQL, by the name of the call
	for _, tree := range trees {
		tree.Walk(func(n sqltree.Node) bool {
			if name := sqltree.AsksTime(n); name != "" {
				calls[name] = true
			} else if name, bare := strings.CutPrefix(n.Str("function_name"), bareClock); bare {
				asked[n.Str("function_name")] = name
			}
			return true
		})
	}
	for name := range calls {
		n, err := p.Count(ctx, "SELECT count(*) FROM duckdb_functions() WHERE lower(function_name) = "+sqltree.Literal(name))
		if err != nil {
			return fmt.Errorf("list functions: %w", err)
		}
		if n > 0 { // current_timestamp() is none; the model that calls it will say so
			asked[name] = name + "()"
		}
	}
	if len(asked) == 0 {
		return nil
	}
	if p.Moment = at; at.IsZero() {
		if err := p.Conn.QueryRowContext(ctx, "SELECT now()").Scan(&p.Moment); err != nil {
			return fmt.Errorf("ask for the time: %w", err)
		}
	}
	moment := "CAST('" + p.Moment.UTC().Format("2006-01-02 15:04:05.999999") + "' AS TIMESTAMP)" // the engine's time zone is UTC
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		var kind, value string
		err := p.Conn.QueryRowContext(ctx, "SELECT typeof("+asked[name]+")").Scan(&kind)
		if err == nil {
			err = p.Conn.QueryRowContext(ctx, fmt.Sprintf("SELECT CAST(CAST(%s AS %s) AS VARCHAR)", moment, kind)).Scan(&value)
		}
		if err != nil {
			return fmt.Errorf("ask for the time: %w", err)
		}
		if p.clock[name], err = p.ParseExpr(ctx, "CAST("+sqltree.Literal(value)+" AS "+kind+")"); err != nil {
			return err
		}
		p.Asked = append(p.Asked, strings.ToUpper(strings.TrimPrefix(name, bareClock)))
	}
	slices.Sort(p.Asked)
	p.Asked = slices.Compact(p.Asked)
	return nil
}

// atOnce returns the tree with the moment of the run in place of each question for the time.
func (p *Printer) atOnce(n sqltree.Node) sqltree.Node {
	if len(p.clock) == 0 {
		return n
	}
	return n.Clone().Rewrite(func(x sqltree.Node) sqltree.Node {
		name := sqltree.AsksTime(x)
		if name == "" && strings.HasPrefix(x.Str("function_name"), bareClock) {
			name = x.Str("function_name")
		}
		if at := p.clock[name]; at != nil {
			return sqltree.WithAliasOf(at.Clone(), x)
		}
		return nil
	})
}

// ClockStopped says whether anything asks for the time: then a text as it was written happens at a moment of its own.
func (p *Printer) ClockStopped() bool { return len(p.clock) > 0 }
