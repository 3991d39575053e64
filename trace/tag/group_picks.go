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
	order []sqltree.Node // the ORDER BY of several expressions by which it goes, instead of by
	other bool           // it takes several rows, or what it makes of them
}

// pickOf returns what the aggregate takes; nil if that is of any row.
func pickOf(agg sqltree.Node) *pick {
	name, args := strings.ToLower(agg.Str("function_name")), agg.List("children")
	p := &pick{only: agg.Child("filter")}
	orders := agg.Child("order_bys").List("orders")
	switch {
	case (name == "min" || name == "max") && len(args) == 1:
		p.by, p.last, p.needs, p.other = args[0], name == "max", args, sqltree.HasCase(args[0])
	case len(args) > 1 && (name == "min" || name == "max"), len(args) > 2:
		p.other = true
	case (name == "first" || name == "last") && len(args) == 1:
		p.last = name == "last"
		if len(orders) == 1 {
			p.by = orders[0].Child("expression")
			nullsFirst := strings.Contains(orders[0].Str("null_order"), "FIRST")
			p.nulls = nullsFirst == (name == "first")
			p.last = p.last != (orders[0].Str("type") == "DESCENDING")
		} else {
			p.order = orders
		}
	case len(args) == 2 && strings.HasSuffix(name, "_null"):
		p.by, p.last, p.needs = args[1], strings.Contains(name, "max"), args[1:]
	case len(args) == 2 && (strings.HasPrefix(name, "arg") || strings.HasSuffix(name, "_by")):
		p.by, p.last, p.needs = args[1], strings.Contains(name, "max"), args
	case p.only != nil || len(args) == 1 && sqltree.HasCase(args[0]):
		p.other = true
	default:
		return nil
	}
	return p
}

// readPicks says whether the aggregates of all items take one row of each group: a dedup. If they take values of different rows, all
// rows live on in the group. It has the rows give what the aggregates go by, whether the items are needed further on or not: which row
// stands for its group must not hang on that.
func (g *grouping) readPicks() bool {
	t := g.q.t
	var picking []sqltree.Node
	var first *pick
	one := true
	for _, it := range g.q.items {
		it.expr.Walk(func(n sqltree.Node) bool {
			if t.IsAggregate(n) {
				p := pickOf(n)
				switch {
				case !sqltree.IsPick(n.Str("function_name")), p != nil && (p.other || first != nil && !p.agrees(first)):
					one = false
				case p != nil:
					first, picking = p, append(picking, n)
				}
			}
			return one && n.Class() != "SUBQUERY"
		})
	}
	if !one {
		return false
	}
	if first != nil && len(first.order) > 0 {
		t.note("%s: its GROUP BY takes rows in an order of several values, which is not followed; the first row of each group stands for it", t.step.Name)
		return true
	}
	for _, agg := range picking {
		g.picks = append(g.picks, pickOf(g.arguments(agg)))
	}
	return true
}

// agrees says whether two aggregates that are asked for one group take the same row.
func (p *pick) agrees(other *pick) bool {
	same := func(a, b sqltree.Node) bool { return (a == nil) == (b == nil) && (a == nil || a.Key() == b.Key()) }
	return p.last == other.last && p.nulls == other.nulls && same(p.by, other.by) && same(p.only, other.only) && slices.EqualFunc(p.order, other.order, same)
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
