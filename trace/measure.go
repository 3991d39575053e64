package trace

import (
	"context"
	"fmt"

	"funneltrace/trace/sqltree"
)

// numberTrace is the chain's number as the trace found it.
type numberTrace struct {
	Value float64 // the measure over the rows of the last model
	Null  bool    // the measure is NULL: no rows
	Paths int64   // clicks that reached it, each as often as it is counted
}

// measure evaluates the number over the last model's rows.
func (t *tracer) measure(ctx context.Context, last *flow) error {
	name := t.chain.Number.Model
	if err := t.ensurePlain(ctx, name); err != nil {
		return err
	}
	measure := t.chain.Number.Measure
	if measure == "" {
		measure = "count(*)"
	}
	var value *float64
	query := fmt.Sprintf("SELECT CAST((%s) AS DOUBLE) FROM %s.%s", measure, sqltree.Quote(RefSchema), sqltree.Quote(name))
	if err := t.conn.QueryRowContext(ctx, query).Scan(&value); err != nil {
		return fmt.Errorf("chain %s: measure %s: %s", t.chain.Name, measure, oneLine(err.Error()))
	}
	t.number.Null = value == nil
	if value != nil {
		t.number.Value = *value
	}
	var err error
	t.number.Paths, err = t.count(ctx, "SELECT coalesce(sum(n), 0)::BIGINT FROM "+fatesTable)
	return err
}
