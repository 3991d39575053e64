package trace

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// Check is what verifying one step found.
type Check struct {
	Step    string // a model of the spine, or "number"
	OK      bool
	Skipped bool   // nothing was compared, and Message says why
	Rows    int64  // rows of the plain model
	Message string // what differs, or what was left out of the comparison and why
}

// plainSchema is where Verify builds the chain as dbt would.
const plainSchema = hidden + "plain"

// Verify proves that the tagged chain is faithful. It runs every plain model of the spine over the rows that the tagged
// model before it kept, and compares count and order-free hash of whole rows with what the tagged model kept.
// Then it builds the plain chain from the sources, apart from the trace, and compares the number. Of a trace that is incomplete
// only the steps are compared that it came to.
//
// Columns whose values hang on ties are left out of a comparison that fails with them, and the check says so.
// It tells progress how far it is, if that is not nil. The result must come from a [Run] with Options.Full on the same connection.
func (r *Result) Verify(ctx context.Context, progress func(Progress)) ([]Check, error) {
	if r.trace == nil || !r.trace.opt.Full {
		return nil, errors.New("verify needs a full run")
	}
	var out []Check
	spine := r.trace.reached
	at := func(what string, i int) {
		if progress != nil {
			progress(Progress{What: what, Done: float64(i) / float64(len(spine)+1)})
		}
	}
	for i, name := range spine {
		at(name, i)
		f := r.trace.flows[name]
		if f == nil {
			out = append(out, Check{Step: name, OK: true, Skipped: true, Message: "not compared: the model could not be followed"})
			continue
		}
		c, err := r.verifyModel(ctx, name, f)
		if err != nil {
			return nil, fmt.Errorf("verify %s: %w", name, err)
		}
		out = append(out, c)
	}
	if stop := r.meta.Incomplete; stop != nil {
		return append(out, Check{Step: "number", OK: true, Skipped: true, Message: "not compared: " + stop.Why()}), nil
	}
	at("the plain chain", len(spine))
	number, err := r.verifyNumber(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify the number: %w", err)
	}
	return append(out, number), nil
}

func (r *Result) verifyModel(ctx context.Context, name string, f *flow) (Check, error) {
	t := r.trace
	tree := t.graph.trees[name]
	for _, ref := range refs(tree) {
		if err := t.ensurePlain(ctx, ref); err != nil {
			return Check{}, err
		}
	}
	text, err := t.print(ctx, tree)
	if err != nil {
		return Check{}, err
	}
	plain, err := t.materialise(ctx, "verify", text)
	if err != nil {
		return Check{}, err
	}
	defer func() { _ = t.exec(context.WithoutCancel(ctx), "DROP TABLE "+sqltree.Quote(plain)) }()
	cols, err := t.describe(ctx, "SELECT * FROM "+sqltree.Quote(plain))
	if err != nil {
		return Check{}, err
	}
	// The plain model calls a column as the table does, the tagged one as the query does: a difference of case is none.
	if got, want := f.columnNames(), nameList(cols); !slices.EqualFunc(got, want, strings.EqualFold) {
		return Check{Step: name, Message: fmt.Sprintf("the plain model has the columns %s, the tagged one %s", strings.Join(want, ", "), strings.Join(got, ", "))}, nil
	}
	return t.compare(ctx, name, cols, sqltree.Quote(plain), f)
}

func nameList(cols []column) []string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = c.name
	}
	return out
}

// compare checks that two relations hold the same rows as often.
func (t *tracer) compare(ctx context.Context, step string, cols []column, plain string, f *flow) (Check, error) {
	whole := make([]string, len(cols))
	var rest, left []string
	reasons := map[string]bool{}
	for i, c := range cols {
		whole[i] = sqltree.Quote(c.name)
		if why := f.tied[strings.ToLower(c.name)]; why != "" {
			left = append(left, c.name)
			reasons[why] = true
			continue
		}
		switch c.typ {
		case "DOUBLE", "FLOAT": // sums in another order differ in the last digits
			rest = append(rest, "format('{:.9g}', "+sqltree.Quote(c.name)+")")
		default:
			rest = append(rest, sqltree.Quote(c.name))
		}
	}
	for _, attempt := range [][]string{whole, rest} {
		var counts, hashes [2]string
		for i, from := range []string{plain, f.from} {
			hash := "0"
			if len(attempt) > 0 {
				hash = "coalesce(sum(hash(" + strings.Join(attempt, ", ") + ")), 0)"
			}
			query := "SELECT CAST(count(*) AS VARCHAR), CAST(" + hash + " AS VARCHAR) FROM " + from
			if err := t.conn.QueryRowContext(ctx, query).Scan(&counts[i], &hashes[i]); err != nil {
				return Check{}, err
			}
		}
		check := Check{Step: step}
		if _, err := fmt.Sscan(counts[0], &check.Rows); err != nil {
			return Check{}, err
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
	return Check{Step: step, Message: "the rows that the tagged model keeps are not those of the plain model"}, nil
}

// verifyNumber builds the chain from the sources, one table per model, and compares its number with the trace's.
func (r *Result) verifyNumber(ctx context.Context) (Check, error) {
	value, isNull, err := r.trace.plainNumber(ctx)
	if err != nil {
		return Check{}, err
	}
	check := Check{Step: "number", OK: isNull == r.meta.Number.Null && sameNumber(value, r.meta.Number.Value)}
	r.meta.Number.Plain, r.meta.Number.PlainRun = value, true
	if !check.OK {
		check.Message = fmt.Sprintf("the plain chain says %v, the trace %v", value, r.meta.Number.Value)
		for _, s := range r.meta.Steps {
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

// plainNumber runs the plain chain, one table per model as dbt builds it, and returns its number.
func (t *tracer) plainNumber(ctx context.Context) (value float64, isNull bool, err error) {
	if err := t.exec(ctx, "CREATE SCHEMA "+plainSchema); err != nil {
		return 0, false, err
	}
	defer func() {
		err = errors.Join(err, t.exec(context.WithoutCancel(ctx), "DROP SCHEMA "+plainSchema+" CASCADE"))
	}()
	if err := t.buildModels(ctx, plainSchema, t.chain.Number.Model); err != nil {
		return 0, false, err
	}
	return t.measureOf(ctx, plainSchema)
}
