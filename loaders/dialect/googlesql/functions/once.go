package functions

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A macro's arguments are written wherever its text has them, and where macros are arguments of macros that grows beyond all
// measure. So a macro that has one several times gets what is long as the one element of a list, where a lambda gives it a name:
// bq_f_once1(x) is bq_f(x) with its first argument, counted from 1, written once.

var wholeNumber = regexp.MustCompile(`^CAST\(-?\d+ AS BIGINT\)$`)

// plain is an argument of which only its text is known.
func plain(sql string) Arg { return Arg{SQL: sql} }

// call calls a macro of ours.
func call(name string, args ...Arg) string {
	return callOnce(name, args, func(i int, a Arg) bool {
		w := weight(name, i)
		return w > 2 && strings.Contains(a.SQL, "(") || w > 1 && (strings.Contains(a.SQL, "bq_") || strings.Contains(a.SQL, "SELECT "))
	})
}

// callOutside calls a macro with TRY in it, of whose arguments the errors stay errors.
func callOutside(name string, args ...Arg) string {
	return callOnce(name, args, func(_ int, a Arg) bool { return strings.Contains(a.SQL, "(") })
}

func callOnce(name string, args []Arg, once func(i int, a Arg) bool) string {
	needed, at := false, ""
	for i, a := range args {
		if wholeNumber.MatchString(a.SQL) {
			continue
		}
		needed = needed || once(i, a)
		if strings.ContainsAny(a.SQL, `"(`) { // no constant: it may be read of an outer query, which is not seen within a lambda
			at += fmt.Sprint(i + 1)
		}
	}
	if needed {
		name += "_once" + at
	}
	return name + "(" + join(args) + ")"
}

var onceName = regexp.MustCompile(`^(bq_\w+)_once([1-9]+)$`)

func onceOf(name string) (base, at string, ok bool) {
	m := onceName.FindStringSubmatch(name)
	if m == nil || macros[m[1]] == "" {
		return "", "", false
	}
	return m[1], m[2], true
}

// onceMacro has no names in its list: of what is read from an outer query the engine loses them.
func onceMacro(name, base, at string) string {
	params := paramsOf(base)
	given, once := slices.Clone(params), []string{}
	for i := range params {
		if strings.Contains(at, fmt.Sprint(i+1)) {
			once = append(once, params[i])
			given[i] = fmt.Sprintf("_once[%d]", len(once))
		}
	}
	elem := "row(" + strings.Join(once, ", ") + ")"
	if len(once) == 1 {
		elem = once[0]
		given[slices.Index(given, "_once[1]")] = "_once"
	}
	return fmt.Sprintf("CREATE MACRO %s(%s) AS list_transform([%s], lambda _once : %s(%s))[1]", name, strings.Join(params, ", "), elem, base, strings.Join(given, ", "))
}

var macroParams = regexp.MustCompile(`^CREATE MACRO \w+\(([^)]*)\) AS `)

func paramsOf(name string) []string {
	m := macroParams.FindStringSubmatch(macros[name])
	if m == nil || m[1] == "" {
		return nil
	}
	return strings.Split(m[1], ", ")
}

// weights are how often each argument of a macro is written when all macros in it are.
var weights = map[string][]int{}

func init() {
	for name := range macros {
		weightsOf(name)
	}
}

func weight(name string, i int) int {
	if w := weightsOf(name); i < len(w) {
		return w[i]
	}
	return 1
}

func weightsOf(name string) []int {
	if w, ok := weights[name]; ok {
		return w
	}
	params := paramsOf(name)
	out := make([]int, len(params))
	body := macroParams.ReplaceAllString(macros[name], "")
	for i, p := range params {
		out[i] = mentions(body, p)
	}
	weights[name] = out
	return out
}

// mentions counts a parameter in a text, as often as the macros that it is an argument of have it.
func mentions(body, param string) int {
	n := 0
	word := regexp.MustCompile(`\b` + param + `\b`)
	for _, at := range word.FindAllStringIndex(body, -1) {
		times := 1
		for _, enclosing := range callsAround(body, at[0]) {
			times *= max(weight(enclosing.name, enclosing.arg), 1)
		}
		n += times
	}
	return n
}

type around struct {
	name string
	arg  int
}

// callsAround are the calls of macros that a place in a text is within.
func callsAround(body string, at int) (out []around) {
	depth, comma := 0, 0
	for i := at - 1; i >= 0; i-- {
		switch body[i] {
		case ')', ']', '}':
			depth++
		case '[', '{':
			depth--
		case ',':
			if depth == 0 {
				comma++
			}
		case '(':
			if depth--; depth < 0 {
				name := macroCallBefore.FindString(body[:i])
				if name != "" {
					out = append(out, around{name, comma})
				}
				depth, comma = 0, 0
			}
		}
		depth = max(depth, 0)
	}
	return out
}

var macroCallBefore = regexp.MustCompile(`bq_\w+$`)
