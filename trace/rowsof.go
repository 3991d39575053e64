package trace

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// Dropped makes a relation of the rows that a cause of a step dropped, as they were on entering the step,
// the columns first that the cause's predicate reads, in the order of the snapshot. An empty cause is all causes,
// "kept" the rows that the step kept; limit 0 is no limit.
//
// It runs the chain again up to the step, with all columns, and returns a query over temporary tables of conn.
// The last column, named after the unit ("click_row"), is the root row's number;
// after a rollup rows are groups, and the column "clicks" counts the root rows in each.
func Dropped(ctx context.Context, conn *sql.Conn, c *Chain, step, cause string, s Slice, limit int) (query string, err error) {
	t, r, err := runUpTo(ctx, conn, c, step)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(t.steps, func(x *stepTrace) bool { return x.name == step })
	if at < 0 || t.steps[at].in == nil {
		return "", fmt.Errorf("chain %s has no step %s", c.Name, step)
	}
	fate, predicate, err := t.fateOf(at, cause)
	if err != nil {
		return "", err
	}
	where, err := r.where(s)
	if err != nil {
		return "", err
	}
	in := t.steps[at].in
	if err := t.settle(ctx, in); err != nil {
		return "", err
	}
	columns := t.failingFirst(ctx, in.columnNames(), predicate)
	fates := fmt.Sprintf("SELECT id FROM %s WHERE %s AND %s", fatesTable, fate, where)
	unit := c.Root.Unit
	if in.level == 0 {
		query = fmt.Sprintf("SELECT %s, x.%s AS %s FROM %s AS x SEMI JOIN (%s) AS f ON f.id = x.%s ORDER BY x.%s",
			qualified("x", columns), idCol, sqltree.Quote(unit+"_row"), in.from, fates, idCol, idCol)
	} else {
		groups := fmt.Sprintf("SELECT gid, count(DISTINCT g.id) AS n FROM %s AS g SEMI JOIN (%s) AS f ON f.id = g.id WHERE level = %d GROUP BY gid", groupsTable, fates, in.level)
		query = fmt.Sprintf("SELECT %s, g.n AS %s FROM %s AS x JOIN (%s) AS g ON g.gid = x.%s ORDER BY x.%s",
			qualified("x", columns), sqltree.Quote(unit+"_count"), in.from, groups, idCol, idCol)
	}
	if limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", limit)
	}
	return query, nil
}

// runUpTo traces the chain as far as the step's model, with all columns.
func runUpTo(ctx context.Context, conn *sql.Conn, c *Chain, step string) (*tracer, *Result, error) {
	part := *c
	if step != "" {
		model, _, _ := strings.Cut(step, ".")
		part.Number = Number{Model: model}
	}
	t, err := runTracer(ctx, conn, &part, Options{Full: true})
	if err != nil {
		return nil, nil, err
	}
	r, err := t.result(ctx)
	return t, r, err
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
			codes = append(codes, itoa(c.code))
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

// failingFirst puts the columns first that the predicate names.
func (t *tracer) failingFirst(ctx context.Context, columns []string, predicate string) []string {
	said := t.namesIn(ctx, predicate)
	var first, rest []string
	for _, c := range columns {
		if said.set[strings.ToLower(c)] {
			first = append(first, c)
		} else {
			rest = append(rest, c)
		}
	}
	return append(first, rest...)
}

// namesIn returns the column names in a cause's predicate: a condition, or a join as a reader knows it.
func (t *tracer) namesIn(ctx context.Context, predicate string) names {
	for _, text := range []string{"SELECT " + predicate, "SELECT * FROM t " + predicate} {
		if tree, err := sqltree.Parse(ctx, t.conn, text); err == nil && predicate != "" {
			return mentioned(tree)
		}
	}
	return names{}
}

func qualified(alias string, columns []string) string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = alias + "." + sqltree.Quote(c)
	}
	return strings.Join(out, ", ")
}
