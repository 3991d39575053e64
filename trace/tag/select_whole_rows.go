package tag

import (
	"context"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// spellRows puts a struct of its columns in place of each table that is named as a value, such as r in hash(r): the hidden columns
// must not be in it. It also puts what it is made of in place of each macro that makes rows of a row, or one of several.
func (q *selection) spellRows(ctx context.Context) error {
	var failed error
	spell := func(n sqltree.Node) sqltree.Node {
		if n.Class() == "SUBQUERY" || failed != nil {
			return n
		}
		if made := q.t.Expand(n); made != nil {
			return made
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
	items := q.node.List("select_list")
	for i, item := range items {
		spelled := item.Clone().Rewrite(spell)
		if failed == nil && item.Str("alias") == "" && spelled.Key() != item.Key() { // it keeps its name
			var name string
			if name, failed = sqltree.PrintExpr(ctx, q.t.Conn, item); failed == nil {
				spelled = sqltree.Aliased(spelled, name)
			}
		}
		items[i] = spelled
	}
	q.node.SetList("select_list", items)
	sqltree.SpellList(q.node, "group_expressions", spell)
	for _, key := range []string{"where_clause", "having", "qualify"} {
		if e := q.node.Child(key); e != nil {
			q.node.Set(key, e.Rewrite(spell))
		}
	}
	for _, m := range q.node.List("modifiers") {
		sqltree.SpellList(m, "distinct_on_targets", spell)
		for _, o := range m.List("orders") {
			o.Set("expression", o.Child("expression").Rewrite(spell))
		}
	}
	return failed
}

// namesRow says whether the condition has a table as a value.
func (q *selection) namesRow(ctx context.Context, cond sqltree.Node) bool {
	found := false
	cond.Walk(func(n sqltree.Node) bool {
		if parts := n.Strings("column_names"); n.Class() == "COLUMN_REF" && len(parts) == 1 {
			isTable := slices.ContainsFunc(q.leaves, func(l *leaf) bool { return strings.EqualFold(l.alias, parts[0]) })
			owner, _, err := q.resolve(ctx, n)
			found = found || isTable && owner == nil && err == nil
		}
		return !found && n.Class() != "SUBQUERY"
	})
	return found
}

// rowOf is a row of the table as a struct.
func (q *selection) rowOf(ctx context.Context, l *leaf) (sqltree.Node, error) {
	columns, err := q.starColumns(ctx, sqltree.Star(l.alias, nil))
	if err != nil {
		return nil, err
	}
	fields := make([]string, len(columns))
	for i, c := range columns {
		name := sqltree.Quote(c.Name)
		fields[i] = name + " := " + sqltree.Quote(l.alias) + "." + name
	}
	return q.t.ParseExpr(ctx, "struct_pack("+strings.Join(fields, ", ")+")")
}
