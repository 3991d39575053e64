package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// subStep names the step that a CTE or subquery makes if it drops or multiplies rows.
func subStep(name string) string {
	if name == "" {
		return "subquery"
	}
	return name
}

// tagQuery returns the flow of a query on the spine: what stands in a model, a CTE or a FROM.
// sub names its step; empty is the step being built.
func (t builder) tagQuery(ctx context.Context, query sqltree.Node, outer *spine.Scope, sub string, inside spine.Live) (*Flow, error) {
	body, sc := spine.Enter(query, outer)
	prune := inside.Inside
	if sub == "" {
		prune = inside.Output
	}
	if sub == "" || t.pooled {
		return t.tagBody(ctx, body, sc, inside, prune)
	}
	parent, done := t.step, &Step{Name: t.stepName(sub), Model: t.model.Name}
	t.step, t.open = done, append(slices.Clip(t.open), done.Name)
	f, err := t.tagBody(ctx, body, sc, inside, prune)
	if err != nil {
		return nil, err
	}
	if len(done.Causes) == 0 && len(done.FanOuts) == 0 {
		parent.Ties = append(parent.Ties, done.Ties...)
		parent.Rollup = parent.Rollup || done.Rollup
		parent.Lookups = append(parent.Lookups, done.Lookups...)
		parent.Aliases = append(parent.Aliases, done.Aliases...)
		if parent.In == nil {
			parent.In = done.In
		}
		return f, nil
	}
	t.finish(ctx, done, f)
	return f, nil
}

// stepName is the name of a sub-step of the model being built, which no other step has: a.x, then a.x#2.
func (t builder) stepName(sub string) string {
	name := t.model.Name + "." + sub
	taken := func(name string) bool {
		return slices.Contains(t.open, name) || slices.ContainsFunc(t.Steps, func(s *Step) bool { return s.Name == name })
	}
	for n := 2; taken(name); n++ {
		name = fmt.Sprintf("%s.%s#%d", t.model.Name, sub, n)
	}
	return name
}

func (t builder) tagBody(ctx context.Context, body sqltree.Node, sc *spine.Scope, inside spine.Live, prune spine.Names) (*Flow, error) {
	switch body.Type() {
	case "SELECT_NODE":
		return t.tagSelect(ctx, body, sc, inside, prune)
	case "SET_OPERATION_NODE":
		return t.tagSetOperation(ctx, body, sc, inside)
	case "RECURSIVE_CTE_NODE":
		return nil, cannot("a recursive CTE")
	}
	return nil, cannot("%s", strings.ToLower(strings.ReplaceAll(body.Type(), "_", " ")))
}

// finish ends a step: its output is known, and carries the dimensions and marks that are known from it on.
func (t *Tracer) finish(ctx context.Context, s *Step, f *Flow) {
	s.Out = f
	s.Level = f.Level
	t.carryDimensions(s, f)
	t.carryMarks(ctx, s, f)
	t.Steps = append(t.Steps, s)
}

// carryDimensions adds a hidden column for each dimension of the chain that is a column of this step.
func (t *Tracer) carryDimensions(s *Step, f *Flow) {
	for i := range t.Dimensions {
		d := &t.Dimensions[i]
		if d.Step != s.Name || f.Level != 0 || f.hasCarried(d.Col) {
			continue
		}
		for _, c := range f.Columns {
			if strings.EqualFold(c.Name, d.Column) {
				f.carry([]string{c.Name}, d.text(t.Chain.Root, sqltree.Quote(c.Name))+" AS "+d.Col, d.Col)
				break
			}
		}
	}
}

// rootTime returns the expression with the root row's time in place of the SQL that computes it, which is often the same
// as the model's own, so that it is computed once.
func (t *Tracer) rootTime(expr sqltree.Node) sqltree.Node {
	if t.timeKey == "" {
		return expr
	}
	return expr.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		if n.Class() == "SUBQUERY" {
			return n
		}
		if n.Class() == "CAST" && n.Key() == t.timeKey {
			return sqltree.WithAliasOf(sqltree.Col(TimeCol), n)
		}
		return nil
	})
}

// checkDimensions returns an error if a dimension of the chain is a column that its step does not have.
func (t *Tracer) checkDimensions() error {
	for _, d := range t.Dimensions {
		for _, s := range t.Steps {
			if d.Step != s.Name || s.Out == nil || s.Level > 0 {
				continue
			}
			if !s.Out.hasCarried(d.Col) {
				return fmt.Errorf("%s: dimension %s: step %s has no column %s; it has %s",
					t.Chain.File, d.Name, d.Step, d.Column, strings.Join(s.Out.ColumnNames(), ", "))
			}
		}
	}
	return nil
}

// previous is the model of the spine before the one being built; empty for the first.
func (t builder) previous() string {
	if t.index == 0 {
		return ""
	}
	return t.Spine[t.index-1]
}

// moment is the time of a root row as a TIMESTAMP in UTC. A DATE is a day where the chain cuts its days, and begins at midnight there.
func (t builder) moment(ctx context.Context, text, plain string) (string, error) {
	at := "CAST(" + text + " AS TIMESTAMP)"
	zone := t.Chain.Root.Timezone
	if zone == "" || zone == "UTC" {
		return at, nil
	}
	cols, err := t.Describe(ctx, "SELECT "+text+" AS t FROM "+plain)
	if err != nil {
		return "", fmt.Errorf("root.time: %w", err)
	}
	if cols[0].Type == "DATE" {
		at = "timezone('UTC', timezone(" + sqltree.Literal(zone) + ", " + at + "))"
	}
	return at, nil
}

// sourceFlow returns the rows that the model being built starts from.
func (t builder) sourceFlow(ctx context.Context, inside spine.Live) (*Flow, error) {
	if prev := t.previous(); prev != "" {
		return t.Flows[prev], nil
	}
	if t.root != nil {
		return t.root, nil
	}
	src := t.Chain.Root.Source
	plain := sqltree.Quote(src.Schema) + "." + sqltree.Quote(src.Table)
	cols, err := t.Describe(ctx, "SELECT * FROM "+plain)
	if err != nil {
		return nil, fmt.Errorf("read source %s: %w", src, err)
	}
	f := &Flow{Identity: Identity{Single: true}, cheap: true, Rows: -1, known: nothingKnown()}
	var list []string
	for _, c := range cols {
		if inside.Inside.Has(c.Name) || t.Options.Full {
			f.Columns = append(f.Columns, c)
			list = append(list, sqltree.Quote(c.Name))
		}
	}
	list = append(list, sqltree.Quote(trace.RowColumn)+" AS "+IDCol)
	if t.Chain.Root.Time != "" {
		text, expr, err := t.chainExpr(ctx, "root.time", t.Chain.Root.Time)
		if err != nil {
			return nil, err
		}
		if expr.Class() == "CAST" && expr.Child("cast_type").Str("id") == "TIMESTAMP" {
			t.timeKey = expr.Key()
		}
		at, err := t.moment(ctx, text, plain)
		if err != nil {
			return nil, err
		}
		list = append(list, at+" AS "+TimeCol)
		f.Carried = append(f.Carried, TimeCol)
	}
	var dimensions []string
	for _, d := range t.Dimensions {
		if d.SQL != "" {
			text, _, err := t.chainExpr(ctx, "dimension "+d.Name, d.SQL)
			if err != nil {
				return nil, err
			}
			dimensions = append(dimensions, "CAST("+text+" AS VARCHAR) AS "+d.Col)
		}
	}
	from := " FROM " + sqltree.Quote(src.Schema) + "." + sqltree.Quote(trace.RowsView(src.Table))
	if t.OfRoots, err = t.ofRoots(ctx, dimensions, from); err != nil {
		return nil, err
	}
	f.From = sqltree.FromQuery("SELECT " + strings.Join(list, ", ") + from)
	if f.Rows, err = t.Count(ctx, "SELECT count(*) FROM "+plain); err != nil {
		return nil, fmt.Errorf("count source %s: %w", src, err)
	}
	t.root = f
	return f, nil
}

// ofRoots is a query for the id of each root row and its dimensions that the root source gives; empty if there are none. Each is the
// same in all copies of a row, so that no step has to carry it: it is looked up by the id where a report asks for it.
func (t builder) ofRoots(ctx context.Context, dimensions []string, from string) (string, error) {
	if len(dimensions) == 0 {
		return "", nil
	}
	query := "SELECT " + sqltree.Quote(trace.RowColumn) + " AS id, " + strings.Join(dimensions, ", ") + from
	_, err := t.Describe(ctx, query)
	if err != nil {
		return "", fmt.Errorf("%s: dimensions: %w", t.Chain.File, err)
	}
	return query, nil
}
