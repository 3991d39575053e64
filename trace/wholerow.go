package trace

import (
	"context"
	"strings"

	"funneltrace/trace/sqltree"
)

// spellRows puts a struct of its columns in place of each table that is named as a value, such as r in hash(r): the hidden columns
// must not be in it.
func (q *selection) spellRows(ctx context.Context) error {
	var failed error
	spell := func(n sqltree.Node) sqltree.Node {
		if n.Class() == "SUBQUERY" || failed != nil {
			return n
		}
		parts := n.Strings("column_names")
		if n.Class() != "COLUMN_REF" || len(parts) != 1 {
			return nil
		}
		for _, l := range q.leaves {
			if !strings.EqualFold(l.alias, parts[0]) {
				continue
			}
			if owner, _, err := q.resolve(ctx, n); owner != nil || err != nil { // a column that is called like a table
				failed = err
				return n
			}
			row, err := q.rowOf(ctx, l)
			if err != nil {
				failed = err
				return n
			}
			return sqltree.Aliased(row, n.Str("alias"))
		}
		return nil
	}
	for _, key := range []string{"select_list", "group_expressions"} {
		list := q.node.List(key)
		for i := range list {
			if name := list[i].Strings("column_names"); len(name) == 1 && list[i].Str("alias") == "" && key == "select_list" {
				list[i] = sqltree.Aliased(list[i], name[0])
			}
			list[i] = list[i].Rewrite(spell)
		}
		q.node.SetList(key, list)
	}
	for _, key := range []string{"where_clause", "having", "qualify"} {
		if e := q.node.Child(key); e != nil {
			q.node[key] = map[string]any(e.Rewrite(spell))
		}
	}
	return failed
}

// rowOf is a row of the table as a struct.
func (q *selection) rowOf(ctx context.Context, l *leaf) (sqltree.Node, error) {
	columns, err := q.starColumns(ctx, sqltree.Star(l.alias, nil))
	if err != nil {
		return nil, err
	}
	fields := make([]string, len(columns))
	for i, c := range columns {
		name := sqltree.Quote(c.name)
		fields[i] = name + " := " + sqltree.Quote(l.alias) + "." + name
	}
	return q.t.parseExpr(ctx, "struct_pack("+strings.Join(fields, ", ")+")")
}
