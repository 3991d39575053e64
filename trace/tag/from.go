package tag

import (
	"context"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// leaf is one table of a FROM.
type leaf struct {
	alias   string
	spine   bool
	marker  *marker // of a lookup: TRUE in its rows, NULL where the join found none
	columns map[string]bool
	item    sqltree.Node // of a lookup: what it is without its marker
}

// onSpine says whether the rows of the root flow through the FROM item.
func (t builder) onSpine(item sqltree.Node, sc *spine.Scope) bool {
	for _, table := range spine.FromTables(item, sc) {
		if t.isSource(table) {
			return true
		}
	}
	return false
}

// isSource says whether the table is what the model being built takes its rows from: the root, or the model before.
func (t builder) isSource(table sqltree.Node) bool {
	prev := t.previous()
	if prev == "" {
		return t.Graph.IsRoot(table)
	}
	return table.Str("schema_name") == trace.RefSchema && table.Str("table_name") == prev
}

// tagFrom rewrites a FROM item so that no row of the spine is lost, and notes what would have lost it.
// Exactly one table below item is taken for the spine, the leftmost; every other is a lookup.
func (q *selection) tagFrom(ctx context.Context, item sqltree.Node) (sqltree.Node, error) {
	if item.Child("sample") != nil {
		return nil, cannot("TABLESAMPLE picks rows at random")
	}
	switch item.Type() {
	case "JOIN":
		return q.tagJoin(ctx, item)
	case "BASE_TABLE", "SUBQUERY":
		return q.tagSpineLeaf(ctx, item)
	case "PIVOT":
		if len(item.Strings("unpivot_names")) > 0 {
			unpivoted, err := q.unpivot(ctx, item)
			if err != nil {
				return nil, err
			}
			return q.tagSpineLeaf(ctx, unpivoted)
		}
	}
	return nil, cannot("rows flow through a %s", strings.ToLower(strings.ReplaceAll(item.Type(), "_", " ")))
}

func (q *selection) tagSpineLeaf(ctx context.Context, item sqltree.Node) (sqltree.Node, error) {
	if err := q.readSpine(ctx, item); err != nil {
		return nil, err
	}
	f, alias := q.spine, q.spineAlias
	q.leaves = append(q.leaves, &leaf{alias: alias, spine: true})
	from := f.From.All()
	if f.Rootless { // no id does not say that an outer join made the row
		q.here = q.t.Name("here")
		from = "SELECT *, TRUE AS " + q.here + " FROM " + f.From.String()
	}
	node, err := q.t.FromItem(ctx, sqltree.FromQuery(from), alias)
	q.spineItem = node
	if f.raw != nil && !f.Rootless {
		q.spineNode = node
	}
	return node, err
}

// readSpine tags the table or subquery that the rows of the SELECT come from, if that is not done yet.
func (q *selection) readSpine(ctx context.Context, item sqltree.Node) error {
	if q.spine != nil {
		return nil
	}
	f, aliases, err := q.flowOf(ctx, item)
	if err != nil {
		return err
	}
	alias := sqltree.TableAlias(item)
	if alias == "" {
		alias = engine.Hidden + "spine"
	}
	if list := item.Strings("column_name_alias"); len(list) > 0 {
		aliases = list
	}
	if len(aliases) > len(f.Columns) {
		return cannot("the column list of %s is longer than its columns", alias)
	}
	q.spine, q.spineAlias = f.renamed(aliases), alias
	return nil
}

// absent is TRUE in the rows that an outer join made of a lookup alone.
func (q *selection) absent() string {
	if q.here != "" {
		return "(" + q.hiddenCol(q.here) + ") IS NULL"
	}
	return q.hiddenCol(IDCol) + " IS NULL"
}

// flowOf returns the tagged rows of a table or subquery on the spine, and the column names of a WITH list.
func (q *selection) flowOf(ctx context.Context, item sqltree.Node) (*Flow, []string, error) {
	if item.Type() == "SUBQUERY" {
		f, err := q.t.tagQuery(ctx, item.Child("subquery").Child("node"), q.sc, subStep(item.Str("alias")), q.inside)
		return f, nil, err
	}
	c := q.sc.Lookup(item)
	if c == nil {
		f, err := q.t.sourceFlow(ctx, q.inside)
		return f, nil, err
	}
	if q.t.tagged[c] == nil {
		inside := q.t
		inside.inCTE = true
		f, err := inside.tagQuery(ctx, c.Query, c.Outer, subStep(c.Name), q.inside)
		if err != nil {
			return nil, nil, err
		}
		q.t.tagged[c] = f
	}
	return q.t.tagged[c], c.Aliases, nil
}

// renamed returns the flow with its first columns renamed.
func (f *Flow) renamed(aliases []string) *Flow {
	if len(aliases) == 0 {
		return f
	}
	g := f.derived(sqltree.From{})
	g.Columns = append([]trace.Column(nil), f.Columns...)
	g.known = nothingKnown()
	list := make([]string, 0, len(f.Columns))
	for i, c := range f.Columns {
		name := c.Name
		if i < len(aliases) {
			name = aliases[i]
		}
		g.Columns[i].Name = name
		list = append(list, sqltree.Quote(c.Name)+" AS "+sqltree.Quote(name))
		g.origins[strings.ToLower(name)] = f.origin(c.Name)
		g.keyed[strings.ToLower(name)] = f.keyed[strings.ToLower(c.Name)]
		if why, ok := f.Tied[strings.ToLower(c.Name)]; ok {
			g.Tied[strings.ToLower(name)] = why
		}
		if r := f.ranks[strings.ToLower(c.Name)]; r != nil {
			g.ranks[strings.ToLower(name)] = r
		}
	}
	g.From = sqltree.FromQuery("SELECT " + strings.Join(append(list, sqltree.QuoteAll(f.hiddenCols())), ", ") + " FROM " + f.From.String())
	return g
}

// tagJoin rewrites a join that the spine runs through.
func (q *selection) tagJoin(ctx context.Context, join sqltree.Node) (sqltree.Node, error) {
	spineLeft := q.spineIsLeft(join)
	if err := q.refuseJoin(join, spineLeft); err != nil {
		return nil, err
	}
	if isSemi(join) {
		return q.tagSemiJoin(ctx, join)
	}
	spineSide, lookupSide := "right", "left"
	if spineLeft {
		spineSide, lookupSide = "left", "right"
	}
	whole, err := q.t.printJoin(ctx, join, spineLeft)
	if err != nil {
		return nil, err
	}
	// The spine first, so that the ladder is in the order of the joins.
	out := join.Clone()
	spine, err := q.tagFrom(ctx, join.Child(spineSide))
	if err != nil {
		return nil, err
	}
	if err := refuseLateral(join, spineLeft); err != nil {
		return nil, err
	}
	kind := join.Str("join_type")
	keepsSpine := kind == "FULL" || kind == "LEFT" && spineLeft || kind == "RIGHT" && !spineLeft
	lookup, m, err := q.tagLookup(ctx, join.Child(lookupSide), join, keepsSpine)
	if err != nil {
		return nil, err
	}
	m.predicate = whole
	out.Set(spineSide, spine)
	out.Set(lookupSide, lookup)
	j := &joined{node: out, marker: m, spineLeft: spineLeft, predicate: whole, source: join}
	if err := q.setCondition(ctx, j); err != nil {
		return nil, err
	}
	q.joins = append(q.joins, j)
	if err := q.keepAll(j, kind); err != nil {
		return nil, err
	}
	if !keepsSpine {
		if spineLeft {
			moveIntoLateral(out, join)
		}
		q.misses = append(q.misses, &miss{join: j})
	}
	return out, nil
}

// refuseJoin returns why a join cannot be followed, if it is plain to see.
func (q *selection) refuseJoin(join sqltree.Node, spineLeft bool) error {
	switch ref := join.Str("ref_type"); {
	case !spineLeft && !q.t.onSpine(join.Child("right"), q.sc):
		return cannot("no table of the join is on the spine")
	case ref == "POSITIONAL":
		return cannot("a POSITIONAL JOIN pairs rows by their place")
	case ref == "ASOF" && !spineLeft:
		return cannot("an ASOF JOIN with the spine on its right side")
	case isSemi(join) && !spineLeft:
		return cannot("a %s JOIN with the spine on its right side", join.Str("join_type"))
	}
	return nil
}

// refuseLateral returns why a lateral join cannot be followed.
func refuseLateral(join sqltree.Node, spineLeft bool) error {
	left, right := join.Child("left"), join.Child("right")
	lookup, spine := left, right
	if spineLeft {
		lookup, spine = right, left
	}
	switch {
	case lookup.Type() == "JOIN" && sqltree.LooksAt(lookup, sqltree.TableNames(spine)):
		return cannot("a join within a lateral join")
	case !spineLeft && sqltree.LooksAt(right, sqltree.TableNames(left)):
		return cannot("rows of the root within a lateral join, which are made for each row of another table anew")
	}
	return nil
}

// setCondition gives the rewritten join its condition, without what only filters.
func (q *selection) setCondition(ctx context.Context, j *joined) (err error) {
	if j.on, j.filters, err = q.splitCondition(ctx, j.source, j.marker); err != nil {
		return err
	}
	cross := j.node.Str("ref_type") == "CROSS"
	if cross {
		j.node["ref_type"] = "REGULAR"
	}
	if j.on == nil {
		if j.node["condition"] = nil; cross || len(j.filters) > 0 {
			j.node.Set("condition", sqltree.True(""))
		}
		return nil
	}
	bound, err := q.t.bindPlain(ctx, j.on, q.sc)
	if err != nil {
		return err
	}
	if q.t.Plainly {
		bound = q.t.carefulSides(bound)
	}
	j.node.Set("condition", bound)
	return nil
}

// keepAll makes the join one that keeps all rows of the spine, and those of the lookup that it kept as it was written.
func (q *selection) keepAll(j *joined, kind string) error {
	switch {
	case kind == "FULL" || kind == "LEFT" && !j.spineLeft || kind == "RIGHT" && j.spineLeft:
		q.rootless = true
		j.node["join_type"] = "FULL"
		return q.keepOut(j.node)
	case j.spineLeft:
		j.node["join_type"] = "LEFT"
	default:
		j.node["join_type"] = "RIGHT"
	}
	return nil
}

// keepOut keeps the rows that earlier joins drop from meeting rows of a lookup that stays whole:
// these are there without them, too.
func (q *selection) keepOut(outer sqltree.Node) error {
	if slices.ContainsFunc(q.misses, func(m *miss) bool { return m.semi != nil }) {
		return cannot("an outer join with the rows of a SEMI or ANTI JOIN on its optional side")
	}
	if len(q.misses) == 0 {
		return nil
	}
	cond := outer.Child("condition")
	if cond == nil {
		return cannot("a %s JOIN without ON after a join that drops rows", outer.Str("join_type"))
	}
	all := []sqltree.Node{cond}
	for _, m := range q.misses {
		m.join.marker.optional = true
		all = append(all, sqltree.Col(m.join.marker.col))
		for _, c := range m.join.filters {
			all = append(all, c.Clone())
		}
	}
	outer.Set("condition", sqltree.And(all...))
	return nil
}

// joined is a join of the spine with a lookup.
type joined struct {
	node      sqltree.Node   // rewritten
	source    sqltree.Node   // as written
	on        sqltree.Node   // its condition as written, without the filters; nil if there is none
	filters   []sqltree.Node // conditions of an INNER JOIN that do not read the lookup
	marker    *marker
	spineLeft bool
	predicate string
	repeated  string      // the keys that several rows of the lookup have, once looked for: "7 (3 rows), 9 (2 rows)"
	notNull   *trace.Hint // that the key which the spine looks up is never NULL; nil if nobody says so
}

// lookup is the other side of the join, marked.
func (j *joined) lookup() sqltree.Node {
	if j.spineLeft {
		return j.node.Child("right")
	}
	return j.node.Child("left")
}

// writtenLookup is the other side of the join as the model has it.
func (j *joined) writtenLookup() sqltree.Node {
	if j.spineLeft {
		return j.source.Child("right")
	}
	return j.source.Child("left")
}

// condition is what the join says of the rows of both sides; nil where earlier joins stand in it too (see keepOut).
func (j *joined) condition() sqltree.Node {
	whole := j.node.Child("condition")
	for _, c := range sqltree.Conjuncts(whole) {
		if c.Class() == "COLUMN_REF" && strings.HasPrefix(c.Strings("column_names")[0], engine.Hidden) {
			return nil
		}
	}
	if j.on != nil {
		return j.on
	}
	return whole
}

// splitCondition tells what a join looks up by from what, in an INNER JOIN, only filters: it reads nothing of the lookup.
func (q *selection) splitCondition(ctx context.Context, join sqltree.Node, m *marker) (on sqltree.Node, filters []sqltree.Node, err error) {
	cond := join.Child("condition")
	switch {
	case cond == nil:
		return nil, nil, nil
	case sqltree.HasStar(cond):
		return nil, nil, cannot("COLUMNS(…) in a condition")
	case q.namesRow(ctx, cond):
		return nil, nil, cannot("a table as a value in the condition of a join")
	case join.Str("join_type") != "INNER" || join.Str("ref_type") != "REGULAR":
		return cond, nil, nil
	}
	var rest []sqltree.Node
	for _, c := range sqltree.Conjuncts(cond) {
		k, err := q.conjunctOf(ctx, c, m)
		switch {
		case err != nil:
			return nil, nil, err
		case k.filters():
			filters = append(filters, c)
		default:
			rest = append(rest, c)
		}
	}
	return sqltree.And(rest...), filters, nil
}

// miss is a join that drops the rows of the spine for which it finds nothing: one with a lookup, or a SEMI or ANTI JOIN.
type miss struct {
	join *joined
	semi *semi
}

// tagLookup rewrites the other side of a join so that its rows are marked.
func (q *selection) tagLookup(ctx context.Context, item, join sqltree.Node, keepsSpine bool) (sqltree.Node, *marker, error) {
	m := &marker{col: q.t.Name("hit"), kind: trace.JoinMiss, local: !keepsSpine}
	if cond := written(join); unnestedBy(item) != nil && (cond == nil || sqltree.IsConstant(cond)) {
		m.kind = trace.EmptyUnnest
	}
	m.start, m.end = q.t.span(item, written(join))
	m.pos = q.t.model.PosAt(m.start)
	out, err := q.markLeaf(ctx, item, m, true)
	return out, m, err
}

// written is the ON of a join; the links that commas have in the WHERE are none.
func written(join sqltree.Node) sqltree.Node {
	if join.Str("ref_type") == "CROSS" {
		return nil
	}
	return join.Child("condition")
}

// markLeaf puts the marker on a table of the lookup whose rows are there whenever the lookup's are.
func (q *selection) markLeaf(ctx context.Context, item sqltree.Node, m *marker, mark bool) (sqltree.Node, error) {
	if item.Type() == "JOIN" {
		return q.markJoin(ctx, item, m, mark)
	}
	alias := sqltree.TableAlias(item)
	if alias == "" && item.Type() == "TABLE_FUNCTION" {
		alias = item.Child("function").Str("function_name")
	}
	if alias == "" {
		alias = q.t.Name("lookup")
	}
	plain, err := q.t.bindPlain(ctx, item, q.sc)
	if err != nil {
		return nil, err
	}
	if q.t.Plainly {
		plain = q.t.carefulQuery(plain)
	}
	q.leaves = append(q.leaves, &leaf{alias: alias, marker: m, item: plain})
	if !mark {
		return plain, nil
	}
	m.relation = alias
	if item.Type() == "BASE_TABLE" {
		m.relation = item.Str("table_name")
	}
	hit := sqltree.True(m.col)
	if m.local {
		hit = sqltree.Always(m.col)
	}
	inner := sqltree.SelectOf(sqltree.Star("", nil), hit)
	innerFrom := plain.Clone()
	var columnAliases any = []any{}
	if item.Type() == "BASE_TABLE" || item.Type() == "SUBQUERY" {
		columnAliases = innerFrom["column_name_alias"]
		innerFrom["column_name_alias"] = []any{}
		if item.Type() == "BASE_TABLE" {
			innerFrom["alias"] = ""
		}
	}
	inner.Set("from_table", innerFrom)
	out := sqltree.Subquery(inner, alias)
	out["column_name_alias"] = columnAliases
	return out, nil
}

// markJoin is markLeaf of a join.
func (q *selection) markJoin(ctx context.Context, join sqltree.Node, m *marker, mark bool) (sqltree.Node, error) {
	out := join.Clone()
	kind := join.Str("join_type")
	beside := kind == "FULL" && mark // neither side is there in all rows
	for _, side := range []string{"left", "right"} {
		onThis := mark && !beside && (side == "left") == (kind != "RIGHT")
		child, err := q.markLeaf(ctx, join.Child(side), m, onThis)
		if err != nil {
			return nil, err
		}
		out.Set(side, child)
	}
	if cond := join.Child("condition"); cond != nil {
		bound, err := q.t.bindPlain(ctx, cond, q.sc)
		if err != nil {
			return nil, err
		}
		out.Set("condition", bound)
	}
	if beside {
		m.relation = sqltree.SideName(join.Child("left"))
		out = sqltree.CrossJoin(out, sqltree.Subquery(sqltree.SelectOf(sqltree.True(m.col)), q.t.Name("lookup")), nil)
	}
	return out, nil
}
