package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/sqltree"
)

// BenchmarkChain measures what a cause for every row costs, for each built-in chain on its snapshot. Each round does three things
// one after the other, so that a machine that slows down slows down all three: it traces the chain and takes the whole
// ledger; it builds the plain chain one table per model, as dbt does; and it asks for the number alone, with all models
// as views. It reports the medians in seconds, and what the trace takes for each second of the other two: of the clock, and of
// the processors, which a busy machine distorts less.
func BenchmarkChain(b *testing.B) {
	for _, name := range chains.BuiltinChains() {
		b.Run(name, func(b *testing.B) { benchmarkChain(b, name) })
	}
}

func benchmarkChain(b *testing.B, name string) {
	chain, err := chains.BuiltinChain(name)
	if err != nil {
		b.Fatal(err)
	}
	snap := makeSample(b, sample.Options{Family: chain.Snapshot})
	ways := []struct {
		name string
		run  func(context.Context, *sql.Conn, *trace.Chain) (float64, error)
	}{{"trace", traced}, {"plain", asTables}, {"views", asViews}}

	times, cpu := map[string][]float64{}, map[string][]float64{}
	numbers := map[string]float64{}
	for round := range rounds(b) + 1 {
		for _, way := range ways {
			took, number := timed(b, snap, chain, way.run)
			numbers[way.name] = number
			if round > 0 { // the first one fills the file cache
				times[way.name] = append(times[way.name], took.clock)
				cpu[way.name] = append(cpu[way.name], took.cpu)
			}
		}
	}
	if numbers["trace"] != numbers["plain"] || numbers["views"] != numbers["plain"] {
		b.Errorf("the ways disagree about the number: %v", numbers)
	}
	for _, way := range ways {
		b.ReportMetric(median(times[way.name]), way.name+"-s")
	}
	for _, other := range []string{"plain", "views"} {
		b.ReportMetric(median(times["trace"])/median(times[other]), "trace/"+other)
		if all := median(cpu[other]); all > 0 { // 0 where processor time is not known
			b.ReportMetric(median(cpu["trace"])/all, "cpu-trace/"+other)
		}
	}
	b.ReportMetric(0, "ns/op") // of all rounds together, which says nothing
}

// rounds is how often to measure: three times, or more with -benchtime 5x.
func rounds(b *testing.B) int { return max(b.N, 3) }

// duration is what something took, in seconds of the clock and of the processors.
type duration struct{ clock, cpu float64 }

// timed runs the chain one way in a database of its own. Opening it is not counted.
func timed(b *testing.B, snap *snapshots.Snapshot, chain *trace.Chain, run func(context.Context, *sql.Conn, *trace.Chain) (float64, error)) (took duration, number float64) {
	b.Helper()
	ctx := b.Context()
	conn := openEngine(b, snap.Dir)
	defer conn.close(b)
	if err := attach.Tables(ctx, conn.Conn, snap, ""); err != nil {
		b.Fatal(err)
	}
	start, used := time.Now(), cpuSeconds()
	number, err := run(ctx, conn.Conn, chain)
	if err != nil {
		b.Fatal(err)
	}
	return duration{time.Since(start).Seconds(), cpuSeconds() - used}, number
}

func traced(ctx context.Context, conn *sql.Conn, chain *trace.Chain) (float64, error) {
	r, err := fates.Run(ctx, conn, chain, trace.Options{})
	if err != nil {
		return 0, err
	}
	l, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		return 0, err
	}
	return l.Number.Value, r.Close()
}

func asTables(ctx context.Context, conn *sql.Conn, chain *trace.Chain) (float64, error) {
	return build(ctx, conn, chain, "TABLE")
}

func asViews(ctx context.Context, conn *sql.Conn, chain *trace.Chain) (float64, error) {
	return build(ctx, conn, chain, "VIEW")
}

// build makes every model in the order of the chain and returns the number.
func build(ctx context.Context, conn *sql.Conn, chain *trace.Chain, as string) (number float64, err error) {
	schema := sqltree.Quote(trace.RefSchema)
	if _, err := conn.ExecContext(ctx, "CREATE SCHEMA "+schema); err != nil {
		return 0, err
	}
	for _, m := range chain.Models {
		if _, err := conn.ExecContext(ctx, "CREATE "+as+" "+schema+"."+sqltree.Quote(m.Name)+" AS "+m.SQL); err != nil {
			return 0, fmt.Errorf("model %s: %w", m.Name, err)
		}
	}
	err = conn.QueryRowContext(ctx, "SELECT "+chain.Number.Measure+" FROM "+schema+"."+sqltree.Quote(chain.Number.Model)).Scan(&number)
	return number, err
}

// makeSample writes a built-in snapshot, of [benchScale] times its size.
func makeSample(b *testing.B, o sample.Options) *snapshots.Snapshot {
	b.Helper()
	o.Scale = benchScale(b) * cmp.Or(o.Scale, 1)
	dir := filepath.Join(b.TempDir(), o.Name())
	conn := openEngine(b, filepath.Dir(dir))
	defer conn.close(b)
	if err := o.Write(b.Context(), conn.Conn, dir, nil); err != nil {
		b.Fatal(err)
	}
	snap, err := snapshots.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	return snap
}

// benchScale is what TRACE_BENCH_SCALE says: where a benchmark is only to be seen to run, 0.01 does.
func benchScale(b *testing.B) float64 {
	b.Helper()
	text := os.Getenv("TRACE_BENCH_SCALE")
	if text == "" {
		return 1
	}
	scale, err := strconv.ParseFloat(text, 64)
	if err != nil {
		b.Fatalf("TRACE_BENCH_SCALE: %v", err)
	}
	return scale
}

// benchEngine is a connection to a database of its own.
type benchEngine struct {
	*sql.Conn
	db *engine.DB
}

func openEngine(b *testing.B, dir string) benchEngine {
	b.Helper()
	db, err := engine.Open(b.Context(), engine.Options{Dirs: []string{dir}, TempDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	conn, err := db.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return benchEngine{conn, db}
}

func (e benchEngine) close(b *testing.B) {
	b.Helper()
	if err := e.Conn.Close(); err != nil {
		b.Error(err)
	}
	if err := e.db.Close(); err != nil {
		b.Error(err)
	}
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}
