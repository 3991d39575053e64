package dbt_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"funneltrace/loaders"
	"funneltrace/loaders/attach"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/child"
	"funneltrace/loaders/dbt"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/project"
	"funneltrace/loaders/seeds"
	"funneltrace/snapshots"
	"funneltrace/trace"
	"funneltrace/trace/fates"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == child.Command {
		os.Exit(loaders.ScanMain(os.Args[2:]))
	}
	cache, err := os.MkdirTemp("", "trace-dbt-")
	if err != nil {
		panic(err)
	}
	seedCache = cache
	code := m.Run()
	_ = os.RemoveAll(cache)
	os.Exit(code)
}

// seedCache holds the seeds of all tests.
var seedCache string

// someDay is when the projects of the tests are run.
var someDay = time.Date(2026, 6, 12, 8, 30, 0, 0, time.UTC)

func options() project.Options {
	return project.Options{Now: someDay, Getenv: func(string) (string, bool) { return "", false }}
}

// over makes the project's seeds, gives an engine with them, and plans the chain.
func over(t testing.TB, p *dbt.Project, want project.Wanted) (*project.Plan, *sql.Conn, error) {
	t.Helper()
	ctx := context.Background()
	db, err := engine.Open(ctx, engine.Options{Dirs: []string{seedCache}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	tables, snap := tablesOf(t, p)
	if snap != nil {
		dataOf.Store(conn, snap.Hash())
	}
	plan, err := p.Plan(ctx, tables, want)
	if err != nil {
		return nil, nil, err
	}
	if snap != nil {
		if err := attach.Tables(ctx, conn, snap, seedCache); err != nil {
			t.Fatal(err)
		}
	}
	if err := chains.Define(ctx, conn, plan.Chain); err != nil {
		t.Fatal(err)
	}
	return plan, conn, nil
}

// tablesOf makes the project's seeds; there is no snapshot where it has none.
func tablesOf(t testing.TB, p *dbt.Project) (project.Tables, *snapshots.Snapshot) {
	t.Helper()
	var tables project.Tables
	var snap *snapshots.Snapshot
	if list := p.Seeds(); len(list) > 0 {
		var err error
		if snap, _, err = seeds.Snapshot(context.Background(), seedCache, p.Name, list, child.Options{}); err != nil {
			t.Fatal(err)
		}
		tables.Seeds = snap.Manifest.Tables
	}
	tables.Open = func(ctx context.Context, names []trace.Alias) (*engine.Answers, error) {
		if snap == nil {
			return engine.OpenAnswers(ctx, engine.Options{}, func(conn *sql.Conn) error { return chains.Alias(ctx, conn, names) })
		}
		return engine.OpenAnswers(ctx, engine.Options{Files: attach.Files(snap, seedCache)}, func(conn *sql.Conn) error {
			return errors.Join(attach.Tables(ctx, conn, snap, seedCache), chains.Alias(ctx, conn, names))
		})
	}
	return tables, snap
}

// dataOf is the hash of the seeds that a connection has, and ledgers are those that were traced, by the chain and that hash.
var dataOf, ledgers sync.Map

type ledger struct {
	sync.Mutex
	traced bool
	ledger *trace.Ledger
}

// ledgerOf traces a plan in full, and checks that what it kept is what the plain models return; the same chain over the same seeds is
// traced once for all tests. It is nil where the rows of the root do not flow to the number, but are only looked up on the way.
func ledgerOf(t *testing.T, plan *project.Plan, conn *sql.Conn) *trace.Ledger {
	t.Helper()
	data, _ := dataOf.Load(conn)
	found, _ := ledgers.LoadOrStore([2]any{plan.Chain.Hash(), data}, &ledger{})
	l := found.(*ledger)
	l.Lock()
	defer l.Unlock()
	if !l.traced {
		l.ledger, l.traced = traceNow(t, plan, conn), true
	}
	return l.ledger
}

func traceNow(t *testing.T, plan *project.Plan, conn *sql.Conn) *trace.Ledger {
	t.Helper()
	ctx := context.Background()
	r, err := fates.Run(ctx, conn, plan.Chain, trace.Options{Full: true})
	if err != nil {
		if strings.Contains(err.Error(), "no path of models leads") || strings.Contains(err.Error(), "do not become rows of model") {
			return nil
		}
		t.Fatal(err)
	}
	l, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	checks, err := r.Verify(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK && !c.Skipped {
			t.Errorf("%s: the traced rows are not those of the plain model: %s", c.Step, c.Message)
		}
	}
	return l
}
