package evidence

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/who"
)

// atOnce is how many columns one pass looks at: more take more memory, fewer more passes.
const atOnce = 32

// count adds the columns of a source to the findings.
func (a *asking) count(ctx context.Context, s source) error {
	for begin := 0; begin < len(s.fields); begin += atOnce {
		fields := s.fields[begin:min(begin+atOnce, len(s.fields))]
		var sets [][]int
		for i := range fields {
			sets = append(sets, []int{i})
		}
		columns, err := a.grouped(ctx, s, fields, sets)
		if err != nil {
			return err
		}
		a.found.Columns = append(a.found.Columns, columns...)
	}
	return nil
}

// pairedColumns is how many of the best columns are paired, and mostPairs how many pairs of values two of them may have.
const (
	pairedColumns = 6
	mostPairs     = 200_000
)

// countPairs adds the pairs of the best columns that a source has.
func (a *asking) countPairs(ctx context.Context, s source) error {
	var fields []lookedAt
	var distinct []int
	var alone []float64
	for _, c := range a.found.Columns[:min(len(a.found.Columns), pairedColumns)] {
		for _, f := range s.fields {
			if f.name == c.Names[0] {
				fields, distinct, alone = append(fields, f), append(distinct, c.Distinct), append(alone, c.Explains)
				break
			}
		}
	}
	var sets [][]int
	for i := range fields {
		for k := range i {
			if distinct[i]*distinct[k] <= mostPairs && who.MayTellMore(alone[i], alone[k]) {
				sets = append(sets, []int{k, i})
			}
		}
	}
	if len(sets) == 0 {
		return nil
	}
	fields, sets = inSets(fields, sets)
	pairs, err := a.grouped(ctx, s, fields, sets)
	a.found.Pairs = append(a.found.Pairs, pairs...)
	return err
}

// inSets leaves out the fields that no set has, which a query cannot ask for.
func inSets(fields []lookedAt, sets [][]int) (used []lookedAt, places [][]int) {
	at := map[int]int{}
	for i, f := range fields {
		if slices.ContainsFunc(sets, func(set []int) bool { return slices.Contains(set, i) }) {
			at[i] = len(used)
			used = append(used, f)
		}
	}
	for _, set := range sets {
		var place []int
		for _, i := range set {
			place = append(place, at[i])
		}
		places = append(places, place)
	}
	return used, places
}

// grouped counts, in one pass over the source, the values of each set of columns, which are one or two.
func (a *asking) grouped(ctx context.Context, s source, fields []lookedAt, sets [][]int) ([]who.Column, error) {
	list := []string{"f." + cameTaken}
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = fmt.Sprintf("c%d", i)
		list = append(list, "CAST("+f.sql+" AS VARCHAR) AS "+names[i])
	}
	var groups []string
	var which, first, second strings.Builder
	for at, set := range sets {
		one, two := names[set[0]], names[set[len(set)-1]]
		groups = append(groups, "("+one+", "+two+")")
		id := uint64(1)<<len(fields) - 1 // a bit for each column that the set does not have
		for _, i := range set {
			id &^= 1 << (len(fields) - 1 - i)
		}
		fmt.Fprintf(&which, " WHEN %d THEN %d", id, at)
		fmt.Fprintf(&first, " WHEN %d THEN %s", id, one)
		fmt.Fprintf(&second, " WHEN %d THEN %s", id, two)
	}
	id := "CASE grouping_id(" + strings.Join(names, ", ") + ")"
	query := fmt.Sprintf("SELECT %[1]s%[2]s END, %[1]s%[3]s END, %[1]s%[4]s END, count(*) FILTER (WHERE %[5]s), count(*) FROM (SELECT %[6]s FROM %[7]s) GROUP BY GROUPING SETS (%[8]s)",
		id, which.String(), first.String(), second.String(), cameTaken, strings.Join(list, ", "), s.from, strings.Join(groups, ", "))
	values, err := a.values(ctx, query, fields, sets)
	if err != nil {
		return nil, err
	}
	var out []who.Column
	for at, set := range sets {
		var names []string
		for _, i := range set {
			names = append(names, fields[i].name)
		}
		out = append(out, who.Rank(names, values[at]))
	}
	return out, nil
}

// values reads the counts of the sets.
func (a *asking) values(ctx context.Context, query string, fields []lookedAt, sets [][]int) ([][]who.Value, error) {
	rows, err := a.trace.Conn.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([][]who.Value, len(sets))
	for rows.Next() {
		var at int
		var texts [2]sql.NullString
		var v who.Value
		if err := rows.Scan(&at, &texts[0], &texts[1], &v.Taken, &v.Came); err != nil {
			return nil, err
		}
		for k, i := range sets[at] {
			v.Cells = append(v.Cells, trace.Value{Name: fields[i].name, Text: texts[k].String, Null: !texts[k].Valid})
		}
		out[at] = append(out[at], v)
	}
	return out, rows.Err()
}
