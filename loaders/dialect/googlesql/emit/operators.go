package emit

import (
	"strings"

	"funneltrace/loaders/dialect/googlesql/tree"
)

var comparisons = map[string]bool{"=": true, "<": true, ">": true, "<=": true, ">=": true, "!=": true, "<>": true}

func (e *emitter) unary(u *tree.Unary) {
	switch u.Op {
	case "NOT":
		e.write("NOT ")
	case "+":
	default:
		e.write(u.Op)
	}
	if lit, ok := u.X.(*tree.Literal); ok && lit.Kind == tree.Int && u.Op == "-" {
		e.expr(lit) // with its sign it may be the least number that there is
		return
	}
	e.operand(u.X)
}

func (e *emitter) binary(b *tree.Binary) {
	switch b.Op {
	case "/":
		e.callOf("bq_divide", b.X, b.Y)
		return
	case "<<":
		e.callOf("bq_shift_left", b.X, b.Y)
		return
	case ">>":
		e.callOf("bq_shift_right", b.X, b.Y)
		return
	case "^":
		e.write("xor(")
		e.wide(b.X)
		e.write(", ")
		e.wide(b.Y)
		e.write(")")
		return
	}
	if x, y, ok := tuples(b.X, b.Y); ok && (b.Op == "=" || b.Op == "!=" || b.Op == "<>") {
		e.write(not(b.Op != "="))
		e.sameFields(x, y)
		return
	}
	side := e.operand
	if b.Op == "*" || isNumber(b.X) && isNumber(b.Y) {
		side = e.wide
	}
	if comparisons[b.Op] {
		side = e.compared
	}
	side(b.X)
	e.write(" ", b.Op, " ")
	side(b.Y)
}

// isNumber says whether an expression is made of whole numbers alone.
func isNumber(x tree.Expr) bool {
	switch x := x.(type) {
	case *tree.Literal:
		return x.Kind == tree.Int
	case *tree.Unary:
		return x.Op != "NOT" && isNumber(x.X)
	case *tree.Binary:
		return !comparisons[x.Op] && isNumber(x.X) && isNumber(x.Y)
	}
	return false
}

// wide writes an operand; a whole number as an INT64, so that the result is one.
func (e *emitter) wide(x tree.Expr) {
	if l, ok := x.(*tree.Literal); ok && l.Kind == tree.Int {
		e.placed(l.Span, func() { e.int64(l) })
		return
	}
	e.operand(x)
}

// compared writes one side of a comparison. A fraction is written as it is: it is the same number to each type that is compared with
// it.
func (e *emitter) compared(x tree.Expr) {
	if l, ok := x.(*tree.Literal); ok && l.Kind == tree.Float && len(l.Value) < 16 && !strings.ContainsAny(l.Value, "eE") {
		e.placed(l.Span, func() { e.write(strings.TrimSuffix(l.Value, ".")) })
		return
	}
	e.operand(x)
}

// callOf writes the call of a macro for an operator.
func (e *emitter) callOf(macro string, args ...tree.Expr) {
	e.write(e.macro(macro), "(")
	e.between(", ", len(args), func(i int) { e.expr(args[i]) })
	e.write(")")
}

func not(n bool) string {
	if n {
		return "NOT "
	}
	return ""
}

func (e *emitter) comparison(x tree.Expr) {
	switch x := x.(type) {
	case *tree.Is:
		e.operand(x.X)
		what := x.What
		if what == "UNKNOWN" {
			what = "NULL"
		}
		e.write(" IS ", not(x.Not), what)
	case *tree.Distinct:
		e.operand(x.X)
		e.write(" IS ", not(x.Not), "DISTINCT FROM ")
		e.operand(x.Y)
	case *tree.Between:
		e.betweenOf(x)
	case *tree.In:
		e.in(x)
	case *tree.Like:
		e.like(x)
	}
}

// betweenOf writes BETWEEN. A text beside a value that is none would make the engine compare texts, so that each side is compared alone.
func (e *emitter) betweenOf(b *tree.Between) {
	if isText(b.Low) == isText(b.High) {
		e.compared(b.X)
		e.write(" ", not(b.Not), "BETWEEN ")
		e.compared(b.Low)
		e.write(" AND ")
		e.compared(b.High)
		return
	}
	e.write(not(b.Not), "(")
	e.compared(b.X)
	e.write(" >= ")
	e.compared(b.Low)
	e.write(" AND ")
	e.compared(b.X)
	e.write(" <= ")
	e.compared(b.High)
	e.write(")")
}

func isText(x tree.Expr) bool {
	l, ok := x.(*tree.Literal)
	return ok && l.Kind == tree.String
}

func (e *emitter) in(x *tree.In) {
	if x.Array != nil {
		e.write(not(x.Not))
		e.callOf("bq_in_unnest", x.X, x.Array)
		return
	}
	if x.Query == nil && e.inTuples(x) {
		return
	}
	e.compared(x.X)
	e.write(" ", not(x.Not), "IN (")
	if x.Query != nil {
		e.query(x.Query, asValue)
	} else {
		e.between(", ", len(x.List), func(i int) { e.compared(x.List[i]) })
	}
	e.write(")")
}

// tuples are both sides of a comparison, if they are structs as they are written.
func tuples(x, y tree.Expr) (a, b *tree.Struct, ok bool) {
	a, isA := x.(*tree.Struct)
	b, isB := y.(*tree.Struct)
	return a, b, isA && isB && len(a.Fields) == len(b.Fields)
}

// sameFields compares structs field by field: to the engine a NULL in one is a value as any.
func (e *emitter) sameFields(x, y *tree.Struct) {
	e.write("(")
	e.between(" AND ", len(x.Fields), func(i int) {
		if a, b, ok := tuples(x.Fields[i].X, y.Fields[i].X); ok {
			e.sameFields(a, b)
			return
		}
		e.compared(x.Fields[i].X)
		e.write(" = ")
		e.compared(y.Fields[i].X)
	})
	e.write(")")
}

// inTuples writes (a, b) IN ((1, 2), (3, 4)), if it is that.
func (e *emitter) inTuples(x *tree.In) bool {
	for _, item := range x.List {
		if _, _, ok := tuples(x.X, item); !ok {
			return false
		}
	}
	e.write(not(x.Not), "(")
	e.between(" OR ", len(x.List), func(i int) { e.sameFields(x.X.(*tree.Struct), x.List[i].(*tree.Struct)) })
	e.write(")")
	return true
}

// like writes LIKE, in which a backslash takes the meaning of what follows; for the engine it does so where that is said.
func (e *emitter) like(l *tree.Like) {
	switch {
	case l.Query != nil, l.Array != nil:
		e.fail(l, "LIKE %s of a query or an array is not understood; list the patterns", l.Quantity)
	case l.Quantity == "":
		e.oneLike(l.X, l.Patterns[0], l.Not)
	default:
		word := " OR "
		if l.Quantity == "ALL" {
			word = " AND "
		}
		e.write(not(l.Not), "(")
		e.between(word, len(l.Patterns), func(i int) { e.oneLike(l.X, l.Patterns[i], false) })
		e.write(")")
	}
}

func (e *emitter) oneLike(x, pattern tree.Expr, negated bool) {
	e.operand(x)
	e.write(" ", not(negated), "LIKE ")
	e.operand(pattern)
	if l, ok := pattern.(*tree.Literal); !ok || strings.Contains(l.Value, `\`) {
		e.write(` ESCAPE '\'`)
	}
}

var indexMacros = map[string]string{"": "bq_at", "OFFSET": "bq_offset", "ORDINAL": "bq_ordinal", "SAFE_OFFSET": "bq_safe_offset", "SAFE_ORDINAL": "bq_safe_ordinal"}

// index writes an element of an array, or of JSON where the index is a text.
func (e *emitter) index(i *tree.Index) {
	if i.Kind == "" && isText(i.I) {
		e.operand(i.X)
		e.write("[")
		e.expr(i.I)
		e.write("]")
		return
	}
	e.callOf(indexMacros[i.Kind], i.X, i.I)
}
