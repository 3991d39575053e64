package trace_test

import (
	"fmt"
	"strings"
)

// predicate is a condition over the scope.
func (g *generator) predicate(sc genScope, depth int) string {
	if depth > 0 {
		switch n := g.IntN(100); {
		case n < 12:
			return "(" + g.predicate(sc, depth-1) + " OR " + g.predicate(sc, depth-1) + ")"
		case n < 17:
			return "(" + g.predicate(sc, depth-1) + " AND " + g.predicate(sc, depth-1) + ")"
		case n < 24:
			return "NOT (" + g.predicate(sc, depth-1) + ")"
		case n < 42:
			return g.subqueryTest(sc)
		}
	}
	return g.simple(sc)
}

// simple is a condition without subqueries.
func (g *generator) simple(sc genScope) string {
	cols := sc.columns("")
	switch g.IntN(12) {
	case 0:
		return pick(g, cols...) + " IS NULL"
	case 1, 2:
		return pick(g, cols...) + " IS NOT NULL"
	case 3:
		return g.number(sc, 1) + pick(g, " IN (1, 2)", " NOT IN (0, 3)", " NOT IN (1, NULL)", " IN (0, NULL)")
	case 4:
		return g.number(sc, 1) + " BETWEEN 1 AND " + g.number(sc, 0)
	case 5:
		return g.number(sc, 1) + pick(g, " IS DISTINCT FROM ", " IS NOT DISTINCT FROM ") + g.number(sc, 0)
	case 6, 7:
		return g.text(sc, 1) + pick(g, " = ", " <> ", " LIKE ") + pick(g, "'x'", "'1'", "'X'", "''")
	case 8:
		return "TRY_CAST(" + g.text(sc, 0) + " AS INTEGER) " + pick(g, "IS NOT NULL", "> 1", "= 1", "IS NULL")
	default:
		return g.number(sc, 1) + pick(g, " = ", " <> ", " < ", " >= ", " > ") + g.number(sc, 0)
	}
}

// subqueryTest is EXISTS, IN or a comparison with a scalar subquery, correlated or not.
func (g *generator) subqueryTest(sc genScope) string {
	table := pick(g, g.relations...)
	alias := g.alias("e")
	inner := genScope{{name: alias, columns: table.columns}}
	own, near := inner.columns(intType), sc.columns(intType)
	if len(own) == 0 || len(near) == 0 {
		return g.simple(sc)
	}
	from := fmt.Sprintf("FROM %s AS %s", table.name, alias)
	where := ""
	if g.chance(60) {
		where = fmt.Sprintf(" WHERE %s = %s", pick(g, own...), pick(g, near...))
	}
	if g.chance(25) {
		where += map[bool]string{true: " WHERE ", false: " AND "}[where == ""] + g.simple(inner)
	}
	switch g.IntN(6) {
	case 0, 1:
		return "EXISTS (SELECT 1 " + from + where + ")"
	case 2:
		return "NOT EXISTS (SELECT 1 " + from + where + ")"
	case 3:
		return fmt.Sprintf("%s IN (SELECT %s %s%s)", pick(g, near...), pick(g, own...), from, where)
	case 4:
		return fmt.Sprintf("%s NOT IN (SELECT %s %s%s)", pick(g, near...), pick(g, own...), from, where)
	default:
		return fmt.Sprintf("%s %s (SELECT max(%s) %s%s)", pick(g, near...), pick(g, "=", "<", ">="), pick(g, own...), from, where)
	}
}

// number is an expression of type INTEGER or BIGINT.
func (g *generator) number(sc genScope, depth int) string {
	cols := sc.columns(intType)
	if len(cols) == 0 || g.chance(20) {
		return fmt.Sprint(g.IntN(4))
	}
	if depth > 0 {
		switch g.IntN(10) {
		case 0:
			return "coalesce(" + pick(g, cols...) + ", " + g.number(sc, 0) + ")"
		case 1:
			return "(" + pick(g, cols...) + " + " + g.number(sc, 0) + ")"
		case 2:
			return "CASE WHEN " + g.simple(sc) + " THEN " + pick(g, cols...) + " ELSE " + g.number(sc, 0) + " END"
		case 3:
			return "TRY_CAST(" + g.text(sc, 0) + " AS INTEGER)"
		}
	}
	return pick(g, cols...)
}

// text is an expression of type VARCHAR.
func (g *generator) text(sc genScope, depth int) string {
	cols := sc.columns(textType)
	if len(cols) == 0 || g.chance(15) {
		return g.constantText()
	}
	if depth > 0 && g.chance(30) {
		return pick(g, "upper("+pick(g, cols...)+")", "coalesce("+pick(g, cols...)+", 'x')", "nullif("+pick(g, cols...)+", 'x')")
	}
	return pick(g, cols...)
}

func (g *generator) constantText() string { return pick(g, "'x'", "'1'", "'zz'") }

func (g *generator) expression(sc genScope, typ string) string {
	switch typ {
	case textType:
		return g.text(sc, 1)
	case intType:
		return "CAST(" + g.number(sc, 1) + " AS INTEGER)"
	}
	return pick(g, sc.columns(typ)...)
}

// window is a window function whose order leaves no two different rows tied.
func (g *generator) window(sc genScope) string {
	partition := ""
	cols := sc.columns("")
	if g.chance(60) {
		partition = "PARTITION BY " + strings.Join(g.shuffled(cols...)[:1+g.IntN(min(2, len(cols)))], ", ") + " "
	}
	total := "OVER (" + partition + "ORDER BY " + strings.Join(g.everything(sc), ", ")
	loose := "OVER (" + partition + "ORDER BY " + pick(g, cols...) + g.direction()
	switch g.IntN(10) {
	case 0, 1, 2:
		return "row_number() " + total + ")"
	case 3:
		return "rank() " + loose + ")"
	case 4:
		return "dense_rank() " + loose + ")"
	case 5:
		return pick(g, "lag", "lead", "first_value", "last_value") + "(" + g.number(sc, 1) + ") " + total + ")"
	case 6:
		return "sum(" + g.number(sc, 1) + ") " + loose + ")"
	case 7:
		return "sum(" + g.number(sc, 0) + ") " + total + " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)"
	case 8:
		return "ntile(2) " + total + ")"
	default:
		return "count(*) OVER (" + partition + ")"
	}
}
