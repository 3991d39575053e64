package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
func (t *tracer) tagQuery(ctx context.Context, query sqltree.Node, outer *scope, sub string, inside live) (*flow, error) {
	body, sc := enter(query, outer)
	prune := inside.inside
	if sub == "" {
		prune = inside.output
	}
	if sub == "" || t.pooled {
		return t.tagBody(ctx, body, sc, inside, prune)
	}
	parent := t.step
	t.step = &stepTrace{name: t.stepName(sub), model: t.model.Name}
	t.open = append(t.open, t.step.name)
	defer func() { t.open = t.open[:len(t.open)-1] }()
	f, err := t.tagBody(ctx, body, sc, inside, prune)
	if err != nil {
		return nil, err
	}
	done := t.step
	t.step = parent
	if len(done.causes) == 0 && len(done.fanOuts) == 0 {
		parent.ties = append(parent.ties, done.ties...)
		parent.rollup = parent.rollup || done.rollup
		parent.lookups = append(parent.lookups, done.lookups...)
		parent.aliases = append(parent.aliases, done.aliases...)
		if parent.in == nil {
			parent.in = done.in
		}
		return f, nil
	}
	t.finish(ctx, done, f)
	return f, nil
}

// stepName is the name of a sub-step of the model being built, which no other step has: a.x, then a.x#2.
func (t *tracer) stepName(sub string) string {
	name := t.model.Name + "." + sub
	taken := func(name string) bool {
		return slices.Contains(t.open, name) || slices.ContainsFunc(t.steps, func(s *stepTrace) bool { return s.name == name })
	}
	for n := 2; taken(name); n++ {
		name = fmt.Sprintf("%s.%s#%d", t.model.Name, sub, n)
	}
	return name
}

func (t *tracer) tagBody(ctx context.Context, body sqltree.Node, sc *scope, inside live, prune names) (*flow, error) {
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
func (t *tracer) finish(ctx context.Context, s *stepTrace, f *flow) {
	s.out = f
	s.level = f.level
	t.carryDimensions(s, f)
	t.carryMarks(ctx, s, f)
	t.steps = append(t.steps, s)
}

// carryDimensions adds a hidden column for each dimension of the chain that is a column of this step.
func (t *tracer) carryDimensions(s *stepTrace, f *flow) {
	for i := range t.dims {
		d := &t.dims[i]
		if d.Step != s.name || f.level != 0 || f.hasCarried(d.col) {
			continue
		}
		for _, c := range f.columns {
			if strings.EqualFold(c.name, d.Column) {
				f.carry([]string{c.name}, fmt.Sprintf("CAST(%s AS VARCHAR) AS %s", sqltree.Quote(c.name), d.col), d.col)
				break
			}
		}
	}
}

// rootTime returns the expression with the root row's time in place of the SQL that computes it, which is often the same
// as the model's own, so that it is computed once.
func (t *tracer) rootTime(expr sqltree.Node) sqltree.Node {
	if t.timeKey == "" {
		return expr
	}
	return expr.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		if n.Class() == "SUBQUERY" {
			return n
		}
		if n.Class() == "CAST" && n.Key() == t.timeKey {
			return withAliasOf(sqltree.Col(timeCol), n)
		}
		return nil
	})
}

// checkDimensions returns an error if a dimension of the chain is a column that its step does not have.
func (t *tracer) checkDimensions() error {
	for _, d := range t.dims {
		for _, s := range t.steps {
			if d.Step != s.name || s.out == nil || s.level > 0 {
				continue
			}
			if !s.out.hasCarried(d.col) {
				return fmt.Errorf("%s: dimension %s: step %s has no column %s; it has %s",
					t.chain.File, d.Name, d.Step, d.Column, strings.Join(s.out.columnNames(), ", "))
			}
		}
	}
	return nil
}

// previous is the model of the spine before the one being built; empty for the first.
func (t *tracer) previous() string {
	if t.index == 0 {
		return ""
	}
	return t.spineNames[t.index-1]
}

// sourceFlow returns the rows that the model being built starts from.
func (t *tracer) sourceFlow(ctx context.Context, inside live) (*flow, error) {
	if prev := t.previous(); prev != "" {
		return t.flows[prev], nil
	}
	if t.root != nil {
		return t.root, nil
	}
	src := t.chain.Root.Source
	plain := sqltree.Quote(src.Schema) + "." + sqltree.Quote(src.Table)
	cols, err := t.describe(ctx, "SELECT * FROM "+plain)
	if err != nil {
		return nil, fmt.Errorf("read source %s: %w", src, err)
	}
	f := &flow{single: true, cheap: true, rows: -1, origins: map[string][]origin{}, tied: map[string]string{}}
	var list []string
	for _, c := range cols {
		if inside.inside.has(c.name) || t.opt.Full {
			f.columns = append(f.columns, c)
			list = append(list, sqltree.Quote(c.name))
		}
	}
	list = append(list, sqltree.Quote(RowColumn)+" AS "+idCol)
	if t.chain.Root.Time != "" {
		text, expr, err := t.chainExpr(ctx, "root.time", t.chain.Root.Time)
		if err != nil {
			return nil, err
		}
		if expr.Class() == "CAST" && expr.Child("cast_type").Str("id") == "TIMESTAMP" {
			t.timeKey = expr.Key()
		}
		list = append(list, "CAST("+text+" AS TIMESTAMP) AS "+timeCol)
		f.carried = append(f.carried, timeCol)
	}
	for _, d := range t.dims {
		if d.SQL != "" {
			text, _, err := t.chainExpr(ctx, "dimension "+d.Name, d.SQL)
			if err != nil {
				return nil, err
			}
			list = append(list, "CAST("+text+" AS VARCHAR) AS "+d.col)
			f.carried = append(f.carried, d.col)
		}
	}
	f.from = "(SELECT " + strings.Join(list, ", ") + " FROM " + sqltree.Quote(src.Schema) + "." + sqltree.Quote(RowsView(src.Table)) + ")"
	if f.rows, err = t.count(ctx, "SELECT count(*) FROM "+plain); err != nil {
		return nil, fmt.Errorf("count source %s: %w", src, err)
	}
	t.root = f
	return f, nil
}
