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
	missable := slices.ContainsFunc(spine.columns, func(c Column) bool { return c.Missable })
	for len(s.Where) < 6 && g.chance(map[bool]int{true: 75, false: 50}[missable]) {
		at := g.IntN(len(s.Where) + 1)
		c := g.predicate(f.scope, 2)
		if g.chance(map[bool]int{true: 75, false: 45}[missable]) {
			c = g.conditionOf(pick(g, f.optional()...))
		}
		s.Where = slices.Insert(s.Where, at, c.cond())
	}
	if flags := f.scope.of(boolean); len(flags) > 0 && g.chance(35) {
		s.Where = append(s.Where, g.conditionOf(pick(g, flags...)).cond())
	}
	spine.single = f.single
	if want == nil && g.chance(32) {
		return s, g.grouped(s, f, spine)
	}
	return s, g.ungrouped(s, f, spine, want)
}

// ungrouped completes a SELECT of single rows.
func (g *generator) ungrouped(s *Select, f *fromMaker, spine relation, want *shape) relation {
	out := relation{groups: spine.groups, single: spine.single}
	add := func(e expr, typ Type) {
		name := g.name("n")
		if want != nil && want.columns != nil {
			name = want.columns[len(out.columns)].Name
		}
		s.Items = append(s.Items, Item{e.text, name, e.of})
		out.columns = append(out.columns, Column{name, typ, e.may})
	}
	ref := func(c Column) expr {
		out := reference{c.Name, s.spine().Alias, c}.expr()
		if !f.scope.bare {
			out.text = s.spine().Alias + "." + c.Name
		}
		return out
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
			s.Items = append(s.Items, Item{ref(c).text, c.Name, ref(c).of})
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
			add(express("(%)", g.condition(f.scope)), boolean)
			continue
		}
		value := g.valued(f.scope, typ)
		if some := ofType(f.optional(), typ); len(some) > 0 && g.chance(60) {
			value = pick(g, some...).expr()
		}
		add(value, typ)
	}
	if want == nil && spine.pickable() {
		g.places(s, f, spine, add)
		s.Loose = !spine.decided || s.Unique
	}
	return out
}

// places adds a window or what picks by place: QUALIFY, DISTINCT and LIMIT. A lookup may have equal rows, which a window numbers in
// any order; nothing else must tell them apart then.
func (g *generator) places(s *Select, f *fromMaker, spine relation, add func(expr, Type)) {
	if g.chance(22) {
		win := g.window(f.scope)
		switch g.IntN(4) {
		case 0:
			add(expr{text: "(" + win + " = 1)"}, boolean)
		case 1:
			add(expr{text: "CASE WHEN " + win + " = 1 THEN 1 END"}, number)
		default:
			add(expr{text: "CAST(" + win + " AS INTEGER)"}, number)
		}
		return
	}
	if g.chance(25) {
		s.Qualify = append(s.Qualify, Cond{Text: g.window(f.scope) + pick(g, " = 1", " <= 2", " > 1", " IS NOT NULL")})
	}
	switch n := g.IntN(100); {
	case n < 30 && spine.single && !spine.groups:
		s.Unique = true
		if g.chance(20) {
			for i := range s.Items {
				s.Order = append(s.Order, fmt.Sprint(i+1)+g.direction())
			}
			s.Limit = g.limit()
		}
	case n < 40:
		all := f.scope.all()
		s.On = pick(g, all...).text
		s.Order = append([]string{s.On}, g.everything(f.scope)...)
		if g.chance(15) {
			s.Limit = g.limit()
		}
	case n < 52:
		s.Order = g.everything(f.scope)
		s.Limit = g.limit()
	}
}

// grouped completes a SELECT with GROUP BY.
func (g *generator) grouped(s *Select, f *fromMaker, spine relation) relation {
	groups := &Groups{Picks: spine.single && !spine.groups && g.chance(70)}
	s.Groups = groups
	out := relation{decided: true}
	add := func(e expr, typ Type) {
		name := g.name("n")
		s.Items = append(s.Items, Item{e.text, name, e.of})
		out.columns = append(out.columns, Column{name, typ, e.may})
	}
	for range map[bool]int{true: 1}[groups.Picks] + g.IntN(3) {
		typ := pick(g, number, text)
		key := g.column(f.scope, typ)
		if g.chance(25) {
			key = g.valued(f.scope, typ)
		}
		switch {
		case len(key.reads) == 0: // a constant in GROUP BY is a position
			continue
		case g.chance(90):
			add(key, typ)
			out.key = append(out.key, out.columns[len(out.columns)-1].Name)
		default:
			out.decided = false
		}
		groups.Keys = append(groups.Keys, key.text)
	}
	groups.Picks = groups.Picks && len(groups.Keys) > 0
	s.Loose = groups.Picks
	out.groups, out.single, out.decided = !groups.Picks, groups.Picks, out.decided && !groups.Picks
	aggregate := g.aggregates(f.scope, f.optional(), groups, add, len(s.Items) > 0)
	for !groups.Picks && len(groups.Having) < 2 && g.chance(35) { // what a HAVING drops is the whole group
		groups.Having = append(groups.Having, Cond{Text: aggregate() + pick(g, " > 1", " = 1", " IS NOT NULL", " < 3", " >= 2")})
	}
	if len(groups.Keys) > 0 && g.chance(15) {
		var order []string
		for _, k := range groups.Keys {
			order = append(order, k+g.direction())
		}
		s.Qualify = append(s.Qualify, Cond{Text: "row_number() OVER (ORDER BY " + joined(order) + ")" + pick(g, " <= 2", " = 1", " > 1")})
	}
	if (out.decided || groups.Picks) && g.chance(15) {
		for i := range s.Items {
			s.Order = append(s.Order, fmt.Sprint(i+1)+g.direction())
		}
		s.Limit = g.limit()
	}
	return out
}

// aggregates adds those of the SELECT list, of which none is needed where a row of each group stays and there are keys, and
// returns what makes one for HAVING. Groups that take values of different rows keep their rows, as those do that count.
func (g *generator) aggregates(s scope, optional []reference, groups *Groups, add func(expr, Type), keys bool) func() string {
	value := g.column(s, number)
	if some := ofType(optional, number); len(some) > 0 && g.chance(40) {
		value = pick(g, some...).expr()
	}
	of := func(aggregate string) expr {
		return expr{text: "CAST(" + aggregate + "(" + value.text + ") AS INTEGER)", of: value.of, may: value.may}
	}
	switch {
	case groups.Picks:
		if !keys || g.chance(70) {
			add(of("max"), number)
		}
	case g.chance(20):
		add(of("min"), number)
		add(of("max"), number)
	case g.chance(20):
		by := g.column(s, text).text
		for _, v := range []string{"'x'", "'y'"} {
			add(expr{text: "CAST(max(CASE WHEN " + by + " = " + v + " THEN " + value.text + " END) AS INTEGER)"}, number)
		}
	default:
		for range 1 + g.IntN(2) {
			add(expr{text: "CAST(" + g.aggregate(s) + " AS INTEGER)"}, number)
		}
		if g.chance(40) {
			add(of(pick(g, "min", "max", "sum")), number)
		}
	}
	return func() string { return g.aggregate(s) }
}
