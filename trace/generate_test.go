package trace_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// genChain is a random chain over random data. It is a tree that can be cut down: see shrink.
type genChain struct {
	tables []*genTable
	models []*genQuery // m1, m2…; the first reads the root, each other the one before
}

// genTable is a table with its rows as SQL.
type genTable struct {
	name    string
	columns []genColumn
	rows    [][]string
}

type genColumn struct {
	name string
	typ  string
}

const (
	intType  = "INTEGER"
	textType = "VARCHAR"
	listType = "INTEGER[]"
	boolType = "BOOLEAN"
)

// genQuery is a query in pieces.
type genQuery struct {
	ctes        []genCTE
	setop       string // joins left and right, if set
	left, right *genQuery
	distinct    string // "DISTINCT", "DISTINCT ON (…)"
	items       []string
	from        genLeaf
	joins       []genJoin
	where       []string
	groupBy     []string
	groupAs     string // "ROLLUP", "CUBE" or empty
	having      []string
	qualify     []string
	order       []string
	limit       string
}

type genCTE struct {
	name string
	q    *genQuery
}

// genLeaf is a table or a subquery of a FROM.
type genLeaf struct {
	table string
	sub   *genQuery
	alias string
}

type genJoin struct {
	kind  string // "LEFT JOIN", "," …
	leaf  genLeaf
	cond  string // "ON …", "USING (…)" or empty
	first bool   // the leaf stands left of what is there
}

func (l genLeaf) String() string {
	text := l.table
	if l.sub != nil {
		text = "(" + l.sub.String() + ")"
	}
	if l.alias != "" {
		text += " AS " + l.alias
	}
	return text
}

func (q *genQuery) String() string {
	var b strings.Builder
	for i, c := range q.ctes {
		b.WriteString(map[bool]string{true: "WITH ", false: ", "}[i == 0])
		fmt.Fprintf(&b, "%s AS (%s)", c.name, c.q)
	}
	if len(q.ctes) > 0 {
		b.WriteString("\n")
	}
	if q.setop != "" {
		fmt.Fprintf(&b, "(%s)\n%s (%s)", q.left, q.setop, q.right)
	} else {
		b.WriteString("SELECT ")
		if q.distinct != "" {
			b.WriteString(q.distinct + " ")
		}
		fmt.Fprintf(&b, "%s\nFROM %s", strings.Join(q.items, ", "), q.fromText())
		part := func(word string, list []string, sep string) {
			if len(list) > 0 {
				b.WriteString("\n" + word + " " + strings.Join(list, sep))
			}
		}
		part("WHERE", q.where, " AND ")
		if q.groupAs != "" && len(q.groupBy) > 0 {
			fmt.Fprintf(&b, "\nGROUP BY %s (%s)", q.groupAs, strings.Join(q.groupBy, ", "))
		} else {
			part("GROUP BY", q.groupBy, ", ")
		}
		part("HAVING", q.having, " AND ")
		part("QUALIFY", q.qualify, " AND ")
	}
	if len(q.order) > 0 {
		b.WriteString("\nORDER BY " + strings.Join(q.order, ", "))
	}
	if q.limit != "" {
		b.WriteString("\n" + q.limit)
	}
	return b.String()
}

func (q *genQuery) fromText() string {
	text := q.from.String()
	for i, j := range q.joins {
		switch {
		case j.kind == ",":
			text += ", " + j.leaf.String()
		case j.first && i > 0:
			text = fmt.Sprintf("%s %s (%s) %s", j.leaf, j.kind, text, j.cond)
		case j.first:
			text = fmt.Sprintf("%s %s %s %s", j.leaf, j.kind, text, j.cond)
		default:
			text = fmt.Sprintf("%s %s %s %s", text, j.kind, j.leaf, j.cond)
		}
	}
	return text
}

func (t *genTable) query() string {
	var names, casts []string
	for _, c := range t.columns {
		names = append(names, c.name)
		casts = append(casts, fmt.Sprintf("CAST(%s AS %s) AS %s", c.name, c.typ, c.name))
	}
	var rows []string
	for _, r := range t.rows {
		rows = append(rows, "("+strings.Join(r, ", ")+")")
	}
	values := strings.Join(rows, ", ")
	where := ""
	if len(rows) == 0 {
		values = "(" + strings.TrimSuffix(strings.Repeat("NULL, ", len(t.columns)), ", ") + ")"
		where = " WHERE FALSE"
	}
	return fmt.Sprintf("SELECT %s FROM (VALUES %s) AS t(%s)%s", strings.Join(casts, ", "), values, strings.Join(names, ", "), where)
}

// generator makes a chain of a seed.
type generator struct {
	*rand.Rand
	relations []genTable // what can be looked up: names and columns
	aliases   int
	depth     int
	cteNames  int
}

func generate(seed uint64) *genChain {
	g := &generator{Rand: newRand(seed, 7)}
	c := &genChain{}
	root := &genTable{name: "src.root", columns: []genColumn{{"id", "BIGINT"}, {"k", intType}, {"a", intType}, {"b", intType}, {"s", textType}, {"l", listType}}}
	c.tables = append(c.tables, root)
	for i, name := range []string{"src.l1", "src.l2"} {
		t := &genTable{name: name, columns: []genColumn{{"k", intType}, {fmt.Sprintf("v%d", i+1), intType}, {fmt.Sprintf("w%d", i+1), textType}}}
		if g.chance(30) {
			t.columns = append(t.columns, genColumn{"b", intType})
		}
		c.tables = append(c.tables, t)
		g.relations = append(g.relations, *t)
	}
	for i, t := range c.tables {
		n := g.IntN(13)
		if g.chance(5) {
			n = 0
		}
		for r := range n {
			row := make([]string, len(t.columns))
			for j, col := range t.columns {
				row[j] = g.value(col.typ)
				if i == 0 && j == 0 {
					row[j] = fmt.Sprint(r)
				}
			}
			if r > 0 && i > 0 && g.chance(20) {
				copy(row, t.rows[r-1])
			}
			t.rows = append(t.rows, row)
		}
	}
	source := *root
	for i := range 1 + g.IntN(3) {
		q, cols := g.model(source)
		c.models = append(c.models, q)
		source = genTable{name: fmt.Sprintf("ref.m%d", i+1), columns: cols}
		if g.chance(30) {
			g.relations = append(g.relations, source)
		}
	}
	return c
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, list ...T) T { return list[g.IntN(len(list))] }

func (g *generator) alias(prefix string) string {
	g.aliases++
	return fmt.Sprintf("%s%d", prefix, g.aliases)
}

// value is a constant from a small domain, so that joins meet, groups merge and orders tie.
func (g *generator) value(typ string) string {
	if g.chance(18) {
		return "NULL"
	}
	switch typ {
	case textType:
		return pick(g, "'x'", "'y'", "'1'", "'2'", "''", "'X'")
	case listType:
		return pick(g, "[]", "[1]", "[1, 2]", "[NULL]", "[3, 3, 2]")
	case boolType:
		return pick(g, "TRUE", "FALSE")
	}
	return fmt.Sprint(g.IntN(4))
}

// scope is the tables of a FROM by alias.
type genScope []genTable

func (s genScope) columns(typ string) []string {
	var out []string
	for _, t := range s {
		for _, c := range t.columns {
			if c.typ == typ || typ == intType && c.typ == "BIGINT" || typ == "" {
				out = append(out, t.name+"."+c.name)
			}
		}
	}
	return out
}

// model is a whole model over source: CTEs, set operations or a plain SELECT.
func (g *generator) model(source genTable) (*genQuery, []genColumn) {
	if g.chance(25) {
		return g.withCTEs(source)
	}
	return g.query(source)
}

func (g *generator) query(source genTable) (*genQuery, []genColumn) {
	if g.chance(15) && g.depth < 2 {
		return g.setOperation(source)
	}
	return g.selection(source, nil)
}

func (g *generator) withCTEs(source genTable) (*genQuery, []genColumn) {
	var ctes []genCTE
	current := source
	before := len(g.relations)
	for range 1 + g.IntN(2) {
		var q *genQuery
		var cols []genColumn
		name := fmt.Sprintf("c%d", g.cteNames+1)
		g.cteNames++
		if g.chance(30) { // an import CTE, called as what it imports
			a := g.alias("t")
			q = &genQuery{items: []string{"*"}, from: genLeaf{table: current.name, alias: a}}
			cols = current.columns
			if i := strings.LastIndexByte(current.name, '.'); i >= 0 {
				name = current.name[i+1:]
			}
		} else {
			g.depth++
			q, cols = g.query(current)
			g.depth--
		}
		ctes = append(ctes, genCTE{name, q})
		current = genTable{name: name, columns: cols}
		if g.chance(30) {
			g.relations = append(g.relations, current)
		}
	}
	g.depth++
	q, cols := g.query(current)
	g.depth--
	g.relations = g.relations[:before]
	q.ctes = append(ctes, q.ctes...)
	return q, cols
}

func (g *generator) setOperation(source genTable) (*genQuery, []genColumn) {
	g.depth++
	defer func() { g.depth-- }()
	types := []string{intType}
	for range g.IntN(3) {
		types = append(types, pick(g, intType, textType))
	}
	left, cols := g.selection(source, types)
	other := source
	if g.chance(40) {
		other = pick(g, g.relations...)
	}
	right, others := g.selection(other, types)
	op := pick(g, "UNION ALL", "UNION ALL", "UNION", "EXCEPT", "EXCEPT ALL", "INTERSECT", "INTERSECT ALL", "UNION ALL BY NAME", "UNION BY NAME")
	q := &genQuery{setop: op, left: left, right: right}
	if g.chance(15) && !strings.Contains(op, "BY NAME") {
		for i := range cols {
			q.order = append(q.order, fmt.Sprint(i+1)+g.direction())
		}
		q.limit = g.limitText()
	}
	if strings.Contains(op, "BY NAME") {
		g.Shuffle(len(right.items), func(i, j int) { right.items[i], right.items[j] = right.items[j], right.items[i] })
		cols = byName(cols, others)
	}
	return q, cols
}

// byName is the columns of a set operation BY NAME: those of the left side, then what only the right side has.
// Where the types of a name differ, DuckDB makes text of both.
func byName(left, right []genColumn) []genColumn {
	out := slices.Clone(left)
	for _, c := range right {
		switch i := slices.IndexFunc(out, func(l genColumn) bool { return l.name == c.name }); {
		case i < 0:
			out = append(out, c)
		case out[i].typ != c.typ:
			out[i].typ = textType
		}
	}
	return out
}

func (g *generator) direction() string {
	return pick(g, "", " DESC", " NULLS FIRST", " DESC NULLS LAST", " DESC NULLS FIRST")
}

func (g *generator) limitText() string {
	text := fmt.Sprintf("LIMIT %d", g.IntN(8))
	if g.chance(30) {
		text += fmt.Sprintf(" OFFSET %d", g.IntN(4))
	}
	return text
}

// leaf is the source as it stands in a FROM: the table, or a subquery over it.
func (g *generator) leaf(source genTable, prefix string) (genLeaf, genTable) {
	alias := g.alias(prefix)
	if g.depth < 2 && g.chance(20) {
		g.depth++
		q, cols := g.query(source)
		g.depth--
		return genLeaf{sub: q, alias: alias}, genTable{name: alias, columns: cols}
	}
	return genLeaf{table: source.name, alias: alias}, genTable{name: alias, columns: source.columns}
}

// selection is a SELECT over source. want are the types of its columns; nil is any.
func (g *generator) selection(source genTable, want []string) (*genQuery, []genColumn) {
	q := &genQuery{}
	var sc genScope
	leaf, table := g.leaf(source, "t")
	q.from = leaf
	sc = append(sc, table)
	for g.chance(35) && len(q.joins) < 2 {
		sc = g.join(q, sc)
	}
	for g.chance(55) && len(q.where) < 4 {
		q.where = append(q.where, g.predicate(sc, 2))
	}
	switch n := g.IntN(100); {
	case n < 22:
		return g.grouped(q, sc, want)
	default:
		return g.ungrouped(q, sc, want)
	}
}

// join adds a lookup.
func (g *generator) join(q *genQuery, sc genScope) genScope {
	if lists := sc.columns(listType); len(lists) > 0 && g.chance(15) {
		u := g.alias("u")
		q.joins = append(q.joins, genJoin{kind: pick(g, ",", "CROSS JOIN"), leaf: genLeaf{table: "unnest(" + pick(g, lists...) + ")", alias: u + "(e)"}})
		return append(sc, genTable{name: u, columns: []genColumn{{"e", intType}}})
	}
	lookup := pick(g, g.relations...)
	leaf, table := g.leaf(lookup, "j")
	j := genJoin{kind: pick(g, "JOIN", "JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "SEMI JOIN", "ANTI JOIN", "CROSS JOIN", ",", "ASOF JOIN", "ASOF LEFT JOIN", "NATURAL JOIN", "NATURAL LEFT JOIN"), leaf: leaf}
	for _, before := range q.joins {
		if strings.HasPrefix(before.kind, "SEMI") || strings.HasPrefix(before.kind, "ANTI") {
			j.kind = pick(g, "JOIN", "LEFT JOIN") // an outer join over it cannot be followed
		}
	}
	both := append(slices.Clone(sc), table)
	semi := strings.HasPrefix(j.kind, "SEMI") || strings.HasPrefix(j.kind, "ANTI")
	turns := len(q.joins) == 0 || j.kind == "JOIN" || j.kind == "RIGHT JOIN"
	if g.chance(20) && !semi && turns && j.kind != "," && !strings.Contains(j.kind, "ASOF") {
		j.first = true
		both = append(genScope{table}, sc...)
	}
	near, far := sc.columns(intType), genScope{table}.columns(intType)
	shared := common(sc, table)
	switch {
	case strings.Contains(j.kind, "CROSS"), j.kind == ",":
	case strings.HasPrefix(j.kind, "NATURAL"):
		if len(shared) == 0 || len(shared) < sameNames(sc, table) {
			j.kind = strings.TrimPrefix(j.kind, "NATURAL ")
			j.cond = "ON " + g.equal(sc, table)
		}
	case strings.HasPrefix(j.kind, "ASOF"):
		if len(near) == 0 || len(far) == 0 {
			j.kind = "CROSS JOIN"
			break
		}
		j.cond = fmt.Sprintf("ON %s AND %s %s %s", g.equal(sc, table), pick(g, near...), pick(g, ">=", "<", ">", "<="), pick(g, far...))
	case len(shared) > 0 && g.chance(35):
		j.cond = "USING (" + strings.Join(shared[:1+g.IntN(len(shared))], ", ") + ")"
	default:
		j.cond = "ON " + g.equal(sc, table)
		if !semi && g.chance(25) {
			j.cond += " AND " + g.rangeOf(near, far)
			if g.chance(30) {
				j.cond += " AND " + g.simple(both)
			}
		} else if g.chance(25) {
			j.cond += " AND " + g.simple(both)
		} else if g.chance(10) && len(near)*len(far) > 0 {
			j.cond = fmt.Sprintf("ON %s < %s", pick(g, near...), pick(g, far...))
		}
	}
	q.joins = append(q.joins, j)
	if semi {
		return sc
	}
	return both
}

// rangeOf is one or two comparisons of the scope with the table.
func (g *generator) rangeOf(near, far []string) string {
	if len(near)*len(far) == 0 {
		return "TRUE"
	}
	value := pick(g, near...)
	bound := func() string {
		return pick(g, pick(g, far...), pick(g, far...), "coalesce("+pick(g, far...)+", 3)", "("+pick(g, far...)+" + 1)")
	}
	switch g.IntN(6) {
	case 0:
		return value + pick(g, " < ", " >= ", " <> ") + bound()
	case 1:
		return bound() + pick(g, " > ", " <= ") + value
	case 2:
		return value + " BETWEEN " + bound() + " AND " + bound()
	default:
		return value + pick(g, " >= ", " > ") + bound() + " AND " + value + pick(g, " < ", " <= ") + bound()
	}
}

// common returns the columns that the table shares with exactly one of the scope's.
func common(sc genScope, table genTable) []string {
	var out []string
	for _, c := range table.columns {
		n := 0
		for _, t := range sc {
			for _, other := range t.columns {
				switch {
				case other == c:
					n++
				case other.name == c.name:
					n += 2
				}
			}
		}
		if n == 1 {
			out = append(out, c.name)
		}
	}
	return out
}

// sameNames is how many of the table's columns are called as one of the scope's, whatever their types.
func sameNames(sc genScope, table genTable) int {
	n := 0
	for _, c := range table.columns {
		for _, t := range sc {
			if slices.ContainsFunc(t.columns, func(other genColumn) bool { return other.name == c.name }) {
				n++
				break
			}
		}
	}
	return n
}

// equal is an equality between the scope and the table.
func (g *generator) equal(sc genScope, table genTable) string {
	for _, typ := range g.shuffled(intType, intType, textType) {
		near, far := sc.columns(typ), genScope{table}.columns(typ)
		if len(near)*len(far) > 0 {
			if g.chance(50) {
				return pick(g, near...) + " = " + pick(g, far...)
			}
			return pick(g, far...) + " = " + pick(g, near...)
		}
	}
	return "TRUE"
}

func (g *generator) shuffled(list ...string) []string {
	g.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// everything is an ORDER BY of all columns of the scope: rows that tie in it are equal.
func (g *generator) everything(sc genScope) []string {
	list := g.shuffled(sc.columns("")...)
	for i := range list {
		list[i] += g.direction()
	}
	return list
}

func newRand(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }
