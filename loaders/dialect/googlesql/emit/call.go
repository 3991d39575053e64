package emit

import (
	"strings"

	"funneltrace/loaders/dialect/googlesql/functions"
	"funneltrace/loaders/dialect/googlesql/tree"
)

// call writes a function's call: of one of the text's own, or of one of the list.
func (e *emitter) call(c *tree.Call) {
	name := callName(c)
	safe := false
	if rest, ok := strings.CutPrefix(name, "SAFE."); ok {
		name, safe = rest, true
	}
	if f, ok := e.functions[name]; ok && len(c.Name) == 1 {
		e.ownCall(c, f)
		return
	}
	f, ok := functions.Lookup(name)
	if !ok {
		e.unknownFunction(c, name)
	}
	if len(c.Args) < f.Min || f.Max >= 0 && len(c.Args) > f.Max {
		e.fail(c, "%s takes %s, and %d are written", name, count(f.Min, f.Max), len(c.Args))
	}
	if f.Kind == functions.Scalar {
		e.noTail(c, name)
	}
	if safe {
		e.write("TRY(")
	}
	switch {
	case f.Kind == functions.Aggregate || f.Kind == functions.Analytic:
		e.aggregate(c, f)
	default:
		e.written(c, f, e.args(c.Args))
	}
	if safe {
		e.write(")")
	}
	if c.Over != nil {
		e.write(" OVER ")
		e.over(*c.Over)
	}
}

// callName is a function's name in upper case, with what stands before it: SAFE.SUBSTR, NET.HOST.
func callName(c *tree.Call) string {
	var parts []string
	for _, n := range c.Name {
		parts = append(parts, strings.ToUpper(n.Text))
	}
	return strings.Join(parts, ".")
}

func (e *emitter) unknownFunction(c *tree.Call, name string) {
	hint := ""
	if near := functions.Near(name); near != "" {
		hint = ", did you mean " + near + "?"
	}
	shown := make([]string, len(c.Name))
	for i, n := range c.Name {
		shown[i] = n.Text
	}
	e.fail(c, "there is no function %s here%s", strings.Join(shown, "."), hint)
}

func count(low, high int) string {
	arguments := func(n int) string {
		if n == 1 {
			return "1 argument"
		}
		return itoa(n) + " arguments"
	}
	switch {
	case high < 0:
		return arguments(low) + " or more"
	case low == high:
		return arguments(low)
	}
	return itoa(low) + " to " + arguments(high)
}

// noTail refuses what only aggregates and windows have.
func (e *emitter) noTail(c *tree.Call, name string) {
	if c.Distinct || c.Nulls != "" || c.Having != nil || c.OrderBy != nil || c.Limit != nil || c.Over != nil {
		e.fail(c, "%s is no aggregate, and takes no DISTINCT, IGNORE NULLS, HAVING, ORDER BY, LIMIT or OVER", name)
	}
}

// arg is an argument, written, with its places.
type arg struct {
	functions.Arg
	written *fragment
}

func (e *emitter) args(list []tree.Expr) []arg {
	out := make([]arg, len(list))
	for i, x := range list {
		out[i] = e.arg(x)
	}
	return out
}

func (e *emitter) arg(x tree.Expr) arg {
	word := wordOf(x)
	f := e.captured(func() {
		if _, call := x.(*tree.Call); call && word != "" { // WEEK(MONDAY) is no call
			e.placed(x.Place(), func() { e.write(word) })
			return
		}
		e.expr(x)
	})
	a := arg{Arg: functions.Arg{SQL: f.String(), Word: word}, written: f}
	if l, ok := x.(*tree.Literal); ok {
		a.Null = l.Kind == tree.Null
		if l.Kind == tree.String {
			a.Text = &l.Value
		}
	}
	return a
}

// wordOf is the word that an argument is, in upper case, as DAY and WEEK(MONDAY); empty for anything else.
func wordOf(x tree.Expr) string {
	switch x := x.(type) {
	case *tree.Name:
		if !x.Quoted {
			return strings.ToUpper(x.Text)
		}
	case *tree.Call:
		if day, ok := onlyName(x.Args); ok && callName(x) == "WEEK" {
			return "WEEK(" + strings.ToUpper(day.Text) + ")"
		}
	}
	return ""
}

func onlyName(args []tree.Expr) (*tree.Name, bool) {
	if len(args) != 1 {
		return nil, false
	}
	n, ok := args[0].(*tree.Name)
	return n, ok
}

// written writes a call as the function has it.
func (e *emitter) written(at tree.Expr, f functions.Function, args []arg) {
	e.insert(e.said(at, f, args), args)
}

// said is a call as the function has it.
func (e *emitter) said(at tree.Expr, f functions.Function, args []arg) string {
	plain := make([]functions.Arg, len(args))
	for i, a := range args {
		plain[i] = a.Arg
	}
	sql, err := f.Write(plain)
	if err != nil {
		e.fail(at, "%s: %s", f.Name, err)
	}
	for _, m := range functions.Called(sql) {
		e.macro(m)
	}
	return sql
}

// insert writes a call, and finds its arguments in it again for their places.
func (e *emitter) insert(sql string, args []arg) {
	at := e.out.Len()
	e.write(sql)
	for _, a := range args {
		text := a.written.String()
		if len(a.written.places) == 0 || text == "" {
			continue
		}
		for from := 0; ; {
			i := strings.Index(sql[from:], text)
			if i < 0 {
				break
			}
			e.out.addPlaces(a.written, at+from+i)
			from += i + len(text)
		}
	}
}

// ownCall writes the body of a function that the text has made, with the arguments in the place of its parameters.
func (e *emitter) ownCall(c *tree.Call, f tree.Function) {
	name := strings.ToUpper(f.Name.Text)
	e.noTail(c, f.Name.Text)
	switch {
	case f.Language != "":
		e.fail(c, "%s is a function in %s, and only those in SQL are understood", f.Name.Text, f.Language)
	case len(c.Args) != len(f.Params):
		e.fail(c, "%s takes %s, and %d are written", f.Name.Text, count(len(f.Params), len(f.Params)), len(c.Args))
	}
	for _, calling := range e.calling {
		if calling == name {
			e.fail(c, "%s calls itself", f.Name.Text)
		}
	}
	params := map[string]*fragment{}
	for i, p := range f.Params {
		params[strings.ToUpper(p.Name.Text)] = e.captured(func() { e.asType(c.Args[i], p.Type) })
	}
	e.calling = append(e.calling, name)
	defer func() { e.calling = e.calling[:len(e.calling)-1] }()
	e.within(func(s *scope) {
		s.params, s.opaque = params, true
		inner := e.captured(func() {
			if f.Returns != nil {
				e.asType(f.Body, *f.Returns)
			} else {
				e.operand(f.Body)
			}
		})
		inner.places = nil // the call stands where it is written
		e.out.add(inner)
	})
}

// asType writes a value that becomes one of a type where it goes.
func (e *emitter) asType(x tree.Expr, t tree.Type) {
	if t.Name == "ANY TYPE" {
		e.operand(x)
		return
	}
	e.write("CAST(")
	e.expr(x)
	e.write(" AS ", e.typ(t), ")")
}
