//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
)

// BenchmarkDiff measures what a diff costs, on the built-in snapshot and a copy in which 0.01 % of the clicks have another country.
// Each round does three things one after the other: EXCEPT ALL both ways in an engine of its own; the bag diff of the clicks,
// program from start to end; and the whole diff with both traces in the cache, program from start to end. It reports the medians,
// and the bag diff's peak memory.
func BenchmarkDiff(b *testing.B) {
	a := makeSample(b, sample.Options{})
	other := changedSample(b, a)
	program := buildTrace(b)
	bag := func() usage {
		return program.run(b, "diff", a.Dir, other.Dir, "--table", "rebrandly_raw", "--json", "-o", os.DevNull)
	}
	whole := func() usage { return program.run(b, "diff", a.Dir, other.Dir, "--json", "-o", os.DevNull) }
	whole() // proves that both are safe to read, and fills the cache
	var except []float64
	var bags, wholes []usage
	for range rounds(b) {
		except = append(except, exceptAll(b, a, other))
		bags = append(bags, bag())
		wholes = append(wholes, whole())
	}
	b.ReportMetric(median(except), "except-s")
	b.ReportMetric(median(seconds(bags)), "bag-s")
	b.ReportMetric(median(seconds(wholes)), "whole-s")
	b.ReportMetric(median(seconds(bags))/median(except), "bag/except")
	b.ReportMetric(median(seconds(wholes))/median(seconds(bags)), "whole/bag")
	b.ReportMetric(peak(bags), "bag-peak-MB")
	b.ReportMetric(peak(wholes), "whole-peak-MB")
	b.ReportMetric(0, "ns/op")
}

// changedSample is a copy of the snapshot in which every ten-thousandth click has another country.
func changedSample(b *testing.B, snap *snapshots.Snapshot) *snapshots.Snapshot {
	b.Helper()
	dir := filepath.Join(b.TempDir(), "rebrandly_20260613")
	if err := os.CopyFS(dir, os.DirFS(snap.Dir)); err != nil {
		b.Fatal(err)
	}
	raw := filepath.Join(dir, "rebrandly_raw.parquet")
	conn := openEngine(b, filepath.Dir(dir))
	defer conn.close(b)
	if err := os.Rename(raw, raw+".old"); err != nil {
		b.Fatal(err)
	}
	query := fmt.Sprintf(`COPY (SELECT timestamp, CASE WHEN file_row_number %% 10000 = 7 THEN struct_update(client, location := {'country': 'XX'}) ELSE client END AS client, referral, route
		FROM read_parquet('%s.old', file_row_number = true)) TO '%[1]s' (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 122880)`, raw)
	if _, err := conn.ExecContext(b.Context(), query); err != nil {
		b.Fatal(err)
	}
	if err := os.Remove(raw + ".old"); err != nil {
		b.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "manifest.json")); err != nil {
		b.Fatal(err)
	}
	m, err := snapshots.Describe(dir, filepath.Base(dir))
	if err != nil {
		b.Fatal(err)
	}
	if err := snapshots.WriteManifest(dir, m); err != nil {
		b.Fatal(err)
	}
	out, err := snapshots.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// exceptAll is how long the engine takes to find the rows that only one side has, in seconds.
func exceptAll(b *testing.B, x, y *snapshots.Snapshot) float64 {
	b.Helper()
	db, err := engine.Open(b.Context(), engine.Options{Dirs: []string{x.Dir, y.Dir}, TempDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	for i, s := range []*snapshots.Snapshot{x, y} {
		if err := attach.TablesIn(b.Context(), conn, databases[i], s, ""); err != nil {
			b.Fatal(err)
		}
	}
	var rows int64
	for _, table := range x.Manifest.Tables {
		if table.Name == "rebrandly_raw" {
			rows = table.Rows
		}
	}
	changed := (rows + 10_000 - 8) / 10_000 // from the eighth click on
	start := time.Now()
	for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		var n int64
		query := fmt.Sprintf("SELECT count(*) FROM (FROM %s.rebrandly.rebrandly_raw EXCEPT ALL FROM %s.rebrandly.rebrandly_raw)", order[0], order[1])
		if err := conn.QueryRowContext(b.Context(), query).Scan(&n); err != nil {
			b.Fatal(err)
		}
		if n != changed {
			b.Fatalf("%d clicks differ, want %d", n, changed)
		}
	}
	return time.Since(start).Seconds()
}
