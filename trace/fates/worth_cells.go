package fates

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/cost"
	"funneltrace/trace/engine"
	"funneltrace/trace/tag"
)

// mostRead is about how many lost rows are read, and how many to compare them with. Of more, those are read that a hash of their numbers
// chooses.
const mostRead = 20_000

// null is the number of NULL among the values of a column.
const null = 1

// read reads the cells of a slice.
func (w *worth) read(ctx context.Context, s trace.Slice) error {
	where, err := w.Where(s)
	if err != nil {
		return err
	}
	if err := w.countAlone(ctx, where); err != nil {
		return err
	}
	query, err := w.query(s, where)
	if err != nil {
		return err
	}
	rows, err := w.conn.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	texts := make([]sql.NullString, 1+len(w.Chain.Dimensions))
	numbers := make([]map[string]int, len(texts))
	for i := range numbers {
		numbers[i] = map[string]int{}
	}
	for rows.Next() {
		var c cell
		if err := rows.Scan(append(engine.Pointers(texts), &c.cause, &c.first, &c.alone, &c.lost, &c.other, &c.N, &c.Reached, &c.Paths, &c.Squares)...); err != nil {
			return err
		}
		at := w.lines[c.cause].step
		for i, text := range texts {
			c.Values = append(c.Values, numbered(numbers[i], text))
			if !text.Valid && (i == 0 || !w.has(w.Chain.Dimensions[i-1], at)) && c.cause != 0 {
				c.Values[i] = cost.Unknown
			}
		}
		w.cells = append(w.cells, c)
	}
	return rows.Err()
}

// has says whether a dimension is there for rows that came to a step, be it NULL.
func (w *worth) has(d trace.Dimension, step int) bool {
	return d.Step == "" || slices.ContainsFunc(w.ledger.Steps[:step], func(s trace.Step) bool { return s.Name == d.Step })
}

// numbered is the number of a value.
func numbered(numbers map[string]int, text sql.NullString) int {
	if !text.Valid {
		return null
	}
	n, ok := numbers[text.String]
	if !ok {
		n = null + 1 + len(numbers)
		numbers[text.String] = n
	}
	return n
}

// countAlone counts what the losses took that fails nothing else.
func (w *worth) countAlone(ctx context.Context, where string) error {
	w.alone = map[int]int64{}
	rows, err := w.conn.QueryContext(ctx, fmt.Sprintf("SELECT cause, count(*) FROM %s WHERE %s AND cause IN (%s) AND bit_count(mask) = 1 GROUP BY cause", w.fatesWith(where), where, w.list()))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var code int
		var n int64
		if err := rows.Scan(&code, &n); err != nil {
			return err
		}
		w.alone[code] = n
	}
	return rows.Err()
}

// list is the losses as SQL has a list.
func (w *worth) list() string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(w.losses), "[]"), " ", ", ")
}

// query is SQL for the cells: what the losses took that failed nothing else, and what went farther than the first of them or failed
// one thing of its stage.
func (w *worth) query(s trace.Slice, where string) (string, error) {
	columns := []string{"NULL::VARCHAR"}
	if w.Chain.Root.Time != "" {
		month, err := w.Bucket("month")
		if err != nil {
			return "", err
		}
		columns[0] = month
	}
	for _, d := range w.Chain.Dimensions {
		col, _ := w.dimension(d.Name)
		columns = append(columns, tag.OneOfSeveral(col))
	}
	first := w.losses[0]
	for _, code := range w.losses {
		first = min(first, w.origin(code))
	}
	origin := "CASE cause" // a cause that was split off has no bit of its own in the mask
	for _, code := range slices.Sorted(maps.Keys(w.lines)) {
		if of := w.origin(code); of != code {
			origin += fmt.Sprintf(" WHEN %d THEN %d", code, of)
		}
	}
	if origin += " ELSE cause END"; !strings.Contains(origin, "WHEN") {
		origin = "cause"
	}
	for _, code := range w.losses {
		first = min(first, w.origin(code))
	}
	others := w.ledger.In()
	for code, at := range w.lines {
		if code < first {
			others -= w.cause(at).Clicks
		}
	}
	part := "CASE cause" // of how many lost rows one is read; a UBIGINT as hashes are, since the engine would divide both as HUGEINTs
	for _, code := range w.losses {
		part += fmt.Sprintf(" WHEN %d THEN %d::UBIGINT", code, 1+w.alone[code]*int64(len(w.losses))/mostRead)
	}
	return fmt.Sprintf(`SELECT %[1]s, cause, first, alone, lost, others, count(*), count(*) FILTER (WHERE cause = 0), sum(p)::DOUBLE, sum(p * p)::DOUBLE
		FROM (SELECT *, alone AND cause IN (%[2]s) AND hash(id) %% %[3]s END = 0 AS lost, (cause = 0 OR first > %[4]d OR alone) AND hash(id) %% %[5]d::UBIGINT = 0 AS others
			FROM (SELECT *, %[6]s AS p, bit_count(mask) = 1 AS alone,
					CASE WHEN cause = 0 THEN 0 WHEN mask = 0 THEN cause ELSE %[7]s + 1 - bit_count(xor(mask, mask - 1)) END AS first
				FROM %[8]s WHERE %[9]s AND (hash(id) %% %[5]d::UBIGINT = 0 OR cause IN (%[2]s) AND hash(id) %% %[3]s END = 0)))
		WHERE lost OR others GROUP BY ALL ORDER BY ALL`, strings.Join(columns, ", "),
		w.list(), part, first, 1+others/mostRead, w.pathsIn(s), origin, w.fatesWith(append(columns, where)...), where), nil
}
