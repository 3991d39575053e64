package randomchain

import (
	"fmt"
	"strings"
)

// The columns that go along with the rows: the numbers of the root rows that a row stands for, as a list, and the names of its
// columns that are NULL since a LEFT JOIN missed.
const (
	carried = `"#ids"`
	missed  = `"#missed"`
	nothing = "[]::VARCHAR[]"
)

// ladder is a SELECT's rungs in their order, each with the SQL of its prefix.
type ladder struct {
	sel    *Select
	at     map[any][2]int
	rungs  []*rung
	single map[string]bool // the tables that have one row at most
	there  []string        // the tables that are joined
	from   string          // their joins
	moved  map[*Cond]bool  // the conditions of these
	where  []string
}

// rungs returns the rungs of the SELECT, whose spine is read from this SQL, and the SQL of its rows with the carried column.
func (s *Select) rungs(spine string, at map[any][2]int, single map[string]bool) (rungs []*rung, full string) {
	if s.spine() == nil { // rows of no root row
		return nil, fmt.Sprintf("SELECT %s, NULL::BIGINT[] AS %s, %s AS %s FROM %s AS %s", strings.Join(s.items(), ", "), carried, nothing, missed, s.From[0].Text, s.From[0].Alias)
	}
	l := &ladder{sel: s, at: at, single: single, from: spine + " AS " + s.spine().Alias, there: []string{s.spine().Alias}, moved: map[*Cond]bool{}}
	l.joins(len(s.From)-1, true)
	l.conjuncts()
	l.groups()
	return l.rungs, l.places()
}

// add puts a rung on the ladder: prefix is what is left after it.
func (l *ladder) add(what, prefix string, keys ...any) *rung {
	r := &rung{what: what, prefix: prefix}
	for _, k := range keys {
		if p, ok := l.at[k]; ok {
			r.places = append(r.places, p)
		}
	}
	l.rungs = append(l.rungs, r)
	return r
}

// base is the SELECT so far.
func (l *ladder) base(items string, where []string) string {
	text := "SELECT " + items + " FROM " + l.from
	if len(where) > 0 {
		text += " WHERE " + strings.Join(where, " AND ")
	}
	return text
}

func (l *ladder) ids() string { return l.sel.spine().Alias + "." + carried }

// conjuncts takes what WHERE has and no join.
func (l *ladder) conjuncts() {
	var all []*Cond
	for i := range l.sel.Where {
		if c := &l.sel.Where[i]; !l.moved[c] {
			all = append(all, c)
		}
	}
	for i, c := range all {
		l.where = append(l.where, c.Text)
		r := l.add("WHERE "+c.Text, l.base(l.ids(), l.where), c)
		var others []string
		for k, o := range all {
			if k != i {
				others = append(others, o.Text)
			}
		}
		before := l.where[:i:i]
		r.asks = map[ask]string{
			without: l.base(l.ids(), others),
			null:    l.base(l.ids(), append(before, "("+c.Text+") IS NULL")),
		}
		if absent := l.absent(c); absent != "" {
			r.asks[found] = l.base(l.ids(), append(before, absent+" IS NOT TRUE"))
		}
	}
}

// absent is SQL that is TRUE where all that the condition reads is NULL since one LEFT JOIN missed; empty if it never is.
func (l *ladder) absent(c *Cond) string {
	for i := range l.sel.From {
		if len(c.Reads) == 0 || !within(c.Reads, []string{l.sel.From[i].Alias}) {
			continue
		}
		if leaf := &l.sel.From[i]; leaf.marked() || within(c.Names, c.Names[:1]) {
			return l.isMissed(Ref{leaf.Alias, c.Names[0]})
		}
	}
	return ""
}

// isMissed is SQL that is TRUE where the column is NULL since a LEFT JOIN missed; empty if it never is.
func (l *ladder) isMissed(r Ref) string {
	for i := range l.sel.From {
		switch leaf := &l.sel.From[i]; {
		case leaf.Alias != r.Alias:
		case leaf.Spine:
			return fmt.Sprintf("list_contains(%s.%s, '%s')", leaf.Alias, missed, r.Name)
		case leaf.marked():
			return leaf.hit() + " IS NULL"
		}
	}
	return ""
}

// misses is the column of the names of the items that are NULL since a LEFT JOIN missed, in a group all of its rows.
func (l *ladder) misses() string {
	parts := []string{nothing}
	for _, item := range l.sel.Items {
		is := l.isMissed(item.Of)
		switch {
		case is == "":
			continue
		case l.sel.Groups != nil:
			is = "bool_and(" + is + ")"
		}
		parts = append(parts, fmt.Sprintf("CASE WHEN %s THEN ['%s'] ELSE %s END", is, item.Name, nothing))
	}
	return strings.Join(parts, " || ")
}

// marked says whether prefixes mark the rows that the join has found.
func (l *Leaf) marked() bool { return l.Kind == "LEFT JOIN" && !l.lateral() }

// hit is the column that marks them.
func (l *Leaf) hit() string { return l.Alias + `."#hit"` }

// grouped is the SELECT with its GROUP BY and so many conjuncts of HAVING and QUALIFY.
func (l *ladder) grouped(items string, having, qualify int) string {
	text := l.base(items, l.where)
	list := func(word string, conds []Cond) {
		for i, c := range conds {
			text += map[bool]string{true: " " + word + " ", false: " AND "}[i == 0] + c.Text
		}
	}
	if g := l.sel.Groups; g != nil {
		if len(g.Keys) > 0 {
			text += " GROUP BY " + strings.Join(g.Keys, ", ")
		}
		list("HAVING", g.Having[:having])
	}
	list("QUALIFY", l.sel.Qualify[:qualify])
	return text
}

// together is the carried column of what comes out of the GROUP BY, if there is one.
func (l *ladder) together() string {
	switch g := l.sel.Groups; {
	case g == nil:
		return l.ids()
	case g.Picks:
		return "min(" + l.ids() + ")"
	}
	return fmt.Sprintf("flatten(list(%s) FILTER (WHERE %[1]s IS NOT NULL))", l.ids())
}

func (l *ladder) groups() {
	having := 0
	if g := l.sel.Groups; g != nil {
		if g.Picks {
			l.add("GROUP BY", l.grouped(l.together(), 0, 0), clause{l.sel, "GROUP BY"})
		}
		for i := range g.Having {
			having++
			l.add("HAVING "+g.Having[i].Text, l.grouped(l.together(), having, 0), &g.Having[i])
		}
	}
	for i := range l.sel.Qualify {
		l.add("QUALIFY "+l.sel.Qualify[i].Text, l.grouped(l.together(), having, i+1), &l.sel.Qualify[i])
	}
}

// places puts DISTINCT and LIMIT on the ladder, and returns the whole SELECT with the carried column.
func (l *ladder) places() string {
	s := l.sel
	having := 0
	if s.Groups != nil {
		having = len(s.Groups.Having)
	}
	full := l.grouped(strings.Join(s.items(), ", ")+", "+l.together()+" AS "+carried+", "+l.misses()+" AS "+missed, having, len(s.Qualify))
	order := ""
	if len(s.Order) > 0 {
		order = " ORDER BY " + strings.Join(s.Order, ", ")
	}
	switch {
	case s.Unique:
		names := make([]string, len(s.Items))
		for i, item := range s.Items {
			names[i] = item.Name
		}
		full = fmt.Sprintf("SELECT %s, min(%s) AS %[2]s, %s AS %s FROM (%s) GROUP BY %[1]s", strings.Join(names, ", "), carried, nothing, missed, full)
		l.add("DISTINCT", "SELECT "+carried+" FROM ("+full+")", clause{s, "DISTINCT"})
	case s.On != "":
		full = strings.Replace(full, "SELECT ", "SELECT DISTINCT ON ("+s.On+") ", 1)
		l.add("DISTINCT ON", "SELECT "+carried+" FROM ("+full+order+")", clause{s, "DISTINCT"})
	}
	full += order
	if s.Limit != "" {
		full += " " + s.Limit
		l.add("LIMIT", "SELECT "+carried+" FROM ("+full+")", clause{s, "LIMIT"})
	}
	return full
}

func (s *Select) items() []string {
	var out []string
	for _, item := range s.Items {
		out = append(out, item.Text+" AS "+item.Name)
	}
	return out
}
