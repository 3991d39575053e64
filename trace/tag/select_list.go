package tag

import (
	"context"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// expandItems makes the SELECT list explicit: each star becomes the columns that it stands for.
func (q *selection) expandItems(ctx context.Context) error {
	for _, expr := range q.node.List("select_list") {
		fields, err := q.structFields(ctx, expr)
		if err != nil {
			return err
		}
		if len(fields) > 0 {
			q.items = append(q.items, fields...)
			continue
		}
		if !sqltree.HasStar(expr) {
			q.items = append(q.items, item{name: expr.Str("alias"), expr: expr})
			continue
		}
		if q.t.HasAggregate(expr) || sqltree.HasWindow(expr) {
			return cannot("COLUMNS(…) inside an aggregate or a window")
		}
		list, err := q.expandStar(ctx, expr)
		if err != nil {
			return err
		}
		q.items = append(q.items, list...)
	}
	return q.nameItems(ctx)
}

// spellConditions puts a conjunct of the WHERE for each column in place of one with COLUMNS(…): all of them must hold.
func (q *selection) spellConditions(ctx context.Context) error {
	where := q.node.Child("where_clause")
	if !sqltree.HasStar(where) {
		return nil
	}
	var all []sqltree.Node
	for _, c := range sqltree.Conjuncts(where) {
		list, err := q.spellCondition(ctx, c)
		if err != nil {
			return err
		}
		all = append(all, list...)
	}
	q.node.Set("where_clause", sqltree.And(all...))
	return nil
}

func (q *selection) spellCondition(ctx context.Context, c sqltree.Node) ([]sqltree.Node, error) {
	var star sqltree.Node
	several := false
	c.Walk(func(n sqltree.Node) bool {
		if n.Class() == "STAR" {
			several = several || star != nil && star.Key() != n.Key()
			star = n
		}
		return n.Class() != "SUBQUERY" && n.Class() != "STAR" // COLUMNS(c -> …) has another star inside
	})
	if star == nil {
		return []sqltree.Node{c}, nil
	}
	columns, err := q.starColumns(ctx, star)
	switch {
	case err != nil:
		return nil, err
	case len(columns) == 1: // it says more as it was written
		return []sqltree.Node{c}, nil
	case several || len(q.leaves) > 1 && star.Str("relation_name") == "":
		return nil, cannot("COLUMNS(…) in a condition over several tables")
	}
	var out []sqltree.Node
	for _, column := range columns {
		parts := []string{column.Name}
		if relation := star.Str("relation_name"); relation != "" {
			parts = []string{relation, column.Name}
		}
		out = append(out, c.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
			if n.Class() != "STAR" {
				return nil
			}
			ref := sqltree.Col(parts...)
			ref["query_location"] = n["query_location"]
			return ref
		}))
	}
	return out, nil
}

func (q *selection) expandStar(ctx context.Context, star sqltree.Node) ([]item, error) {
	plain := star.Clone()
	replaced := map[string]sqltree.Node{}
	for _, r := range plain.List("replace_list") {
		replaced[strings.ToLower(r.Str("key"))] = r.Child("value")
	}
	renamed := map[string]string{} // new name to old
	for _, r := range plain.List("rename_list") {
		renamed[strings.ToLower(r.Str("value"))] = r.Child("key").Str("column")
	}
	cols, err := q.starColumns(ctx, plain)
	if err != nil {
		return nil, err
	}
	qualifier := star.Str("relation_name")
	if plain.Class() != "STAR" {
		qualifier = ""
	}
	owners, err := q.owners(ctx, cols, qualifier)
	if err != nil {
		return nil, err
	}
	var out []item
	for i, c := range cols {
		name := c.Name
		if old, ok := renamed[strings.ToLower(name)]; ok {
			name = old
		}
		expr := replaced[strings.ToLower(name)]
		if expr == nil {
			expr = owners[i](name)
		}
		out = append(out, item{name: c.Name, expr: expr})
	}
	return out, nil
}

// owners returns for each column of a star how to refer to it. Repeated names are told apart by their tables.
func (q *selection) owners(ctx context.Context, cols []trace.Column, qualifier string) ([]func(string) sqltree.Node, error) {
	out := make([]func(string) sqltree.Node, len(cols))
	repeated := map[string]int{}
	for _, c := range cols {
		repeated[strings.ToLower(c.Name)]++
	}
	used := map[*leaf]map[string]bool{}
	for i, c := range cols {
		name := strings.ToLower(c.Name)
		if qualifier != "" {
			out[i] = func(n string) sqltree.Node { return sqltree.Col(qualifier, n) }
			continue
		}
		if repeated[name] == 1 {
			out[i] = func(n string) sqltree.Node { return sqltree.Col(n) }
			continue
		}
		for _, l := range q.writtenOrder() {
			has, err := q.columnsOf(ctx, l)
			if err != nil {
				return nil, err
			}
			if has[name] && !used[l][name] {
				if used[l] == nil {
					used[l] = map[string]bool{}
				}
				used[l][name] = true
				out[i] = func(n string) sqltree.Node { return sqltree.Col(l.alias, n) }
				break
			}
		}
		if out[i] == nil {
			return nil, cannot("column %s of * belongs to no table that can be told", c.Name)
		}
	}
	return out, nil
}

// writtenOrder returns the tables of the FROM from left to right.
func (q *selection) writtenOrder() []*leaf {
	var out []*leaf
	var visit func(sqltree.Node)
	visit = func(n sqltree.Node) {
		if n.Type() == "JOIN" {
			visit(n.Child("left"))
			visit(n.Child("right"))
			return
		}
		for _, l := range q.leaves {
			if strings.EqualFold(l.alias, sqltree.TableAlias(n)) {
				out = append(out, l)
			}
		}
	}
	visit(q.inOrder)
	return out
}

// nameItems gives each item the name that its column has in the plain relation.
func (q *selection) nameItems(ctx context.Context) error {
	list := make([]string, len(q.items))
	var unnamed []int
	for i, it := range q.items {
		list[i] = it.name
		if it.name == "" && it.expr.Class() == "COLUMN_REF" {
			parts := it.expr.Strings("column_names")
			list[i] = parts[len(parts)-1]
		}
		if list[i] == "" {
			unnamed = append(unnamed, i)
		}
	}
	for _, i := range unnamed {
		text, err := sqltree.PrintExpr(ctx, q.t.Conn, q.items[i].expr) // the name that DuckDB gives it
		if err != nil {
			return err
		}
		list[i] = text
	}
	for i, name := range sqltree.DedupNames(list) {
		q.items[i].name = name
	}
	return nil
}

// resolveAliases puts the expression in place of each name and number that stands for an item of the SELECT list.
// As in DuckDB, a column of the FROM comes before an alias; but where an element of ORDER BY or DISTINCT ON is nothing but
// a name, the alias comes first.
func (q *selection) resolveAliases() {
	aliases := map[string]sqltree.Node{}
	columns := map[string]bool{}
	for _, c := range q.fromCols {
		columns[strings.ToLower(c.Name)] = true
	}
	for i := range q.items {
		it := &q.items[i]
		it.expr = sqltree.Substitute(it.expr, aliases, columns)
		if a := it.expr.Str("alias"); a != "" {
			aliases[strings.ToLower(a)] = sqltree.WithoutAlias(it.expr)
		}
		it.expr = sqltree.WithoutAlias(it.expr)
	}
	replace := func(e sqltree.Node) sqltree.Node { return sqltree.Substitute(e, aliases, columns) }
	if e := q.node.Child("where_clause"); e != nil {
		q.node.Set("where_clause", replace(e))
	}
	var groups []sqltree.Node
	for _, g := range q.node.List("group_expressions") {
		if it := q.itemAt(g); it != nil {
			g = it.expr
		} else {
			g = replace(g)
		}
		groups = append(groups, g)
	}
	q.node.SetList("group_expressions", groups)
	if q.grouped() {
		replace = func(e sqltree.Node) sqltree.Node { return q.substituteGrouped(e, aliases, columns) }
	}
	for _, part := range []string{"having", "qualify"} {
		if e := q.node.Child(part); e != nil {
			q.node.Set(part, replace(e))
		}
	}
	named := func(e sqltree.Node) sqltree.Node { // what names or numbers an item is the item
		if it := q.itemAt(e); it != nil {
			return it.expr.Clone()
		}
		if parts := e.Strings("column_names"); e.Class() == "COLUMN_REF" && len(parts) == 1 && aliases[strings.ToLower(parts[0])] != nil {
			return aliases[strings.ToLower(parts[0])].Clone()
		}
		return replace(e)
	}
	for _, m := range q.node.List("modifiers") {
		if targets := m.List("distinct_on_targets"); len(targets) > 0 {
			for i, d := range targets {
				targets[i] = named(d)
			}
			m.SetList("distinct_on_targets", targets)
		}
		for _, o := range m.List("orders") {
			o.Set("expression", named(o.Child("expression")))
		}
	}
}

// itemAt returns the item whose number the expression is, or nil.
func (q *selection) itemAt(expr sqltree.Node) *item {
	if n, ok := sqltree.Ordinal(expr); ok && n >= 1 && n <= len(q.items) {
		return &q.items[n-1]
	}
	return nil
}

// substituteGrouped is substitute over groups: there a name that is no key, and stands in no aggregate, can only be an alias.
func (q *selection) substituteGrouped(expr sqltree.Node, aliases map[string]sqltree.Node, columns map[string]bool) sqltree.Node {
	keys := map[string]bool{}
	for _, g := range q.node.List("group_expressions") {
		keys[g.Key()] = true
	}
	return expr.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		switch {
		case n.Class() == "SUBQUERY" || keys[n.Key()]:
			return n
		case q.t.IsAggregate(n):
			return sqltree.Substitute(n, aliases, columns)
		case n.Class() == "COLUMN_REF":
			return sqltree.Substitute(n, aliases, nil)
		}
		return nil
	})
}
