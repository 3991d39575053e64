package tag

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// A stage that is split is two queries. The rows that it keeps come from the SELECT as it is written, with the id carried along, so
// that the engine may push its filters down and order its joins. What drops the others is found in a narrow pass over the rows of
// the spine, for which each lookup is folded; see [fold]. The two are found in different ways, so their counts check each other.

// splits says whether the stage is split: where the rows that are kept make groups, or where a lookup may multiply them. Else one
// pass that tags all is cheaper, since the kept rows are written down anyway.
func (q *selection) splits(may []*joined) bool {
	s := q.spine
	return (q.groups || len(may) > 0) && len(q.ladder)+len(may) > 0 && !q.t.Options.Full && !q.t.Plainly && !q.rootless &&
		s.Single && !s.forked && !s.Rootless && s.Rows >= 0 && s.raw == nil && (s.cheap || s.Table != "")
}

// split is a stage that is split.
type split struct {
	kept    string   // SQL for the rows that it keeps
	dropped string   // SQL for the id of each row of the spine, what is carried of it, its mask, and its copies among the kept rows
	carried []string // hidden columns of dropped
	counts  bool     // dropped says how many copies
	alone   bool     // and what else a copy of a row fails alone
}

// copiesCol is how many rows a stage makes of one row of the spine.
const copiesCol = "copies"

// aloneCol is the bits of the cases that some copy of a row fails, and nothing else.
const aloneCol = "alone"

// splitStage makes the flow of a split stage; false if that cannot be done.
func (q *selection) splitStage(ctx context.Context, f *Flow, columns []stageColumn, carried, beside []string, needs map[string]bool, may []*joined) (bool, error) {
	d, err := q.describeSplit(ctx, columns, carried, beside, needs, may)
	if d == nil || err != nil {
		return false, err
	}
	table, err := q.t.Materialise(ctx, "dropped", d.dropped)
	if err != nil {
		return false, err
	}
	var rows, ids int64
	copies := "1"
	if d.counts {
		copies = copiesCol
	}
	err = q.t.Conn.QueryRowContext(ctx, fmt.Sprintf("SELECT coalesce(sum(%s), 0)::BIGINT, count(*) FROM %s WHERE %s", copies, sqltree.Quote(table), aliveRow)).Scan(&rows, &ids)
	if err != nil {
		return false, err
	}
	if causes := q.ladder.causes(); len(causes) > 0 {
		q.t.Events = append(q.t.Events, Deaths{Table: sqltree.FromTable(table), Carried: d.carried, Level: f.Level, Causes: causes, Rungs: q.ladder.rungs(), Step: q.t.step, Shared: q.t.isShared(q.spine), Once: q.spine.once(), Told: q.t.tells(q.spine), alone: d.alone})
	}
	f.From, f.Rows, f.Single, f.cheap = sqltree.FromQuery(d.kept), rows, rows == ids, true
	if f.Level == 0 {
		f.ids = &roots{from: sqltree.FromQuery(fmt.Sprintf("SELECT * EXCLUDE (%s) FROM %s WHERE %s", maskCol, sqltree.Quote(table), aliveRow)), carried: d.carried, count: ids}
	}
	if !q.once {
		if err := q.keepRows(ctx, f); err != nil {
			return false, err
		}
	}
	if rows > ids {
		if f.Level == 0 {
			f.told = true
			q.t.repeated = append(q.t.repeated, fmt.Sprintf("(SELECT %s AS id, %[2]s AS n FROM %[3]s WHERE %[4]s AND %[2]s > 1)", IDCol, copiesCol, sqltree.Quote(table), aliveRow))
		}
		extra := fmt.Sprintf("SELECT %s AS id, %[2]s - 1 AS extra FROM %[3]s WHERE %[4]s AND %[2]s > 1", IDCol, copiesCol, sqltree.Quote(table), aliveRow)
		err = q.t.recordFanOut(ctx, q.fanOutOf(may, nil), q.t.extraOfRoots(f, extra))
	}
	return true, err
}

// keepRows writes the kept rows down, and checks that they are as many as the ladder lets pass.
func (q *selection) keepRows(ctx context.Context, f *Flow) error {
	if err := q.t.Settle(ctx, f); err != nil {
		return err
	}
	n, err := q.t.Count(ctx, "SELECT count(*) FROM "+f.From.String())
	if err != nil {
		return err
	}
	return q.t.checkKept(f.Rows, n)
}

// checkKept compares how many rows the ladder lets pass with how many the SELECT as it is written keeps.
func (t builder) checkKept(passed, kept int64) error {
	if passed == kept {
		return nil
	}
	return &trace.InvariantError{Message: fmt.Sprintf("step %s: %d rows pass its ladder, and its SELECT keeps %d", t.step.Name, passed, kept)}
}

// describeSplit describes the two queries; nil if a lookup that multiplies cannot be folded.
func (q *selection) describeSplit(ctx context.Context, columns []stageColumn, carried, beside []string, needs map[string]bool, may []*joined) (*split, error) {
	q.asked = map[string]bool{}
	list, rootCarried, err := q.rootBeside(ctx, carried)
	if err != nil {
		return nil, err
	}
	ofRoot := q.asked
	folds, err := q.folds(ctx, ofRoot, may)
	if err != nil {
		return nil, err
	}
	for _, f := range folds {
		if f.whole && f.many {
			return nil, nil
		}
	}
	d := &split{carried: rootCarried}
	if err := q.describeDropped(ctx, d, folds, list, ofRoot); err != nil {
		return nil, err
	}
	d.kept, err = q.keptQuery(ctx, columns, beside, needs)
	return d, err
}

// rootBeside lists the id, and those carried columns that slices need: what is to be known of a row that is dropped.
func (q *selection) rootBeside(ctx context.Context, carried []string) (list []string, names []string, err error) {
	list = append(list, q.hiddenCol(IDCol))
	for _, c := range q.t.RootCarried() {
		if !slices.Contains(carried, c) {
			continue
		}
		text := q.hiddenColIf(c)
		for _, d := range q.t.Dimensions {
			if expr := q.slicedBy(d); d.Col == c && expr != nil {
				if text, err = q.overStage(ctx, expr); err != nil {
					return nil, nil, err
				}
				text = "CAST(" + text + " AS VARCHAR)"
			}
		}
		if text == "" {
			continue
		}
		list, names = append(list, text+" AS "+sqltree.Quote(c)), append(names, c)
	}
	return list, names, nil
}

// hiddenColIf is a hidden column of the spine, if it carries it.
func (q *selection) hiddenColIf(c string) string {
	if !q.spine.hasCarried(c) {
		return ""
	}
	return q.hiddenCol(c)
}

// describeDropped describes the narrow pass: one row for each of the spine. list is what it gives beside the mask, and needs the inner
// columns that it takes for that.
func (q *selection) describeDropped(ctx context.Context, d *split, folds []*fold, list []string, needs map[string]bool) error {
	bits, err := q.ladder.bits(0)
	if err != nil {
		return err
	}
	n := &narrow{q: q, bits: bits, from: q.spineItem.Clone(), hits: map[string]string{}}
	for _, j := range q.joins {
		if err := n.join(ctx, j, foldWith(folds, j)); err != nil {
			return err
		}
	}
	for _, k := range q.keyed {
		n.from = sqltree.LeftJoin(n.from, k.Child("right").Clone(), k.Child("condition").Clone())
	}
	var rest []*rung
	for _, r := range q.ladder {
		if slices.ContainsFunc(folds, func(f *fold) bool { return slices.Contains(f.rungs, r) }) {
			continue
		}
		rest = append(rest, r)
		for name := range r.reads {
			needs[name] = true
		}
	}
	if len(rest) > 0 || len(n.parts) == 0 {
		n.parts = append(n.parts, maskPart{mask: "(" + bits.mask(rest) + ")"})
	}
	below := sqltree.SelectOf(n.readOf(needs)...)
	below.Set("from_table", n.from)
	text, err := q.t.Print(ctx, below)
	if d.counts = len(n.copies) > 0; d.counts {
		list = append(list, strings.Join(n.copies, " * ")+" AS "+copiesCol)
	}
	alone := n.alone()
	if d.alone = alone != ""; d.alone {
		list = append(list, alone+" AS "+aloneCol)
	}
	d.dropped = fmt.Sprintf("SELECT %s, %s AS %s FROM (%s)", strings.Join(list, ", "), n.mask(), maskCol, n.withHits(text))
	return err
}

// narrow is the pass while it is described.
type narrow struct {
	q      *selection
	bits   bits
	from   sqltree.Node
	read   []sqltree.Node    // of the FROM, beside inner columns
	hits   map[string]string // of folds that are lists, by the columns of their masks: the markers that a row is there
	parts  []maskPart
	copies []string
}

// maskPart is SQL for bits that a row has of one fold, or of what is in none; alone is SQL for what one of several rows of the fold
// fails alone.
type maskPart struct{ mask, alone string }

// join joins a lookup, or the fold that it is the first of.
func (n *narrow) join(ctx context.Context, j *joined, f *fold) (err error) {
	switch {
	case !f.isNeeded(n.q.misses):
		return nil
	case f.whole:
		n.from = j.over(n.from)
		return nil
	case f.first() != j:
		return nil
	}
	d, err := n.q.denseFold(ctx, f, n.bits)
	if err != nil {
		return err
	}
	if d != nil {
		return n.look(ctx, f, d)
	}
	if n.from, err = n.q.foldJoin(ctx, n.from, f, n.bits); err != nil {
		return err
	}
	for _, name := range f.columns() {
		n.read = append(n.read, sqltree.Aliased(sqltree.Col(name), name))
	}
	return n.part(ctx, f)
}

// look takes the fold's columns out of lists. That a row is there is known from its mask.
func (n *narrow) look(ctx context.Context, f *fold, d *dense) error {
	n.from = sqltree.CrossJoin(n.from, d.item, nil)
	n.hits[f.mask] = f.first().marker.col
	columns := f.columns()
	if len(f.rungs) == 0 {
		columns = append(columns, f.mask)
	}
	for _, name := range columns {
		expr, err := n.q.t.ParseExpr(ctx, d.take(name))
		if err != nil {
			return err
		}
		n.read = append(n.read, sqltree.Aliased(expr, name))
	}
	return n.part(ctx, f)
}

// part notes what the fold's columns say of a row.
func (n *narrow) part(ctx context.Context, f *fold) error {
	if f.many {
		n.copies = append(n.copies, "coalesce("+f.copies+", 1)")
	}
	if len(f.rungs) == 0 {
		return nil
	}
	nothing, err := n.q.nothing(ctx, f, n.bits)
	part := maskPart{mask: fmt.Sprintf("coalesce(%s, %s)", f.mask, nothing)}
	if f.many {
		part.alone = fmt.Sprintf("coalesce(%s, %s)", f.alone, n.bits.none())
	}
	n.parts = append(n.parts, part)
	return err
}

// withHits adds to the rows of the FROM whether those folds have a row that are lists: TRUE or NULL, as a LEFT JOIN says it.
func (n *narrow) withHits(rows string) string {
	if len(n.hits) == 0 {
		return rows
	}
	list := ""
	for _, mask := range slices.Sorted(maps.Keys(n.hits)) {
		list += fmt.Sprintf(", %s >= 0 AS %s", mask, n.hits[mask])
	}
	return "SELECT *" + list + " FROM (" + rows + ")"
}

// readOf are the inner columns of these names, without what withHits adds.
func (n *narrow) readOf(names map[string]bool) []sqltree.Node {
	names = maps.Clone(names)
	for _, hit := range n.hits {
		delete(names, hit)
	}
	return append(n.read, n.q.innerOf(names)...)
}

// mask is SQL for all bits of a row.
func (n *narrow) mask() string {
	var all []string
	for _, p := range n.parts {
		all = append(all, p.mask)
	}
	return strings.Join(all, " | ")
}

// alone is SQL for the bits of the cases that a copy of a row fails and nothing else: those of a fold, where all else is passed.
// It is empty where rows have no copies.
func (n *narrow) alone() string {
	var all []string
	for i, p := range n.parts {
		if p.alone == "" {
			continue
		}
		term := p.alone
		var rest []string
		for k, other := range n.parts {
			if k != i {
				rest = append(rest, other.mask)
			}
		}
		if len(rest) > 0 {
			term = fmt.Sprintf("CASE WHEN (%s) = 0 THEN %s ELSE %s END", strings.Join(rest, " | "), term, n.bits.none())
		}
		all = append(all, term)
	}
	return strings.Join(all, " | ")
}

// foldWith is the fold that the join is in.
func foldWith(folds []*fold, j *joined) *fold {
	for _, f := range folds {
		if slices.Contains(f.joins, j) {
			return f
		}
	}
	return nil
}

// keptQuery is the SELECT as it is written, with the id and what goes with it: needs are the inner columns that it reads.
func (q *selection) keptQuery(ctx context.Context, columns []stageColumn, beside []string, needs map[string]bool) (string, error) {
	from := q.spineItem.Clone()
	for _, j := range q.joins {
		from = j.over(from)
		if slices.ContainsFunc(q.misses, func(m *miss) bool { return m.join == j }) {
			from["join_type"] = "INNER"
		}
	}
	where := slices.Clone(q.conditions)
	for _, m := range q.misses {
		if m.semi == nil {
			continue
		}
		exists, err := q.t.bindPlain(ctx, m.semi.exists, q.sc)
		if err != nil {
			return "", err
		}
		if m.semi.anti {
			exists = sqltree.Not(exists)
		}
		where = append(where, exists)
	}
	below := sqltree.SelectOf(q.innerOf(needs)...)
	below.Set("from_table", from)
	if all := sqltree.And(where...); all != nil {
		below.Set("where_clause", all)
	}
	text, err := q.t.Print(ctx, below)
	return "SELECT " + strings.Join(append(listed(columns), beside...), ", ") + " FROM (" + text + ")", err
}
