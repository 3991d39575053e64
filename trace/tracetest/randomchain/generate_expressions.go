package randomchain

import (
	"fmt"
	"strings"
)

// expr is an expression, and the tables whose columns it has.
type expr struct {
	text  string
	reads []string
	names []string // of these columns
	of    Ref      // the column that it is; none if it is another expression
	may   bool     // this column may be NULL since a LEFT JOIN missed
	other bool     // it has a subquery
	equal bool     // it is an equality
	or    bool     // it is an OR
}

func (e expr) cond() Cond {
	return Cond{Text: e.text, Reads: e.reads, Names: e.names, Other: e.other, Equal: e.equal, Or: e.or}
}

// column is a column of one of the types; a constant where there is none.
func (g *generator) column(s scope, types ...Type) expr {
	var all []reference
	for _, t := range types {
		all = append(all, s.of(t)...)
	}
	if len(all) == 0 {
		return expr{text: g.constant(types[0])}
	}
	r := pick(g, all...)
	return r.expr()
}

func (r reference) expr() expr {
	return expr{text: r.text, reads: []string{r.alias}, names: []string{r.Name}, of: Ref{r.alias, r.Name}, may: r.Missable}
}

// constant is not NULL.
func (g *generator) constant(typ Type) string {
	switch typ {
	case text:
		return pick(g, "'x'", "'y'", "'1'")
	case list:
		return "[1]"
	case boolean:
		return "TRUE"
	}
	return fmt.Sprint(g.IntN(4))
}

// express puts expressions into a text, for each % one.
func express(form string, parts ...expr) expr {
	var out expr
	for _, p := range parts {
		form = strings.Replace(form, "%", p.text, 1)
		out.reads, out.names = append(out.reads, p.reads...), append(out.names, p.names...)
		out.other = out.other || p.other
	}
	out.text = form
	return out
}

// compared is a comparison.
func compared(operator string, left, right expr) expr {
	out := express("% "+operator+" %", left, right)
	out.equal = operator == "="
	return out
}

func (g *generator) number(s scope, depth int) expr {
	if depth > 0 {
		switch g.IntN(12) {
		case 0:
			return express("coalesce(%, %)", g.column(s, number), g.number(s, 0))
		case 1:
			return express("(% + %)", g.column(s, number), g.number(s, 0))
		case 2:
			return express("CASE WHEN % THEN % ELSE % END", g.condition(s), g.column(s, number), g.number(s, 0))
		case 3:
			return express("TRY_CAST(% AS INTEGER)", g.column(s, text))
		}
	}
	if g.chance(15) {
		return expr{text: g.constant(number)}
	}
	return g.column(s, number)
}

func (g *generator) text(s scope) expr {
	switch g.IntN(8) {
	case 0:
		return express("upper(%)", g.column(s, text))
	case 1:
		return express("coalesce(%, 'x')", g.column(s, text))
	case 2:
		return express("nullif(%, 'x')", g.column(s, text))
	}
	return g.column(s, text)
}

func (g *generator) valued(s scope, typ Type) expr {
	switch typ {
	case number:
		value := g.number(s, 1)
		out := express("CAST(% AS INTEGER)", value)
		out.of, out.may = value.of, value.may
		return out
	case text:
		return g.text(s)
	}
	return g.column(s, typ)
}

// condition is a condition without subqueries that reads a column of the scope.
func (g *generator) condition(s scope) expr {
	any := g.column(s, number, text, list, boolean)
	switch g.IntN(13) {
	case 0:
		return express("% IS NULL", any)
	case 1, 2:
		return express("% IS NOT NULL", any)
	case 3:
		return express("% "+pick(g, "IN (1, 2)", "NOT IN (0, 3)", "NOT IN (1, NULL)", "IN (0, NULL)"), g.column(s, number))
	case 4:
		return express("% BETWEEN 1 AND %", g.column(s, number), g.number(s, 0))
	case 5:
		return express("% IS "+pick(g, "", "NOT ")+"DISTINCT FROM %", g.column(s, number), g.number(s, 0))
	case 6, 7:
		return express("% "+pick(g, "=", "<>", "LIKE")+" "+pick(g, "'x'", "'1'", "''"), g.text(s))
	case 8:
		return express("TRY_CAST(% AS INTEGER) "+pick(g, "IS NOT NULL", "> 1", "= 1", "IS NULL"), g.column(s, text))
	case 9:
		if flags := s.of(boolean); len(flags) > 0 {
			return express("%", g.column(s, boolean))
		}
	}
	return compared(pick(g, "=", "<>", "<", ">=", ">"), g.column(s, number), g.number(s, 1))
}

// conditionOf is a condition on one column.
func (g *generator) conditionOf(r reference) expr {
	value := r.expr()
	switch {
	case r.Type == text:
		return express(pick(g, "% = 'x'", "% <> 'y'", "coalesce(%, 'x') <> 'x'", "% IS NOT NULL"), value)
	case r.Type == boolean: // is_latest, say
		return express(pick(g, "%", "%", "% = TRUE", "% IS TRUE", "NOT %", "% IS NOT NULL"), value)
	case r.Type == list:
		return express("% IS NOT NULL", value)
	case g.chance(25):
		t, alias := pick(g, g.lookups...), g.name("e")
		form := pick(g, "EXISTS (SELECT 1 FROM src.%[1]s AS %[2]s WHERE %[2]s.%[3]s = %%)", "NOT EXISTS (SELECT 1 FROM src.%[1]s AS %[2]s WHERE %[2]s.%[3]s = %%)",
			"%% IN (SELECT %[2]s.%[3]s FROM src.%[1]s AS %[2]s)", "%% NOT IN (SELECT %[2]s.%[3]s FROM src.%[1]s AS %[2]s WHERE %[2]s.%[3]s > 1)")
		return express(fmt.Sprintf(form, t.Name, alias, t.Columns[0].Name), reference{r.alias + "." + r.Name, r.alias, r.Column}.expr()).withSubquery()
	}
	return express(pick(g, "% > 0", "% <= 2", "% IS NOT NULL", "% IN (0, 1, 2)", "coalesce(%, 4) < 4", "% <> 1", "% BETWEEN 0 AND 2"), value)
}

func (e expr) withSubquery() expr {
	e.other = true
	return e
}

// predicate is any condition over the scope.
func (g *generator) predicate(s scope, depth int) expr {
	if depth > 0 {
		switch n := g.IntN(100); {
		case n < 12:
			out := express("(% OR %)", g.predicate(s, depth-1), g.predicate(s, depth-1))
			out.or = true
			return out
		case n < 16:
			return express("NOT (% AND %)", g.predicate(s, depth-1), g.predicate(s, 0))
		case n < 20:
			return express("NOT (%)", g.predicate(s, depth-1))
		case n < 34:
			return g.subquery(s)
		}
	}
	return g.condition(s)
}

// subquery is EXISTS, IN or a comparison with a scalar subquery.
func (g *generator) subquery(s scope) expr {
	table := pick(g, g.lookups...)
	alias := g.name("e")
	inner := scope{tables: []scopeTable{{alias, table.Columns}}}
	s.bare = false // a column of the table itself would come first
	own, near := func() expr { return g.column(inner, number) }, func() expr { return g.column(s, number) }
	where := expr{text: "TRUE"}
	if g.chance(75) {
		where = express("% = %", own(), near())
		if g.chance(40) {
			where = express("% AND % "+pick(g, "<>", "<", ">=")+" %", where, own(), near())
		}
	}
	if g.chance(20) {
		where = express("% AND %", where, g.condition(inner))
	}
	from := express(fmt.Sprintf("FROM src.%s AS %s WHERE %%", table.Name, alias), where)
	var out expr
	switch g.IntN(8) {
	case 0, 1, 2:
		out = express("EXISTS (SELECT 1 %)", from)
	case 3, 4:
		out = express("NOT EXISTS (SELECT 1 %)", from)
	case 5:
		out = express("% "+pick(g, "IN", "NOT IN")+" (SELECT % %)", near(), own(), from)
	default:
		out = express("% "+pick(g, "=", "<", ">=")+" (SELECT "+pick(g, "max", "min", "count", "sum")+"(%) %)", near(), own(), from)
	}
	outer := expr{text: out.text, other: true}
	for i, a := range out.reads {
		if a != alias {
			outer.reads, outer.names = append(outer.reads, a), append(outer.names, out.names[i])
		}
	}
	return outer
}

// window is a window function whose order leaves no two different rows tied.
func (g *generator) window(s scope) string {
	partition := ""
	if g.chance(65) {
		partition = "PARTITION BY " + g.column(s, number, text).text + " "
	}
	total := "OVER (" + partition + "ORDER BY " + joined(g.everything(s)) + ")"
	loose := "OVER (" + partition + "ORDER BY " + g.column(s, number, text).text + g.direction() + ")"
	switch g.IntN(9) {
	case 0, 1, 2, 3:
		return "row_number() " + total
	case 4:
		return "rank() " + loose
	case 5:
		return "dense_rank() " + loose
	case 6:
		return pick(g, "lag", "lead", "first_value") + "(" + g.column(s, number).text + ") " + total
	case 7:
		return "sum(" + g.column(s, number).text + ") " + loose
	}
	return "count(*) OVER (" + strings.TrimSpace(partition) + ")"
}

// aggregate is an aggregate that does not hang on the order of its rows.
func (g *generator) aggregate(s scope) string {
	filter := ""
	if g.chance(12) {
		filter = " FILTER (WHERE " + g.condition(s).text + ")"
	}
	switch g.IntN(7) {
	case 0, 1, 2:
		return "count(*)" + filter
	case 3:
		return "count(" + g.number(s, 1).text + ")" + filter
	case 4:
		return "count(DISTINCT " + g.number(s, 1).text + ")" + filter
	}
	return "sum(" + g.number(s, 1).text + ")" + filter
}
