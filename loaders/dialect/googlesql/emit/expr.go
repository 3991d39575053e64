package emit

import (
	"strconv"
	"strings"

	"funneltrace/loaders/dialect/googlesql/tree"
)

// expr writes an expression, with the place that it was read from.
func (e *emitter) expr(x tree.Expr) {
	e.placed(x.Place(), func() { e.exprItself(x) })
}

func (e *emitter) exprItself(x tree.Expr) {
	switch x := x.(type) {
	case *tree.Name:
		e.column(x)
	case *tree.Literal:
		e.literal(x)
	case *tree.Typed:
		e.typed(x)
	case *tree.Interval:
		e.interval(x)
	case *tree.Param:
		e.fail(x, "the parameter %s has no value here; put one in its place", x.Text)
	case *tree.Field:
		e.operand(x.X)
		e.write(".")
		e.name(x.Name)
	case *tree.Index:
		e.index(x)
	case *tree.Star:
		e.star(x)
	case *tree.Unary:
		e.unary(x)
	case *tree.Binary:
		e.binary(x)
	case *tree.Junction:
		e.between(" "+x.Op+" ", len(x.Terms), func(i int) { e.term(x.Terms[i]) })
	case *tree.Is, *tree.Distinct, *tree.Between, *tree.In, *tree.Like:
		e.comparison(x)
	case *tree.Case:
		e.caseOf(x)
	case *tree.Call:
		e.call(x)
	case *tree.NamedArg:
		e.fail(x, "%s => is not understood here", x.Name.Text)
	case *tree.Relation:
		e.fail(x, "%s as an argument is not understood", x.Kind)
	case *tree.Lambda:
		e.lambda(x)
	case *tree.Cast:
		e.cast(x)
	case *tree.Extract:
		e.extract(x)
	case *tree.Array:
		e.array(x)
	case *tree.Struct:
		e.structLiteral(x, nil)
	case *tree.Subquery:
		e.subquery(x)
	}
}

// operand writes an expression so that it can stand beside any operator.
func (e *emitter) operand(x tree.Expr) {
	if e.stands(x) {
		e.expr(x)
		return
	}
	e.write("(")
	e.expr(x)
	e.write(")")
}

// stands says whether what an expression becomes needs no parentheses.
func (e *emitter) stands(x tree.Expr) bool {
	switch x := x.(type) {
	case *tree.Name:
		return !e.replaced(x)
	case *tree.Literal, *tree.Typed, *tree.Field, *tree.Array, *tree.Struct, *tree.Subquery:
		return true
	case *tree.Call:
		return x.Over == nil
	}
	return false
}

// term writes a condition between others: comparisons bind tighter than AND.
func (e *emitter) term(x tree.Expr) {
	switch x := x.(type) {
	case *tree.Binary:
		if comparisons[x.Op] {
			e.expr(x)
			return
		}
	case *tree.Is, *tree.Distinct, *tree.Between, *tree.In:
		e.expr(x)
		return
	}
	e.operand(x)
}

// column writes a name: of a function's parameter, of a SELECT's item, of a variable or of a column.
func (e *emitter) column(n *tree.Name) {
	if p := e.param(n); p != nil {
		e.out.add(p)
		return
	}
	upper := strings.ToUpper(n.Text)
	if x := e.aliased(n); x != nil {
		e.withAliases(nil, func() { e.expr(x) })
		return
	}
	if v, ok := e.variables[upper]; ok && !e.isTable(n.Text) {
		e.variable(n, v)
		return
	}
	if table := e.arrayOf(n.Text); table != "" { // which comes before a column of the name
		e.write(quoteName(table), ".")
	}
	e.name(*n)
}

// replaced says whether something else is written in the place of a name.
func (e *emitter) replaced(n *tree.Name) bool {
	_, variable := e.variables[strings.ToUpper(n.Text)]
	return e.param(n) != nil || e.aliased(n) != nil || variable && !e.isTable(n.Text)
}

func (e *emitter) aliased(n *tree.Name) tree.Expr {
	if e.scope == nil {
		return nil
	}
	return e.scope.aliases[strings.ToUpper(n.Text)]
}

func (e *emitter) param(n *tree.Name) *fragment {
	for s := e.scope; s != nil; s = s.outer {
		if p := s.params[strings.ToUpper(n.Text)]; p != nil {
			return p
		}
		if s.opaque {
			break
		}
	}
	return nil
}

// variable writes the value that DECLARE or SET gave a variable, which must not look at other rows.
func (e *emitter) variable(n *tree.Name, v tree.Variable) {
	delete(e.variables, strings.ToUpper(n.Text)) // its own value cannot ask for it
	defer func() { e.variables[strings.ToUpper(n.Text)] = v }()
	var value tree.Expr = &tree.Literal{At: v.At, Kind: tree.Null}
	if v.Value != nil {
		value = v.Value
	}
	if v.Type == nil {
		e.operand(value)
		return
	}
	e.cast(&tree.Cast{At: v.At, X: value, Type: *v.Type})
}

func (e *emitter) literal(l *tree.Literal) {
	switch l.Kind {
	case tree.Null:
		e.write("NULL")
	case tree.Bool:
		e.write(l.Value)
	case tree.Int:
		e.write(e.integer(l))
	case tree.Float: // what the engine prints of 0.1e0 is a DECIMAL
		e.write("CAST(", quoteText(strings.TrimSuffix(l.Value, ".")), " AS DOUBLE)")
	case tree.String:
		if strings.ContainsRune(l.Value, 0) {
			e.fail(l, "a text with a NUL character is not understood")
		}
		e.write(quoteText(l.Value))
	case tree.Bytes:
		e.write(quoteBytes(l.Value))
	}
}

// integer is a whole number in decimal digits.
func (e *emitter) integer(l *tree.Literal) string {
	n, err := strconv.ParseUint(strings.TrimLeft(l.Value, "0"), 10, 64)
	if strings.HasPrefix(strings.ToLower(l.Value), "0x") {
		n, err = strconv.ParseUint(l.Value[2:], 16, 64)
	} else if strings.Trim(l.Value, "0") == "" {
		n, err = 0, nil
	}
	if err != nil || n > 1<<63 {
		e.fail(l, "%s is no INT64", l.Value)
	}
	return strconv.FormatUint(n, 10)
}

// int64 writes a whole number as what it is in GoogleSQL; the engine takes the smaller ones for INTEGER.
func (e *emitter) int64(l *tree.Literal) { e.write("CAST(", e.integer(l), " AS BIGINT)") }

func (e *emitter) caseOf(c *tree.Case) {
	e.write("CASE")
	if c.X != nil {
		e.write(" ")
		e.expr(c.X)
	}
	for _, w := range c.Whens {
		e.write(" WHEN ")
		e.expr(w.When)
		e.write(" THEN ")
		e.expr(w.Then)
	}
	if c.Else != nil {
		e.write(" ELSE ")
		e.expr(c.Else)
	}
	e.write(" END")
}

func (e *emitter) lambda(l *tree.Lambda) {
	e.within(func(s *scope) {
		s.params = map[string]*fragment{}
		e.write("lambda ")
		e.between(", ", len(l.Params), func(i int) {
			n := l.Params[i]
			s.params[strings.ToUpper(n.Text)] = e.captured(func() { e.name(n) })
			e.name(n)
		})
		e.write(" : ")
		e.expr(l.Body)
	})
}

func (e *emitter) subquery(s *tree.Subquery) {
	e.write(s.Kind, "(")
	if s.Kind == "EXISTS" {
		e.query(s.Query, asTable)
	} else {
		e.query(s.Query, asValue)
	}
	e.write(")")
}
