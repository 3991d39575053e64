package diff

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// mostColumns is how many columns a tie-break may have.
const mostColumns = 4

// blame looks for a tie-break for each ORDER BY that leaves ties, and tries it.
func (r *rebuilder) blame(ctx context.Context) error {
	for _, step := range r.opt.Ties {
		for _, tie := range step.Ties {
			b := Blame{Model: step.Model, Column: tie.For, Order: tie.Order, Pos: tie.Pos, Tied: tie.Rows}
			window, orders := r.window(step.Model, tie)
			switch {
			case window == nil:
				b.Reason = "it does not number the rows of the model, so none was tried; what tells the tied rows apart should stand in its ORDER BY too"
				if !strings.Contains(tie.Order, "OVER") {
					b.Reason = anyReason
				}
			case len(orders) == 0:
				b.Order = window.Order
				b.Reason = "what it orders by is not among the model's columns, so no tie-break was tried"
			default:
				b.Order = window.Order
				if err := r.fix(ctx, &b, window, orders); err != nil {
					return err
				}
			}
			r.d.Blames = append(r.d.Blames, b)
		}
	}
	return r.blameOrder(ctx)
}

// blameOrder finds what hangs on the order of rows in models that are not reproducible though no ORDER BY is to blame, nor a model that
// they are made of: the last digits of floats that are added up, and aggregates that take one row or another.
func (r *rebuilder) blameOrder(ctx context.Context) error {
	g, err := spine.Parse(ctx, r.conn, r.chain)
	if err != nil {
		return err
	}
	explained := map[string]bool{}
	for _, b := range r.d.Blames {
		explained[b.Model] = true
	}
	for _, m := range r.d.Models {
		if m.Reproducible() {
			continue
		}
		if slices.ContainsFunc(g.Upstream(m.Model), func(up string) bool { return explained[up] }) {
			continue
		}
		explained[m.Model] = true
		if err := r.blameParts(ctx, g.Trees[m.Model], m); err != nil {
			return err
		}
	}
	return nil
}

// The reasons for which a part of a model is to blame that has no ORDER BY.
const (
	floatsReason = "it adds up numbers that are not exact in the order in which rows come, and the last digits hang on that; a DECIMAL is exact"
	anyReason    = "it takes whichever of several rows comes first; what tells these apart should stand in what it goes by"
	limitReason  = "its ORDER BY does not say which rows come first; what tells these apart should stand in it too"
)

func (r *rebuilder) blameParts(ctx context.Context, tree sqltree.Node, m ModelCheck) error {
	var columns []string
	numbers := false
	worst := m.Diffs[m.Worst()]
	for _, c := range worst.Classes {
		for _, n := range c.Columns {
			if !slices.Contains(columns, n.Column) {
				columns = append(columns, n.Column)
			}
		}
	}
	for _, c := range worst.Columns {
		numbers = numbers || slices.Contains(columns, c.Name) && sqltree.IsNumber(c.Type)
	}
	model, _ := r.chain.Model(m.Model)
	for _, n := range sqltree.Undecided(tree, numbers) {
		b := Blame{Model: m.Model, Column: strings.Join(columns, ", "), Order: "LIMIT", Reason: limitReason}
		if n.Type() != "LIMIT_MODIFIER" {
			text, err := sqltree.PrintExpr(ctx, r.conn, sqltree.Readable(n))
			if err != nil {
				return err
			}
			b.Order, b.Reason = text, anyReason
		}
		if sqltree.SumsUp(n.Str("function_name")) {
			b.Reason = floatsReason
		}
		b.Pos = model.PosAt(sqltree.Begin(n))
		r.d.Blames = append(r.d.Blames, b)
	}
	return nil
}

// window is the numbering window of a model that leaves a tie, and the model's columns that hold what it orders by.
func (r *rebuilder) window(model string, tie trace.Tie) (*spine.Window, []string) {
	for _, c := range r.roles[model].Columns {
		if c.Window != nil && c.Window.Model == model && strings.EqualFold(c.Column, tie.For) {
			return c.Window, c.Orders
		}
	}
	return nil, nil
}

// fix finds columns that break the ties, and rebuilds the chain with them.
func (r *rebuilder) fix(ctx context.Context, b *Blame, w *spine.Window, orders []string) error {
	f := finder{rebuilder: r, from: r.relation("first", b.Model).From}
	if err := f.find(ctx, b, orders); err != nil {
		return err
	}
	if len(b.Fix) == 0 {
		b.Reason = "no column tells the tied rows apart"
		return nil
	}
	fixed, err := spine.BreakTie(ctx, r.conn, r.chain, b.Model, w.Over, b.Fix)
	if err != nil {
		b.Reason = "it was not tried: " + err.Error()
		return nil
	}
	r.steps += 2 + 2*len(r.chain.Models)
	r.fixes++
	first, second := fmt.Sprintf("fixed-%d", r.fixes), fmt.Sprintf("fixed-again-%d", r.fixes)
	defer func() {
		for _, build := range []string{first, second} {
			_ = os.RemoveAll(filepath.Join(r.opt.Dir, build)) // the caller removes all of the folder in the end
		}
	}()
	if _, err := r.build(ctx, first, fixed, 0, "first", true); err != nil {
		return err
	}
	if _, err := r.build(ctx, second, fixed, r.opt.Rebuilds+1, first, false); err != nil {
		return err
	}
	b.Tried, b.Works = true, true
	for _, m := range r.chain.Models {
		r.progress("with the tie-break: " + m.Name)
		again, err := r.compare(ctx, second, m.Name)
		if err != nil {
			return err
		}
		b.Works = b.Works && again.Equal()
		delta, err := r.compare(ctx, first, m.Name)
		if err != nil {
			return err
		}
		if !delta.Equal() {
			b.Delta = append(b.Delta, ModelDelta{Model: m.Name, Table: delta})
		}
	}
	return nil
}

// finder looks for the columns of a built model that tell tied rows apart.
type finder struct {
	*rebuilder
	from string
}

// find adds the column that leaves the fewest rows tied, until none helps. Of equally good ones it takes those of the chain's key
// first, then the first of the model.
func (f finder) find(ctx context.Context, b *Blame, orders []string) error {
	var by, candidates []string
	for _, o := range orders {
		by = append(by, sqltree.Quote(o))
	}
	columns := f.roles[b.Model]
	for _, k := range columns.Key {
		candidates = append(candidates, sqltree.Quote(k))
	}
	for _, c := range columns.Columns {
		if c.Window == nil {
			candidates = append(candidates, sqltree.Quote(c.Column))
		}
	}
	// Only tied rows are looked at.
	tied := "__diff_tied"
	defer func() { _, _ = f.conn.ExecContext(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS temp."+tied) }()
	list := strings.Join(by, ", ")
	_, err := f.conn.ExecContext(ctx, fmt.Sprintf("CREATE OR REPLACE TEMP TABLE %s AS SELECT x.* FROM %s AS x SEMI JOIN (SELECT %s FROM %s GROUP BY ALL HAVING count(*) > 1) AS t ON %s",
		tied, f.from, list, f.from, sameIn(by)))
	if err != nil {
		return err
	}
	left, groups, err := f.left(ctx, tied, by)
	if err != nil {
		return err
	}
	b.Tied, b.Groups, b.Left = left, groups, left
	for b.Left > 0 && len(b.Fix) < mostColumns {
		best, least := "", b.Left
		for _, c := range candidates {
			n, _, err := f.left(ctx, tied, append(append([]string{}, by...), c))
			if err != nil {
				return err
			}
			if n < least {
				best, least = c, n
			}
		}
		if best == "" {
			break
		}
		by = append(by, best)
		b.Fix = append(b.Fix, unquoted(best))
		b.Left = least
	}
	return nil
}

// sameIn joins x and t on columns, NULLs too.
func sameIn(columns []string) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = fmt.Sprintf("x.%s IS NOT DISTINCT FROM t.%[1]s", c)
	}
	return strings.Join(list, " AND ")
}

func unquoted(name string) string {
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(name, `"`), `"`), `""`, `"`)
}

// left counts the rows that share these columns with another, and their groups.
func (f finder) left(ctx context.Context, from string, by []string) (rows, groups int64, err error) {
	err = f.conn.QueryRowContext(ctx, fmt.Sprintf("SELECT coalesce(sum(n), 0)::BIGINT, count(*) FROM (SELECT count(*) AS n FROM %s GROUP BY %s) WHERE n > 1", from, strings.Join(by, ", "))).Scan(&rows, &groups)
	return rows, groups, err
}
