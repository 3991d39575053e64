package jinja

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Value is what an expression is: one of Starlark's, or one of this package's.
type Value = starlark.Value

// Undefined is the value of a name that means nothing. It prints as nothing, is false, and has undefined attributes, as in dbt;
// to call it is an error.
type Undefined struct{ Name string }

func (u Undefined) String() string        { return "" }
func (u Undefined) Type() string          { return "undefined" }
func (u Undefined) Freeze()               {}
func (u Undefined) Truth() starlark.Bool  { return false }
func (u Undefined) Hash() (uint32, error) { return 0, nil }

// Attr returns another undefined value.
func (u Undefined) Attr(name string) (Value, error) { return Undefined{u.Name + "." + name}, nil }

// AttrNames returns none.
func (u Undefined) AttrNames() []string { return nil }

// Namespace is what namespace() makes: attributes that a loop can set.
type Namespace struct{ fields *starlark.Dict }

func (n *Namespace) String() string        { return "<Namespace " + Repr(n.fields) + ">" }
func (n *Namespace) Type() string          { return "namespace" }
func (n *Namespace) Freeze()               {}
func (n *Namespace) Truth() starlark.Bool  { return true }
func (n *Namespace) Hash() (uint32, error) { return 0, errors.New("a namespace cannot be a key") }

// Attr returns a field, or nil.
func (n *Namespace) Attr(name string) (Value, error) {
	v, found, err := n.fields.Get(starlark.String(name))
	if !found {
		return nil, err
	}
	return v, nil
}

// AttrNames returns the names of the fields.
func (n *Namespace) AttrNames() []string {
	var names []string
	for _, k := range n.fields.Keys() {
		names = append(names, Text(k))
	}
	return names
}

// Object is a value of named parts, such as a module.
type Object struct {
	Kind  string
	Print string // what it is as text
	Parts map[string]Value
}

func (o *Object) String() string        { return o.Print }
func (o *Object) Type() string          { return o.Kind }
func (o *Object) Freeze()               {}
func (o *Object) Truth() starlark.Bool  { return true }
func (o *Object) Hash() (uint32, error) { return starlark.String(o.Print).Hash() }

// Attr returns a part, or nil.
func (o *Object) Attr(name string) (Value, error) {
	if v, ok := o.Parts[name]; ok {
		return v, nil
	}
	return nil, nil
}

// Get returns a part, for templates that take the object for a dictionary.
func (o *Object) Get(key Value) (Value, bool, error) {
	name, _ := key.(starlark.String)
	v, ok := o.Parts[string(name)]
	return v, ok, nil
}

// AttrNames returns the names of the parts.
func (o *Object) AttrNames() []string {
	var names []string
	for name := range o.Parts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Func makes a function of one of Go's.
func Func(name string, f func(args starlark.Tuple, kwargs []starlark.Tuple) (Value, error)) Value {
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
		return f(args, kwargs)
	})
}

// Text is what a template prints for a value: Python's str().
func Text(v Value) string {
	switch v := v.(type) {
	case starlark.String:
		return string(v)
	case nil:
		return ""
	case Undefined:
		return ""
	}
	return Repr(v)
}

// Repr is Python's repr() of a value.
func Repr(v Value) string {
	var b strings.Builder
	writeRepr(&b, v, 0)
	return b.String()
}

const deepest = 50 // how deep values may nest that are printed; a list can hold itself

func writeRepr(b *strings.Builder, v Value, depth int) {
	if depth > deepest || b.Len() > maxText {
		b.WriteString("...")
		return
	}
	items := func(open string, n int, item func(i int), end string) {
		b.WriteString(open)
		for i := range n {
			if i > 0 {
				b.WriteString(", ")
			}
			item(i)
		}
		b.WriteString(end)
	}
	switch v := v.(type) {
	case starlark.String:
		b.WriteString(quoted(string(v)))
	case starlark.Float:
		b.WriteString(floatText(float64(v)))
	case *starlark.List:
		items("[", v.Len(), func(i int) { writeRepr(b, v.Index(i), depth+1) }, "]")
	case starlark.Tuple:
		end := ")"
		if len(v) == 1 {
			end = ",)"
		}
		items("(", len(v), func(i int) { writeRepr(b, v[i], depth+1) }, end)
	case *starlark.Dict:
		all := v.Items()
		items("{", len(all), func(i int) {
			writeRepr(b, all[i][0], depth+1)
			b.WriteString(": ")
			writeRepr(b, all[i][1], depth+1)
		}, "}")
	case *starlark.Set:
		all := listOf(v)
		items("{", len(all), func(i int) { writeRepr(b, all[i], depth+1) }, "}")
	case Undefined:
		b.WriteString("Undefined")
	case fmt.Stringer:
		b.WriteString(v.String())
	}
}

// quoted writes a text as Python does: in single quotes, unless it has some and no double ones.
func quoted(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	var b strings.Builder
	b.WriteByte(quote)
	for _, r := range s {
		switch {
		case r == rune(quote) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte(quote)
	return b.String()
}

// floatText writes a float as Python does.
func floatText(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case math.IsNaN(f):
		return "nan"
	}
	if a := math.Abs(f); f != 0 && (a >= 1e16 || a < 1e-4) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// listOf returns what iterating over the value gives, or nil if it cannot be iterated over. Changes to the value while
// the result is used do no harm.
func listOf(v Value) []Value {
	switch v := v.(type) {
	case starlark.String:
		out := []Value{}
		for _, r := range string(v) {
			out = append(out, starlark.String(r))
		}
		return out
	case Undefined:
		return []Value{}
	case starlark.Iterable:
		out := []Value{}
		it := v.Iterate()
		defer it.Done()
		for x := starlark.Value(nil); it.Next(&x); {
			out = append(out, x)
			if len(out) > maxItems {
				break
			}
		}
		return out
	}
	return nil
}

// List makes a list of values.
func List(values ...Value) *starlark.List { return starlark.NewList(values) }

// compare is Python's comparison; op is one of == != < <= > >=.
func compare(op string, x, y Value) (bool, error) {
	x, y = boolAsInt(x, y), boolAsInt(y, x)
	if _, no := x.(Undefined); no {
		_, both := y.(Undefined)
		switch op {
		case "==":
			return both, nil
		case "!=":
			return !both, nil
		}
		return false, fmt.Errorf("%s is undefined", x.(Undefined).Name)
	}
	return starlark.Compare(map[string]syntax.Token{
		"==": syntax.EQL, "!=": syntax.NEQ, "<": syntax.LT, "<=": syntax.LE, ">": syntax.GT, ">=": syntax.GE,
	}[op], x, y)
}

// boolAsInt makes a bool a number if the other value is one: True == 1 in Python.
func boolAsInt(x, other Value) Value {
	b, is := x.(starlark.Bool)
	if !is || !isNumber(other) {
		return x
	}
	if b {
		return starlark.MakeInt(1)
	}
	return starlark.MakeInt(0)
}

func isNumber(v Value) bool {
	switch v.(type) {
	case starlark.Int, starlark.Float:
		return true
	}
	return false
}

func equal(x, y Value) bool {
	same, err := compare("==", x, y)
	return err == nil && same
}

// contains is Python's `x in y`.
func contains(x, y Value) (bool, error) {
	switch y := y.(type) {
	case Undefined:
		return false, nil
	case starlark.String:
		s, ok := x.(starlark.String)
		if !ok {
			return false, fmt.Errorf("'in <text>' wants a text before it, not %s", typeName(x))
		}
		return strings.Contains(string(y), string(s)), nil
	case *starlark.Dict:
		_, found, err := y.Get(x)
		return found, err
	}
	list := listOf(y)
	if list == nil {
		return false, fmt.Errorf("%s has nothing in it to look for", typeName(y))
	}
	return slices.ContainsFunc(list, func(v Value) bool { return equal(v, x) }), nil
}

// typeName is what the type of a value is called in errors.
func typeName(v Value) string {
	switch v := v.(type) {
	case Undefined:
		return v.Name + ", which is undefined,"
	case starlark.NoneType:
		return "none"
	case starlark.String:
		return "a text"
	case starlark.Bool:
		return "a bool"
	case starlark.Int, starlark.Float:
		return "a number"
	case *starlark.List:
		return "a list"
	case starlark.Tuple:
		return "a tuple"
	case *starlark.Dict:
		return "a dict"
	}
	return "a " + v.Type()
}

// operate is one of Python's operators on two values.
func operate(op string, x, y Value) (Value, error) {
	for _, v := range []Value{x, y} {
		if u, no := v.(Undefined); no {
			return nil, fmt.Errorf("%s is undefined", u.Name)
		}
	}
	switch op {
	case "~":
		return starlark.String(Text(x) + Text(y)), nil
	case "**":
		return power(x, y)
	case "%":
		if format, ok := x.(starlark.String); ok {
			text, err := percent(string(format), y)
			return starlark.String(text), err
		}
	case "*":
		if err := mayRepeat(x, y); err != nil {
			return nil, err
		}
	}
	x, y = boolAsInt(x, y), boolAsInt(y, x)
	z, err := starlark.Binary(map[string]syntax.Token{
		"+": syntax.PLUS, "-": syntax.MINUS, "*": syntax.STAR, "/": syntax.SLASH, "//": syntax.SLASHSLASH, "%": syntax.PERCENT,
	}[op], x, y)
	if err != nil && strings.HasPrefix(err.Error(), "unknown binary op") {
		return nil, fmt.Errorf("%s does not work between %s and %s", op, typeName(x), typeName(y))
	}
	return z, err
}

func power(x, y Value) (Value, error) {
	base, isInt := x.(starlark.Int)
	exp, expInt := y.(starlark.Int)
	if n, ok := exp.Int64(); isInt && expInt && ok && n >= 0 && n < 1024 {
		if b, small := base.Int64(); small && b > -1<<20 && b < 1<<20 {
			out := starlark.MakeInt(1)
			for range n {
				out = out.Mul(base)
			}
			return out, nil
		}
	}
	f, ok := starlark.AsFloat(x)
	g, ok2 := starlark.AsFloat(y)
	if !ok || !ok2 {
		return nil, fmt.Errorf("** does not work between %s and %s", typeName(x), typeName(y))
	}
	return starlark.Float(math.Pow(f, g)), nil
}

// mayRepeat refuses a repetition that would fill the memory.
func mayRepeat(x, y Value) error {
	if _, ok := x.(starlark.Int); ok {
		x, y = y, x
	}
	n, ok := y.(starlark.Int)
	size := starlark.Len(x)
	if times, fits := n.Int64(); ok && size > 0 && (!fits || times > int64(maxText/size)) {
		return errors.New("this repetition would be too long")
	}
	return nil
}
