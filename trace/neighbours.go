package trace

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// The sides of a [Near] of a range.
const (
	Previous = "previous" // its range ends before the value that is compared, or below it
	Next     = "next"     // it begins after it, or above
)

// ranges is how to find one row's neighbours in a lookup: the rows with its key that the join's other conditions exclude.
type ranges struct {
	values string // SELECT of the row's keys and of the values that are compared, over the FROM
	rows   string // SELECT of the same of the lookup's rows, and of what else is tested, then the lookup's columns
	on     string // SQL over s, the values, and l, the rows: they have one key
	hidden []string
	tests  []rangeTest // those of ranges first
}

// rangeTest is a condition of the join as a row of the lookup fails it.
type rangeTest struct {
	predicate, near, far string // as DuckDB prints them
	column               string // of both sides
	fails                string // SQL over s and l
	side                 string // where a row lies that fails; empty of what is no range
	distance             string // SQL over s and l: how far the value is from the bound, in microseconds of time or in the bound's unit
	inTime               bool
}

// rangesOf returns how to find the neighbours; nil where the join compares nothing whose distance can be told.
func (q *selection) rangesOf(ctx context.Context, j *joined, item, star sqltree.Node) (*ranges, error) {
	pairs, rest, err := q.conjunctsOf(ctx, j.condition(), j.marker)
	if err != nil || !slices.ContainsFunc(rest, func(c conjunct) bool { return c.reads == compares }) {
		return nil, err
	}
	r := &ranges{on: "TRUE"}
	var nears, fars []sqltree.Node
	for i, p := range pairs {
		key := hidden + "k" + strconv.Itoa(i)
		nears, fars = append(nears, sqltree.Aliased(p.near, key)), append(fars, sqltree.Aliased(p.far, key))
		r.on += " AND s." + key + " = l." + key
		r.hidden = append(r.hidden, key)
	}
	for i, c := range rest {
		name := hidden + "b" + strconv.Itoa(i)
		switch c.reads {
		case compares:
			nears, fars = append(nears, sqltree.Aliased(c.near, name)), append(fars, sqltree.Aliased(c.far, name))
		case readsLookup:
			fars = append(fars, sqltree.Aliased(q.t.careful(c.expr), name))
		default:
			continue
		}
		r.hidden = append(r.hidden, name)
	}
	var nearTypes, farTypes map[string]string
	if r.values, nearTypes, err = q.typesIn(ctx, nears, q.from); err != nil || nearTypes == nil {
		return nil, err
	}
	if r.rows, farTypes, err = q.typesIn(ctx, append(fars, star), item); err != nil || farTypes == nil {
		return nil, err
	}
	var others []rangeTest
	for i, c := range rest {
		if c.reads != compares && c.reads != readsLookup {
			continue
		}
		name := hidden + "b" + strconv.Itoa(i)
		t, err := q.rangeTest(ctx, c, name, nearTypes[name], farTypes[name])
		switch {
		case err != nil:
			return nil, err
		case t.side == "":
			others = append(others, t)
		default:
			r.tests = append(r.tests, t)
		}
	}
	if len(r.tests) == 0 {
		return nil, nil
	}
	r.tests = append(r.tests, others...)
	return r, nil
}

// rangeTest is how to see that a row of the lookup fails the condition.
func (q *selection) rangeTest(ctx context.Context, c conjunct, name, nearType, farType string) (rangeTest, error) {
	k, err := q.sayConjunct(ctx, c)
	t := rangeTest{predicate: k.predicate, near: k.said, column: name}
	if err != nil {
		return t, err
	}
	if c.reads == readsLookup {
		t.fails = "NOT coalesce(CAST(l." + name + " AS BOOLEAN), FALSE)"
		return t, nil
	}
	near, far := sqltree.CopySQL("s."+name), sqltree.CopySQL("l."+name)
	t.fails = fmt.Sprintf("NOT coalesce(TRY(%s %s %s), FALSE)", near, c.op, far)
	measure := ""
	switch {
	case c.op == "<>" || !sameOrder(nearType, farType):
	case isInteger(nearType) && isInteger(farType):
		measure = "CAST(%s AS HUGEINT)"
	case nearType == farType && strings.HasPrefix(farType, "DECIMAL("):
		measure = "%s"
	case isNumber(farType):
		measure = "CAST(%s AS DOUBLE)"
	case isDate(farType):
		measure, t.inTime = "epoch_us(CAST(%s AS TIMESTAMP))", true
	case farType == "TIMESTAMP WITH TIME ZONE":
		measure, t.inTime = "epoch_us(%s)", true
	}
	if measure == "" {
		return t, nil
	}
	t.side = Previous
	if strings.HasPrefix(c.op, ">") {
		t.side = Next
	}
	t.distance = fmt.Sprintf("TRY(abs("+measure+" - "+measure+"))", near, far)
	t.far, err = q.t.predicateText(ctx, c.far)
	return t, err
}

// neighbours tells of a meeting which values the join compared, where they lie in the ranges of the row that was met, and which
// rows of the lookup with the key are around it: the nearest before and the nearest after. If there are none, it is a row
// that another condition excludes. ids is SQL for the rows that met, over the FROM.
func (t *tracer) neighbours(ctx context.Context, r *ranges, ids string, m *Lookup) error {
	values := fmt.Sprintf("SELECT * FROM (%s WHERE %s)%s ORDER BY ALL LIMIT 1", r.values, ids, keysAre(m.Key))
	list, err := t.values(ctx, values, 1)
	if err != nil || len(list) == 0 {
		return err
	}
	byName := map[string]Value{}
	for _, v := range list[0] {
		byName[v.Name] = v
	}
	for _, test := range r.tests {
		v, ok := byName[test.column]
		if v.Name = test.near; !ok || slices.Contains(m.Compared, v) {
			continue
		}
		m.Compared = append(m.Compared, v)
		if v.Null && len(m.Near) == 0 {
			m.Near = append(m.Near, Near{Why: v.Name + " is NULL, and NULL compares with nothing"})
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

// keysAre is a WHERE for the rows with the keys of a meeting.
func keysAre(keys []Value) string {
	where := ""
	for i, k := range keys {
		value := "NULL"
		if !k.Null {
			value = sqltree.Literal(k.Text)
		}
		where += fmt.Sprintf(" AND CAST(%sk%d AS VARCHAR) IS NOT DISTINCT FROM %s", hidden, i, value)
	}
	return " WHERE TRUE" + where
}

// within says how far the values are from the bounds of the row that was met: "2 h after p.starts".
func (t *tracer) within(ctx context.Context, r *ranges, values string, row []Value) ([]string, error) {
	var list []string
	for _, test := range r.tests {
		if test.side != "" {
			list = append(list, "CAST("+test.distance+" AS VARCHAR)")
		}
	}
	query := fmt.Sprintf("SELECT %s, l.* EXCLUDE (%s) FROM (%s) AS s JOIN (%s) AS l ON %s WHERE %s",
		strings.Join(list, ", "), strings.Join(r.hidden, ", "), values, r.rows, r.on, r.passes())
	rows, err := t.values(ctx, query, mostCopies)
	if err != nil {
		return nil, err
	}
	for _, found := range rows {
		if !slices.Equal(found[len(list):], row) { // of several that are met, this one
			continue
		}
		var out []string
		for i, test := range r.tests[:len(list)] {
			if !found[i].Null {
				out = append(out, test.inside(found[i])+" "+test.far)
			}
		}
		return out, nil
	}
	return nil, nil
}

// passes is SQL over s and l that is TRUE where no test fails.
func (r *ranges) passes() string {
	parts := make([]string, len(r.tests))
	for i, t := range r.tests {
		parts[i] = "NOT (" + t.fails + ")"
	}
	return strings.Join(parts, " AND ")
}

// around returns the rows of the lookup that are nearest to the values on either side.
func (t *tracer) around(ctx context.Context, r *ranges, values string) ([]Near, error) {
	rows, err := t.values(ctx, r.aroundSQL(values), 3)
	if err != nil {
		return nil, err
	}
	var near []Near
	for _, row := range rows {
		at, err := strconv.Atoi(row[0].Text)
		if err != nil {
			return nil, err
		}
		test := r.tests[at]
		n := Near{Side: test.side, Fails: test.predicate, Row: row[3:]}
		switch {
		case test.side == "":
			n.Why = test.predicate + " does not hold"
		case row[2].Text == "true":
			n.Why = test.far + " is NULL, and NULL compares with nothing"
		default:
			n.Distance = test.apart(row[1]) + " " + test.far
			n.Why = test.near + " is " + n.Distance
		}
		if test.side != "" || len(rows) == 1 {
			near = append(near, n)
		}
	}
	return near, nil
}

// aroundSQL is the query of a row's neighbours: the test that each fails, how far it is from passing, whether its bound is NULL, and
// the lookup's columns.
func (r *ranges) aroundSQL(values string) string {
	var failed, side, distance, order, null strings.Builder
	all := "0" // of rows at one distance, such as those that begin together, the one whose other bounds are nearer
	for i, t := range r.tests {
		fmt.Fprintf(&failed, " WHEN %s THEN %d", t.fails, i)
		fmt.Fprintf(&side, " WHEN %d THEN '%s'", i, t.side)
		if t.side == "" {
			continue
		}
		fmt.Fprintf(&distance, " WHEN %d THEN CAST(%s AS VARCHAR)", i, t.distance)
		all += fmt.Sprintf(" + coalesce(CAST(%s AS DOUBLE), 0)", t.distance)
		fmt.Fprintf(&order, " WHEN %d THEN CAST(%s AS DOUBLE)", i, t.distance)
		fmt.Fprintf(&null, " WHEN %d THEN l.%s IS NULL", i, t.column)
	}
	return fmt.Sprintf(`SELECT CASE%[1]s END AS failed, CASE failed%[2]s END, CASE failed%[3]s END, l.* EXCLUDE (%[4]s) FROM (%[5]s) AS s JOIN (%[6]s) AS l ON %[7]s
		WHERE failed IS NOT NULL
		QUALIFY row_number() OVER (PARTITION BY CASE failed%[8]s END ORDER BY CASE failed%[9]s END NULLS LAST, %[11]s, l) = 1
		ORDER BY CASE failed%[8]s END = '%[10]s', failed`,
		&failed, &distance, &null, strings.Join(r.hidden, ", "), values, r.rows, r.on, &side, &order, Next, all)
}

// apart says how far a value that fails the test is from its bound: "2 h 14 min before", "3.5 above", "exactly".
func (t rangeTest) apart(distance Value) string { return t.distanceOn(t.side, distance) }

// inside says the same of a value that passes it.
func (t rangeTest) inside(distance Value) string {
	return t.distanceOn(map[string]string{Previous: Next, Next: Previous}[t.side], distance)
}

func (t rangeTest) distanceOn(side string, distance Value) string {
	words := map[string]string{Previous: " above", Next: " below"}
	if t.inTime {
		words = map[string]string{Previous: " after", Next: " before"}
	}
	text := distanceText(distance.Text, t.inTime)
	switch {
	case distance.Null:
		return "far" + words[side]
	case text == "0":
		return "exactly"
	}
	return text + words[side]
}
