package emit

import (
	"strings"

	"funneltrace/loaders/dialect/googlesql/tree"
)

// pivot writes PIVOT with made-up names for its columns, which are put right around it: the engine puts the aggregate's name behind
// the value's.
func (e *emitter) pivot(p *tree.Pivot, r *reading) {
	type column struct{ made, name string }
	var columns []column
	e.write("(SELECT * EXCLUDE (")
	aggs, vals := make([]string, len(p.Aggregates)), make([]string, len(p.In))
	for i := range aggs {
		aggs[i] = e.madeUp()
	}
	for i, v := range p.In {
		vals[i] = e.madeUp()
		value := e.pivotName(v)
		for k, a := range p.Aggregates {
			c := column{vals[i] + "_" + aggs[k], value}
			if a.Alias != nil {
				c.name = a.Alias.Text + "_" + value
			} else if len(p.Aggregates) > 1 {
				e.fail(a.X, "each aggregate of a PIVOT with several needs a name, written AS name")
			}
			columns = append(columns, c)
		}
	}
	e.between(", ", len(columns), func(i int) { e.write(quoteName(columns[i].made)) })
	e.write(")")
	for _, c := range columns {
		e.write(", ", quoteName(c.made), " AS ", quoteName(c.name))
	}
	e.write(" FROM ")
	e.source(p.Of, r, false)
	e.write(" PIVOT (")
	e.between(", ", len(aggs), func(i int) {
		e.expr(p.Aggregates[i].X)
		e.write(" AS ", quoteName(aggs[i]))
	})
	e.write(" FOR ")
	e.expr(p.For)
	e.write(" IN (")
	e.between(", ", len(vals), func(i int) {
		e.expr(p.In[i].X)
		e.write(" AS ", quoteName(vals[i]))
	})
	e.write(")))")
	e.alias(p.Alias)
}

// pivotName is what a value's columns are called.
func (e *emitter) pivotName(v tree.Item) string {
	if v.Alias != nil {
		return v.Alias.Text
	}
	sign, x := "", v.X
	if u, ok := x.(*tree.Unary); ok && u.Op == "-" {
		sign, x = "minus_", u.X
	}
	switch lit := x.(type) {
	case *tree.Literal:
		switch lit.Kind {
		case tree.String:
			return lit.Value
		case tree.Int:
			return "_" + sign + lit.Value
		case tree.Bool:
			return strings.ToLower(lit.Value)
		case tree.Null:
			return "NULL"
		}
	case *tree.Typed:
		if lit.Type == "DATE" {
			return "_" + strings.ReplaceAll(lit.Value, "-", "_")
		}
	}
	e.fail(v.X, "the columns of this value need a name, written AS name")
	return ""
}

// unpivot writes UNPIVOT; the column of names comes last, in the engine it comes before the values.
func (e *emitter) unpivot(u *tree.Unpivot, r *reading) {
	e.write("(SELECT * EXCLUDE (", quoteName(u.Name.Text), "), ", quoteName(u.Name.Text), " FROM ")
	e.source(u.Of, r, false)
	e.write(" UNPIVOT ")
	if u.IncludeNulls {
		e.write("INCLUDE NULLS ")
	}
	e.write("(")
	e.namesOrName(u.Values)
	e.write(" FOR ", quoteName(u.Name.Text), " IN (")
	e.between(", ", len(u.In), func(i int) {
		e.namesOrName(u.In[i].Columns)
		if u.In[i].As != nil {
			lit, ok := u.In[i].As.(*tree.Literal)
			if !ok || lit.Kind != tree.String {
				e.fail(u.In[i].As, "a value of UNPIVOT that is no text is not understood")
			}
			e.write(" AS ", quoteText(lit.Value))
		}
	})
	e.write(")))")
	e.alias(u.Alias)
}

func (e *emitter) namesOrName(names []tree.Name) {
	if len(names) == 1 {
		e.name(names[0])
		return
	}
	e.write("(")
	e.between(", ", len(names), func(i int) { e.name(names[i]) })
	e.write(")")
}
