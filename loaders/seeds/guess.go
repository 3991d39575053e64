package seeds

import "strings"

// kinds are the types that a column can have besides text, in the order in which agate tries them. Each reads a value without
// blanks around it and returns it as the engine reads it.
var kinds = []struct {
	typ   string
	parse func(string) (text string, ok bool)
}{
	{"", func(v string) (string, bool) { text, _, ok := parseNumber(v); return text, ok }}, // see numberTypes
	{"DATE", parseDate},
	{"TIMESTAMP", parseDatetime},
	{"TIMESTAMP", parseISO},
	{"BOOLEAN", parseBoolean},
}

const numbers = 0 // the first of the kinds

func parseBoolean(v string) (string, bool) {
	v = strings.ToLower(v)
	return v, v == "true" || v == "false"
}

// guess is what the values of a column have in common so far.
type guess struct {
	not  [5]bool // the kinds that it cannot be
	size int     // the largest of its numbers, in numberTypes
}

// see narrows the guess down by a value that is not NULL.
func (g *guess) see(v string) {
	v = strings.TrimSpace(v)
	if !g.not[numbers] {
		_, size, ok := parseNumber(v)
		g.size, g.not[numbers] = max(g.size, size), !ok
	}
	for i := numbers + 1; i < len(kinds); i++ {
		if !g.not[i] {
			_, ok := kinds[i].parse(v)
			g.not[i] = !ok
		}
	}
}

// column returns the column that fits all values seen.
func (g *guess) column(name string) column {
	for i, k := range kinds {
		if g.not[i] {
			continue
		}
		c := column{name: name, typ: k.typ, read: func(v string) string { text, _ := k.parse(strings.TrimSpace(v)); return text }}
		if i == numbers {
			c.typ = numberTypes[g.size]
		}
		return c
	}
	return column{name: name, typ: "VARCHAR"}
}

// isNull reports whether dbt takes a text for NULL.
func isNull(v string) bool {
	v = strings.TrimSpace(v)
	return v == "" || strings.EqualFold(v, "null")
}
