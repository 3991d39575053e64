package tag

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// Measure evaluates the number over the last model's rows. Of a trace that ends before it there is none.
func (t *Tracer) Measure(ctx context.Context) (err error) {
	if t.Stop != nil {
		return nil
	}
	if err := t.EnsurePlain(ctx, t.Chain.Number.Model); err != nil {
		return err
	}
	t.Number.Value, t.Number.Null, err = t.MeasureOf(ctx, trace.RefSchema)
	return err
}

// MeasureOf evaluates the measure over the number's model in a schema.
func (t *Tracer) MeasureOf(ctx context.Context, schema string) (value float64, isNull bool, err error) {
	measure := t.Chain.Number.Measure
	if measure == "" {
		measure = "count(*)"
	}
	text, expr, err := t.chainExpr(ctx, "measure", measure)
	if err != nil {
		return 0, false, err
	}
	if !t.HasAggregate(expr) || sqltree.HasWindow(expr) {
		such := "count(*)"
		if expr.Class() == "COLUMN_REF" {
			such = "sum(" + measure + ")"
		}
		return 0, false, fmt.Errorf("chain %s: number.measure %s: an aggregate over the rows of %s is wanted, such as %s",
			t.Chain.Name, measure, t.Chain.Number.Model, such)
	}
	var v *float64
	query := fmt.Sprintf("SELECT CAST((%s) AS DOUBLE) FROM %s.%s", text, sqltree.Quote(schema), sqltree.Quote(t.Chain.Number.Model))
	if err := t.Conn.QueryRowContext(ctx, query).Scan(&v); err != nil {
		message, _, _ := engine.SplitMessage(err.Error())
		said := engine.InWords(message) // without the hint: what the tagged model has, not the plain one
		if strings.HasPrefix(said.Text, "there is no column ") {
			said.Text = fmt.Sprintf("model %s has no column %s", t.Chain.Number.Model, said.Name)
		}
		return 0, false, fmt.Errorf("chain %s: number.measure %s: %s", t.Chain.Name, measure, said.Text)
	}
	if v == nil {
		return 0, true, nil
	}
	return *v, false, nil
}
