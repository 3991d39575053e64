package tag

import (
	"context"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// outerColumns are the columns of the FROM that a subquery reads; none if they cannot be told from its own.
func (q *selection) outerColumns(ctx context.Context, subquery sqltree.Node) []sqltree.Node {
	own, known := q.ownColumns(ctx, subquery)
	if !known {
		return nil
	}
	var out []sqltree.Node
	subquery.Child("subquery").Walk(func(n sqltree.Node) bool {
		if n.Class() == "COLUMN_REF" && !own.has(n) {
			if l, _, err := q.resolve(ctx, n); l != nil && err == nil {
				out = append(out, n)
			}
		}
		return true
	})
	return out
}

// ownNames are the tables of a subquery, and their columns, lower case.
type ownNames struct{ tables, columns map[string]bool }

func (own ownNames) has(ref sqltree.Node) bool {
	parts := ref.Strings("column_names")
	first := strings.ToLower(parts[0])
	return len(parts) > 1 && own.tables[first] || own.columns[first]
}

// ownColumns are the names that a subquery brings along; known is false where its tables cannot be read by themselves.
func (q *selection) ownColumns(ctx context.Context, subquery sqltree.Node) (own ownNames, known bool) {
	own, known = ownNames{sqltree.TableNames(subquery), map[string]bool{}}, true
	subquery.Child("subquery").Walk(func(n sqltree.Node) bool {
		for _, e := range n.List("select_list") {
			if a := e.Str("alias"); a != "" {
				own.columns[strings.ToLower(a)] = true
			}
		}
		switch n.Type() {
		case "BASE_TABLE", "SUBQUERY", "TABLE_FUNCTION":
			if n.Class() != "" {
				return known // a subquery in an expression
			}
			columns, err := q.columnsIn(ctx, n, false)
			if err != nil || columns == nil {
				known = false
			}
			for _, c := range columns {
				own.columns[strings.ToLower(c)] = true
			}
		}
		return known
	})
	return own, known
}

// becauseOfExists is SQL that is TRUE where EXISTS finds nothing because the marker's lookup was missed: a comparison with what is
// missing is in its WHERE.
func (q *selection) becauseOfExists(ctx context.Context, exists sqltree.Node, m *marker) (string, error) {
	own, known := q.ownColumns(ctx, exists)
	body := exists.Child("subquery").Child("node")
	if !known || !sqltree.IsExists(exists) || body.Type() != "SELECT_NODE" {
		return "", nil
	}
	var parts []string
	for _, c := range sqltree.Conjuncts(body.Child("where_clause")) {
		if c.Class() != "COMPARISON" || sqltree.NeverNull(c) {
			continue
		}
		for _, side := range []sqltree.Node{c.Child("left"), c.Child("right")} {
			if sqltree.HasSubquery(side) || readsSome(side, own.has) {
				continue
			}
			part, err := q.becauseOf(ctx, side, m)
			if err != nil {
				return "", err
			}
			if part != "" && !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
		}
	}
	if len(parts) == 0 {
		return "", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", nil
}

// readsSome says whether the expression reads a column of a kind.
func readsSome(expr sqltree.Node, kind func(ref sqltree.Node) bool) bool {
	found := false
	expr.Walk(func(n sqltree.Node) bool {
		found = found || n.Class() == "COLUMN_REF" && kind(n)
		return !found
	})
	return found
}
