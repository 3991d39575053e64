package emit

import (
	"strings"

	"funneltrace/loaders/dialect/googlesql/functions"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// aggregate writes the call of an aggregate or of a function of a window, with what may stand among its arguments.
func (e *emitter) aggregate(c *tree.Call, f functions.Function) {
	if names := e.scope.inAggregates; names != nil && f.Kind == functions.Aggregate && c.Over == nil {
		e.scope.inAggregates = nil
		defer func() { e.scope.inAggregates = names }()
		e.withAliases(names, func() { e.aggregate(c, f) })
		return
	}
	switch {
	case f.Name == "ARRAY_AGG":
		e.arrayAgg(c)
		return
	case f.Name == "STRING_AGG" && c.Limit != nil:
		e.write("array_to_string(")
		e.limited(c, true)
		e.write(", ")
		if len(c.Args) > 1 {
			e.expr(c.Args[1])
		} else {
			e.write("','")
		}
		e.write(")")
		return
	case c.Limit != nil:
		e.fail(c, "LIMIT among the arguments of %s is not understood", f.Name)
	case c.Having != nil:
		e.havingMax(c, f)
		return
	}
	args := e.args(c.Args)
	if len(args) == 0 {
		e.written(c, f, args)
		return
	}
	sql := e.said(c, f, args)
	if first, last := e.tail(c); first+last != "" {
		call := strings.LastIndexByte(sql[:strings.Index(sql, args[0].SQL)], '(') // the innermost, of flatten(array_agg(x))
		if f.Name == "COUNTIF" {
			call = strings.IndexByte(sql, '(')
		}
		sql = sql[:call+1] + first + sql[call+1:]
		end := closing(sql, call)
		sql = sql[:end] + last + sql[end:]
	}
	e.insert(sql, args)
}

// closing is where the parenthesis is closed that opens at an offset of the engine's SQL.
func closing(sql string, open int) int {
	depth, quote := 0, byte(0)
	for i := open; i < len(sql); i++ {
		switch c := sql[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(sql)
}

// tail is what stands among the arguments of an aggregate: behind its ( and before its ).
func (e *emitter) tail(c *tree.Call) (first, last string) {
	if c.Distinct {
		first = "DISTINCT "
	}
	if c.Nulls == "IGNORE" {
		last = " IGNORE NULLS"
	}
	return first, last + e.captured(func() { e.orderBy(c.OrderBy) }).String()
}

// arrayAgg writes ARRAY_AGG, which may leave out NULLs and take the first ones only.
func (e *emitter) arrayAgg(c *tree.Call) {
	if c.Having != nil {
		e.fail(c, "HAVING in ARRAY_AGG is not understood")
	}
	if c.Limit == nil {
		e.collected(c, c.Nulls == "IGNORE")
		return
	}
	e.limited(c, c.Nulls == "IGNORE")
}

// limited writes the first elements of what is collected.
func (e *emitter) limited(c *tree.Call, ignoreNulls bool) {
	if c.Over != nil {
		e.fail(c, "LIMIT in an aggregate with OVER is not understood")
	}
	if c.Limit == nil {
		e.collected(c, ignoreNulls)
		return
	}
	e.write("(")
	e.collected(c, ignoreNulls)
	e.write(")[1:")
	e.expr(c.Limit)
	e.write("]")
}

func (e *emitter) collected(c *tree.Call, ignoreNulls bool) {
	e.write("array_agg(")
	if c.Distinct {
		e.write("DISTINCT ")
	}
	e.expr(c.Args[0])
	e.orderBy(c.OrderBy)
	e.write(")")
	if ignoreNulls {
		e.write(" FILTER (WHERE ")
		e.operand(c.Args[0])
		e.write(" IS NOT NULL)")
	}
}

// havingMax writes ANY_VALUE(x HAVING MAX y): the value beside the greatest.
func (e *emitter) havingMax(c *tree.Call, f functions.Function) {
	if f.Name != "ANY_VALUE" || c.Distinct || c.OrderBy != nil {
		e.fail(c, "HAVING among the arguments of %s is not understood", f.Name)
	}
	if c.Having.Max {
		e.write("arg_max_null(")
	} else {
		e.write("arg_min_null(")
	}
	e.expr(c.Args[0])
	e.write(", ")
	e.expr(c.Having.X)
	e.write(")")
}

// over writes a window in parentheses, with what the windows that it is made of say.
func (e *emitter) over(w tree.Window) {
	for n := 0; w.Base != nil; n++ {
		base := e.window(*w.Base)
		if n > 100 {
			e.fail(w.Base, "the window %s is made of itself", w.Base.Text)
		}
		if len(w.Partition) == 0 {
			w.Partition = base.Partition
		}
		if len(w.OrderBy) == 0 {
			w.OrderBy = base.OrderBy
		}
		if w.Frame == nil {
			w.Frame = base.Frame
		}
		w.Base = base.Base
	}
	e.write("(")
	if len(w.Partition) > 0 {
		e.write("PARTITION BY ")
		e.between(", ", len(w.Partition), func(i int) { e.expr(w.Partition[i]) })
	}
	e.orderBy(w.OrderBy)
	if f := w.Frame; f != nil {
		e.write(" ", f.Unit, " ")
		if f.Between {
			e.write("BETWEEN ")
		}
		e.bound(f.Start)
		if f.Between {
			e.write(" AND ")
			e.bound(f.End)
		}
	}
	e.write(")")
}

func (e *emitter) bound(b tree.Bound) {
	switch {
	case b.What == "CURRENT ROW":
	case b.X == nil:
		e.write("UNBOUNDED ")
	default:
		e.expr(b.X)
		e.write(" ")
	}
	e.write(b.What)
}
