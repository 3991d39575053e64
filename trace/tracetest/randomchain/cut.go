package randomchain

import (
	"slices"
	"strconv"
)

// Cut returns the chain without its i-th piece; nil if it does not have as many. What is left may not run.
func (c *Chain) Cut(i int) *Chain {
	c = c.clone()
	k := &cutter{left: i}
	if len(c.Models) > 1 && k.hit() {
		c.Models = c.Models[:len(c.Models)-1]
	}
	for _, q := range c.Models {
		k.query(q)
	}
	for _, t := range c.Tables {
		k.rows(t)
	}
	if k.left >= 0 {
		return nil
	}
	return c
}

// cutter counts down to the piece to take out.
type cutter struct{ left int }

func (k *cutter) hit() bool {
	k.left--
	return k.left == -1
}

func (k *cutter) query(q *Query) {
	if q.With != nil {
		k.query(q.With)
	}
	if len(q.Branches) > 1 {
		cut(k, &q.Branches)
	}
	for _, s := range q.Branches {
		k.selection(s)
	}
}

func (k *cutter) selection(s *Select) {
	for i := range s.From {
		switch l := &s.From[i]; {
		case l.Sub != nil:
			k.query(l.Sub)
		case !l.Spine && len(s.From) > 1 && k.hit():
			s.From = slices.Delete(s.From, i, i+1)
			s.From[0].Kind = ""
			return
		}
		cut(k, &s.From[i].On)
	}
	cut(k, &s.Where)
	cut(k, &s.Qualify)
	if s.Groups != nil {
		cut(k, &s.Groups.Having)
		if len(s.Groups.Keys) > 1 { // without any it is another thing
			cut(k, &s.Groups.Keys)
		}
	}
	for _, text := range []*string{&s.On, &s.Limit} {
		if *text != "" && k.hit() {
			*text = ""
		}
	}
	if s.Unique && k.hit() {
		s.Unique = false
	}
	if s.Star == 0 && len(s.Items) > 1 {
		cut(k, &s.Items)
	}
}

// cut takes one of the list out, if it is its turn.
func cut[T any](k *cutter, list *[]T) {
	for i := range *list {
		if k.hit() {
			*list = slices.Delete(*list, i, i+1)
			return
		}
	}
}

func (k *cutter) rows(t *Table) {
	for i := range t.Rows {
		if k.hit() {
			t.Rows = slices.Delete(t.Rows, i, i+1)
			if t.Name == "root" {
				t.renumber()
			}
			return
		}
	}
}

// renumber gives the root's rows their places as ids.
func (t *Table) renumber() {
	for i, r := range t.Rows {
		r[0] = strconv.Itoa(i)
	}
}
