package tag

import (
	"context"
	"fmt"
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
	return (q.groups || len(may) > 0) && len(q.ladder)+len(may) > 0 && !q.t.Options.Full && !q.t.Plainly && !q.t.pooled && !q.rootless &&
		s.Single && !s.forked && !s.Rootless && s.Rows >= 0 && s.raw == nil && (s.cheap || s.Table != "")
}

// split is a stage that is split.
type split struct {
	kept    string   // SQL for the rows that it keeps
	dropped string   // SQL for the id of each row of the spine, what is carried of it, its mask, and its copies among the kept rows
	carried []string // hidden columns of dropped
	counts  bool     // dropped says how many copies
}

// copiesCol is how many rows a stage makes of one row of the spine.
const copiesCol = "copies"

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
		q.t.Events = append(q.t.Events, Deaths{Table: sqltree.FromTable(table), Carried: d.carried, Level: f.Level, Causes: causes, Step: q.t.step, Shared: q.t.isShared(q.spine)})
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
		err = q.t.recordFanOut(ctx, q.fanOutOf(may, nil), fmt.Sprintf("SELECT %s AS id, %[2]s - 1 AS extra FROM %[3]s WHERE %[4]s AND %[2]s > 1", IDCol, copiesCol, sqltree.Quote(table), aliveRow))
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
	if d.dropped, d.counts, err = q.droppedQuery(ctx, folds, list, ofRoot); err != nil {
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

// droppedQuery is the narrow pass: one row for each of the spine.
func (q *selection) droppedQuery(ctx context.Context, folds []*fold, list []string, needs map[string]bool) (_ string, counts bool, err error) {
	bits, err := q.ladder.bits()
	if err != nil {
		return "", false, err
	}
	from := q.spineItem.Clone()
	answered := map[*rung]bool{}
	var read []sqltree.Node
	var masks, copies []string
	for _, j := range q.joins {
		f := foldWith(folds, j)
		switch {
		case !f.isNeeded(q.misses):
			continue
		case f.whole:
			from = j.over(from)
			continue
		case f.first() != j:
			continue
		}
		if from, err = q.foldJoin(ctx, from, f, bits); err != nil {
			return "", false, err
		}
		missing, err := q.nothing(ctx, f, bits)
		if err != nil {
			return "", false, err
		}
		if len(f.rungs) > 0 {
			read = append(read, sqltree.Aliased(sqltree.Col(f.mask), f.mask))
			masks = append(masks, fmt.Sprintf("coalesce(%s, %s)", f.mask, missing))
		}
		if f.many {
			read = append(read, sqltree.Aliased(sqltree.Col(f.copies), f.copies))
			copies = append(copies, fmt.Sprintf("coalesce(%s, 1)", f.copies))
		}
		for _, r := range f.rungs {
			answered[r] = true
		}
	}
	for _, k := range q.keyed {
		from = sqltree.LeftJoin(from, k.Child("right").Clone(), k.Child("condition").Clone())
	}
	var rest []*rung
	for _, r := range q.ladder {
		if answered[r] {
			continue
		}
		rest = append(rest, r)
		for name := range r.reads {
			needs[name] = true
		}
	}
	if len(rest) > 0 || len(masks) == 0 {
		masks = append([]string{bits.mask(rest)}, masks...)
	}
	below := sqltree.SelectOf(append(read, q.innerOf(needs)...)...)
	below.Set("from_table", from)
	text, err := q.t.Print(ctx, below)
	if len(copies) > 0 {
		list = append(list, strings.Join(copies, " * ")+" AS "+copiesCol)
	}
	return fmt.Sprintf("SELECT %s, %s AS %s FROM (%s)", strings.Join(list, ", "), strings.Join(masks, " | "), maskCol, text), len(copies) > 0, err
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
	for _, s := range q.semis {
		exists, err := q.t.bindPlain(ctx, s.exists, q.sc)
		if err != nil {
			return "", err
		}
		if s.anti {
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
