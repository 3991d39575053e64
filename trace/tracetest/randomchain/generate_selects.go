package randomchain

import (
	"fmt"
	"slices"
)

// shape is what a branch of a union has to return.
type shape struct {
	key     []string // of the spine: columns that come first
	types   []Type
	columns []Column // of the first branch
}

// selection is a SELECT over the relation, of any shape or, in a union, of this one.
func (g *generator) selection(from relation, want *shape) (*Select, relation) {
	s := &Select{}
	f, spine := g.from(s, from, want == nil)
	if f.rootless {
		spine.decided = false
	}
	for len(s.Where) < 6 && g.chance(50) {
		at := g.IntN(len(s.Where) + 1)
		s.Where = slices.Insert(s.Where, at, g.predicate(f.scope, 2).cond())
	}
	spine.single = f.single
	if want == nil && g.chance(28) {
		return s, g.grouped(s, f, spine)
	}
	return s, g.ungrouped(s, f, spine, want)
}

// ungrouped completes a SELECT of single rows.
func (g *generator) ungrouped(s *Select, f *fromMaker, spine relation, want *shape) relation {
	out := relation{groups: spine.groups, single: spine.single}
	add := func(text string, typ Type) {
		name := g.name("n")
		if want != nil && want.columns != nil {
			name = want.columns[len(out.columns)].Name
		}
		s.Items = append(s.Items, Item{text, name})
		out.columns = append(out.columns, Column{name, typ})
	}
	ref := func(c Column) string {
		if f.scope.bare {
			return c.Name
		}
		return s.spine().Alias + "." + c.Name
	}
	star := want == nil && g.chance(25)
	key := spine.key
	if want != nil {
		key = want.key
	} else if !spine.decided || g.chance(20) {
		key = nil
	}
	switch {
	case star:
		for _, c := range spine.columns {
			s.Items = append(s.Items, Item{ref(c), c.Name})
		}
		out.columns, s.Star = slices.Clone(spine.columns), len(spine.columns)
		out.decided, out.key = spine.decided, spine.key
	default:
		for _, c := range spine.columns {
			if slices.Contains(key, c.Name) {
				add(ref(c), c.Type)
				out.key = append(out.key, out.columns[len(out.columns)-1].Name)
			}
		}
		out.decided = spine.decided && len(out.key) == len(spine.key)
	}
	types := []Type{}
	if want != nil {
		types = want.types
	} else if !star || g.chance(30) {
		for range 1 + g.IntN(4) {
			types = append(types, pick(g, number, number, text, list, boolean))
		}
	}
	for _, typ := range types {
		switch {
		case typ == list && len(f.scope.of(list)) == 0:
			typ = number
		case typ == boolean:
			add("("+g.condition(f.scope).text+")", boolean)
			continue
		}
		add(g.valued(f.scope, typ).text, typ)
	}
	if want == nil && spine.pickable() {
		g.places(s, f, spine, add, out.columns)
	}
	return out
}

// places adds windows, QUALIFY, DISTINCT and LIMIT.
func (g *generator) places(s *Select, f *fromMaker, spine relation, add func(string, Type), columns []Column) {
	if g.chance(22) {
		win := g.window(f.scope)
		switch g.IntN(4) {
		case 0:
			add("("+win+" = 1)", boolean)
		case 1:
			add("CASE WHEN "+win+" = 1 THEN 1 END", number)
		default:
			add("CAST("+win+" AS INTEGER)", number)
		}
	}
	for len(s.Qualify) < 2 && g.chance(13) {
		s.Qualify = append(s.Qualify, Cond{Text: g.window(f.scope) + pick(g, " = 1", " <= 2", " > 1", " IS NOT NULL")})
	}
	switch n := g.IntN(100); {
	case n < 12 && spine.single && !spine.groups:
		s.Unique = true
		if g.chance(20) {
			for i := range s.Items {
				s.Order = append(s.Order, fmt.Sprint(i+1)+g.direction())
			}
			s.Limit = g.limit()
		}
	case n < 20:
		all := f.scope.all()
		s.On = pick(g, all...).text
		s.Order = append([]string{s.On}, g.everything(f.scope)...)
		if g.chance(15) {
			s.Limit = g.limit()
		}
	case n < 30:
		s.Order = g.everything(f.scope)
		s.Limit = g.limit()
	}
}

// grouped completes a SELECT with GROUP BY.
func (g *generator) grouped(s *Select, f *fromMaker, spine relation) relation {
	groups := &Groups{Picks: g.chance(25) && spine.single && !spine.groups && !f.rootless}
	s.Groups = groups
	out := relation{groups: !groups.Picks, single: groups.Picks, decided: !groups.Picks}
	add := func(text string, typ Type) string {
		name := g.name("n")
		s.Items = append(s.Items, Item{text, name})
		out.columns = append(out.columns, Column{name, typ})
		return name
	}
	for range map[bool]int{true: 1, false: 0}[groups.Picks] + g.IntN(3) {
		typ := pick(g, number, text)
		key := g.column(f.scope, typ)
		if g.chance(25) {
			key = g.valued(f.scope, typ)
		}
		if len(key.reads) == 0 {
			continue
		}
		groups.Keys = append(groups.Keys, key.text)
		if g.chance(90) {
			out.key = append(out.key, add(key.text, typ))
		} else {
			out.decided = false
		}
	}
	if len(groups.Keys) == 0 && groups.Picks {
		groups.Picks, out.groups, out.single, out.decided = false, true, false, true
	}
	value := g.column(f.scope, number).text
	aggregate := func() string {
		if groups.Picks {
			return "max(" + value + ")"
		}
		return g.aggregate(f.scope)
	}
	switch {
	case groups.Picks && g.chance(70):
		add("CAST(max("+value+") AS INTEGER)", number)
	case groups.Picks: // no more than the keys
		if len(s.Items) == 0 {
			add("CAST(max("+value+") AS INTEGER)", number)
		}
	default:
		for range 1 + g.IntN(2) {
			add("CAST("+aggregate()+" AS INTEGER)", number)
		}
		if g.chance(30) {
			add(pick(g, "min", "max")+"("+g.column(f.scope, number).text+")", number)
		}
	}
	for len(groups.Having) < 2 && g.chance(28) {
		groups.Having = append(groups.Having, Cond{Text: aggregate() + pick(g, " > 1", " = 1", " IS NOT NULL", " < 3", " >= 2")})
	}
	if len(groups.Keys) > 0 && g.chance(12) {
		var order []string
		for _, k := range groups.Keys {
			order = append(order, k+g.direction())
		}
		s.Qualify = append(s.Qualify, Cond{Text: "row_number() OVER (ORDER BY " + joined(order) + ")" + pick(g, " <= 2", " = 1", " > 1")})
	}
	if (out.decided || groups.Picks) && g.chance(12) {
		for i := range s.Items {
			s.Order = append(s.Order, fmt.Sprint(i+1)+g.direction())
		}
		s.Limit = g.limit()
	}
	return out
}
