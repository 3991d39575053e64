package randomchain

import (
	"slices"
	"strings"
)

// The joins of a ladder begin at the spine. They are taken in their written order, but for lists: tables between commas and
// CROSS JOINs, and inner joins that the spine is joined to. Of a list, the next table is the first one written that a
// condition links to what is there, or that is made of it; where none is, the first one. Links stand in the ONs of the list,
// and in the WHERE where no join around the list makes rows without it. A link in the WHERE belongs to the join, but an OR
// only where there is no equality, and none to a table of one row that no equality links.

// joins takes the first tables of the FROM up to this one. links says whether the WHERE may join them.
func (l *ladder) joins(last int, links bool) {
	s, spine := l.sel, l.sel.spineAt()
	leaf := &s.From[last]
	switch {
	case last == 0: // the spine
	case leaf.crossed(), last == spine && spine > 1:
		l.list(last, links)
	case last == spine: // there is one table before it
		l.join(&s.From[0], leaf.Kind, pointers(leaf.On), leaf)
	default:
		l.joins(last-1, links && leaf.Kind != "FULL JOIN" && leaf.Kind != "RIGHT JOIN")
		l.join(leaf, leaf.Kind, pointers(leaf.On))
	}
}

// list takes a list that ends with this table.
func (l *ladder) list(last int, links bool) {
	s, spine := l.sel, l.sel.spineAt()
	var open []*Leaf
	var on []*Cond
	begin := last
	for ; begin > spine && s.From[begin].crossed(); begin-- {
		open = append(open, &s.From[begin])
	}
	if begin > spine || spine == 1 && !s.From[1].crossed() { // what stands before the list is as it is
		l.joins(begin, links)
	} else {
		on = append(on, pointers(s.From[spine].On)...)
		for i := spine - 1; i >= 0; i-- {
			open = append(open, &s.From[i])
			on = append(on, pointers(s.From[i].On)...)
		}
	}
	slices.Reverse(open)
	candidates := slices.Clone(on)
	if links {
		candidates = append(candidates, pointers(s.Where)...)
	}
	for len(open) > 0 {
		i := l.next(open, candidates)
		leaf := open[i]
		open = slices.Delete(open, i, i+1)
		l.join(leaf, "JOIN", l.linking(leaf, on, links))
	}
}

// next is which of the open tables is joined now.
func (l *ladder) next(open []*Leaf, links []*Cond) int {
	linked := func(leaf *Leaf) bool {
		if leaf.lateral() {
			return within(leaf.Reads, l.there)
		}
		return slices.ContainsFunc(links, func(c *Cond) bool { return l.links(c, leaf) })
	}
	if i := slices.IndexFunc(open, linked); i >= 0 {
		return i
	}
	return slices.IndexFunc(open, func(leaf *Leaf) bool { return within(leaf.Reads, l.there) })
}

// links says whether the condition links the table to what is there.
func (l *ladder) links(c *Cond, leaf *Leaf) bool {
	reads := slices.Clone(l.there)
	some := slices.ContainsFunc(c.Reads, func(a string) bool { return slices.Contains(reads, a) })
	return !c.Other && some && slices.Contains(c.Reads, leaf.Alias) && within(c.Reads, append(reads, leaf.Alias))
}

// linking are the conditions of a join of a list, of its ONs and of the WHERE.
func (l *ladder) linking(leaf *Leaf, on []*Cond, where bool) []*Cond {
	var out []*Cond
	for _, c := range on {
		if !l.moved[c] && within(c.Reads, append(slices.Clone(l.there), leaf.Alias)) {
			out = append(out, c)
		}
	}
	if !where || leaf.lateral() {
		return out
	}
	equal := len(out) > 0
	var links []*Cond
	for i := range l.sel.Where {
		if c := &l.sel.Where[i]; !l.moved[c] && l.links(c, leaf) {
			links = append(links, c)
			equal = equal || c.Equal
		}
	}
	switch {
	case equal:
		links = slices.DeleteFunc(links, func(c *Cond) bool { return c.Or })
	case l.single[leaf.Alias]:
		return out
	}
	return append(out, links...)
}

// join takes a table: an outer join that keeps what is there is no rung.
func (l *ladder) join(leaf *Leaf, kind string, conds []*Cond, more ...any) {
	text := leaf.Text
	if leaf.lateral() && !leaf.unnests() {
		text = "LATERAL " + strings.TrimPrefix(text, "LATERAL ")
	}
	if leaf.marked() {
		text = `(SELECT *, TRUE AS "#hit" FROM ` + text + ")"
	}
	keys, on := append(more, leaf), []string{"TRUE"}
	for i, c := range conds {
		l.moved[c] = true
		keys = append(keys, c)
		if i == 0 {
			on = nil
		}
		on = append(on, c.Text)
	}
	l.from += " " + kind + " " + text + " AS " + leaf.Alias + leaf.Cols + " ON " + strings.Join(on, " AND ")
	l.there = append(l.there, leaf.Alias)
	if kind != "LEFT JOIN" && kind != "FULL JOIN" {
		l.add(kind+" of "+leaf.Alias, l.base(l.ids(), nil), keys...)
	}
}

func pointers(conds []Cond) []*Cond {
	out := make([]*Cond, len(conds))
	for i := range conds {
		out[i] = &conds[i]
	}
	return out
}

// within says whether all are among them.
func within(all, them []string) bool {
	return !slices.ContainsFunc(all, func(a string) bool { return !slices.Contains(them, a) })
}
