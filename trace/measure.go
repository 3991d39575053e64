package trace

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// numberTrace is the chain's number as the trace found it.
type numberTrace struct {
	Value float64 // the measure over the rows of the last model
	Null  bool    // the measure is NULL: no rows
	Paths int64   // clicks that reached it, each as often as it is counted

	Plain    float64 // the same by the plain chain
	PlainRun bool    // Plain was computed
}

// measure evaluates the number over the last model's rows. Of a trace that ends before it there is none.
func (t *tracer) measure(ctx context.Context) (err error) {
	if t.stop != nil {
		return nil
	}
	if err := t.ensurePlain(ctx, t.chain.Number.Model); err != nil {
		return err
	}
	t.number.Value, t.number.Null, err = t.measureOf(ctx, RefSchema)
	return err
}

// measureOf evaluates the measure over the number's model in a schema.
func (t *tracer) measureOf(ctx context.Context, schema string) (value float64, isNull bool, err error) {
	measure := t.chain.Number.Measure
	if measure == "" {
		measure = "count(*)"
	}
	text, expr, err := t.chainExpr(ctx, "measure", measure)
	if err != nil {
		return 0, false, err
	}
	if !t.hasAggregate(expr) || hasWindow(expr) {
		such := "count(*)"
		if expr.Class() == "COLUMN_REF" {
			such = "sum(" + measure + ")"
		}
		return 0, false, fmt.Errorf("chain %s: number.measure %s: an aggregate over the rows of %s is wanted, such as %s",
			t.chain.Name, measure, t.chain.Number.Model, such)
	}
	var v *float64
	query := fmt.Sprintf("SELECT CAST((%s) AS DOUBLE) FROM %s.%s", text, sqltree.Quote(schema), sqltree.Quote(t.chain.Number.Model))
	if err := t.conn.QueryRowContext(ctx, query).Scan(&v); err != nil {
		message, _, _ := engineMessage(err.Error())
		said := inWords(message) // without the hint: what the tagged model has, not the plain one
		if strings.HasPrefix(said.message, "there is no column ") {
			said.message = fmt.Sprintf("model %s has no column %s", t.chain.Number.Model, said.name)
		}
		return 0, false, fmt.Errorf("chain %s: number.measure %s: %s", t.chain.Name, measure, said.message)
	}
	if v == nil {
		return 0, true, nil
	}
	return *v, false, nil
}
