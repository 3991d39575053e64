package trace

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// Dropped makes a relation of the rows that a cause of a step dropped, as they were on entering the step,
// the columns first that the cause's predicate reads, in the order of the snapshot. An empty cause is all causes,
// "kept" the rows that the step kept; limit 0 is no limit.
//
// It runs the chain again up to the step, with all columns, and returns a query over temporary tables of conn.
// The last column is as in [RowSet.Query].
func Dropped(ctx context.Context, conn *sql.Conn, c *Chain, step, cause string, s Slice, limit int) (query string, err error) {
	upTo := *c
	upTo.Number, upTo.Marks = Number{}, nil
	upTo.Number.Model, _, _ = strings.Cut(step, ".")
	e, err := Gather(ctx, conn, &upTo, Options{})
	if err != nil {
		return "", err
	}
	rows, err := e.Rows(ctx, RowsQuery{Step: step, Cause: cause, Slice: s})
	if err != nil {
		return "", err
	}
	query = rows.Query()
	if limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", limit)
	}
	return query, nil
}

// fateOf is SQL over the fates for the rows that a cause of a step dropped, and the cause's predicate.
func (t *tracer) fateOf(at int, cause string) (where, predicate string, err error) {
	s := t.steps[at]
	last := 0
	for _, before := range t.steps[:at+1] {
		for _, c := range before.causes {
			last = c.code
		}
	}
	switch cause {
	case string(Kept):
		return fmt.Sprintf("(cause = 0 OR cause > %d)", last), "", nil
	case "":
		codes := []string{"-1"}
		for _, c := range s.causes {
			codes = append(codes, strconv.Itoa(c.code))
		}
		return "cause IN (" + strings.Join(codes, ", ") + ")", "", nil
	}
	for _, c := range s.causes {
		if c.ID == cause {
			return fmt.Sprintf("cause = %d", c.code), c.Predicate, nil
		}
	}
	return "", "", fmt.Errorf("step %s has no cause %s", s.name, cause)
}

// failingFirst puts the columns first that the predicate names, but for those of lookups, by their aliases; failing is how many these are.
func (t *tracer) failingFirst(ctx context.Context, columns []column, predicate string, lookups ...string) (out []Column, failing int) {
	said := t.namesIn(ctx, predicate, lookups...)
	var rest []Column
	for _, c := range columns {
		if said.set[strings.ToLower(c.name)] {
			out = append(out, Column{c.name, c.typ})
		} else {
			rest = append(rest, Column{c.name, c.typ})
		}
	}
	return append(out, rest...), len(out)
}

// namesIn returns the column names in a cause's predicate: a condition, or a join as a reader knows it. Those that it names as columns of a
// lookup, by its alias, are left out: a row may have others of the same names.
func (t *tracer) namesIn(ctx context.Context, predicate string, lookups ...string) names {
	for _, text := range []string{"SELECT " + predicate, "SELECT * FROM t " + predicate} {
		if tree, err := sqltree.Parse(ctx, t.conn, text); err == nil && predicate != "" {
			return mentioned(withoutColumnsOf(tree, lookups))
		}
	}
	return names{}
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
