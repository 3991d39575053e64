package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// pick is an aggregate that takes the value of one of its rows: of the first or the last in an order.
type pick struct {
	by    sqltree.Node   // the order's expression; nil is the rows' own order
	last  bool           // the greatest, or the last, not the least
	nulls bool           // a row without that is taken before all others
	needs []sqltree.Node // what is not NULL in the row that it takes
	only  sqltree.Node   // its FILTER; nil if there is none
	other bool           // it goes by something else: by several expressions, or takes several rows
}

// pickOf returns what the aggregate takes; nil if that is of any row.
func pickOf(agg sqltree.Node) *pick {
	name, args := strings.ToLower(agg.Str("function_name")), agg.List("children")
	p := &pick{only: agg.Child("filter")}
	orders := agg.Child("order_bys").List("orders")
	switch {
	case (name == "min" || name == "max") && len(args) == 1:
		p.by, p.last, p.needs = args[0], name == "max", args
	case len(orders) > 1, len(args) > 1 && (name == "min" || name == "max"), len(args) > 2:
		p.other = true
	case (name == "first" || name == "last") && len(args) == 1:
		p.last = name == "last"
		if len(orders) == 1 {
			p.by = orders[0].Child("expression")
			nullsFirst := strings.Contains(orders[0].Str("null_order"), "FIRST")
			p.nulls = nullsFirst == (name == "first")
			p.last = p.last != (orders[0].Str("type") == "DESCENDING")
		}
	case len(args) == 2 && strings.HasSuffix(name, "_null"):
		p.by, p.last, p.needs = args[1], strings.Contains(name, "max"), args[1:]
	case len(args) == 2 && (strings.HasPrefix(name, "arg") || strings.HasSuffix(name, "_by")):
		p.by, p.last, p.needs = args[1], strings.Contains(name, "max"), args
	default:
		return nil
	}
	return p
}

// readPicks has the rows give what the aggregates go by, of all items, whether they are needed further on or not: which row stands
// for its group must not hang on that.
func (g *grouping) readPicks() {
	t := g.q.t
	var aggregates []sqltree.Node
	var first *pick
	for _, it := range g.q.items {
		it.expr.Walk(func(n sqltree.Node) bool {
			if t.IsAggregate(n) {
				aggregates = append(aggregates, n)
			}
			return n.Class() != "SUBQUERY"
		})
	}
	var picking []sqltree.Node
	for _, agg := range aggregates {
		p := pickOf(agg)
		if p == nil {
			continue
		}
		picking = append(picking, agg)
		if first == nil {
			first = p
		}
		if p.other || !p.agrees(first) {
			t.note("%s: its GROUP BY takes values of different rows, or of rows in an order that is not followed; the first row of each group stands for it", t.step.Name)
			return
		}
	}
	for _, agg := range picking {
		g.picks = append(g.picks, pickOf(g.arguments(agg)))
	}
}

// agrees says whether two aggregates that are asked for one group may take the same row.
func (p *pick) agrees(other *pick) bool {
	same := func(a, b sqltree.Node) bool { return (a == nil) == (b == nil) && (a == nil || a.Key() == b.Key()) }
	return p.last == other.last && p.nulls == other.nulls && same(p.by, other.by) && same(p.only, other.only)
}

// winner says which row of a group stands for it: the one whose values the aggregates take, if these agree on an order; of rows
// that are alike in it, and where the aggregates take any row's, the one with the smallest id.
func (g *grouping) winner(ctx context.Context) (winner, error) {
	t := g.q.t
	if len(g.picks) == 0 {
		return smallestID, nil
	}
	first := g.picks[0]
	valid := []string{"TRUE"}
	for _, p := range g.picks {
		for _, n := range p.needs {
			text, err := t.PrintExpr(ctx, sqltree.WithoutAlias(n))
			if err != nil {
				return winner{}, err
			}
			if test := "(" + text + ") IS NOT NULL"; !slices.Contains(valid, test) {
				valid = append(valid, test)
			}
		}
	}
	if first.by == nil && !first.last && first.only == nil {
		return smallestID, nil
	}
	if first.only != nil {
		text, err := t.PrintExpr(ctx, sqltree.WithoutAlias(first.only))
		if err != nil {
			return winner{}, err
		}
		valid = append(valid, "coalesce("+text+", FALSE)")
	}
	order, known := "0", "TRUE"
	if first.by != nil {
		text, err := t.PrintExpr(ctx, sqltree.WithoutAlias(first.by))
		if err != nil {
			return winner{}, err
		}
		order, known = text, "("+text+") IS NOT NULL"
		if first.nulls {
			known = "NOT " + known
		}
	}
	taken := strings.Join(valid, " AND ")
	switch {
	case first.last && first.by == nil:
		return winner{"arg_max_null", fmt.Sprintf("row(%s, %s)", taken, IDCol)}, nil
	case first.last:
		return winner{"arg_max_null", fmt.Sprintf("row(%s, %s, %s, -%s)", taken, known, order, IDCol)}, nil
	}
	return winner{"arg_min_null", fmt.Sprintf("row(NOT (%s), NOT (%s), %s, %s)", taken, known, order, IDCol)}, nil
}
