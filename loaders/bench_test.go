package loaders

import (
	"context"
	"path/filepath"
	"testing"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/child"
	"funneltrace/loaders/engine/enginetest"
	"funneltrace/snapshots"
)

func BenchmarkAttach(b *testing.B) {
	dir := write(b, map[string]string{"a.parquet": "SELECT range AS n FROM range(100000)", "b.parquet": "SELECT range AS n FROM range(100000)"})
	many := make([]string, 100)
	for i := range many {
		many[i] = []string{"a.parquet", "b.parquet"}[i%2]
	}
	for name, snap := range map[string]*snapshots.Snapshot{"one file": snapshotOf(dir, "a.parquet"), "100 files": snapshotOf(dir, many...)} {
		b.Run(name, func(b *testing.B) {
			c := enginetest.Connect(b, enginetest.Open(b, dir))
			for b.Loop() {
				if err := attach.Tables(context.Background(), c, snap, ""); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				enginetest.Exec(b, c, "DROP SCHEMA s CASCADE")
				b.StartTimer()
			}
		})
	}
}

func BenchmarkScan(b *testing.B) {
	dir := write(b, map[string]string{"a.parquet": "SELECT range AS n, 'text ' || range AS txt FROM range(1000000)"})
	for b.Loop() {
		if err := attach.Scan(context.Background(), snapshotOf(dir, "a.parquet"), child.Options{TempDir: b.TempDir()}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRowNumbers scans a column without and with row numbers, and without and with several files.
func BenchmarkRowNumbers(b *testing.B) {
	dir := write(b, map[string]string{
		"all.parquet": "SELECT range AS n, {'a': range::VARCHAR, 'b': {'c': range}} AS st FROM range(2000000)",
		"a.parquet":   "SELECT range AS n, {'a': range::VARCHAR, 'b': {'c': range}} AS st FROM range(1000000)",
		"b.parquet":   "SELECT range AS n, {'a': range::VARCHAR, 'b': {'c': range}} AS st FROM range(1000000, 2000000)",
	})
	c := enginetest.Connect(b, enginetest.Open(b, dir))
	for name, files := range map[string][]string{"one file": {"all.parquet"}, "two files": {"a.parquet", "b.parquet"}} {
		snap := snapshotOf(dir, files...)
		snap.Family = filepath.Base(name)
		if err := attach.Tables(context.Background(), c, snap, ""); err != nil {
			b.Fatal(err)
		}
		for what, query := range map[string]string{
			"plain":    `SELECT max(st.b.c) FROM "` + name + `".t`,
			"numbered": `SELECT max(st.b.c) + max(__row) FROM "` + name + `"."t#rows"`,
			"one row":  `SELECT st.b.c FROM "` + name + `"."t#rows" WHERE __row = 1999999`,
		} {
			b.Run(name+" "+what, func(b *testing.B) {
				for b.Loop() {
					if got := enginetest.Cell(b, c, query); got == "" {
						b.Fatal("no row")
					}
				}
			})
		}
	}
}
