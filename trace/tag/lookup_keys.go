package tag

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// keys is what the rows of a lookup with one key have in common. It is joined by the key to the rows that found nothing.
type keys struct {
	pairs []keyPair
	rest  []keyed
	there string // SQL over the stage's columns, never NULL: the lookup has rows with the key
}

// keyed is a condition beside the key, as the rows with the key meet it.
type keyed struct {
	conjunct
	predicate string // as DuckDB prints it
	nearText  string // what may be NULL on the spine's side
	null      string // SQL over the stage's columns: it is NULL; empty where it never is, or that cannot be told
	meets     string // SQL over the stage's columns, never NULL: FALSE if no row with the key meets it; empty where that cannot be told
}

// nearOf is what of the condition the spine has.
func (k *keyed) nearOf() sqltree.Node {
	if k.reads == compares {
		return k.near
	}
	return k.expr
}

// onLookup is how many of the conditions read the lookup.
func (k *keys) onLookup() int {
	n := 0
	for _, c := range k.rest {
		if c.reads != readsSpine {
			n++
		}
	}
	return n
}

// sure says whether it can be told of each condition that no row with the key meets it.
func (k *keys) sure() bool {
	return !slices.ContainsFunc(k.rest, func(c keyed) bool { return c.meets == "" })
}

// spineMeets is SQL that is TRUE where the conditions hold that do not read the lookup.
func (k *keys) spineMeets() string {
	all := []string{}
	for _, c := range k.rest {
		if c.reads == readsSpine {
			all = append(all, c.meets)
		}
	}
	if len(all) == 0 {
		all = append(all, "TRUE")
	}
	return "(" + strings.Join(all, " AND ") + ")"
}

// keysOf joins to the FROM what the rows of the probe's lookup with one key have in common: one row for each key. It returns
// nil where there is nothing to tell apart, or no way to; more is how many joins come after this one.
func (q *selection) keysOf(ctx context.Context, p *probe, more int) (*keys, error) {
	pairs, rest, err := q.conjunctsOf(ctx, p.condition, p.marker)
	if err != nil {
		return nil, err
	}
	switch {
	case len(rest) == 0 || p.lookup.Type() == "JOIN" || sqltree.RefersOutside(p.lookup):
		return nil, nil
	case len(pairs) == 0 && len(rest) == 1 && rest[0].reads != compares:
		return nil, nil // nothing is known of the join that its own text does not say
	case !q.hasRoom(ctx, 3+2*len(rest), more):
		return nil, nil
	}
	k := &keys{pairs: pairs}
	for _, c := range rest {
		said, err := q.sayConjunct(ctx, c)
		if err != nil {
			return nil, err
		}
		k.rest = append(k.rest, said)
	}
	return q.joinKeys(ctx, p, k)
}

// sayConjunct prints what there is to say of the condition.
func (q *selection) sayConjunct(ctx context.Context, c conjunct) (keyed, error) {
	k := keyed{conjunct: c}
	var err error
	if k.predicate, err = q.t.PredicateText(ctx, c.expr); err != nil {
		return k, err
	}
	switch c.reads {
	case compares:
		k.nearText, err = q.t.PredicateText(ctx, c.near)
	case readsSpine:
		k.nearText = k.predicate
	}
	return k, err
}

// keySides are the rows of a lookup as its keys are made of them, and the types of both sides by the names of their columns: k0, k1, …
// for the keys, c0, c1, … for what the conditions compare.
type keySides struct {
	rows      string
	near, far map[string]string
}

// sidesOf reads both sides; nil where one cannot be read by itself, or keys are not compared as they are.
func (q *selection) sidesOf(ctx context.Context, p *probe, k *keys) (*keySides, error) {
	var far, near []sqltree.Node
	for i, pair := range k.pairs {
		far = append(far, sqltree.Aliased(pair.far, "k"+strconv.Itoa(i)))
		near = append(near, sqltree.Aliased(pair.near, "k"+strconv.Itoa(i)))
	}
	for i, c := range k.rest {
		switch c.reads {
		case compares:
			far = append(far, sqltree.Aliased(c.far, "c"+strconv.Itoa(i)))
			near = append(near, sqltree.Aliased(c.near, "c"+strconv.Itoa(i)))
		case readsLookup:
			far = append(far, sqltree.Aliased(q.t.careful(c.expr), "c"+strconv.Itoa(i)))
		}
	}
	var s keySides
	var err error
	if s.rows, s.far, err = q.typesIn(ctx, far, p.lookup); err != nil || s.far == nil {
		return nil, err
	}
	if _, s.near, err = q.typesIn(ctx, near, q.from); err != nil || s.near == nil {
		return nil, err
	}
	for i := range k.pairs {
		if key := "k" + strconv.Itoa(i); !sqltree.SameKeys(s.near[key], s.far[key]) {
			return nil, nil
		}
	}
	return &s, nil
}

// joinKeys makes the relation of keys and joins it to the FROM.
func (q *selection) joinKeys(ctx context.Context, p *probe, k *keys) (*keys, error) {
	sides, err := q.sidesOf(ctx, p, k)
	if sides == nil || err != nil {
		return nil, err
	}
	there := q.t.Name("there")
	list := []string{"TRUE AS " + there}
	var groups []string
	var on []sqltree.Node
	key := func(expr string, near sqltree.Node) {
		name := q.t.Name("key")
		list = append(list, expr+" AS "+name)
		if p.hit != "" && len(on) == 0 { // what was found needs no reason
			near = sqltree.When(sqltree.IsNull(sqltree.Col(p.marker.col)), near)
		}
		on = append(on, sqltree.Equal(near, sqltree.Col(name)))
	}
	for i, pair := range k.pairs {
		groups = append(groups, "k"+strconv.Itoa(i))
		key(groups[i], pair.near)
	}
	if len(k.pairs) == 0 {
		key("0", sqltree.Zero())
		list[0] = "bool_or(TRUE) AS " + there
	}
	for i := range k.rest {
		columns, err := q.decide(ctx, &k.rest[i], "c"+strconv.Itoa(i), sides.near, sides.far)
		if err != nil {
			return nil, err
		}
		list = append(list, columns...)
	}
	text := "SELECT " + strings.Join(list, ", ") + " FROM (" + sides.rows + ")"
	if len(groups) > 0 {
		text += " GROUP BY " + strings.Join(groups, ", ")
	}
	item, err := q.t.FromItem(ctx, sqltree.FromQuery(text), q.t.Name("keys"))
	if err != nil {
		return nil, err
	}
	q.from = sqltree.LeftJoin(q.from, item, sqltree.And(on...))
	q.keyed = append(q.keyed, q.from)
	k.there = "((" + q.hiddenCol(there) + ") IS NOT NULL)"
	return k, nil
}

// typesIn prints a SELECT of the expressions from a FROM item, and returns the types of its columns by name; no types if it does
// not run: the lookup is made for each row anew.
func (q *selection) typesIn(ctx context.Context, list []sqltree.Node, from sqltree.Node) (string, map[string]string, error) {
	if len(list) == 0 {
		list = []sqltree.Node{sqltree.Zero()}
	}
	query := sqltree.SelectOf(list...)
	query.Set("from_table", from)
	text, err := q.t.Print(ctx, query)
	if err != nil {
		return "", nil, err
	}
	columns, err := q.t.Describe(ctx, text)
	if err != nil {
		return "", nil, ctx.Err()
	}
	types := map[string]string{}
	for _, c := range columns {
		types[c.Name] = c.Type
	}
	return text, types, nil
}

// decide finds how to tell that no row with the key meets the condition, and returns the columns of the keys that it takes:
// of a comparison the least or the greatest value, which meets it if any does. from is the column of the lookup's rows.
func (q *selection) decide(ctx context.Context, k *keyed, from string, nearTypes, farTypes map[string]string) ([]string, error) {
	if k.reads == readsBoth {
		return nil, nil
	}
	if k.reads == readsLookup {
		some := q.t.Name("some")
		k.meets = "coalesce(" + q.hiddenCol(some) + ", FALSE)"
		return []string{"bool_or(CAST(" + from + " AS BOOLEAN)) AS " + some}, nil
	}
	if k.reads == readsSpine {
		value, err := q.overStage(ctx, k.expr)
		if err != nil {
			return nil, err
		}
		if !sqltree.NeverNull(k.expr) {
			k.null = value + " IS NULL"
		}
		k.meets = "coalesce(CAST(" + value + " AS BOOLEAN), FALSE)"
		return nil, nil
	}
	value, err := q.overStage(ctx, k.near)
	if err != nil {
		return nil, err
	}
	k.null = value + " IS NULL"
	if !sqltree.SameOrder(nearTypes[from], farTypes[from]) {
		return nil, nil
	}
	alike := nearTypes[from] == farTypes[from]
	var columns, tests, known []string
	for _, extreme := range extremes[k.op] {
		name := q.t.Name(extreme)
		columns = append(columns, extreme+"("+from+") AS "+name)
		extremeCol := q.hiddenCol(name)
		if alike {
			tests = append(tests, fmt.Sprintf("%s %s %s", value, k.op, extremeCol))
		} else { // the cast of the comparison may fail
			tests = append(tests, fmt.Sprintf("TRY(%s %s %s)", value, k.op, extremeCol))
		}
		known = append(known, name+" IS NOT NULL")
	}
	test := strings.Join(tests, " OR ")
	if alike {
		k.meets = "coalesce(" + test + ", FALSE)"
	} else { // where it fails, nothing is known
		k.meets = "coalesce(" + test + ", " + value + " IS NOT NULL AND " + known[0] + ")"
	}
	return columns, nil
}

// extremes are the values of a lookup that decide whether a comparison of the spine's with any of them holds.
var extremes = map[string][]string{"<": {"max"}, "<=": {"max"}, ">": {"min"}, ">=": {"min"}, "<>": {"min", "max"}}

// overStage prints an expression over the stage's columns. What raises an error is NULL.
func (q *selection) overStage(ctx context.Context, expr sqltree.Node) (string, error) {
	lifted, err := q.lift(ctx, expr)
	if err != nil {
		return "", err
	}
	if sqltree.CanRaise(expr) {
		lifted = q.t.careful(lifted)
	}
	text, err := q.t.PrintExpr(ctx, lifted)
	return "(" + text + ")", err
}
