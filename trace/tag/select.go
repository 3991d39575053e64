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

// selection is one SELECT of the spine while it is tagged.
type selection struct {
	t      builder
	sc     *spine.Scope
	inside spine.Live // what is needed inside this model and of its output
	prune  spine.Names
	node   sqltree.Node

	written *selection                  // the SELECT as the model has it: this one, or the one that this is a later stage of
	reads   map[string]trace.SourceName // what DirectReads found in its FROM; nil if there are no hints
	output  bool                        // its columns are those of the model

	joinedFrom
	items  []item
	ladder ladder
	lazy   bool // a stage that is cheap to read again need not be kept
	groups bool // its rows make groups
	once   bool // and are read for that alone
	innerColumns
}

// joinedFrom is the FROM of a SELECT while it is tagged: the rows of the spine, and what they are joined with.
type joinedFrom struct {
	spine      *Flow
	spineAlias string
	spineItem  sqltree.Node // the spine in from
	spineNode  sqltree.Node // the same, where it can be read raw
	leaves     []*leaf
	joins      []*joined
	misses     []*miss
	rootless   bool   // a join brings in rows that no root row made
	here       string // a hidden column that is TRUE in the rows of the spine, where the id does not tell
	from       sqltree.Node
	keyed      []sqltree.Node // the joins with what is known of the keys of lookups
	conditions []sqltree.Node // the conjuncts of the WHERE
	inOrder    sqltree.Node   // the same with its tables in the order in which they are written
	fromCols   []trace.Column // what * gives
}

// innerColumns is what a row stage reads from the FROM, by fresh names.
type innerColumns struct {
	inner      []sqltree.Node
	innerNames map[string]string
	asked      map[string]bool // those that were asked for since it was made
}

func readingNothing() innerColumns {
	return innerColumns{innerNames: map[string]string{}, asked: map[string]bool{}}
}

// item is one column of the SELECT list.
type item struct {
	name string
	expr sqltree.Node
}

// tagSelect returns the flow of a SELECT whose rows come from the root.
func (t builder) tagSelect(ctx context.Context, body sqltree.Node, sc *spine.Scope, inside spine.Live, prune spine.Names) (*Flow, error) {
	q := &selection{t: t, sc: sc, inside: inside, prune: prune, node: body.Clone(), innerColumns: readingNothing()}
	q.written, q.output = q, t.output && !t.pooled
	if len(t.Chain.Hints) > 0 {
		q.reads = spine.DirectReads(body.Child("from_table"), sc)
	}
	if err := q.refuse(); err != nil {
		return nil, err
	}
	q.t.output = q.output && sqltree.IsImport(body)
	if err := q.tagJoins(ctx); err != nil {
		return nil, err
	}
	if t.step.In == nil {
		t.step.In = q.spine
	}
	if err := q.readFrom(ctx); err != nil {
		return nil, err
	}
	if err := q.spellRows(ctx); err != nil {
		return nil, err
	}
	if err := q.spellConditions(ctx); err != nil {
		return nil, err
	}
	if err := q.expandItems(ctx); err != nil {
		return nil, err
	}
	q.resolveAliases()
	for _, j := range q.joins {
		j.marker.hint, j.notNull = q.joinHints(ctx, j)
	}
	if err := q.recordLookups(ctx); err != nil { // before the ladder joins more to the FROM
		return nil, err
	}
	if err := q.joinRungs(ctx); err != nil {
		return nil, err
	}
	for _, c := range sqltree.Conjuncts(q.node.Child("where_clause")) {
		if err := q.whereRung(ctx, c); err != nil {
			return nil, err
		}
	}
	f, err := q.stages(ctx)
	if err != nil {
		return nil, err
	}
	f.entered = q.spine
	return f, nil
}

// stages runs what the SELECT becomes, once its ladder stands.
func (q *selection) stages(ctx context.Context) (*Flow, error) {
	switch {
	case q.grouped():
		return q.groupStage(ctx)
	case q.needsWindows():
		return q.windowStage(ctx)
	}
	f, err := q.rowStage(ctx, q.liveItems())
	if err != nil || !q.distinct() {
		return f, err
	}
	return q.distinctStage(ctx, f)
}

// refuse returns why the SELECT cannot be followed, if it is plain to see.
func (q *selection) refuse() error {
	if q.node.Child("sample") != nil {
		return cannot("USING SAMPLE picks rows at random")
	}
	for _, part := range []string{"where_clause", "having", "qualify"} {
		if f := q.t.VolatileIn(q.node.Child(part)); f != "" {
			return cannot("%s() gives another answer each time, so rows that it drops cannot be told", f)
		}
	}
	return q.refuseLateral(q.node.Child("from_table"))
}

// readFrom learns the columns of the rewritten FROM.
func (q *selection) readFrom(ctx context.Context) error {
	var err error
	q.fromCols, err = q.starColumns(ctx, sqltree.Star("", nil))
	return err
}

// columnsOf returns the columns of one table of the FROM, lower case.
func (q *selection) columnsOf(ctx context.Context, l *leaf) (map[string]bool, error) {
	if l.columns != nil {
		return l.columns, nil
	}
	l.columns = map[string]bool{}
	if l.spine {
		for _, c := range q.spine.Columns {
			l.columns[strings.ToLower(c.Name)] = true
		}
		return l.columns, nil
	}
	if q.from == nil { // still walking the FROM: the joins do not matter to a lookup's own columns
		cols, err := q.columnsAlone(ctx, l)
		if err != nil {
			return nil, err
		}
		for _, c := range cols {
			l.columns[strings.ToLower(c.Name)] = true
		}
		return l.columns, nil
	}
	if len(q.leaves) == 1 {
		for _, c := range q.fromCols {
			l.columns[strings.ToLower(c.Name)] = true
		}
		return l.columns, nil
	}
	cols, err := q.starColumns(ctx, sqltree.Star(l.alias, nil))
	if err != nil {
		return nil, err
	}
	for _, c := range cols {
		l.columns[strings.ToLower(c.Name)] = true
	}
	return l.columns, nil
}

// columnsAlone returns the columns of a lookup as it is, outside its joins.
func (q *selection) columnsAlone(ctx context.Context, l *leaf) ([]trace.Column, error) {
	if sqltree.RefersOutside(l.item) {
		return nil, cannot("a column of %s, which is made for each row anew", l.alias)
	}
	probe := sqltree.SelectOf(sqltree.Star("", nil))
	probe.Set("from_table", l.item)
	text, err := q.t.Print(ctx, probe)
	if err != nil {
		return nil, err
	}
	return q.t.Describe(ctx, text)
}

// starColumns returns what a star item stands for.
func (q *selection) starColumns(ctx context.Context, star sqltree.Node) ([]trace.Column, error) {
	probe := sqltree.SelectOf(star)
	probe.Set("from_table", q.inOrder)
	text, err := q.t.Print(ctx, probe)
	if err != nil {
		return nil, err
	}
	cols, err := q.t.Describe(ctx, text)
	if err != nil {
		return nil, err
	}
	var out []trace.Column
	for _, c := range cols {
		if !strings.HasPrefix(c.Name, engine.Hidden) {
			out = append(out, c)
		}
	}
	return out, nil
}

// resolve returns the table of the FROM that a column reference means, or nil.
func (q *selection) resolve(ctx context.Context, ref sqltree.Node) (*leaf, string, error) {
	parts := ref.Strings("column_names")
	if len(parts) > 2 { // alias.col.field, where a field may be called as another table is
		for _, l := range q.leaves {
			if !strings.EqualFold(l.alias, parts[0]) {
				continue
			}
			if cols, err := q.columnsOf(ctx, l); err == nil && cols[strings.ToLower(parts[1])] {
				return l, parts[1], nil
			}
		}
	}
	if len(parts) > 1 {
		for i := len(parts) - 2; i >= 0; i-- { // alias.col, or schema.table.col
			for _, l := range q.leaves {
				if strings.EqualFold(l.alias, parts[i]) {
					return l, parts[i+1], nil
				}
			}
		}
	}
	if len(q.leaves) == 1 {
		cols, err := q.columnsOf(ctx, q.leaves[0])
		if err != nil || !cols[strings.ToLower(parts[0])] {
			return nil, "", err
		}
		return q.leaves[0], parts[0], nil
	}
	for _, l := range q.leaves {
		cols, err := q.columnsOf(ctx, l)
		if err != nil {
			return nil, "", err
		}
		if cols[strings.ToLower(parts[0])] {
			return l, parts[0], nil
		}
	}
	return nil, "", nil
}

// liveItems are the items that are needed further on. What a dimension alone needs, and takes from the FROM, is not among them.
func (q *selection) liveItems() []item {
	if q.distinct() || q.prune.All {
		return q.items
	}
	var out []item
	for _, it := range q.items {
		if q.prune.Has(it.name) || sqltree.HasUnnest(it.expr) || q.inside.Sliced.Has(it.name) && !q.slices(it.name) {
			out = append(out, it)
		}
	}
	return out
}

// slices says whether all dimensions that are the column take it from the FROM.
func (q *selection) slices(column string) bool {
	return !slices.ContainsFunc(q.t.Dimensions, func(d Dimension) bool {
		return strings.EqualFold(d.Column, column) && d.Step == q.t.step.Name && q.slicedBy(d) == nil
	})
}

func (q *selection) modifier(kind string) sqltree.Node {
	for _, m := range q.node.List("modifiers") {
		if m.Type() == kind {
			return m
		}
	}
	return nil
}

// distinct says whether the SELECT is a plain DISTINCT.
func (q *selection) distinct() bool {
	m := q.modifier("DISTINCT_MODIFIER")
	return m != nil && len(m.List("distinct_on_targets")) == 0
}

func (q *selection) grouped() bool {
	if len(q.node.List("group_expressions")) > 0 || q.node.Child("having") != nil {
		return true
	}
	all := q.node.Str("aggregate_handling") == "FORCE_AGGREGATES" // GROUP BY ALL, which passes constants over
	for _, it := range q.items {
		if q.t.HasAggregate(it.expr) || all && sqltree.FirstColumn(it.expr) != nil {
			return true
		}
	}
	return q.t.HasAggregate(q.node.Child("qualify"))
}

func (q *selection) needsWindows() bool {
	if q.node.Child("qualify") != nil || q.modifier("LIMIT_MODIFIER") != nil || q.modifier("LIMIT_PERCENT_MODIFIER") != nil {
		return true
	}
	if m := q.modifier("DISTINCT_MODIFIER"); m != nil && !q.distinct() {
		return true
	}
	for _, it := range q.items {
		if sqltree.HasWindow(it.expr) {
			return true
		}
	}
	return false
}
