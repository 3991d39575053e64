package evidence

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// neighbours tells of a meeting which values the join compared, where they lie in the ranges of the row that was met, and which
// rows of the lookup with the key are around it: the nearest before and the nearest after. If there are none, it is a row
// that another condition excludes. ids is SQL for the rows that met, over the FROM.
func (t reader) neighbours(ctx context.Context, r *tag.Ranges, ids string, m *trace.Lookup) error {
	values := fmt.Sprintf("SELECT * FROM (%s WHERE %s)%s ORDER BY ALL LIMIT 1", r.Values, ids, keysAre(m.Key))
	list, err := t.Values(ctx, values, 1)
	if err != nil || len(list) == 0 {
		return err
	}
	byName := map[string]trace.Value{}
	for _, v := range list[0] {
		byName[v.Name] = v
	}
	for _, test := range r.Tests {
		v, ok := byName[test.Column]
		if v.Name = test.Near; !ok || slices.Contains(m.Compared, v) {
			continue
		}
		m.Compared = append(m.Compared, v)
		if v.Null && len(m.Near) == 0 {
			m.Near = append(m.Near, trace.Near{Why: v.Name + " is NULL, and NULL compares with nothing"})
		}
	}
	if len(m.Near) > 0 {
		return nil
	}
	if m.Hit {
		if m.Within, err = t.within(ctx, r, values, m.Row); err != nil {
			return err
		}
	}
	m.Near, err = t.around(ctx, r, values)
	return err
}

// neighbourhood asks the ranges of a lookup for one row's neighbours.
type neighbourhood struct{ *tag.Ranges }

// bound says how far values are from the bound of a test.
type bound struct{ tag.RangeTest }

// keysAre is a WHERE for the rows with the keys of a meeting.
func keysAre(keys []trace.Value) string {
	where := ""
	for i, k := range keys {
		value := "NULL"
		if !k.Null {
			value = sqltree.Literal(k.Text)
		}
		where += fmt.Sprintf(" AND CAST(%sk%d AS VARCHAR) IS NOT DISTINCT FROM %s", engine.Hidden, i, value)
	}
	return " WHERE TRUE" + where
}

// within says how far the values are from the bounds of the row that was met: "2 h after p.starts".
func (t reader) within(ctx context.Context, r *tag.Ranges, values string, row []trace.Value) ([]string, error) {
	var list []string
	for _, test := range r.Tests {
		if test.Side != "" {
			list = append(list, "CAST("+test.Distance+" AS VARCHAR)")
		}
	}
	query := fmt.Sprintf("SELECT %s, l.* EXCLUDE (%s) FROM (%s) AS s JOIN (%s) AS l ON %s WHERE %s",
		strings.Join(list, ", "), strings.Join(r.Hidden, ", "), values, r.Rows, r.On, neighbourhood{r}.passes())
	rows, err := t.Values(ctx, query, mostCopies)
	if err != nil {
		return nil, err
	}
	for _, found := range rows {
		if !slices.Equal(found[len(list):], row) { // of several that are met, this one
			continue
		}
		var out []string
		for i, test := range r.Tests[:len(list)] {
			if !found[i].Null {
				out = append(out, bound{test}.inside(found[i])+" "+test.Far)
			}
		}
		return out, nil
	}
	return nil, nil
}

// passes is SQL over s and l that is TRUE where no test fails.
func (r neighbourhood) passes() string {
	parts := make([]string, len(r.Tests))
	for i, t := range r.Tests {
		parts[i] = "NOT (" + t.Fails + ")"
	}
	return strings.Join(parts, " AND ")
}

// around returns the rows of the lookup that are nearest to the values on either side.
func (t reader) around(ctx context.Context, r *tag.Ranges, values string) ([]trace.Near, error) {
	rows, err := t.Values(ctx, neighbourhood{r}.aroundSQL(values), 3)
	if err != nil {
		return nil, err
	}
	var near []trace.Near
	for _, row := range rows {
		at, err := strconv.Atoi(row[0].Text)
		if err != nil {
			return nil, err
		}
		test := r.Tests[at]
		n := trace.Near{Side: test.Side, Fails: test.Predicate, Row: row[3:]}
		switch {
		case test.Side == "":
			n.Why = test.Predicate + " does not hold"
		case row[2].Text == "true":
			n.Why = test.Far + " is NULL, and NULL compares with nothing"
		default:
			n.Distance = bound{test}.apart(row[1]) + " " + test.Far
			n.Why = test.Near + " is " + n.Distance
		}
		if test.Side != "" || len(rows) == 1 {
			near = append(near, n)
		}
	}
	return near, nil
}

// aroundSQL is the query of a row's neighbours: the test that each fails, how far it is from passing, whether its bound is NULL, and
// the lookup's columns.
func (r neighbourhood) aroundSQL(values string) string {
	var failed, side, distance, order, null strings.Builder
	all := "0" // of rows at one distance, such as those that begin together, the one whose other bounds are nearer
	for i, t := range r.Tests {
		fmt.Fprintf(&failed, " WHEN %s THEN %d", t.Fails, i)
		fmt.Fprintf(&side, " WHEN %d THEN '%s'", i, t.Side)
		if t.Side == "" {
			continue
		}
		fmt.Fprintf(&distance, " WHEN %d THEN CAST(%s AS VARCHAR)", i, t.Distance)
		all += fmt.Sprintf(" + coalesce(CAST(%s AS DOUBLE), 0)", t.Distance)
		fmt.Fprintf(&order, " WHEN %d THEN CAST(%s AS DOUBLE)", i, t.Distance)
		fmt.Fprintf(&null, " WHEN %d THEN l.%s IS NULL", i, t.Column)
	}
	return fmt.Sprintf(`SELECT CASE%[1]s END AS failed, CASE failed%[2]s END, CASE failed%[3]s END, l.* EXCLUDE (%[4]s) FROM (%[5]s) AS s JOIN (%[6]s) AS l ON %[7]s
		WHERE failed IS NOT NULL
		QUALIFY row_number() OVER (PARTITION BY CASE failed%[8]s END ORDER BY CASE failed%[9]s END NULLS LAST, %[11]s, l) = 1
		ORDER BY CASE failed%[8]s END = '%[10]s', failed`,
		&failed, &distance, &null, strings.Join(r.Hidden, ", "), values, r.Rows, r.On, &side, &order, trace.Next, all)
}

// apart says how far a value that fails the test is from its bound: "2 h 14 min before", "3.5 above", "exactly".
func (t bound) apart(distance trace.Value) string { return t.distanceOn(t.Side, distance) }

// inside says the same of a value that passes it.
func (t bound) inside(distance trace.Value) string {
	return t.distanceOn(map[string]string{trace.Previous: trace.Next, trace.Next: trace.Previous}[t.Side], distance)
}

func (t bound) distanceOn(side string, distance trace.Value) string {
	words := map[string]string{trace.Previous: " above", trace.Next: " below"}
	if t.InTime {
		words = map[string]string{trace.Previous: " after", trace.Next: " before"}
	}
	text := distanceText(distance.Text, t.InTime)
	switch {
	case distance.Null:
		return "far" + words[side]
	case text == "0":
		return "exactly"
	}
	return text + words[side]
}
