package trace_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/engine"
	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

// dated is a chain with a time, a dimension, fan-out, groups and fan-out of groups. One in so many clicks fans out.
func dated(oneIn int) (clicks string, chain *trace.Chain) {
	chain = tracetest.Chain(
		model{"more", fmt.Sprintf(`SELECT c.*, v.p FROM src.clicks AS c JOIN (VALUES (0, 'x'), (0, 'y'), (1, 'x'), (2, 'z')) AS v (k, p)
			ON v.k = CASE WHEN c.i %% %d = 0 THEN 0 ELSE 1 + c.i %% 3 END`, oneIn)},
		model{"some", `SELECT * FROM "ref"."more" WHERE i % 7 <> 0`},
		model{"sums", `SELECT p, country, count(*) AS n FROM "ref"."some" GROUP BY ALL`},
		model{"last", `SELECT s.* FROM "ref"."sums" AS s JOIN (VALUES ('x'), ('y'), ('y')) AS v (p) ON v.p = s.p WHERE country <> 'b'`})
	chain.Root.Time = "clicked"
	chain.Dimensions = []trace.Dimension{{Name: "country", SQL: "country"}}
	return "SELECT i, TIMESTAMP '2023-07-01' + to_days(i::INTEGER) AS clicked, ['a', 'b', 'c', NULL][1 + i // 2 % 4] AS country FROM range(400) AS t(i)", chain
}

var dated2024 = trace.Slice{From: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Label: "2024"}

// ledgersOf returns the ledgers of several slices.
func ledgersOf(t *testing.T, r *fates.Result) (out [][]*trace.Ledger) {
	t.Helper()
	ctx := context.Background()
	for _, s := range []trace.Slice{{}, dated2024, {Where: []trace.DimValue{{Dim: "country", Value: "a"}}}, {Where: []trace.DimValue{{Dim: "country", Null: true}}}} {
		l, err := r.Ledger(ctx, s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, []*trace.Ledger{l})
		for _, by := range []string{"month", "country"} {
			ls, err := r.By(ctx, s, by)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, ls)
		}
	}
	return out
}

func TestAHeldResultHasTheSameLedgers(t *testing.T) {
	for name, oneIn := range map[string]int{"few clicks fan out": 90, "many clicks fan out": 3} {
		t.Run(name, func(t *testing.T) { holdAndCompare(t, oneIn) })
	}
}

func holdAndCompare(t *testing.T, oneIn int) {
	ctx := context.Background()
	cache := t.TempDir()
	db, err := engine.Open(ctx, engine.Options{Dirs: []string{cache}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	clicks, chain := dated(oneIn)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", clicks); err != nil {
		t.Fatal(err)
	}
	run, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := ledgersOf(t, run)
	last := want[0][0].Steps[len(want[0][0].Steps)-1]
	if len(want[0][0].Steps[0].FanOuts) == 0 || len(last.FanOuts) == 0 {
		t.Fatalf("nothing fans out, so this proves little: %+v", want[0][0])
	}
	dir := filepath.Join(cache, "result")
	if err := run.Save(ctx, dir, filepath.Dir(dir)); err != nil {
		t.Fatal(err)
	}
	for what, load := range map[string]func() (*fates.Result, error){
		"loaded": func() (*fates.Result, error) { return fates.Load(ctx, conn, chain, dir) },
		"run":    func() (*fates.Result, error) { return fates.Run(ctx, conn, chain, trace.Options{}) },
	} {
		r, err := load()
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // to hold it again changes nothing
			if err := r.Hold(ctx); err != nil {
				t.Fatal(err)
			}
			if few, joined := oneIn > 10, holdsRoots(t, conn); few != joined {
				t.Errorf("%s: the clicks that fan out are few: %t, joined: %t", what, few, joined)
			}
			if diff := cmp.Diff(want, ledgersOf(t, r)); diff != "" {
				t.Errorf("%s and held (-before +held):\n%s", what, diff)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if left, err := tracetest.SomeRows(ctx, conn, "SELECT table_name FROM duckdb_tables() WHERE temporary AND contains(table_name, 'held')"); err != nil || len(left) > 0 {
			t.Errorf("%s: tables that are left: %v, %v", what, left, err)
		}
	}
}

func TestRowsAreCutToTheSlice(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	clicks, chain := dated(3)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", clicks); err != nil {
		t.Fatal(err)
	}
	e, err := evidence.Gather(ctx, conn, chain, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := e.Result().Ledger(ctx, dated2024)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range l.Steps {
		clicks := map[string]int64{"": s.Dropped(), "kept": s.Out}
		for _, c := range s.Causes {
			clicks[c.ID] = c.Clicks
		}
		for cause, want := range clicks {
			set := tracetest.Open(t, e, trace.RowsQuery{Step: s.Name, Cause: cause, Slice: dated2024})
			rows, err := set.Page(ctx, 0, 1000)
			if err != nil {
				t.Fatal(err)
			}
			roots, count := map[int64]bool{}, int64(0)
			for _, r := range rows {
				roots[r.Root] = true
				count += r.Count
			}
			if set.Grouped {
				if (count > 0) != (want > 0) {
					t.Errorf("%s, cause %q: got groups of %d clicks, the ledger has %d", s.Name, cause, count, want)
				}
			} else if int64(len(roots)) != want {
				t.Errorf("%s, cause %q: got rows of %d clicks, the ledger has %d", s.Name, cause, len(roots), want)
			}
			if diff := cmp.Diff(tracetest.Queried(t, conn, set), tracetest.Paged(t, set, 7)); diff != "" {
				t.Errorf("%s, cause %q (-query +pages):\n%s", s.Name, cause, diff)
			}
		}
	}
}

// holdsRoots says whether the root rows that fan out are held joined with their fates.
func holdsRoots(t *testing.T, conn *sql.Conn) bool {
	t.Helper()
	return len(tracetest.Table(t, conn, "SELECT table_name FROM duckdb_tables() WHERE table_name = '__tr_held_5'")) > 0
}
