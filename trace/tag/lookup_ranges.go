package tag

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// Ranges is how to find one row's neighbours in a lookup: the rows with its key that the join's other conditions exclude.
type Ranges struct {
	Values string // SELECT of the row's keys and of the values that are compared, over the FROM
	Rows   string // SELECT of the same of the lookup's rows, and of what else is tested, then the lookup's columns
	On     string // SQL over s, the values, and l, the rows: they have one key
	Hidden []string
	Tests  []RangeTest // those of ranges first
}

// RangeTest is a condition of the join as a row of the lookup fails it.
type RangeTest struct {
	Predicate, Near, Far string // as DuckDB prints them
	Column               string // of both sides
	Fails                string // SQL over s and l
	Side                 string // where a row lies that fails; empty of what is no range
	Distance             string // SQL over s and l: how far the value is from the bound, in microseconds of time or in the bound's unit
	InTime               bool
}

// rangesOf returns how to find the neighbours; nil where the join compares nothing whose distance can be told.
func (q *selection) rangesOf(ctx context.Context, j *joined, item, star sqltree.Node) (*Ranges, error) {
	pairs, rest, err := q.conjunctsOf(ctx, j.condition(), j.marker)
	if err != nil || !slices.ContainsFunc(rest, func(c conjunct) bool { return c.reads == compares }) {
		return nil, err
	}
	r := &Ranges{On: "TRUE"}
	var nears, fars []sqltree.Node
	for i, p := range pairs {
		key := engine.Hidden + "k" + strconv.Itoa(i)
		nears, fars = append(nears, sqltree.Aliased(p.near, key)), append(fars, sqltree.Aliased(p.far, key))
		r.On += " AND s." + key + " = l." + key
		r.Hidden = append(r.Hidden, key)
	}
	for i, c := range rest {
		name := engine.Hidden + "b" + strconv.Itoa(i)
		switch c.reads {
		case compares:
			nears, fars = append(nears, sqltree.Aliased(c.near, name)), append(fars, sqltree.Aliased(c.far, name))
		case readsLookup:
			fars = append(fars, sqltree.Aliased(q.t.careful(c.expr), name))
		default:
			continue
		}
		r.Hidden = append(r.Hidden, name)
	}
	var nearTypes, farTypes map[string]string
	if r.Values, nearTypes, err = q.typesIn(ctx, nears, q.from); err != nil || nearTypes == nil {
		return nil, err
	}
	if r.Rows, farTypes, err = q.typesIn(ctx, append(fars, star), item); err != nil || farTypes == nil {
		return nil, err
	}
	var others []RangeTest
	for i, c := range rest {
		if c.reads != compares && c.reads != readsLookup {
			continue
		}
		name := engine.Hidden + "b" + strconv.Itoa(i)
		t, err := q.rangeTest(ctx, c, name, nearTypes[name], farTypes[name])
		switch {
		case err != nil:
			return nil, err
		case t.Side == "":
			others = append(others, t)
		default:
			r.Tests = append(r.Tests, t)
		}
	}
	if len(r.Tests) == 0 {
		return nil, nil
	}
	r.Tests = append(r.Tests, others...)
	return r, nil
}

// rangeTest is how to see that a row of the lookup fails the condition.
func (q *selection) rangeTest(ctx context.Context, c conjunct, name, nearType, farType string) (RangeTest, error) {
	k, err := q.sayConjunct(ctx, c)
	t := RangeTest{Predicate: k.predicate, Near: k.nearText, Column: name}
	if err != nil {
		return t, err
	}
	if c.reads == readsLookup {
		t.Fails = "NOT coalesce(CAST(l." + name + " AS BOOLEAN), FALSE)"
		return t, nil
	}
	near, far := "s."+name, "l."+name
	t.Fails = fmt.Sprintf("NOT coalesce(TRY(%s %s %s), FALSE)", near, c.op, far)
	measure := ""
	switch {
	case c.op == "<>" || !sqltree.SameOrder(nearType, farType):
	case sqltree.IsInteger(nearType) && sqltree.IsInteger(farType):
		measure = "CAST(%s AS HUGEINT)"
	case nearType == farType && strings.HasPrefix(farType, "DECIMAL("):
		measure = "%s"
	case sqltree.IsNumber(farType):
		measure = "CAST(%s AS DOUBLE)"
	case sqltree.IsDate(farType):
		measure, t.InTime = "epoch_us(CAST(%s AS TIMESTAMP))", true
	case farType == "TIMESTAMP WITH TIME ZONE":
		measure, t.InTime = "epoch_us(%s)", true
	}
	if measure == "" {
		return t, nil
	}
	t.Side = trace.Previous
	if strings.HasPrefix(c.op, ">") {
		t.Side = trace.Next
	}
	t.Distance = fmt.Sprintf("TRY(abs("+measure+" - "+measure+"))", near, far)
	t.Far, err = q.t.PredicateText(ctx, c.far)
	return t, err
}
