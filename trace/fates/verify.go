package fates

import (
	"context"
	"errors"
	"fmt"
	"maps"
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

// compare checks that two relations hold the same rows as often.
func (r *Result) compare(ctx context.Context, step string, cols []trace.Column, plain string, f *tag.Flow) (trace.Check, error) {
	whole := make([]string, len(cols))
	var rest, left []string
	reasons := map[string]bool{}
	for i, c := range cols {
		whole[i] = sqltree.Quote(c.Name)
		if why := f.Tied[strings.ToLower(c.Name)]; why != "" {
			left = append(left, c.Name)
			reasons[why] = true
			continue
		}
		switch c.Type {
		case "DOUBLE", "FLOAT": // sums in another order differ in the last digits
			rest = append(rest, "format('{:.9g}', "+sqltree.Quote(c.Name)+")")
		default:
			rest = append(rest, sqltree.Quote(c.Name))
		}
	}
	for _, attempt := range [][]string{whole, rest} {
		var counts, hashes [2]string
		for i, from := range []string{plain, f.From.String()} {
			hash := "0"
			if len(attempt) > 0 {
				hash = "coalesce(sum(hash(" + strings.Join(attempt, ", ") + ")), 0)"
			}
			query := "SELECT CAST(count(*) AS VARCHAR), CAST(" + hash + " AS VARCHAR) FROM " + from
			if err := r.conn.QueryRowContext(ctx, query).Scan(&counts[i], &hashes[i]); err != nil {
				return trace.Check{}, err
			}
		}
		check := trace.Check{Step: step}
		if _, err := fmt.Sscan(counts[0], &check.Rows); err != nil {
			return trace.Check{}, err
		}
		if counts[0] != counts[1] {
			check.Message = fmt.Sprintf("the plain model has %s rows, the tagged one keeps %s", counts[0], counts[1])
			return check, nil
		}
		if hashes[0] == hashes[1] {
			check.OK = true
			if len(attempt) < len(whole) {
				check.Message = fmt.Sprintf("compared without %s: %s", strings.Join(left, ", "), strings.Join(slices.Sorted(maps.Keys(reasons)), "; "))
			}
			return check, nil
		}
	}
	return trace.Check{Step: step, Message: "the rows that the tagged model keeps are not those of the plain model"}, nil
}

// verifyNumber builds the chain from the sources, one table per model, and compares its number with the trace's.
func (r *Result) verifyNumber(ctx context.Context) (trace.Check, error) {
	value, isNull, err := r.plainNumber(ctx)
	if err != nil {
		return trace.Check{}, err
	}
	check := trace.Check{Step: "number", OK: isNull == r.Meta.Number.Null && sameNumber(value, r.Meta.Number.Value)}
	r.Meta.Number.Plain, r.Meta.Number.PlainRun = value, true
	if !check.OK {
		check.Message = fmt.Sprintf("the plain chain says %v, the trace %v", value, r.Meta.Number.Value)
		for _, s := range r.Meta.Steps {
			if len(s.Ties) > 0 {
				check.OK = true
				check.Message += fmt.Sprintf("; ties in %s decide it, so both are right", s.Name)
				break
			}
		}
	}
	return check, nil
}

func sameNumber(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b))
}

// plainNumber runs the plain chain, one table per model, as a warehouse has it, and returns its number.
func (r *Result) plainNumber(ctx context.Context) (value float64, isNull bool, err error) {
	t := r.Trace
	if err := t.Exec(ctx, "CREATE SCHEMA "+plainSchema); err != nil {
		return 0, false, err
	}
	defer func() {
		err = errors.Join(err, t.Exec(context.WithoutCancel(ctx), "DROP SCHEMA "+plainSchema+" CASCADE"))
	}()
	if err := t.BuildModels(ctx, plainSchema, t.Chain.Number.Model); err != nil {
		return 0, false, err
	}
	return t.MeasureOf(ctx, plainSchema)
}
