package randomchain

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Generate makes a chain of a seed: always the same.
func Generate(seed uint64) *Chain {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 11))}
	c := &Chain{Tables: g.tables()}
	g.lookups = append(g.lookups, c.Tables[1:]...)
	from := relation{text: "src.root", columns: c.Tables[0].Columns, single: true, decided: true, key: []string{"id"}}
	for i := range 1 + g.IntN(3) {
		var q *Query
		q, from = g.model(from)
		c.Models = append(c.Models, q)
		from.text = "ref." + modelName(i)
	}
	return c
}

type generator struct {
	*rand.Rand
	lookups []*Table
	names   int
}

// relation is what a query reads as its spine, or what comes out of it.
type relation struct {
	text    string
	columns []Column
	groups  bool     // its rows stand for several root rows
	single  bool     // no root row is in it twice
	decided bool     // rows whose key is the same stand for the same root rows
	key     []string // columns
}

// pickable says whether it does not matter which one of equal rows stays.
func (r relation) pickable() bool { return r.decided || r.single && !r.groups }

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, list ...T) T { return list[g.IntN(len(list))] }

func (g *generator) name(prefix string) string {
	g.names++
	return fmt.Sprintf("%s%d", prefix, g.names)
}

// tables makes the root and three lookups. All names of columns differ, so that none needs its table's name. The third one's
// key is in one row each.
func (g *generator) tables() []*Table {
	tables := []*Table{
		table("root", "id BIGINT, k INTEGER, a INTEGER, b INTEGER, s VARCHAR, l INTEGER[]"),
		table("l1", "k1 INTEGER, v1 INTEGER, w1 VARCHAR"),
		table("l2", "k2 INTEGER, v2 INTEGER, u2 INTEGER, w2 VARCHAR"),
		table("l3", "k3 INTEGER, v3 INTEGER, w3 VARCHAR"),
	}
	for i, t := range tables {
		n := 3 + g.IntN(6)
		switch {
		case g.chance(3):
			n = 0
		case i == 0:
			n = 5 + g.IntN(9)
		case t.Name == "l3":
			n = min(n, 4)
		}
		for r := range n {
			row := make([]string, len(t.Columns))
			for j, c := range t.Columns {
				if row[j] = g.value(c.Type); i == 0 && c.Type == number && g.chance(20) {
					row[j] = "5" // which no lookup has as its key
				}
			}
			switch {
			case i == 0, t.Name == "l3":
				row[0] = fmt.Sprint(r)
			case r > 0 && g.chance(15):
				copy(row, t.Rows[r-1])
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return tables
}

func table(name, columns string) *Table {
	t := &Table{Name: name}
	for _, c := range strings.Split(columns, ", ") {
		name, typ, _ := strings.Cut(c, " ")
		t.Columns = append(t.Columns, Column{Name: name, Type: Type(typ)})
	}
	return t
}

// value is a constant from a small domain, so that joins meet, groups merge and orders tie.
func (g *generator) value(typ Type) string {
	if g.chance(12) {
		return "NULL"
	}
	switch typ {
	case text:
		return pick(g, "'x'", "'y'", "'1'", "'2'", "''")
	case list:
		return pick(g, "[]", "[1]", "[1, 2]", "[NULL]", "[3, 3, 2]")
	}
	return fmt.Sprint(g.IntN(4))
}

// model is a query over the relation.
func (g *generator) model(from relation) (*Query, relation) {
	q := &Query{}
	if g.chance(15) {
		q.WithName = g.name("c")
		q.With, from = g.simple(from)
		from.text = q.WithName
	}
	if !g.chance(18) {
		s, out := g.selection(from, nil)
		q.Branches = []*Select{s}
		return q, out
	}
	return q, g.union(q, from)
}

// simple is one SELECT.
func (g *generator) simple(from relation) (*Query, relation) {
	s, out := g.selection(from, nil)
	return &Query{Branches: []*Select{s}}, out
}

// union gives the query branches.
func (g *generator) union(q *Query, from relation) relation {
	types := []Type{number}
	for range g.IntN(3) {
		types = append(types, pick(g, number, text))
	}
	var out relation
	for i := range 2 + g.IntN(2) {
		if i > 0 && g.chance(12) {
			q.Branches = append(q.Branches, g.rootless(from, out.columns))
			out.decided = false
			continue
		}
		want := &shape{types: types}
		if from.decided {
			want.key = from.key
		}
		if i > 0 {
			want.columns = out.columns
		}
		s, branch := g.selection(from, want)
		q.Branches = append(q.Branches, s)
		if i == 0 {
			out = branch
		}
		out.decided = out.decided && branch.decided
	}
	out.single = false
	return out
}

// rootless is a branch without root rows.
func (g *generator) rootless(from relation, columns []Column) *Select {
	leaf, cols := g.lookup("r")
	s := &Select{From: []Leaf{leaf}}
	for _, c := range columns {
		value := "NULL"
		for _, own := range cols {
			if own.Type == c.Type && g.chance(60) {
				value = leaf.Alias + "." + own.Name
			}
		}
		s.Items = append(s.Items, Item{Text: fmt.Sprintf("CAST(%s AS %s)", value, c.Type), Name: c.Name})
	}
	return s
}

// scope is the tables of a FROM.
type scope struct {
	tables []scopeTable
	bare   bool // no column needs its table's name
}

type scopeTable struct {
	alias   string
	columns []Column
}

// reference is a column as it is written, and its table.
type reference struct {
	text, alias string
	Column
}

func (s scope) all() []reference {
	var out []reference
	for _, t := range s.tables {
		for _, c := range t.columns {
			text := t.alias + "." + c.Name
			if s.bare {
				text = c.Name
			}
			out = append(out, reference{text, t.alias, c})
		}
	}
	return out
}

// of are the columns of a type.
func (s scope) of(typ Type) []reference {
	return slices.DeleteFunc(s.all(), func(r reference) bool { return r.Type != typ && (typ != number || r.Type != "BIGINT") })
}

// table is the scope of one of its tables.
func (s scope) table(alias string) scope {
	return scope{slices.DeleteFunc(slices.Clone(s.tables), func(t scopeTable) bool { return t.alias != alias }), s.bare}
}

// everything is an ORDER BY of all columns: rows that tie in it are equal.
func (g *generator) everything(s scope) []string {
	var out []string
	for _, r := range s.all() {
		out = append(out, r.text+g.direction())
	}
	g.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func (g *generator) direction() string {
	return pick(g, "", " DESC", " NULLS FIRST", " DESC NULLS LAST", " DESC NULLS FIRST")
}

func (g *generator) limit() string {
	text := fmt.Sprintf("LIMIT %d", g.IntN(7))
	if g.chance(25) {
		text += fmt.Sprintf(" OFFSET %d", g.IntN(3))
	}
	return text
}

func joined(list []string) string { return strings.Join(list, ", ") }
