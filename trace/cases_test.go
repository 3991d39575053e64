package trace_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/tracetest"
)

// A case is a folder of testdata/cases: a chain, in data/<table>.sql a SELECT that makes each table of source src,
// and in expected.csv the ledger, written by hand from what the SQL means. Adding a case adds no Go.
//
// expected.csv has a line for what each step kept and for each cause that dropped something, in the order of the ladder;
// then the step's fan-outs (clicks that became more rows, and the rows beyond one each, under only_cause) and its ties
// (the rows that tie, under clicks). The last line is the chain's number.
func TestEachConstructHasTheLedgerThatItsSQLMeans(t *testing.T) {
	dirs, err := filepath.Glob(filepath.Join("testdata", "cases", "*", "chain.yml"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range dirs {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			runCase(t, dir)
		})
	}
}

func runCase(t *testing.T, dir string) {
	ctx := context.Background()
	conn, chain := tracetest.Case(t, dir)
	if err := runPlain(ctx, conn, chain); err != nil {
		t.Fatal(err)
	}

	e, err := evidence.Gather(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	full := keeps(e.Result())
	ledger, err := full.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	if fault := unbalanced(ledger); fault != "" {
		t.Error(fault)
	}
	if !tracetest.HasTies(ledger) { // else the plain model picks one row or another
		for name, kept := range full.kept {
			fault, err := differ(ctx, conn, name, kept)
			if err != nil {
				t.Error(err)
			}
			if fault != "" {
				t.Error(fault)
			}
		}
	}
	dropped := rowsOfCase(t, conn, e, ledger)
	got := ledgerCSV(ledger)
	compareGolden(t, filepath.Join(dir, "expected.csv"), got)

	if !tracetest.HasTies(ledger) { // another run may decide them in another way
		checkDropped(t, conn, chain, dropped)
	}
	narrow, err := runTraced(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatalf("with the live columns only: %v", err)
	}
	if ledger, err = narrow.Ledger(ctx, trace.Slice{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(withoutTies(got), withoutTies(ledgerCSV(ledger))); diff != "" {
		t.Errorf("with the live columns only the ledger is another (-all +live):\n%s", diff)
	}
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatalf("%v\ngot:\n%s", err, got)
	}
	diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n"))
	if diff == "" {
		return
	}
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s (-want +got):\n%s", file, diff)
}

// withoutTies leaves out the ties: those of columns that nothing needs are reported only where all columns are kept.
func withoutTies(ledger string) string {
	var out []string
	for _, line := range strings.Split(ledger, "\n") {
		if !strings.Contains(line, ",,,,tie,") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// ledgerCSV is what expected.csv says of a ledger.
func ledgerCSV(l *trace.Ledger) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	line := func(fields ...any) {
		record := make([]string, len(fields))
		for i, f := range fields {
			record[i] = fmt.Sprint(f)
		}
		_ = w.Write(record) // a buffer takes everything
	}
	line("step", "in", "out", "rows_out", "kind", "clicks", "only_cause", "predicate", "reason")
	for _, s := range l.Steps {
		line(s.Name, s.In, s.Out, s.RowsOut, trace.Kept, s.Out, "", "", "")
		for _, c := range s.Causes {
			if c.Clicks > 0 || c.OnlyCause > 0 { // it may be all that copies fail which other causes dropped
				line(s.Name, s.In, s.Out, s.RowsOut, c.Kind, c.Clicks, c.OnlyCause, c.Predicate, c.Reason)
			}
		}
		for _, f := range s.FanOuts {
			line(s.Name, "", "", "", "fan_out", f.Clicks, f.Extra, f.Join, "")
		}
		for _, tie := range s.Ties {
			line(s.Name, "", "", "", "tie", tie.Rows, "", tie.Order, tie.For)
		}
	}
	value := "(unknown)"
	if l.Number.Known {
		value = strconv.FormatFloat(l.Number.Value, 'f', -1, 64)
	}
	line("(number)", l.In(), l.Out(), value, "", "", "", l.Number.Measure, "")
	w.Flush()
	return b.String()
}
