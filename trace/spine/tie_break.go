package spine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// BreakTie returns a copy of the chain in which the windows of a model that DuckDB prints as over also order by the model's
// columns, after what they order by already. The windows must stand in the model's own SELECT, not in a query inside it.
// An error says why the model cannot be changed.
func BreakTie(ctx context.Context, conn *sql.Conn, c *trace.Chain, model, over string, columns []string) (*trace.Chain, error) {
	m, ok := c.Model(model)
	if !ok {
		return nil, fmt.Errorf("there is no model %s", model)
	}
	if m.Broken != nil {
		return nil, brokenModel(m)
	}
	tree, err := sqltree.Parse(ctx, conn, m.SQL)
	if err != nil {
		return nil, err
	}
	body, _ := Enter(tree, nil)
	if body.Type() != "SELECT_NODE" {
		return nil, fmt.Errorf("%s is no plain SELECT", model)
	}
	var more []sqltree.Node
	for _, name := range columns {
		more = append(more, sqltree.Ascending(writtenAs(body, name)))
	}
	changed := 0
	change := func(n sqltree.Node) (failed error) {
		n.Walk(func(n sqltree.Node) bool {
			if n.Class() != "WINDOW" {
				return n.Class() != "SUBQUERY"
			}
			text, err := sqltree.PrintExpr(ctx, conn, sqltree.WithoutAlias(n))
			if err != nil {
				failed = err
			} else if text == over {
				n.SetList("orders", append(n.List("orders"), more...))
				changed++
			}
			return false
		})
		return failed
	}
	for _, item := range append(body.List("select_list"), body.Child("qualify")) {
		if err := change(item); err != nil {
			return nil, err
		}
	}
	if changed == 0 {
		return nil, fmt.Errorf("the window stands in a query inside %s", model)
	}
	text, err := sqltree.Print(ctx, conn, tree)
	if err != nil {
		return nil, err
	}
	out := *c
	out.Models = append([]trace.Model(nil), c.Models...)
	for i := range out.Models {
		if out.Models[i].Name == model {
			out.Models[i].SQL, out.Models[i].Text, out.Models[i].Stretches = text, text, nil
		}
	}
	return &out, nil
}

// writtenAs is the expression of a SELECT's column; a column that a star brings in is its name.
func writtenAs(body sqltree.Node, name string) sqltree.Node {
	for _, item := range body.List("select_list") {
		alias := item.Str("alias")
		if parts := item.Strings("column_names"); alias == "" && item.Class() == "COLUMN_REF" {
			alias = parts[len(parts)-1]
		}
		if strings.EqualFold(alias, name) {
			return sqltree.WithoutAlias(item)
		}
	}
	return sqltree.Col(name)
}
