package joins

import (
	"maps"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// conjunct is a part of an ON or a WHERE that AND joins.
type conjunct struct {
	written sqltree.Node
	expr    sqltree.Node // without aliases
	reads   tables
	bound   bool // it reads nothing else
	shared  bool // it is an equality of all branches of an OR, which stays where it is
	moved   bool // it is the condition of a join now
}

// links says whether the conjunct links a table to those that are there.
func (c *conjunct) links(t, there tables) bool {
	return c.bound && t.meets(c.reads) && there.meets(c.reads) && there.with(t).has(c.reads)
}

// conjuncts reads those of a condition; behind an OR come the equalities of all of its branches.
func (n *names) conjuncts(condition sqltree.Node) ([]*conjunct, error) {
	var out []*conjunct
	add := func(written sqltree.Node, shared bool) (*conjunct, error) {
		c := &conjunct{written: written, shared: shared}
		var err error
		if c.expr, err = n.withoutAliases(written); err != nil {
			return nil, err
		}
		c.reads, c.bound, err = n.reads(c.expr)
		out = append(out, c)
		return c, err
	}
	for _, part := range sqltree.Conjuncts(condition) {
		c, err := add(part, false)
		if err != nil {
			return nil, err
		}
		for _, e := range sqltree.SharedEqualities(c.written, n.key) {
			if _, err := add(e.Clone(), true); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// key is [sqltree.Node.Key] of an expression whose names are bound: t.k and k are the same, if k is of t.
func (n *names) key(expr sqltree.Node) string {
	return expr.Clone().Rewrite(func(x sqltree.Node) sqltree.Node {
		if x.Class() != "COLUMN_REF" {
			return nil
		}
		parts := x.Strings("column_names")
		at, err := n.owner(parts)
		if err != nil || at < 0 {
			return nil
		}
		if len(parts) > 1 && strings.EqualFold(parts[0], sqltree.TableAlias(n.tables[at].node)) {
			parts = parts[1:]
		}
		return sqltree.Col(append([]string{strconv.Itoa(at)}, parts...)...)
	}).Key()
}

// tables is a set of tables of the FROM, by their places.
type tables map[int]bool

func (t tables) with(more tables) tables {
	out := maps.Clone(t)
	maps.Copy(out, more)
	return out
}

func (t tables) has(all tables) bool {
	for at := range all {
		if !t[at] {
			return false
		}
	}
	return true
}

func (t tables) meets(other tables) bool {
	for at := range other {
		if t[at] {
			return true
		}
	}
	return false
}
