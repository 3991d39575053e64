package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// fold is a lookup, with those that are looked up from it, made small before it is joined: one row for each key that the spine looks
// up, with the bits of the rungs that ask of the lookup alone. Where several rows have a key, it is the row that gets farthest, since
// a row of the spine goes as far as the best of its copies; so copies of rows that are dropped are never made.
//
// That a minimum over the lookups of a maximum over the rows of each tells how far a row gets is what makes semi-joins and
// aggregates over joins cheap; see M. Abo Khamis, H. Q. Ngo, A. Rudra: FAQ, Questions Asked Frequently (PODS 2016).
type fold struct {
	joins   []*joined      // of the lookup, then of those that hang on it, in their order
	pairs   []keyPair      // by which the spine looks it up
	outside []sqltree.Node // the conditions of its join that read the spine alone
	inside  []sqltree.Node // those that read the lookup alone
	whole   bool           // it cannot be made small: something else reads its columns
	many    bool           // several rows may have a key
	rungs   []*rung        // those that it answers

	mask, copies, alone string // its columns: the bits, how many rows with the key pass all rungs, the bits of what a row fails alone
}

// owns says whether the table is one of the fold's.
func (f *fold) owns(l *leaf) bool {
	for _, j := range f.joins {
		if l.marker == j.marker {
			return true
		}
	}
	return false
}

// columns are those that the pass over the rungs reads of it, beside the marker that a row is there.
func (f *fold) columns() []string {
	var out []string
	if f.many {
		out = append(out, f.copies)
	}
	if len(f.rungs) > 0 {
		out = append(out, f.mask)
		if f.many {
			out = append(out, f.alone)
		}
	}
	return out
}

// first is the join of the spine with the lookup.
func (f *fold) first() *joined { return f.joins[0] }

// isNeeded says whether the pass over the rungs has to join it at all.
func (f *fold) isNeeded(misses []*miss) bool {
	if f.whole || f.many || len(f.rungs) > 0 {
		return true
	}
	for _, m := range misses {
		if m.join == f.first() {
			return true
		}
	}
	return false
}

// folds puts the lookups of the FROM into folds. hidden are the names of inner columns that are needed of each row whatever
// becomes of it; may are the joins that can multiply.
func (q *selection) folds(ctx context.Context, hidden map[string]bool, may []*joined) ([]*fold, error) {
	var out []*fold
	for _, j := range q.joins {
		f, err := q.foldOf(ctx, j, out)
		if err != nil {
			return nil, err
		}
		if f.first() == j {
			out = append(out, f)
		}
		for _, m := range may {
			f.many = f.many || m == j
		}
	}
	for _, k := range q.keyed { // a lookup that the keys of another one come from
		if err := q.keepWhole(ctx, out, k.Child("condition")); err != nil {
			return nil, err
		}
	}
	for _, e := range q.inner {
		if hidden[e.Str("alias")] {
			if err := q.keepWhole(ctx, out, sqltree.WithoutAlias(e)); err != nil {
				return nil, err
			}
		}
	}
	return out, q.assignRungs(ctx, out)
}

// foldOf is the fold that a join's lookup is in: one of its own, or that of the lookup from which it is looked up.
func (q *selection) foldOf(ctx context.Context, j *joined, before []*fold) (*fold, error) {
	own := &fold{joins: []*joined{j}, mask: q.t.Name("fold"), copies: q.t.Name("copies"), alone: q.t.Name("alone")}
	near, err := q.readKey(ctx, j, own)
	if err != nil {
		return nil, err
	}
	parents := map[*fold]bool{}
	onSpine := false
	for _, e := range near {
		r, err := q.readingOf(ctx, e)
		if err != nil {
			return nil, err
		}
		onSpine = onSpine || r.leaves[q.spineLeaf()]
		for _, f := range before {
			if r.needs(f) {
				parents[f] = true
			}
		}
	}
	if len(parents) == 0 {
		return own, nil
	}
	if len(parents) == 1 && !onSpine && !own.whole {
		for f := range parents {
			if !f.whole {
				f.joins = append(f.joins, j)
				return f, nil
			}
		}
	}
	own.whole = true
	for f := range parents {
		f.whole = true
	}
	return own, nil
}

// readKey finds by what the join looks up, and returns what it reads of the rows before it. A fold is left whole if that is not just
// equalities, and conditions of one side.
func (q *selection) readKey(ctx context.Context, j *joined, f *fold) (near []sqltree.Node, err error) {
	ref := j.node.Str("ref_type")
	condition := j.node.Child("condition")
	if ref == "ASOF" || ref == "NATURAL" || sqltree.RefersOutside(j.lookup()) || q.t.VolatileIn(j.node.Child("condition")) != "" {
		f.whole = true
		return []sqltree.Node{condition, j.lookup()}, nil
	}
	if len(j.node.Strings("using_columns")) > 0 {
		f.pairs, err = q.keyPairs(ctx, j)
		f.whole = len(f.pairs) == 0
	} else {
		var rest []conjunct
		if f.pairs, rest, err = q.conjunctsOf(ctx, condition, j.marker); err != nil {
			return nil, err
		}
		f.whole = len(f.pairs) == 0
		for _, c := range rest {
			switch c.reads {
			case readsLookup:
				f.inside = append(f.inside, c.expr)
			case readsSpine:
				f.outside = append(f.outside, c.expr)
			default:
				f.whole = true
			}
		}
	}
	if f.whole {
		return []sqltree.Node{condition}, err
	}
	for _, p := range f.pairs {
		near = append(near, p.near)
	}
	return append(near, f.outside...), err
}

// reading is what an expression reads of the FROM, or more.
type reading struct {
	leaves map[*leaf]bool // tables whose columns it reads
	hits   map[*leaf]bool // those of which it asks whether a row was found
	star   bool           // it reads all of a table
}

func (q *selection) readingOf(ctx context.Context, expr sqltree.Node) (r reading, err error) {
	r = reading{leaves: map[*leaf]bool{}, hits: map[*leaf]bool{}}
	expr.Walk(func(n sqltree.Node) bool {
		r.star = r.star || n.Class() == "STAR"
		if n.Class() != "COLUMN_REF" || err != nil {
			return err == nil
		}
		parts := n.Strings("column_names")
		if len(parts) == 1 && strings.HasPrefix(parts[0], engine.Hidden) {
			at := slices.IndexFunc(q.leaves, func(l *leaf) bool { return l.marker != nil && l.marker.col == parts[0] })
			if at >= 0 {
				r.hits[q.leaves[at]] = true
			} else {
				r.leaves[q.spineLeaf()] = true
			}
			return true
		}
		var l *leaf
		if l, _, err = q.resolve(ctx, n); l != nil {
			r.leaves[l] = true
		}
		return err == nil
	})
	return r, err
}

// reads says whether the expression needs more of the fold than whether the spine found a row of it.
func (r reading) needs(f *fold) bool {
	for l := range r.leaves {
		if f.owns(l) {
			return true
		}
	}
	for l := range r.hits {
		if f.owns(l) && l.marker != f.first().marker {
			return true
		}
	}
	return r.star
}

// alone says whether the expression can be asked within the fold.
func (r reading) alone(f *fold) bool {
	for l := range r.leaves {
		if !f.owns(l) {
			return false
		}
	}
	for l := range r.hits {
		if !f.owns(l) {
			return false
		}
	}
	return !r.star
}

// keepWhole leaves those folds whole of which an expression reads more than whether there is a row.
func (q *selection) keepWhole(ctx context.Context, folds []*fold, expr sqltree.Node) error {
	r, err := q.readingOf(ctx, expr)
	for _, f := range folds {
		f.whole = f.whole || r.needs(f)
	}
	return err
}

// assignRungs gives each fold the rungs that read it alone. One that is read with something else is left whole.
func (q *selection) assignRungs(ctx context.Context, folds []*fold) error {
	columns := map[string]sqltree.Node{}
	for _, e := range q.inner {
		columns[e.Str("alias")] = sqltree.WithoutAlias(e)
	}
	for _, r := range q.ladder {
		var asked []*fold
		var all []reading
		for name := range r.reads {
			read, err := q.readingOf(ctx, columns[name])
			if err != nil {
				return err
			}
			all = append(all, read)
			for _, f := range folds {
				if read.needs(f) && !slices.Contains(asked, f) {
					asked = append(asked, f)
				}
			}
		}
		outside := func(f *fold) bool { return slices.ContainsFunc(all, func(read reading) bool { return !read.alone(f) }) }
		if len(asked) == 1 && !outside(asked[0]) {
			asked[0].rungs = append(asked[0].rungs, r)
			continue
		}
		for _, f := range asked {
			f.whole = true
		}
	}
	for _, f := range folds {
		if f.whole {
			f.rungs = nil
		}
	}
	return nil
}

// from is what the fold reads: its lookups, joined.
func (f *fold) from() sqltree.Node {
	from := f.first().lookup().Clone()
	for _, j := range f.joins[1:] {
		from = j.over(from)
	}
	return from
}

// over is the join with something else in place of the spine's side.
func (j *joined) over(spine sqltree.Node) sqltree.Node {
	n := j.node.Clone()
	if j.spineLeft {
		n.Set("left", spine)
	} else {
		n.Set("right", spine)
	}
	return n
}

// reads are the names of the inner columns that its rungs ask for.
func (f *fold) reads() map[string]bool {
	out := map[string]bool{}
	for _, r := range f.rungs {
		for name := range r.reads {
			out[name] = true
		}
	}
	return out
}

// foldQuery is the fold as a query: k0, k1, … and what its columns are, beside the marker that a row is there.
func (q *selection) foldQuery(ctx context.Context, f *fold, bits bits) (string, error) {
	var list []sqltree.Node
	var keys []string
	for i, p := range f.pairs {
		keys = append(keys, fmt.Sprintf("k%d", i))
		list = append(list, sqltree.Aliased(p.far, keys[i]))
	}
	below := sqltree.SelectOf(append(list, q.innerOf(f.reads())...)...)
	below.Set("from_table", f.from())
	if where := sqltree.And(f.inside...); where != nil {
		below.Set("where_clause", where)
	}
	rows, err := q.t.Print(ctx, below)
	if err != nil {
		return "", err
	}
	mask := bits.mask(f.rungs)
	head := "SELECT " + strings.Join(keys, ", ") + ", TRUE AS " + sqltree.Quote(f.first().marker.col)
	if !f.many {
		return fmt.Sprintf("%s, %s AS %s FROM (%s)", head, mask, f.mask, rows), nil
	}
	return fmt.Sprintf("%s, %s AS %s, %s AS %s, count(*) FILTER (m = 0) AS %s FROM (SELECT *, %s AS m FROM (%s)) GROUP BY %s",
		head, bits.farthest(f.rungs), f.mask, bits.alone(), f.alone, f.copies, mask, rows, strings.Join(keys, ", ")), nil
}

// nothing is the fold's bits where no row has the key: those of its rungs over columns that are NULL.
func (q *selection) nothing(ctx context.Context, f *fold, bits bits) (string, error) {
	if len(f.rungs) == 0 {
		return bits.none(), nil
	}
	one := sqltree.SelectOf(sqltree.True(q.t.Name("one")))
	one.Set("from_table", sqltree.EmptyFrom())
	below := sqltree.SelectOf(q.innerOf(f.reads())...)
	below.Set("from_table", sqltree.LeftJoin(sqltree.Subquery(one, q.t.Name("one")), f.from(), sqltree.CastTo("BOOLEAN", sqltree.Zero())))
	text, err := q.t.Print(ctx, below)
	if err != nil {
		return "", err
	}
	n, err := q.t.Count(ctx, fmt.Sprintf("SELECT (%s)::BIGINT FROM (%s)", bits.mask(f.rungs), text))
	return fmt.Sprintf("%d::%s", n, bits.typ), err
}

// innerOf are the inner columns of these names.
func (q *selection) innerOf(names map[string]bool) []sqltree.Node {
	var out []sqltree.Node
	for _, e := range q.inner {
		if names[e.Str("alias")] {
			out = append(out, e)
		}
	}
	return out
}

// foldJoin joins the fold to what is there.
func (q *selection) foldJoin(ctx context.Context, from sqltree.Node, f *fold, bits bits) (sqltree.Node, error) {
	text, err := q.foldQuery(ctx, f, bits)
	if err != nil {
		return nil, err
	}
	alias := q.t.Name("lookup")
	item, err := q.t.FromItem(ctx, sqltree.FromQuery(text), alias)
	if err != nil {
		return nil, err
	}
	var on []sqltree.Node
	for i, p := range f.pairs {
		on = append(on, sqltree.Equal(p.near, sqltree.Col(alias, fmt.Sprintf("k%d", i))))
	}
	return sqltree.LeftJoin(from, item, sqltree.And(append(on, f.outside...)...)), nil
}
