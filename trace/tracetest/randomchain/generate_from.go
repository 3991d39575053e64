package randomchain

import (
	"fmt"
	"slices"
	"strings"
)

// fromMaker makes the FROM of a SELECT.
type fromMaker struct {
	*generator
	s        *Select
	scope    scope
	single   bool
	rootless bool     // an outer join makes rows of no root row
	unused   []*Table // lookups that are not there yet, where no column needs its table's name
}

// from gives the SELECT its tables. It returns the relation that is its spine.
func (g *generator) from(s *Select, spine relation, nest bool) (*fromMaker, relation) {
	leaf := Leaf{Alias: g.name("t"), Text: spine.text, Spine: true}
	if nest && g.chance(14) {
		leaf.Sub, spine = g.simple(spine)
		leaf.Text = ""
	}
	f := &fromMaker{generator: g, s: s, single: spine.single, unused: slices.Clone(g.lookups)}
	f.scope = scope{tables: []scopeTable{{leaf.Alias, spine.columns}}, bare: g.chance(45)}
	s.From = []Leaf{leaf}
	switch n := g.IntN(100); {
	case n < 30:
		f.comma()
	case n < 48:
		f.explicit()
	default:
		f.more(2)
	}
	return f, spine
}

// optional are the columns that may be NULL since a LEFT JOIN missed, or else, and sometimes, all.
func (f *fromMaker) optional() []reference {
	all := f.scope.all()
	some := slices.DeleteFunc(f.scope.all(), func(r reference) bool { return !r.Missable })
	if len(some) == 0 || f.chance(25) {
		return all
	}
	return some
}

func ofType(list []reference, typ Type) []reference {
	return slices.DeleteFunc(slices.Clone(list), func(r reference) bool { return r.Type != typ })
}

// leaf is a lookup, if one is left; its key is its first column, and it is unique or not.
func (f *fromMaker) leaf() (leaf Leaf, columns []Column, unique, ok bool) {
	tables := f.lookups
	if f.scope.bare {
		if tables = f.unused; len(tables) == 0 {
			return Leaf{}, nil, false, false
		}
	}
	t := pick(f.generator, tables...)
	f.unused = slices.DeleteFunc(f.unused, func(other *Table) bool { return other == t })
	leaf, columns, unique = f.lookupOf(t, "j")
	return leaf, columns, unique, true
}

// lookup is a lookup as it stands in a FROM.
func (g *generator) lookup(prefix string) (Leaf, []Column) {
	leaf, columns, _ := g.lookupOf(pick(g, g.lookups...), prefix)
	return leaf, columns
}

func (g *generator) lookupOf(t *Table, prefix string) (leaf Leaf, columns []Column, unique bool) {
	leaf, columns, unique = Leaf{Alias: g.name(prefix), Text: "src." + t.Name}, t.Columns, t.Name == "l3"
	switch g.IntN(10) {
	case 0:
		inner := scope{tables: []scopeTable{{t.Name, t.Columns}}, bare: true}
		leaf.Text = fmt.Sprintf("(SELECT * FROM src.%s WHERE %s)", t.Name, g.condition(inner).text)
	case 1:
		columns, unique = columns[:2], true
		leaf.Text = fmt.Sprintf("(SELECT %s, max(%s) AS %[2]s FROM src.%[3]s GROUP BY %[1]s)", columns[0].Name, columns[1].Name, t.Name)
	}
	return leaf, columns, unique
}

// link is a condition between what is there and the table: an equality, where there is something to compare.
func (f *fromMaker) link(near scope, own scopeTable) Cond {
	far := scope{tables: []scopeTable{own}, bare: f.scope.bare}
	first := far.all()[0]
	left, right := f.column(near, number), first.expr()
	if f.chance(15) {
		right = f.column(far, number)
	}
	switch {
	case len(left.reads) == 0: // a lookup of no number
		return express("% >= %", right, left).cond()
	case len(near.of(text)) > 0 && f.chance(12):
		left, right = f.column(near, text), f.column(far, text)
	case f.chance(8):
		left = express("(% + 1)", left)
	}
	if f.chance(40) {
		left, right = right, left
	}
	return compared("=", left, right).cond()
}

// uniqueBy says whether the conditions find at most one row in the lookup, in which the values of its first column are unique.
func (f *fromMaker) uniqueBy(conds []Cond, own scopeTable) bool {
	key := scope{tables: []scopeTable{own}, bare: f.scope.bare}.all()[0].text
	return slices.ContainsFunc(conds, func(c Cond) bool {
		return c.Equal && len(c.Reads) == 2 && (strings.HasPrefix(c.Text, key+" =") || strings.HasSuffix(c.Text, "= "+key))
	})
}

// put puts a table into the FROM. Where it can have several rows for one, no row is single from there on.
func (f *fromMaker) put(leaf Leaf, columns []Column, single bool) {
	f.s.From = append(f.s.From, leaf)
	columns = slices.Clone(columns)
	for i := range columns {
		columns[i].Missable = leaf.Kind == "LEFT JOIN" && !leaf.lateral()
	}
	f.scope.tables = append(f.scope.tables, scopeTable{leaf.Alias, columns})
	f.single = f.single && single
}

// shuffle puts the tables into any order.
func (f *fromMaker) shuffle() {
	from := f.s.From
	f.Shuffle(len(from), func(i, j int) { from[i], from[j] = from[j], from[i] })
	for i := range from {
		from[i].Kind = ","
	}
	from[0].Kind = ""
}

// comma makes a comma list, with the links for the WHERE.
func (f *fromMaker) comma() {
	if f.chance(20) {
		f.more(1)
	}
	before := len(f.s.From)
	f.s.Where = f.core(1 + f.IntN(3))
	if before == 1 && f.chance(40) {
		f.shuffle()
	}
	if l, columns, single, ok := f.lateral(f.scope); ok && f.chance(15) {
		if l.Kind = ","; f.chance(50) {
			l.Text = strings.TrimPrefix(l.Text, "LATERAL ")
		}
		f.put(l, columns, single)
	}
	if lists := f.scope.of(list); len(lists) > 0 && f.chance(15) {
		r := pick(f.generator, lists...)
		u, e := f.name("u"), f.name("y")
		f.put(Leaf{Kind: ",", Alias: u, Text: "unnest(" + r.text + ")", Cols: "(" + e + ")", Reads: []string{r.alias}}, []Column{{Name: e, Type: number}}, false)
	}
}

// core puts so many lookups into the FROM and returns what links them; few are linked to nothing.
func (f *fromMaker) core(n int) (links []Cond) {
	for range n {
		leaf, columns, unique, ok := f.leaf()
		if !ok {
			break
		}
		leaf.Kind = ","
		own := scopeTable{leaf.Alias, columns}
		var conds []Cond
		for len(conds) < 2 && f.chance(map[int]int{0: 92, 1: 12}[len(conds)]) {
			conds = append(conds, f.link(f.scope, own))
		}
		f.put(leaf, columns, unique && f.uniqueBy(conds, own))
		links = append(links, conds...)
	}
	return links
}

// explicit makes inner joins with ON, the spine at any place, and others after them.
func (f *fromMaker) explicit() {
	links := f.core(1 + f.IntN(2))
	if f.chance(50) {
		f.shuffle()
	}
	from := f.s.From
	if len(from) == 2 && f.chance(40) {
		links = append(links, f.condition(f.scope).cond())
	}
	for _, c := range links {
		at := 1
		for i, l := range from {
			if slices.Contains(c.Reads, l.Alias) {
				at = max(at, i)
			}
		}
		if at < len(from) {
			from[at].On = append(from[at].On, c)
		}
	}
	for i := range from[1:] {
		if from[i+1].Kind = "JOIN"; len(from[i+1].On) == 0 {
			from[i+1].Kind = "CROSS JOIN"
		}
	}
	if f.chance(35) {
		f.more(1)
	}
}

// more puts joins of all kinds after the others.
func (f *fromMaker) more(most int) {
	semi := false
	for range most {
		if !f.chance(75) {
			return
		}
		if l, columns, single, ok := f.lateral(f.scope); ok && f.chance(15) {
			l.Kind = pick(f.generator, "JOIN", "LEFT JOIN")
			f.put(l, columns, single)
			continue
		}
		leaf, columns, unique, ok := f.leaf()
		if !ok {
			return
		}
		leaf.Kind = pick(f.generator, "JOIN", "JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "LEFT JOIN", "LEFT JOIN", "LEFT JOIN", "LEFT JOIN", "SEMI JOIN", "SEMI JOIN", "ANTI JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN")
		if outer := leaf.Kind == "RIGHT JOIN" || leaf.Kind == "FULL JOIN" || leaf.Kind == "CROSS JOIN"; outer && semi {
			leaf.Kind = "JOIN"
		}
		own := scopeTable{leaf.Alias, columns}
		if leaf.Kind != "CROSS JOIN" {
			leaf.On = f.conditionsOf(own, leaf.Kind)
		}
		switch leaf.Kind {
		case "SEMI JOIN", "ANTI JOIN":
			semi = true
			f.s.From = append(f.s.From, leaf)
			continue
		case "RIGHT JOIN", "FULL JOIN":
			f.rootless = true
		}
		f.put(leaf, columns, unique && f.uniqueBy(leaf.On, own) && !f.rootless)
	}
}

// conditionsOf is an ON: an equality, a range, or both, and more.
func (f *fromMaker) conditionsOf(own scopeTable, kind string) []Cond {
	far := scope{tables: []scopeTable{own}, bare: f.scope.bare}
	both := scope{tables: append(slices.Clone(f.scope.tables), own), bare: f.scope.bare}
	inner := kind != "FULL JOIN" && kind != "RIGHT JOIN"
	var out []Cond
	ranges := f.chance(20) && inner
	if !ranges || f.chance(60) {
		out = append(out, f.link(f.scope, own))
	}
	if ranges {
		value, low, high := f.column(f.scope, number), f.column(far, number), f.column(far, number)
		switch f.IntN(3) {
		case 0:
			out = append(out, express("% "+pick(f.generator, "<", ">=", "<>")+" %", value, low).cond())
		case 1:
			out = append(out, express("% BETWEEN % AND coalesce(%, 3)", value, low, high).cond())
		default:
			out = append(out, express("% >= %", value, low).cond(), express("% < (% + 2)", value, high).cond())
		}
	}
	if f.chance(25) && inner {
		out = append(out, f.condition(both).cond())
	}
	return out
}

// lateral is a subquery that reads what is there; single says that it has one row at most.
func (f *fromMaker) lateral(there scope) (leaf Leaf, columns []Column, single, ok bool) {
	there.bare = false // a column of its own would come first
	near := f.column(there, number)
	if len(near.reads) == 0 {
		return Leaf{}, nil, false, false
	}
	t, inner := pick(f.generator, f.lookups...), f.name("i")
	key, value := inner+"."+t.Columns[0].Name, inner+"."+t.Columns[1].Name
	from := fmt.Sprintf("FROM src.%s AS %s WHERE %s = %s", t.Name, inner, key, near.text)
	if f.chance(25) {
		from += fmt.Sprintf(" AND %s %s %s", value, pick(f.generator, "<", ">=", "<>"), f.column(there.table(near.reads[0]), number).text)
	}
	x, y := f.name("y"), f.name("y")
	query, single := fmt.Sprintf("SELECT sum(%s) AS %s, count(*) AS %s %s", value, x, y, from), true
	switch f.IntN(4) {
	case 0:
		query, single = fmt.Sprintf("SELECT %s AS %s, %s AS %s %s", key, x, value, y, from), false
	case 1:
		query = fmt.Sprintf("SELECT %s AS %s, %s AS %s %s ORDER BY %s, %s LIMIT 1", key, x, value, y, from, key, value)
	case 2:
		query = fmt.Sprintf("SELECT max(%s) AS %s, min(%s) AS %s %s", value, x, value, y, from)
	}
	return Leaf{Alias: f.name("x"), Text: "LATERAL (" + query + ")", Reads: near.reads}, []Column{{Name: x, Type: number}, {Name: y, Type: number}}, single, true
}
