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
	if !s.Synthetic || s.Name != sample.Name || s.Family != "rebrandly" {
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
	cache := filepath.Dir(filepath.Dir(whole))
	writes := 0
	ensure := func() string {
		dir, err := sample.Ensure(t.Context(), connect(t, 2), cache, func(float64) { writes++ })
		if err != nil {
			t.Fatal(err)
		}
		return dir
	}
	if dir := ensure(); dir != whole || writes != 0 {
		t.Errorf("got %s after %d reports, want %s without one", dir, writes, whole)
	}
	// A fresh cache in which the snapshot was damaged: a truncated file is noticed and the folder replaced.
	cache = t.TempDir()
	broken := filepath.Join(snapshots.CacheDir(cache), sample.Name)
	if err := (sample.Options{Scale: 0.001}).Write(t.Context(), connect(t, 2), broken, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(broken, "planted.parquet"), 100); err != nil {
		t.Fatal(err)
	}
	ensure()
	if _, err := snapshots.Open(broken); err != nil || writes == 0 {
		t.Errorf("got error %v after %d reports, want the snapshot written again", err, writes)
	}
}

func TestProgressGrowsFromNoneToAlmostAll(t *testing.T) {
	var reports []float64
	dir := filepath.Join(t.TempDir(), sample.Name)
	if err := (sample.Options{Scale: 0.3}).Write(t.Context(), connect(t, 2), dir, func(done float64) { reports = append(reports, done) }); err != nil {
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
	err := sample.Write(ctx, conn, filepath.Join(dir, sample.Name), func(done float64) {
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
	dir := filepath.Join(t.TempDir(), sample.Name)
	err := sample.Options{Scale: -1}.Write(t.Context(), connect(t, 1), dir, nil)
	if err == nil {
		t.Error("got no error for scale -1")
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("got a folder for scale -1: %v", err)
	}
}
