package trace_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/fates"
	"funneltrace/trace/spine"
	"funneltrace/trace/tag"
	"funneltrace/trace/tracetest"
)

// A folder of testdata/incomplete is a chain, as those of testdata/cases are, with a model that DuckDB cannot run. Its
// expected.txt is what the ledger says of it, or the error if there is none.
func TestATraceEndsInFrontOfAModelThatDuckDBCannotRun(t *testing.T) {
	dirs, err := filepath.Glob(filepath.Join("testdata", "incomplete", "*", "chain.yml"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range dirs {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			conn, chain := tracetest.Case(t, dir)
			for _, full := range []bool{true, false} {
				result, err := fates.Run(context.Background(), conn, chain, trace.Options{Full: full})
				got := ""
				if err != nil {
					got = saysOf(err, dir)
				} else {
					got = incompleteText(t, result, dir)
				}
				compareGolden(t, filepath.Join(dir, "expected.txt"), got)
				if full && err == nil {
					stepsVerify(t, result)
				}
			}
		})
	}
}

// incompleteText is what expected.txt says of a result, whose ledger must balance.
func incompleteText(t *testing.T, r *fates.Result, dir string) string {
	t.Helper()
	l, err := r.Ledger(context.Background(), trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	if fault := unbalanced(l); fault != "" {
		t.Error(fault)
	}
	out := ledgerCSV(l)
	for _, n := range l.Notes {
		out += "note: " + n + "\n"
	}
	if l.Incomplete != nil {
		out += saysOf(l.Incomplete, dir)
		if l.Number.Known || l.Number.Why != l.Incomplete.Why() {
			t.Errorf("the number: got known=%t %q", l.Number.Known, l.Number.Why)
		}
	}
	return out
}

// saysOf is an error with the excerpt of its model, files as they are called within dir.
func saysOf(err error, dir string) string {
	var model *trace.ModelError
	if !errors.As(err, &model) {
		return "no model's error: " + err.Error()
	}
	return strings.ReplaceAll(filepath.ToSlash(err.Error()), filepath.ToSlash(dir)+"/", "") + "\n" + model.Excerpt + "\n"
}

func stepsVerify(t *testing.T, r *fates.Result) {
	t.Helper()
	checks, err := r.Verify(context.Background(), nil)
	if err != nil {
		t.Error(err)
	}
	for _, c := range checks {
		if !c.OK || c.Step == "number" && r.Incomplete() != nil && !c.Skipped {
			t.Errorf("verify: %+v", c)
		}
	}
}

// broken is a chain whose model total comes from a template that could not be rendered.
func broken(t *testing.T) (*sql.Conn, *trace.Chain) {
	t.Helper()
	conn, chain := tracetest.Case(t, filepath.Join("testdata", "incomplete", "unknown_function"))
	for i, m := range chain.Models {
		if m.Name == "total" {
			chain.Models[i].SQL, chain.Models[i].Text = "", ""
			chain.Models[i].Broken = &trace.ModelError{Pos: trace.Pos{File: "macros/due.sql", Line: 3, Column: 5}, Message: "macro due is not known"}
		}
	}
	return conn, chain
}

func TestABrokenTemplateStandsOnTheSpineByWhatItReads(t *testing.T) {
	ctx := context.Background()
	conn, chain := broken(t)
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := l.Number.Why, "DuckDB cannot run total: macros/due.sql:3:5: macro due is not known"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := len(l.Steps); got != 2 || l.Out() != 3 {
		t.Errorf("got %d steps and %d survivors, want 2 and 3", got, l.Out())
	}

	for i := range chain.Models {
		chain.Models[i].Reads = nil
	}
	var model *trace.ModelError
	if _, err := fates.Run(ctx, conn, chain, trace.Options{}); !errors.As(err, &model) || model.Model != "total" {
		t.Errorf("of a model that nobody knows what it reads: got %v, want its error", err)
	}
}

func TestAnIncompleteResultIsTheSameWhenItIsLoaded(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	conn, chain := tracetest.Case(t, filepath.Join("testdata", "incomplete", "unknown_function_in_a_lookup"), dir)
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "result")
	if err := r.Save(ctx, dir, filepath.Dir(dir)); err != nil {
		t.Fatal(err)
	}
	loaded, err := fates.Load(ctx, conn, chain, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := loaded.Hold(ctx); err != nil {
		t.Fatal(err)
	}
	got, err := loaded.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("loaded (-run +loaded):\n%s", diff)
	}
	if got.Incomplete == nil || got.Incomplete.Cause.Excerpt == "" {
		t.Errorf("got %+v", got.Incomplete)
	}
}

func TestRowsStandInFrontOfABrokenModel(t *testing.T) {
	ctx := context.Background()
	conn, chain := tracetest.Case(t, filepath.Join("testdata", "incomplete", "unknown_function"))
	e, err := evidence.Gather(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for row, want := range map[int64]string{0: "p.id > 1", 1: trace.Stands} {
		j, err := e.Journey(ctx, row)
		if err != nil {
			t.Fatal(err)
		}
		if j.Fate != want || (j.Incomplete != nil) != (want == trace.Stands) {
			t.Errorf("row %d: got fate %q, in front of %v, want %q", row, j.Fate, j.Incomplete, want)
		}
	}
	kept, err := e.Rows(ctx, trace.RowsQuery{Step: "named", Cause: string(trace.Kept)})
	if err != nil {
		t.Fatal(err)
	}
	if kept.Total != 3 {
		t.Errorf("got %d rows that stand in front of total, want 3", kept.Total)
	}
	var incomplete *trace.IncompleteError
	if _, err := e.Rows(ctx, trace.RowsQuery{Step: "total"}); !errors.As(err, &incomplete) {
		t.Errorf("rows of a step that was not reached: got %v", err)
	}
	if _, err := evidence.Dropped(ctx, conn, chain, trace.AsOf{}, "named", "", trace.Slice{}, 0); err != nil {
		t.Errorf("rows of a step that was reached: %v", err)
	}
}

func TestWhatNeedsTheNumberSaysWhichModelIsBroken(t *testing.T) {
	ctx := context.Background()
	conn, chain := broken(t)
	var model *trace.ModelError
	_, err := tag.Build(ctx, conn, chain, trace.AsOf{}, "built")
	if !errors.As(err, &model) || model.Model != "total" {
		t.Errorf("build: got %v", err)
	}
	if _, err = tag.Build(ctx, conn, chain, trace.AsOf{}, "partly", "named"); err != nil {
		t.Errorf("build of a model before it: %v", err)
	}
	if _, err = spine.Needed(ctx, conn, chain); !errors.As(err, &model) {
		t.Errorf("needed: got %v", err)
	}
	if _, err = spine.BreakTie(ctx, conn, chain, "total", "", nil); !errors.As(err, &model) {
		t.Errorf("break tie: got %v", err)
	}
	roles, err := spine.Roles(ctx, conn, chain)
	if _, has := roles["total"]; err != nil || has || len(roles) != 3 {
		t.Errorf("roles: got %v, %v", roles, err)
	}
	sources, err := spine.Sources(ctx, conn, chain)
	if err != nil || len(sources) != 2 {
		t.Errorf("sources: got %v, %v", sources, err)
	}
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var incomplete *trace.IncompleteError
	roots := [2]string{`src."orders#rows"`, `src."orders#rows"`}
	if _, _, err = fates.NewBridge(ctx, conn, r, r, roots, trace.Slice{}, 3); !errors.As(err, &incomplete) {
		t.Errorf("bridge: got %v", err)
	}
}

func TestModelsThatNothingNeedsAreNotBuilt(t *testing.T) {
	ctx := context.Background()
	conn, chain := tracetest.Case(t, filepath.Join("testdata", "incomplete", "syntax_error_in_a_model_that_nothing_needs"))
	number, err := tag.Build(ctx, conn, chain, trace.AsOf{}, "built")
	if err != nil || number != 3 {
		t.Errorf("build: got %v, %v, want 3", number, err)
	}
	needed, err := spine.Needed(ctx, conn, chain)
	if err != nil || len(needed.Models) != len(chain.Models)-1 {
		t.Errorf("needed: got %v, %v", needed, err)
	}
}
