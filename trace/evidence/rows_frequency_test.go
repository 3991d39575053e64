package evidence_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/trace/tracetest"
)

// Of two cases, one with names that have to be quoted: each column's values are counted as its pages have them, and the greatest come first.
func TestTheFrequencyOfAColumnIsThatOfItsCells(t *testing.T) {
	ctx := context.Background()
	for _, name := range []string{"weird_identifiers", "where_false_null_and_missing"} {
		conn, chain := tracetest.Case(t, filepath.Join("..", "testdata", "cases", name))
		e, err := evidence.Gather(ctx, conn, chain, trace.Options{})
		if err != nil {
			t.Fatal(err)
		}
		ledger, err := e.Result().Ledger(ctx, trace.Slice{})
		if err != nil {
			t.Fatal(err)
		}
		counted := 0
		for _, s := range ledger.Steps {
			for _, cause := range []string{"", string(trace.Kept)} {
				counted += frequenciesOf(t, tracetest.Open(t, e, trace.RowsQuery{Step: s.Name, Cause: cause}))
			}
		}
		if counted < 4 {
			t.Errorf("%s: %d values were counted", name, counted)
		}
	}
}

// frequenciesOf compares the frequencies of a set's columns with its cells, and returns how many values there are.
func frequenciesOf(t *testing.T, set *evidence.RowSet) (values int) {
	t.Helper()
	ctx := context.Background()
	page, err := set.Page(ctx, 0, int(set.Matching))
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range set.Columns {
		want := map[string]int64{}
		for _, row := range page {
			want[report.Shown(row.Cells[i])]++
		}
		f, err := set.Frequency(ctx, c.Name, 1000)
		if err != nil {
			t.Fatal(err)
		}
		got, last := map[string]int64{}, int64(1<<62)
		for _, v := range f.Values {
			got[report.Shown(v.Value)] = v.Rows
			if v.Rows > last {
				t.Errorf("%s: %s has more rows than the value before", c.Name, report.Shown(v.Value))
			}
			last = v.Rows
		}
		if diff := cmp.Diff(want, got); diff != "" || f.Distinct != int64(len(want)) || f.Rows != set.Matching && len(want) > 0 {
			t.Errorf("%s: %d values in %d rows (-cells +frequency):\n%s", c.Name, f.Distinct, f.Rows, diff)
		}
		few, err := set.Frequency(ctx, c.Name, 1)
		if err != nil {
			t.Fatal(err)
		}
		if few.Distinct != f.Distinct || len(few.Values) > 1 {
			t.Errorf("%s: limited to one value, %d of %d are listed", c.Name, len(few.Values), few.Distinct)
		}
		values += len(f.Values)
	}
	return values
}
