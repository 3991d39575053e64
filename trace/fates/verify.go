package fates

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// plainSchema is where Verify builds the chain as a warehouse has it.
const plainSchema = engine.Hidden + "plain"

// Verify proves that the tagged chain is faithful. It runs every plain model of the spine over the rows that the tagged
// model before it kept, and compares count and order-free hash of whole rows with what the tagged model kept.
// Then it builds the plain chain from the sources, apart from the trace, and compares the number. Of a trace that is incomplete
// only the steps are compared that it came to.
//
// Columns whose values hang on ties are left out of a comparison that fails with them, and the check says so.
// It tells progress how far it is, if that is not nil. The result must come from a [Run] with Options.Full on the same connection.
func (r *Result) Verify(ctx context.Context, progress func(trace.Progress)) ([]trace.Check, error) {
	if r.Trace == nil || !r.Trace.Options.Full {
		return nil, errors.New("verify needs a full run")
	}
	var out []trace.Check
	spine := r.Trace.Reached
	at := func(what string, i int) {
		if progress != nil {
			progress(trace.Progress{What: what, Done: float64(i) / float64(len(spine)+1)})
		}
	}
	for i, name := range spine {
		at(name, i)
		f := r.Trace.Flows[name]
		if f == nil {
			out = append(out, trace.Check{Step: name, OK: true, Skipped: true, Message: "not compared: the model could not be followed"})
			continue
		}
		c, err := r.verifyModel(ctx, name, f)
		if err != nil {
			return nil, fmt.Errorf("verify %s: %w", name, err)
		}
		out = append(out, c)
	}
	if stop := r.Meta.Incomplete; stop != nil {
		return append(out, trace.Check{Step: "number", OK: true, Skipped: true, Message: "not compared: " + stop.Why()}), nil
	}
	at("the plain chain", len(spine))
	number, err := r.verifyNumber(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify the number: %w", err)
	}
	return append(out, number), nil
}

func (r *Result) verifyModel(ctx context.Context, name string, f *tag.Flow) (trace.Check, error) {
	t := r.Trace
	tree := t.Graph.Trees[name]
	for _, ref := range spine.Refs(tree) {
		if err := t.EnsurePlain(ctx, ref); err != nil {
			return trace.Check{}, err
		}
	}
	text, err := t.Print(ctx, tree)
	if err != nil {
		return trace.Check{}, err
	}
	plain, err := t.Materialise(ctx, "verify", text)
	if err != nil {
		return trace.Check{}, err
	}
	defer func() { _ = t.Exec(context.WithoutCancel(ctx), "DROP TABLE "+sqltree.Quote(plain)) }()
	cols, err := t.Describe(ctx, "SELECT * FROM "+sqltree.Quote(plain))
	if err != nil {
		return trace.Check{}, err
	}
	// The plain model calls a column as the table does, the tagged one as the query does: a difference of case is none.
	if got, want := f.ColumnNames(), tag.NameList(cols); !slices.EqualFunc(got, want, strings.EqualFold) {
		return trace.Check{Step: name, Message: fmt.Sprintf("the plain model has the columns %s, the tagged one %s", strings.Join(want, ", "), strings.Join(got, ", "))}, nil
	}
	return r.compare(ctx, name, cols, sqltree.Quote(plain), f)
}

// compare checks that two relations hold the same rows as often. Where they do not, the plain model is built again in other orders: what
// comes out differently then too is a tie, or the order of a sum, and is left out.
func (r *Result) compare(ctx context.Context, step string, cols []trace.Column, plain string, f *tag.Flow) (trace.Check, error) {
	b := bags{conn: r.conn, columns: cols, from: [2]string{plain, f.From.String()}}
	n, err := b.counts(ctx)
	if err != nil {
		return trace.Check{}, err
	}
	check := trace.Check{Step: step, Rows: n[0]}
	same := func(left []string, as func(trace.Column) string) (bool, error) {
		differing, err := b.differing(ctx, b.without(left, as))
		return n[0] == n[1] && differing == 0, err
	}
	if check.OK, err = same(nil, exact); check.OK || err != nil {
		return check, err
	}
	var left, reasons []string
	for _, c := range cols {
		if why := f.Tied[strings.ToLower(c.Name)]; why != "" {
			left = append(left, c.Name)
			if !slices.Contains(reasons, why) {
				reasons = append(reasons, why)
			}
		}
	}
	slices.Sort(reasons)
	if check.OK, err = same(left, rounded); check.OK || err != nil {
		if len(left) > 0 {
			check.Message = fmt.Sprintf("compared without %s: %s", strings.Join(left, ", "), strings.Join(reasons, "; "))
		}
		return check, err
	}
	varying, rows, err := r.variesIn(ctx, step, b)
	if err != nil {
		return trace.Check{}, err
	}
	if rows {
		check.OK = true
		check.Message = "only its causes stand: the plain model has another number of rows each time that it is built, by " + r.undecided(ctx, step, cols)
		return check, nil
	}
	for _, name := range left {
		if !sqltree.ContainsName(varying, name) {
			varying = append(varying, name)
		}
	}
	if check.OK, err = same(varying, rounded); check.OK || err != nil {
		check.Message = fmt.Sprintf("compared without %s, in which two builds of the plain model differ too, by %s", strings.Join(varying, ", "),
			r.undecided(ctx, step, named(cols, varying)))
		return check, err
	}
	check.Message, err = r.difference(ctx, b, n, varying)
	return check, err
}

// named are the columns with some names.
func named(columns []trace.Column, names []string) []trace.Column {
	return slices.DeleteFunc(slices.Clone(columns), func(c trace.Column) bool { return !sqltree.ContainsName(names, c.Name) })
}

// difference says how the rows that the tagged model keeps are not those of the plain one: how many, in which columns, and one of them.
func (r *Result) difference(ctx context.Context, b bags, n [2]int64, left []string) (string, error) {
	var out []string
	if n[0] != n[1] {
		out = append(out, fmt.Sprintf("the plain model has %s, the tagged one keeps %s", trace.Units(n[0], "row"), trace.Grouped(n[1])))
	}
	var columns []string
	if n[0] == n[1] {
		all, err := b.varying(ctx, left)
		if err != nil {
			return "", err
		}
		differing, err := b.differing(ctx, b.without(left, exact))
		if err != nil {
			return "", err
		}
		columns = all[len(left):]
		out = append(out, fmt.Sprintf("%s of %s differ, in %s", trace.Grouped((differing+1)/2), trace.Units(n[0], "row"), strings.Join(columns, ", ")))
	}
	rows, err := b.example(ctx, append(slices.Clone(left), columns...))
	if err != nil {
		return "", err
	}
	switch {
	case rows[0] != "" && rows[1] != "":
		out = append(out, fmt.Sprintf("such as %s, which the tagged one has as %s", rows[0], rows[1]))
	case rows[0] != "":
		out = append(out, "the tagged one has not "+rows[0])
	case rows[1] != "":
		out = append(out, "the plain model has not "+rows[1])
	}
	return strings.Join(out, "; "), nil
}

// verifyNumber builds the chain from the sources, one table per model, and compares its number with the trace's. Where they differ, it
// is built again with the rows of the sources in other orders: then ties may decide the number.
func (r *Result) verifyNumber(ctx context.Context) (trace.Check, error) {
	value, isNull, err := r.plainNumber(ctx, 0)
	if err != nil {
		return trace.Check{}, err
	}
	n := &r.Meta.Number
	check := trace.Check{Step: "number", OK: isNull == n.Null && sameNumber(value, n.Value)}
	n.Plain, n.PlainRun = value, true
	if check.OK {
		return check, nil
	}
	check.Message = fmt.Sprintf("the plain chain says %v, the trace %v", value, n.Value)
	for order := 1; order <= againAtMost; order++ {
		again, nullAgain, err := r.plainNumber(ctx, order)
		if err != nil {
			return trace.Check{}, err
		}
		if nullAgain != isNull || !sameNumber(again, value) {
			check.OK = true
			check.Message += fmt.Sprintf("; over the same rows in another order the plain chain says %v: ties decide it, so all are right", again)
			return check, nil
		}
	}
	for _, s := range r.Meta.Steps {
		if len(s.Ties) > 0 {
			check.OK = true
			check.Message += fmt.Sprintf("; ties in %s decide it, so both are right", s.Name)
			break
		}
	}
	return check, nil
}

func sameNumber(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b))
}

// plainNumber runs the plain chain, one table per model, as a warehouse has it, and returns its number; the rows of the sources are in
// an order of their own, or as they are for 0.
func (r *Result) plainNumber(ctx context.Context, order int) (value float64, isNull bool, err error) {
	t := r.Trace
	if err := t.Exec(ctx, "CREATE SCHEMA "+plainSchema); err != nil {
		return 0, false, err
	}
	o := &reordered{Tracer: t, order: order, names: map[trace.SourceName]string{}}
	defer func() {
		err = errors.Join(err, t.Exec(context.WithoutCancel(ctx), "DROP SCHEMA "+plainSchema+" CASCADE"), o.drop(ctx))
	}()
	source := func(s trace.SourceName) bool { return s.Schema != trace.RefSchema && order > 0 }
	if err := t.BuildModels(ctx, plainSchema, func(tree sqltree.Node) error { return o.inPlace(ctx, tree, source) }, t.Chain.Number.Model); err != nil {
		return 0, false, err
	}
	return t.MeasureOf(ctx, plainSchema)
}
