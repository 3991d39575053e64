package evidence

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// Dropped makes a relation of the rows that a cause of a step dropped, as they were on entering the step,
// the columns first that the cause's predicate reads, in the order of the snapshot. An empty cause is all causes,
// "kept" the rows that the step kept, and the others as in [trace.RowsQuery]; limit 0 is no limit.
//
// It runs the chain again up to the step, with all columns, and returns a query over temporary tables of conn.
// The last column is as in [RowSet.Query].
func Dropped(ctx context.Context, conn *sql.Conn, c *trace.Chain, asOf trace.AsOf, step, cause string, s trace.Slice, limit int) (query string, err error) {
	_, rows, err := dropped(ctx, conn, c, asOf, step, cause, s)
	if err != nil {
		return "", err
	}
	query = rows.Query()
	if limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", limit)
	}
	return query, nil
}

// dropped runs the chain up to the step, and opens the rows of the cause.
func dropped(ctx context.Context, conn *sql.Conn, c *trace.Chain, asOf trace.AsOf, step, cause string, s trace.Slice) (*Evidence, *RowSet, error) {
	upTo := *c
	upTo.Number, upTo.Marks = trace.Number{}, slices.DeleteFunc(slices.Clone(c.Marks), func(m trace.Mark) bool { return m.Step != step })
	upTo.Number.Model, _, _ = strings.Cut(step, ".")
	e, err := Gather(ctx, conn, &upTo, trace.Options{AsOf: asOf})
	if err != nil {
		return nil, nil, err
	}
	rows, err := e.Rows(ctx, trace.RowsQuery{Step: step, Cause: cause, Slice: s})
	return e, rows, err
}

// fateOf is SQL over the fates for the rows that a cause of a step dropped, and the cause's predicate.
func (t reader) fateOf(at int, cause string) (where, predicate string, err error) {
	s := t.Steps[at]
	last := 0
	for _, before := range t.Steps[:at+1] {
		for _, c := range before.Causes {
			last = max(last, c.Code)
		}
	}
	switch cause {
	case string(trace.Kept):
		return fmt.Sprintf("(cause = 0 OR cause > %d)", last), "", nil
	case "":
		codes := []string{"-1"}
		for _, c := range s.Causes {
			codes = append(codes, strconv.Itoa(c.Code))
		}
		return "cause IN (" + strings.Join(codes, ", ") + ")", "", nil
	case trace.FannedRows:
		ids := []string{"SELECT NULL"}
		for _, table := range s.Fanned {
			ids = append(ids, "SELECT id FROM "+sqltree.Quote(table))
		}
		return "id IN (" + strings.Join(ids, " UNION ALL ") + ")", "", nil
	}
	for i, m := range t.Chain.Marks {
		if m.Step == s.Name && trace.MarkedRows(m.Label) == cause {
			return tag.MarkPrefix + strconv.Itoa(i+1), m.When, nil
		}
	}
	var codes []string
	for _, id := range strings.Split(cause, ",") {
		k := slices.IndexFunc(s.Causes, func(c *tag.Cause) bool { return c.ID == id })
		if k < 0 {
			return "", "", fmt.Errorf("step %s has no cause %s", s.Name, id)
		}
		codes = append(codes, strconv.Itoa(s.Causes[k].Code))
		if predicate == "" {
			predicate = s.Causes[k].Predicate
		}
	}
	return "cause IN (" + strings.Join(codes, ", ") + ")", predicate, nil
}

// failingFirst puts the columns first that the predicate names, but for those of lookups, by their aliases; failing is how many these are.
func (t reader) failingFirst(ctx context.Context, columns []trace.Column, predicate string, lookups ...string) (out []trace.Column, failing int) {
	said := t.namesIn(ctx, predicate, lookups...)
	var rest []trace.Column
	for _, c := range columns {
		if said.Set[strings.ToLower(c.Name)] {
			out = append(out, c)
		} else {
			rest = append(rest, c)
		}
	}
	return append(out, rest...), len(out)
}

// namesIn returns the column names in a cause's predicate: a condition, or a join as a reader knows it. Those that it names as columns of a
// lookup, by its alias, are left out: a row may have others of the same names.
func (t reader) namesIn(ctx context.Context, predicate string, lookups ...string) spine.Names {
	if predicate == "" { // the rows of no cause in particular
		return spine.Names{}
	}
	for _, text := range []string{"SELECT " + predicate, "SELECT * FROM t " + predicate} {
		if tree, err := sqltree.Parse(ctx, t.Conn, text); err == nil {
			return spine.Mentioned(withoutColumnsOf(tree, lookups))
		}
	}
	return spine.Names{}
}

// withoutColumnsOf puts a constant in the place of each column that is named as one of a lookup.
func withoutColumnsOf(tree sqltree.Node, lookups []string) sqltree.Node {
	if len(lookups) == 0 {
		return tree
	}
	return tree.Rewrite(func(n sqltree.Node) sqltree.Node {
		parts := n.Strings("column_names")
		if n.Class() == "COLUMN_REF" && len(parts) > 1 && slices.ContainsFunc(lookups, func(alias string) bool { return strings.EqualFold(alias, parts[0]) }) {
			return sqltree.True("")
		}
		return nil
	})
}

func qualified(alias string, columns []string) string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = alias + "." + sqltree.Quote(c)
	}
	return strings.Join(out, ", ")
}
