package trace_test

import (
	"database/sql"
	"slices"
)

// shrink cuts a chain down while it fails in the same way.
func shrink(conn *sql.Conn, c *genChain, o outcome) (*genChain, outcome) {
	for tries := 0; tries < 400; {
		smaller := false
		for i := 0; tries < 400; i++ {
			next := c.clone()
			if !next.cut(i) {
				break
			}
			tries++
			if got := try(conn, next); got.fault != "" && got.sort == o.sort {
				c, o, smaller = next, got, true
				i--
			}
		}
		if !smaller {
			break
		}
	}
	return c, o
}

// cut takes the i-th piece out of the chain; false if there are not as many.
func (c *genChain) cut(i int) bool {
	k := &cutter{left: i}
	if len(c.models) > 1 && k.hit() {
		c.models = c.models[:len(c.models)-1]
	}
	for j := range c.models {
		k.query(&c.models[j])
	}
	for _, t := range c.tables {
		for len(t.rows) > 1 && k.left >= 0 {
			n := len(t.rows)
			if k.hit() {
				t.rows = t.rows[n/2:]
				break
			}
			if k.hit() {
				t.rows = t.rows[:n/2]
			}
			break
		}
		for r := range t.rows {
			if k.hit() {
				t.rows = slices.Delete(t.rows, r, r+1)
				break
			}
		}
	}
	return k.left < 0
}

// cutter counts down to the piece to take out.
type cutter struct{ left int }

func (k *cutter) hit() bool {
	k.left--
	return k.left == -1
}

func (k *cutter) query(at **genQuery) {
	q := *at
	if q.setop != "" {
		for _, side := range []*genQuery{q.left, q.right} {
			if k.hit() {
				side = side.clone()
				side.ctes = append(q.ctes, side.ctes...)
				*at = side
				return
			}
		}
		k.query(&q.left)
		k.query(&q.right)
	}
	if q.from.sub != nil {
		if k.hit() {
			sub := q.from.sub.clone()
			sub.ctes = append(q.ctes, sub.ctes...)
			*at = sub
			return
		}
		if q.from.sub.from.table != "" && k.hit() {
			q.from.table, q.from.sub = q.from.sub.from.table, nil
			return
		}
		k.query(&q.from.sub)
	}
	for i := range q.ctes {
		if k.hit() {
			q.ctes = slices.Delete(q.ctes, i, i+1)
			return
		}
		k.query(&q.ctes[i].q)
	}
	for i := range q.joins {
		if k.hit() {
			q.joins = slices.Delete(q.joins, i, i+1)
			return
		}
		if q.joins[i].leaf.sub != nil {
			k.query(&q.joins[i].leaf.sub)
		}
	}
	for _, text := range []*string{&q.distinct, &q.groupAs, &q.limit} {
		if *text != "" && k.hit() {
			*text = ""
			return
		}
	}
	for _, list := range []*[]string{&q.where, &q.having, &q.qualify, &q.groupBy, &q.order, &q.items} {
		for i := range *list {
			if len(*list) == 1 && list == &q.items {
				continue
			}
			if list == &q.order && (q.limit != "" || q.distinct != "") { // what decides must stay decided
				continue
			}
			if k.hit() {
				*list = slices.Delete(slices.Clone(*list), i, i+1)
				return
			}
		}
	}
}

func (c *genChain) clone() *genChain {
	out := &genChain{}
	for _, t := range c.tables {
		copied := *t
		copied.rows = slices.Clone(t.rows)
		out.tables = append(out.tables, &copied)
	}
	for _, q := range c.models {
		out.models = append(out.models, q.clone())
	}
	return out
}

func (q *genQuery) clone() *genQuery {
	if q == nil {
		return nil
	}
	out := *q
	out.left, out.right, out.from.sub = q.left.clone(), q.right.clone(), q.from.sub.clone()
	out.ctes, out.joins = slices.Clone(q.ctes), slices.Clone(q.joins)
	for i := range out.ctes {
		out.ctes[i].q = out.ctes[i].q.clone()
	}
	for i := range out.joins {
		out.joins[i].leaf.sub = out.joins[i].leaf.sub.clone()
	}
	return &out
}
