package joins

import (
	"slices"

	"funneltrace/trace/sqltree"
)

// list is what stands between commas, in written order, and what the ONs of its joins say.
type list struct {
	items []*item
	on    []*conjunct
}

// item is a table of a list, or a join that stays as it is.
type item struct {
	*part
	needs tables // of the list, whose columns it reads, where it is made for each row of them anew
}

// lateral says whether it is made for each row anew.
func (it *item) lateral() bool { return len(it.needs) > 0 }

// list makes a chain of a list.
func (o *order) list(p *part, links bool) (sqltree.Node, error) {
	l := &list{}
	if err := o.flatten(l, p); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(l.items, func(it *item) bool { return it.spine })
	start, left := l.items[at], slices.Delete(slices.Clone(l.items), at, at+1)
	if start.lateral() {
		return p.node, nil
	}
	chain, err := o.item(start.part, links)
	if err != nil {
		return nil, err
	}
	candidates := l.on
	if links {
		candidates = append(slices.Clone(l.on), o.where...)
	}
	for there := start.tables; len(left) > 0; {
		at := next(left, candidates, there)
		if chain, err = o.join(chain, l, left[at], there, links); err != nil {
			return nil, err
		}
		there = there.with(left[at].tables)
		left = slices.Delete(left, at, at+1)
	}
	return chain, nil
}

// flatten lists the tables below a join of the list, and what the ONs say. An ON may read what stands before its join.
func (o *order) flatten(l *list, p *part) error {
	needs, err := o.names.outside(p, l.items)
	if err != nil {
		return err
	}
	if !p.isList() && !(len(needs) > 0 && p.isInner()) {
		l.items = append(l.items, &item{part: p, needs: needs})
		return nil
	}
	if err := o.flatten(l, p.left); err != nil {
		return err
	}
	if err := o.flatten(l, p.right); err != nil {
		return err
	}
	on, err := o.names.conjuncts(p.node.Child("condition"))
	for _, c := range on {
		switch {
		case !c.bound:
			c.reads = p.tables // all that it can see
		case len(c.reads) == 0: // ON TRUE
			c.reads = p.right.tables
		}
	}
	l.on = append(l.on, on...)
	return err
}

// next is which of the tables that are left comes next.
func next(left []*item, links []*conjunct, there tables) int {
	linked := func(it *item) bool {
		if it.lateral() {
			return there.has(it.needs)
		}
		return slices.ContainsFunc(links, func(c *conjunct) bool { return c.links(it.tables, there) })
	}
	if at := slices.IndexFunc(left, linked); at >= 0 {
		return at
	}
	return slices.IndexFunc(left, func(it *item) bool { return there.has(it.needs) })
}

// join adds a table to the chain.
func (o *order) join(chain sqltree.Node, l *list, it *item, there tables, links bool) (sqltree.Node, error) {
	build := sqltree.CrossJoin
	var condition []sqltree.Node
	for _, c := range l.on {
		if !c.moved && there.with(it.tables).has(c.reads) {
			c.moved, build = true, sqltree.InnerJoin
			condition = append(condition, c.expr)
		}
	}
	if links && !it.lateral() {
		linking, err := o.linking(it, there, len(condition) > 0)
		if err != nil {
			return nil, err
		}
		for _, c := range linking {
			c.moved = true
			condition = append(condition, c.expr)
		}
	}
	return build(chain, it.node, sqltree.And(condition...)), nil
}

// linking are the conjuncts of the WHERE that are the condition of a join; on says that it has an ON too.
func (o *order) linking(it *item, there tables, on bool) ([]*conjunct, error) {
	var out []*conjunct
	equal := on
	for _, c := range o.where {
		if !c.moved && c.links(it.tables, there) {
			out = append(out, c)
			equal = equal || c.expr.Type() == "COMPARE_EQUAL"
		}
	}
	if equal {
		return slices.DeleteFunc(out, func(c *conjunct) bool { return c.expr.Type() == "CONJUNCTION_OR" }), nil
	}
	if len(out) > 0 {
		single, err := o.IsSingle(it.node)
		if single || err != nil {
			return nil, err
		}
	}
	return out, nil
}
