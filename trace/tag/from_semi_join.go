package tag

import (
	"context"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// tagSemiJoin turns SEMI and ANTI JOIN into a condition: EXISTS neither drops nor multiplies.
func (q *selection) tagSemiJoin(ctx context.Context, join sqltree.Node) (sqltree.Node, error) {
	spine, err := q.tagFrom(ctx, join.Child("left"))
	if err != nil {
		return nil, err
	}
	if join.Str("ref_type") == "NATURAL" || join.Str("ref_type") == "ASOF" {
		return nil, cannot("a %s %s JOIN", join.Str("ref_type"), join.Str("join_type"))
	}
	right := join.Child("right")
	cond := join.Child("condition")
	if cols := join.Strings("using_columns"); len(cols) > 0 {
		var parts []sqltree.Node
		for _, c := range cols {
			alias, err := q.ownerOf(ctx, c)
			if err != nil {
				return nil, err
			}
			parts = append(parts, sqltree.Equal(sqltree.Col(alias, c), sqltree.Col(sqltree.TableAlias(right), c)))
		}
		cond = sqltree.And(parts...)
	}
	whole, err := q.t.printJoin(ctx, join, true)
	if err != nil {
		return nil, err
	}
	query := sqltree.SelectOf(sqltree.True(""))
	query.Set("from_table", right.Clone())
	query.Set("where_clause", cond.Clone())
	start, end := q.t.span(right, join.Child("condition"))
	q.misses = append(q.misses, &miss{semi: &semi{
		exists: sqltree.Exists(query), on: cond, lookup: right, anti: join.Str("join_type") == "ANTI", predicate: whole,
		pos: q.t.model.PosAt(start), start: start, end: end,
	}})
	return spine, nil
}

// semi is a SEMI or ANTI JOIN as a condition.
type semi struct {
	exists     sqltree.Node
	on, lookup sqltree.Node
	anti       bool
	predicate  string
	pos        trace.Pos
	start, end int
}

// ownerOf returns the alias of the leftmost table that has the column.
func (q *selection) ownerOf(ctx context.Context, column string) (string, error) {
	for _, l := range q.leaves {
		cols, err := q.columnsOf(ctx, l)
		if err != nil {
			return "", err
		}
		if cols[strings.ToLower(column)] {
			return l.alias, nil
		}
	}
	return "", cannot("column %s of USING is in no table before it", column)
}

// printJoin prints the join as its reader knows it: INNER JOIN x ON a = b.
func (t *Tracer) printJoin(ctx context.Context, join sqltree.Node, spineLeft bool) (string, error) {
	n := join.Clone()
	for _, side := range []string{"left", "right"} {
		if child := n.Child(side); child.Type() == "SUBQUERY" && child.Str("alias") != "" {
			n.Set(side, sqltree.Table("", child.Str("alias"), ""))
		}
	}
	n.Walk(func(x sqltree.Node) bool {
		if x.Type() == "BASE_TABLE" && x.Str("schema_name") == trace.RefSchema {
			x["schema_name"] = "" // models go by their names
		}
		return true
	})
	if spineLeft {
		n.Set("left", sqltree.Table("", "⟕", ""))
	}
	condition := written(n)
	n["condition"] = nil
	q := sqltree.SelectOf(sqltree.Star("", nil))
	q.Set("from_table", n)
	text, err := sqltree.Print(ctx, t.Conn, q)
	if err != nil {
		return "", err
	}
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(text, "SELECT * FROM "), `"⟕"`))
	if condition == nil {
		return text, nil
	}
	on, err := t.PredicateText(ctx, condition)
	if err != nil {
		return "", err
	}
	return text + " ON " + on, nil
}
