package sqltree

import (
	"slices"
	"strings"
)

// Compared is one expression that a condition compares with text constants.
type Compared struct {
	Subject   Node
	Constants []string
	Place     string // where in the subject's text they are to be: "", "prefix", "suffix" or "contains"
}

// ComparedWith returns what the condition compares with constants: by =, IN, LIKE, the functions of beginnings and ends, a regular
// expression that is no more than alternatives, or several of these of one subject joined by OR. ok is false for other conditions.
func ComparedWith(n Node) (c Compared, ok bool) {
	switch {
	case n.Type() == "CONJUNCTION_OR":
		return alternatives(n.List("children"))
	case n.Type() == "COMPARE_EQUAL":
		for _, sides := range [][2]string{{"left", "right"}, {"right", "left"}} {
			if text, is := textOf(n.Child(sides[1])); is {
				return subjectOf(n.Child(sides[0]), "", text)
			}
		}
	case n.Type() == "COMPARE_IN":
		children := n.List("children")
		if len(children) < 2 {
			return c, false
		}
		var texts []string
		for _, child := range children[1:] {
			text, is := textOf(child)
			if !is {
				return c, false
			}
			texts = append(texts, text)
		}
		return subjectOf(children[0], "", texts...)
	case n.Class() == "FUNCTION" && len(n.List("children")) == 2:
		args := n.List("children")
		if text, is := textOf(args[1]); is {
			return byFunction(strings.ToLower(n.Str("function_name")), args[0], text)
		}
	}
	return c, false
}

func byFunction(name string, subject Node, text string) (c Compared, ok bool) {
	switch name {
	case "starts_with", "^@", "prefix":
		return subjectOf(subject, "prefix", text)
	case "ends_with", "suffix":
		return subjectOf(subject, "suffix", text)
	case "contains":
		return subjectOf(subject, "contains", text)
	case "~~", "~~*":
		body := strings.Trim(text, "%")
		if strings.ContainsAny(body, "%_") {
			return c, false
		}
		return subjectOf(subject, placeOf(strings.HasSuffix(text, "%"), strings.HasPrefix(text, "%")), body)
	case "regexp_matches", "regexp_full_match":
		begins, ends := strings.HasPrefix(text, "^"), strings.HasSuffix(text, "$")
		body := strings.TrimSuffix(strings.TrimPrefix(text, "^"), "$")
		if strings.HasPrefix(body, "(") && strings.HasSuffix(body, ")") {
			body = strings.TrimPrefix(body[1:len(body)-1], "?:")
		} else if strings.Contains(body, "|") && (begins || ends) {
			return c, false // ^a|b$ is two other things
		}
		if strings.ContainsAny(body, `\.[](){}*+?^$`) {
			return c, false
		}
		whole := name == "regexp_full_match"
		return subjectOf(subject, placeOf(!ends && !whole, !begins && !whole), strings.Split(body, "|")...)
	}
	return c, false
}

// placeOf says where a text is to be in front and behind of which there may be more.
func placeOf(behind, front bool) string {
	switch {
	case behind && front:
		return "contains"
	case behind:
		return "prefix"
	case front:
		return "suffix"
	}
	return ""
}

func subjectOf(subject Node, place string, texts ...string) (Compared, bool) {
	return Compared{subject, texts, place}, FirstColumn(subject) != nil && !HasSubquery(subject)
}

func alternatives(list []Node) (all Compared, ok bool) {
	for i, n := range list {
		c, is := ComparedWith(n)
		if !is || i > 0 && (c.Subject.Key() != all.Subject.Key() || c.Place != all.Place) {
			return all, false
		}
		c.Constants = slices.Concat(all.Constants, c.Constants)
		all = c
	}
	return all, len(list) > 0
}

// textOf returns a constant that is a text.
func textOf(n Node) (string, bool) {
	v := n.Child("value")
	return v.Str("value"), n.Class() == "CONSTANT" && !v.Bool("is_null") && v.Child("type").Str("id") == "VARCHAR"
}
