package tag

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// ranking is a column that numbers rows within a partition, or is made of such a number and nothing else, and where it was computed.
type ranking struct {
	column string       // with the number
	value  sqltree.Node // what is made of the number, over [numberCol]; nil is the number itself
	window sqltree.Node
	table  string      // the windows, with RowCol
	base   string      // the rows that were numbered
	key    string      // the column of base that RowCol of table holds
	hint   *trace.Hint // that each partition has one row; nil if nobody says so
	merged []*marker   // what was missed where a row is in the partition of those without a key
}

// numberCol stands for the number of a ranking.
const numberCol = engine.Hidden + "number"

// ranksOf returns which items are made of a number of rows within a partition.
func (q *selection) ranksOf(ctx context.Context, items []item) map[string]*ranking {
	out := map[string]*ranking{}
	for _, it := range items {
		if r := q.rankingOf(ctx, it.expr); r != nil {
			out[strings.ToLower(it.name)] = r
		}
	}
	return out
}

// rankingOf returns the ranking of whose number the expression is made, its value in it; nil if it is made of something else too.
func (q *selection) rankingOf(ctx context.Context, expr sqltree.Node) *ranking {
	var found *ranking
	only := q.t.VolatileIn(expr) == ""
	value := sqltree.WithoutAlias(expr).Rewrite(func(n sqltree.Node) sqltree.Node {
		switch n.Class() {
		case "SUBQUERY", "WINDOW", "LAMBDA", "STAR":
			only = false
			return n
		case "COLUMN_REF":
			l, name, err := q.resolve(ctx, n)
			if err != nil || l == nil || !l.spine {
				only = false
				return n
			}
			r := q.spine.ranks[strings.ToLower(name)]
			if r == nil || found != nil && (found.table != r.table || found.column != r.column) {
				only = false
				return n
			}
			found = r
			if r.value != nil {
				return r.value.Clone()
			}
			return sqltree.Col(numberCol)
		}
		return nil
	})
	if !only || found == nil {
		return nil
	}
	r := *found
	r.value = value
	return &r
}

// comparedRank returns the ranking of which a condition keeps the first rows, and what it is then: a dedup if that is only the first of
// each partition, else a limit. To keep others, or all but the first, is a filter, and the ranking is nil.
func (q *selection) comparedRank(ctx context.Context, c sqltree.Node) (*ranking, trace.Kind, error) {
	r := q.rankingOf(ctx, c)
	if r == nil {
		return q.rankedBelow(ctx, c), trace.Limit, ctx.Err()
	}
	keeps, err := q.t.firstKept(ctx, r.value)
	switch {
	case err != nil:
		return nil, "", ctx.Err() // of such a number it raises an error
	case keeps == 0:
		return nil, "", nil
	case keeps == 1:
		return r, trace.Dedup, nil
	}
	return r, trace.Limit, nil
}

// rankedBelow returns the ranking of a number that a condition compares with something else: n <= most.
func (q *selection) rankedBelow(ctx context.Context, c sqltree.Node) *ranking {
	switch sqltree.Operators[c.Type()] {
	case "<", "<=":
		return q.rankingOf(ctx, c.Child("left"))
	case ">", ">=":
		return q.rankingOf(ctx, c.Child("right"))
	}
	if first, isNumber := sqltree.Ordinal(c.Child("lower")); c.Type() == "COMPARE_BETWEEN" && isNumber && first <= 1 {
		return q.rankingOf(ctx, c.Child("input"))
	}
	return nil
}

// numbersTried is up to which number a condition on a ranking is tried, and at one that is far above.
const numbersTried = 1 << 16

// firstKept says how many of the first numbers a condition keeps, if it keeps no others; else 0.
func (t *Tracer) firstKept(ctx context.Context, condition sqltree.Node) (int64, error) {
	text, err := t.PrintExpr(ctx, condition)
	if err != nil {
		return 0, err
	}
	var kept, last int64
	query := fmt.Sprintf("SELECT count(*), coalesce(max(%[1]s), 0) FROM (SELECT range AS %[1]s FROM range(1, %[2]d) UNION ALL SELECT %[3]d) WHERE %[4]s", numberCol, numbersTried, int64(math.MaxInt32), text)
	err = t.Conn.QueryRowContext(ctx, query).Scan(&kept, &last)
	if kept != last {
		return 0, err
	}
	return kept, err
}

// firstInPlace returns SQL for the id of the row that comes first in the partition of another.
func (t *Tracer) firstInPlace(ctx context.Context, r *ranking) (func(id int64) string, error) {
	var keys, names []string
	for i, e := range r.window.List("partitions") {
		text, err := t.PrintExpr(ctx, e)
		if err != nil {
			return nil, err
		}
		name := engine.Hidden + "p" + strconv.Itoa(i)
		keys, names = append(keys, text+" AS "+name), append(names, name)
	}
	rows := "(SELECT *, " + strings.Join(keys, ", ") + " FROM " + r.base + ")"
	return func(id int64) string {
		return fmt.Sprintf("SELECT min(w.%[1]s) FROM %[2]s AS w JOIN %[3]s AS r ON r.%[4]s = w.%[5]s JOIN (SELECT * FROM %[2]s WHERE %[1]s = %[6]d) AS l ON %[7]s WHERE r.%[8]s = 1",
			IDCol, rows, r.table, RowCol, r.key, id, same(names, names), r.column)
	}, nil
}
