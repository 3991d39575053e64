package sqltree

import (
	"fmt"
	"regexp"
	"strings"
)

// reading is an attempt to read a value, which is NULL where that fails: TRY_CAST(e AS t) and its kin.
type reading struct{ source, value Node }

// safeCast is what GoogleSQL's SAFE_CAST becomes: a macro of the value.
var safeCast = regexp.MustCompile(`^bq_(safe_(int64|float64|bool|numeric|date|datetime|timestamp|time)|[a-z0-9]+_of_string)$`)

// readingsOf returns the attempts without which the expression has no value. What stands in a TRY is none of its own, unless that is to be
// looked through.
func readingsOf(expr Node, through bool) []reading {
	var out []reading
	expr.Walk(func(n Node) bool {
		switch {
		case n.Class() == "SUBQUERY", n.Class() == "WINDOW", n.Type() == "OPERATOR_COALESCE", n.Class() == "CASE", n.Type() == "CONJUNCTION_OR":
			return false // other ways to a value
		case n.Class() == "CAST" && n.Bool("try_cast"):
			out = append(out, reading{n.Child("child"), n})
		case n.Class() == "FUNCTION" && (strings.EqualFold(n.Str("function_name"), "try_strptime") || safeCast.MatchString(n.Str("function_name"))):
			out = append(out, reading{n.List("children")[0], n})
		case n.Type() == "OPERATOR_TRY" && through:
		case n.Type() == "OPERATOR_TRY":
			if c := FirstColumn(n); c != nil {
				out = append(out, reading{c, n})
			}
			return false
		}
		return true
	})
	return out
}

// Unreadable is SQL that is TRUE where there was a value that could not be read; empty if the expression tries to read none.
func Unreadable(expr Node, say func(Node) (string, error)) (string, error) {
	return unreadable(readingsOf(expr, false), say)
}

// UnreadableIn is Unreadable of an expression in which a TRY is none of its author's.
func UnreadableIn(expr Node, say func(Node) (string, error)) (string, error) {
	return unreadable(readingsOf(expr, true), say)
}

// Raised is SQL that is TRUE where a TRY in the expression met an error, and not only what a TRY_CAST in it cannot read; empty if no
// error can be raised there.
func Raised(expr Node, say func(Node) (string, error)) (string, error) {
	var parts []string
	for _, r := range readingsOf(expr, false) {
		if r.value.Type() != "OPERATOR_TRY" || !CanRaise(r.value) {
			continue
		}
		raised, err := unreadable([]reading{r}, say)
		if err != nil {
			return "", err
		}
		unread, err := UnreadableIn(r.value, say)
		if err != nil {
			return "", err
		}
		if unread != "" {
			raised += " AND NOT " + unread
		}
		parts = append(parts, raised)
	}
	return strings.Join(parts, " OR "), nil
}

func unreadable(list []reading, say func(Node) (string, error)) (string, error) {
	var parts []string
	for _, r := range list {
		source, err := say(r.source)
		if err != nil {
			return "", err
		}
		value, err := say(WithoutAlias(r.value))
		if err != nil {
			return "", err
		}
		parts = append(parts, fmt.Sprintf("(%s) IS NOT NULL AND (%s) IS NULL", source, value))
	}
	if len(parts) == 0 {
		return "", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", nil
}
