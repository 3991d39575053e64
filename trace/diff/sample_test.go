package diff_test

import (
	"path/filepath"
	"testing"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/snapshots/sample/sampletest"
	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/fates"
)

// The generator notes what it did to the later snapshot. The diff finds it without having read that.
func TestADiffFindsWhatWasPlanted(t *testing.T) {
	if testing.Short() {
		t.Skip("traces half a million clicks")
	}
	ctx := t.Context()
	dir := t.TempDir()
	var snaps [2]*snapshots.Snapshot
	for i, date := range sample.Dates(sample.Rebrandly) {
		opt := sample.Options{Scale: 0.1, Date: date}
		folder, err := sampletest.Folder(ctx, opt)
		if err != nil {
			t.Fatal(err)
		}
		if snaps[i], err = snapshots.Open(filepath.Join(folder, opt.Name())); err != nil {
			t.Fatal(err)
		}
	}
	db, err := engine.Open(ctx, engine.Options{TempDir: t.TempDir(), Dirs: []string{dir, snaps[0].Dir, snaps[1].Dir}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	chain, err := chains.FindChain("creators")
	if err != nil {
		t.Fatal(err)
	}
	states := diff.States{Databases: [2]string{"a", "b"}, Chain: chain, Models: []string{"rebrandly_prep"}}
	for i, snap := range snaps {
		if err := attach.TablesIn(ctx, conn, states.Databases[i], snap, ""); err != nil {
			t.Fatal(err)
		}
		r, err := fates.Run(ctx, conn, chain, trace.Options{})
		if err != nil {
			t.Fatal(err)
		}
		saved := filepath.Join(dir, "result-"+states.Databases[i])
		if err := r.Save(ctx, saved, filepath.Dir(saved)); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if states.Results[i], err = fates.Load(ctx, conn, chain, saved); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"rebrandly_raw", "creators_sheet"} {
		states.Tables = append(states.Tables, diff.Source{Name: table, Table: table, Schemas: [2]string{"rebrandly", "rebrandly"}})
	}
	d, err := diff.Snapshots(ctx, conn, states)
	if err != nil {
		t.Fatal(err)
	}
	planted := func(where string) int64 {
		t.Helper()
		var n int64
		if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM b.rebrandly.planted_changes WHERE source = 'rebrandly_raw' AND "+where).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	equal := func(what string, got, want int64) {
		t.Helper()
		if got != want || want == 0 {
			t.Errorf("%s: %d, planted were %d", what, got, want)
		}
	}
	raw, prep := d.Tables[0], d.Tables[2]
	equal("changed clicks", raw.Of(diff.Changed).Rows, planted("kind IN ('agent_filled', 'country_corrected')"))
	equal("removed clicks", raw.Of(diff.Removed).Rows, planted("kind = 'erased'"))
	equal("added clicks", raw.Of(diff.Added).Rows, planted("kind IN ('new', 'late', 'resent')"))
	if prep.Name != "rebrandly_prep" || len(prep.Of(diff.Renumbered).Numbering) != 1 {
		t.Fatalf("rebrandly_prep: %+v", prep)
	}
	// Where the two of a tie are equal, or one of them changed too, nobody sees that they swapped.
	if n := prep.Of(diff.Renumbered).Numbering[0]; !n.Known || n.Order != `"timestamp"` || n.Swapped < planted("kind = 'tie_swapped'")/2 {
		t.Errorf("numbering: %+v; %d rows were swapped", n, planted("kind = 'tie_swapped'"))
	}

	moves := map[trace.Move]int64{}
	for _, p := range d.Bridge.Parts {
		moves[p.Move] += p.Clicks
	}
	equal("new", moves[trace.New], planted("before IS NULL"))
	equal("gone", moves[trace.Gone], planted("after IS NULL"))
	both := "before IS NOT NULL AND after IS NOT NULL AND fate_before <> fate_after AND "
	equal("gained", moves[trace.Gained], planted(both+"fate_after = 'kept'"))
	equal("lost", moves[trace.Lost], planted(both+"fate_before = 'kept'"))
	equal("moved", moves[trace.Moved], planted(both+"fate_before <> 'kept' AND fate_after <> 'kept'"))
	if d.Bridge.Rest != 0 || d.Bridge.Values[1]-d.Bridge.Values[0] != float64(d.Bridge.Effect()) {
		t.Errorf("the bridge from %v to %v adds up to %d", d.Bridge.Values[0], d.Bridge.Values[1], d.Bridge.Effect())
	}
}
