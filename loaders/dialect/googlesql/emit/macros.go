package emit

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
)

//go:embed operators.sql
var operatorsSQL string

var macroHead = regexp.MustCompile(`(?m)^CREATE MACRO (\w+)`)

// operators are the macros of operators.sql by name.
var operators = func() map[string]string {
	out := map[string]string{}
	for _, statement := range strings.Split(operatorsSQL, ";\n") {
		if m := macroHead.FindStringSubmatchIndex(statement); m != nil {
			out[statement[m[2]:m[3]]] = statement[m[0]:]
		}
	}
	return out
}()

// Operator returns how the macro of an operator is made, and which others it calls; it is empty for any other name.
func Operator(name string) (sql string, needs []string) {
	sql = operators[name]
	for other := range operators {
		if other != name && strings.Contains(sql, other+"(") {
			needs = append(needs, other)
		}
	}
	slices.Sort(needs)
	return sql, needs
}
