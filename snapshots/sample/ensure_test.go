package sample_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
)

func TestTheSnapshotSaysWhatItIs(t *testing.T) {
	s, err := snapshots.Open(whole)
	if err != nil {
		t.Fatal(err)
	}
	if !s.Synthetic || s.Name != sample.Name(sample.Rebrandly) || s.Family != "rebrandly" {
		t.Errorf("got name %s, family %s, synthetic %t", s.Name, s.Family, s.Synthetic)
	}
	types := map[string][]snapshots.Column{}
	for _, table := range s.Manifest.Tables {
		types[table.String()] = table.Columns
	}
	want := map[string][]snapshots.Column{
		"rebrandly.rebrandly_raw": {
			{Name: "timestamp", Type: "VARCHAR"},
			{Name: "client", Type: "STRUCT(language VARCHAR, location STRUCT(country VARCHAR), agent STRUCT(" +
				"browser STRUCT(name VARCHAR, version VARCHAR), os STRUCT(name VARCHAR, version VARCHAR), device STRUCT(name VARCHAR), type VARCHAR), " +
				"session STRUCT(started VARCHAR, first BOOLEAN))"},
			{Name: "referral", Type: "STRUCT(hostname VARCHAR, protocol VARCHAR, origin STRUCT(type VARCHAR, name VARCHAR))"},
			{Name: "route", Type: "STRUCT(id VARCHAR, slashtag VARCHAR, creator STRUCT(id VARCHAR, workspace STRUCT(id VARCHAR)), " +
				"domain STRUCT(raw VARCHAR), destination STRUCT(raw VARCHAR))"},
		},
		"rebrandly.creators_sheet": {
			{Name: "slashtag", Type: "VARCHAR"}, {Name: "creator", Type: "VARCHAR"}, {Name: "platform", Type: "VARCHAR"},
			{Name: "campaign_utm_ct", Type: "VARCHAR"}, {Name: "post_date", Type: "DATE"},
		},
		"rebrandly.planted": {
			{Name: "row", Type: "BIGINT"}, {Name: "fate", Type: "VARCHAR"}, {Name: "detail", Type: "VARCHAR"},
			{Name: "twin", Type: "BIGINT"}, {Name: "alt", Type: "VARCHAR"},
		},
	}
	if diff := cmp.Diff(want, types); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEnsureWritesOnlyWhatIsMissingOrDamaged(t *testing.T) {
	// Cancelled before it begins, so it fails where it would write.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	conn := connect(t, 2)

	cache := t.TempDir()
	want := filepath.Join(snapshots.CacheDir(cache), sample.Name(sample.Rebrandly))
	if err := errors.Join(os.MkdirAll(filepath.Dir(want), 0o700), os.Symlink(whole, want)); err != nil {
		t.Fatal(err)
	}
	if dir, err := sample.Ensure(ctx, conn, cache, sample.Rebrandly, nil); dir != want || err != nil {
		t.Errorf("got %q, %v for the snapshot that is there, want %q", dir, err, want)
	}
	small := filepath.Join(t.TempDir(), sample.Name(sample.Rebrandly))
	if err := (sample.Options{Scale: 0.001}).Write(t.Context(), conn, small, nil); err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func(dir string) error{
		"missing":         os.RemoveAll,
		"another scale":   func(string) error { return nil },
		"no manifest":     func(dir string) error { return os.Remove(filepath.Join(dir, "manifest.json")) },
		"a file cut off":  func(dir string) error { return os.Truncate(filepath.Join(dir, "planted.parquet"), 100) },
		"a file is gone":  func(dir string) error { return os.Remove(filepath.Join(dir, "planted.parquet")) },
		"not even a file": func(dir string) error { return os.WriteFile(filepath.Join(dir, "manifest.json"), []byte("{"), 0o600) },
	} {
		cache := t.TempDir()
		dir := filepath.Join(snapshots.CacheDir(cache), sample.Name(sample.Rebrandly))
		if err := os.CopyFS(dir, os.DirFS(small)); err != nil {
			t.Fatal(err)
		}
		if err := spoil(dir); err != nil {
			t.Fatal(err)
		}
		if _, err := sample.Ensure(ctx, conn, cache, sample.Rebrandly, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got error %v, want it to begin writing", what, err)
		}
	}
}

func TestAnOldSnapshotIsReplacedWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), sample.Name(sample.Rebrandly))
	conn := connect(t, 2)
	for _, scale := range []float64{0.002, 0.001} {
		if err := (sample.Options{Scale: scale}).Write(t.Context(), conn, dir, nil); err != nil {
			t.Fatal(err)
		}
	}
	s, err := snapshots.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Manifest.Tables[1].Rows; got < 2600 || got > 2800 {
		t.Errorf("got %d clicks, want the 2700 of the second write", got)
	}
	left, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 {
		t.Errorf("got %v beside each other, want the snapshot alone", left)
	}
}

func TestProgressGrowsFromNoneToAlmostAll(t *testing.T) {
	var reports []float64
	dir := filepath.Join(t.TempDir(), sample.Name(sample.Rebrandly))
	if err := (sample.Options{Scale: 0.05}).Write(t.Context(), connect(t, 2), dir, func(done float64) { reports = append(reports, done) }); err != nil {
		t.Fatal(err)
	}
	for i, done := range reports {
		if done < 0 || done > 1 || i > 0 && done < reports[i-1] {
			t.Errorf("report %d of %v goes back or leaves 0 to 1", i, reports)
		}
	}
	if reports[0] != 0 || reports[len(reports)-1] != 1 {
		t.Errorf("got %v, want 0 first and 1 at the end", reports)
	}
}

func TestACancelledWriteLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	dir := t.TempDir()
	conn := connect(t, 2)
	err := sample.Options{}.Write(ctx, conn, filepath.Join(dir, sample.Name(sample.Rebrandly)), func(done float64) {
		if done > 0.1 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want it cancelled", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 0 {
		t.Errorf("got %v left in the folder, want nothing", left)
	}
	if n := count(t, conn, `SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'sample_%'`); n != 0 {
		t.Errorf("got %d tables left in the connection, want none", n)
	}
}

func TestAScaleThatMakesNoSenseIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), sample.Name(sample.Rebrandly))
	err := sample.Options{Scale: -1}.Write(t.Context(), connect(t, 1), dir, nil)
	if err == nil {
		t.Error("got no error for scale -1")
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("got a folder for scale -1: %v", err)
	}
}
