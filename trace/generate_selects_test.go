package trace_test

import (
	"fmt"
	"slices"
	"strings"
)

// ungrouped completes a SELECT of single rows: items, windows, QUALIFY, DISTINCT, LIMIT, UNNEST.
func (g *generator) ungrouped(q *genQuery, sc genScope, want []string) (*genQuery, []genColumn) {
	var cols []genColumn
	add := func(expr, name, typ string) {
		q.items = append(q.items, expr+" AS "+name)
		cols = append(cols, genColumn{name, typ})
	}
	if want == nil && len(q.joins) == 0 && g.chance(20) {
		q.items = []string{"*"}
		cols = slices.Clone(sc[0].columns)
	} else {
		if want == nil && g.chance(75) && hasColumn(sc[0], "id", "BIGINT") {
			add(sc[0].name+".id", "id", "BIGINT")
		}
		types := want
		if want == nil {
			for range 1 + g.IntN(4) {
				types = append(types, pick(g, intType, intType, textType, listType))
			}
		}
		for i, typ := range types {
			if typ == listType && len(sc.columns(listType)) == 0 {
				typ = intType
			}
			name := fmt.Sprintf("x%d", i+1)
			if typ == intType && i == 0 {
				name = "k"
			}
			add(g.expression(sc, typ), name, typ)
		}
	}
	ranked := ""
	if want == nil && g.chance(20) {
		win := g.window(sc)
		add(win, "w", "HUGEINT")
		cols[len(cols)-1].typ = intType
		q.items[len(q.items)-1] = "CAST(" + win + " AS INTEGER) AS w"
		ranked = "w"
	}
	if lists := sc.columns(listType); want == nil && len(lists) > 0 && g.chance(10) {
		add("unnest("+pick(g, lists...)+")", "u", intType)
		return q, cols // UNNEST goes with no windows and no DISTINCT ON
	}
	if g.chance(15) {
		if ranked != "" && g.chance(40) {
			q.qualify = append(q.qualify, ranked+" = 1")
		} else {
			q.qualify = append(q.qualify, g.window(sc)+pick(g, " = 1", " <= 2", " > 1", " IS NOT NULL"))
		}
	}
	switch n := g.IntN(100); {
	case n < 12:
		q.distinct = "DISTINCT"
		if g.chance(20) {
			for i := range cols {
				q.order = append(q.order, fmt.Sprint(i+1)+g.direction())
			}
			q.limit = g.limitText()
		}
	case n < 20:
		on := g.shuffled(sc.columns("")...)[:1]
		q.distinct = "DISTINCT ON (" + strings.Join(on, ", ") + ")"
		q.order = append(on, g.everything(sc)...)
		if g.chance(15) {
			q.limit = g.limitText()
		}
	case n < 30:
		q.order = g.everything(sc)
		q.limit = g.limitText()
	}
	return q, cols
}

func hasColumn(t genTable, name, typ string) bool {
	return slices.Contains(t.columns, genColumn{name, typ})
}

// grouped completes a SELECT with GROUP BY.
func (g *generator) grouped(q *genQuery, sc genScope, want []string) (*genQuery, []genColumn) {
	var cols []genColumn
	var keys, all []string
	add := func(expr, name, typ string) {
		q.items = append(q.items, expr+" AS "+name)
		cols = append(cols, genColumn{name, typ})
	}
	types := want
	if types == nil {
		for range g.IntN(3) {
			types = append(types, pick(g, intType, textType))
		}
	}
	picks := g.chance(35) // a dedup: nothing is counted
	for i, typ := range types {
		name := fmt.Sprintf("g%d", i+1)
		if g.chance(70) || typ == textType {
			key := g.expression(sc, typ)
			if g.chance(60) {
				if list := sc.columns(typ); len(list) > 0 && want == nil {
					key = pick(g, list...)
				}
			}
			add(key, name, typ)
			keys = append(keys, key)
			continue
		}
		agg := g.aggregate(sc, picks)
		add("CAST("+agg+" AS INTEGER)", name, intType)
		all = append(all, agg)
	}
	if want == nil && (len(cols) == 0 || !picks || g.chance(50)) {
		agg := g.aggregate(sc, picks)
		add("CAST("+agg+" AS INTEGER)", "n", intType)
		all = append(all, agg)
	}
	for _, k := range keys {
		if strings.ContainsAny(k[:1], "'0123456789") { // a constant in GROUP BY is a position
			k = "(" + k + " || '')"
			if k[1] != '\'' {
				k = "(" + k[1:2] + " + 0)"
			}
		}
		q.groupBy = append(q.groupBy, k)
	}
	switch {
	case len(keys) == len(q.items) && g.chance(30), len(keys) > 0 && g.chance(15):
		q.groupBy = []string{"ALL"}
	case len(keys) > 0 && g.chance(20):
		for i := range q.groupBy {
			if n := slices.IndexFunc(q.items, func(s string) bool { return strings.HasPrefix(s, keys[i]+" AS ") }); n >= 0 {
				q.groupBy[i] = fmt.Sprint(n + 1)
			}
		}
	case len(keys) > 0 && g.chance(12):
		q.groupAs = pick(g, "ROLLUP", "CUBE")
	}
	for g.chance(25) && len(q.having) < 2 {
		q.having = append(q.having, g.aggregate(sc, picks)+pick(g, " > 1", " = 1", " IS NOT NULL", " < 3"))
	}
	order := func() []string {
		var out []string
		for _, e := range append(slices.Clone(keys), all...) {
			if q.groupAs == "" && !strings.ContainsAny(e[:1], "'0123456789") {
				out = append(out, e+g.direction())
			}
		}
		return out
	}
	if len(keys) > 0 && q.groupAs == "" && q.groupBy[0] != "ALL" && g.chance(10) && len(order()) > 0 {
		q.qualify = append(q.qualify, "row_number() OVER (ORDER BY "+strings.Join(order(), ", ")+") <= 2")
	}
	switch n := g.IntN(100); {
	case n < 8:
		q.distinct = "DISTINCT"
	case n < 16:
		for i := range cols {
			q.order = append(q.order, fmt.Sprint(i+1)+g.direction())
		}
		q.limit = g.limitText()
	}
	return q, cols
}

// aggregate is an aggregate that does not hang on the order of its rows.
func (g *generator) aggregate(sc genScope, picks bool) string {
	arg := g.number(sc, 1)
	filter := ""
	if g.chance(12) {
		filter = " FILTER (WHERE " + g.simple(sc) + ")"
	}
	if picks {
		return pick(g, "min", "max") + "(" + arg + ")" + filter
	}
	switch g.IntN(8) {
	case 0, 1, 2:
		return "count(*)" + filter
	case 3:
		return "count(" + arg + ")" + filter
	case 4:
		return "count(DISTINCT " + arg + ")" + filter
	case 5, 6:
		return "sum(" + arg + ")" + filter
	default:
		return "len(string_agg(" + g.text(sc, 0) + ", ',' ORDER BY " + pick(g, sc.columns("")...) + ")" + filter + ")"
	}
}
