package tag

import (
	"context"
	"slices"

	"funneltrace/trace/joins"
	"funneltrace/trace/sqltree"
)

// tagJoins rewrites the FROM, with its joins in the order in which they stand on the ladder.
func (q *selection) tagJoins(ctx context.Context) error {
	written := q.node.Child("from_table")
	ordered, err := joins.Order(q.node, joins.Reader{
		SpineIsLeft: q.spineIsLeft,
		Columns:     func(table sqltree.Node, spine bool) ([]string, error) { return q.columnsIn(ctx, table, spine) },
		IsSingle:    func(item sqltree.Node) (bool, error) { return q.isSingle(ctx, item) },
	})
	if err != nil {
		return err
	}
	q.node = ordered
	if q.from, err = q.tagFrom(ctx, q.node.Child("from_table")); err != nil {
		return err
	}
	q.inOrder = q.from
	before, after := tablesIn(written), tablesIn(q.node.Child("from_table"))
	if slices.EqualFunc(before, after, isSameTable) {
		return nil
	}
	rewritten := tablesIn(q.from)
	q.inOrder = inOrderOf(written, func(table sqltree.Node) sqltree.Node {
		return rewritten[slices.IndexFunc(after, func(n sqltree.Node) bool { return isSameTable(n, table) })]
	})
	return nil
}

// columnsIn are the names of the columns of a table of the FROM before that is rewritten; nil if it cannot be read by itself.
func (q *selection) columnsIn(ctx context.Context, table sqltree.Node, spine bool) ([]string, error) {
	if spine {
		if table.Type() != "BASE_TABLE" && table.Type() != "SUBQUERY" {
			return nil, nil
		}
		if err := q.readSpine(ctx, table); err != nil {
			return nil, err
		}
		return q.spine.ColumnNames(), nil
	}
	bound, err := q.t.bindPlain(ctx, table, q.sc)
	if err != nil {
		return nil, err
	}
	probe := sqltree.SelectOf(sqltree.Star("", nil))
	probe.Set("from_table", bound)
	text, err := q.t.Print(ctx, probe)
	if err != nil {
		return nil, err
	}
	columns, err := q.t.Describe(ctx, text)
	if err != nil {
		return nil, ctx.Err()
	}
	return NameList(columns), nil
}

// isSingle says whether what is joined has one row at most.
func (q *selection) isSingle(ctx context.Context, item sqltree.Node) (bool, error) {
	bound, err := q.t.bindPlain(ctx, item, q.sc)
	if err != nil {
		return false, err
	}
	some := sqltree.SelectOf(sqltree.True(""))
	some.Set("from_table", bound)
	text, err := q.t.Print(ctx, some)
	if err != nil {
		return false, err
	}
	n, err := q.t.Count(ctx, "SELECT count(*) FROM ("+text+" LIMIT 2)")
	return n < 2, err
}

// tablesIn are the tables of a FROM from left to right, without those of SEMI and ANTI JOINs, which have no columns there.
func tablesIn(from sqltree.Node) []sqltree.Node {
	switch {
	case from.Type() != "JOIN":
		return []sqltree.Node{from}
	case isSemi(from):
		return tablesIn(from.Child("left"))
	}
	return append(tablesIn(from.Child("left")), tablesIn(from.Child("right"))...)
}

func isSemi(join sqltree.Node) bool {
	return join.Str("join_type") == "SEMI" || join.Str("join_type") == "ANTI"
}

func isSameTable(a, b sqltree.Node) bool {
	return sqltree.TableAlias(a) == sqltree.TableAlias(b) && a.Key() == b.Key()
}

// inOrderOf is a FROM with the columns of the written one, which are not those of the same rows.
func inOrderOf(written sqltree.Node, table func(sqltree.Node) sqltree.Node) sqltree.Node {
	switch {
	case written.Type() != "JOIN":
		return table(written)
	case isSemi(written):
		return inOrderOf(written.Child("left"), table)
	}
	left, right := inOrderOf(written.Child("left"), table), inOrderOf(written.Child("right"), table)
	if len(written.Strings("using_columns")) == 0 && written.Str("ref_type") != "NATURAL" {
		return sqltree.CrossJoin(left, right, nil)
	}
	out := written.Clone()
	out.Set("left", left)
	out.Set("right", right)
	return out
}
