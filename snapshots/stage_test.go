package snapshots

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"funneltrace/snapshots/lock"
)

// names returns what is in a folder, hidden entries too.
func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		found = append(found, e.Name())
	}
	return found
}

func newStageIn(t testing.TB, into, name string) *Stage {
	t.Helper()
	s, err := NewStage(into, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Discard)
	fill(t, s.Dir, map[string][]byte{"t.parquet": parquetBytes(t, "a", 3)})
	fill(t, s.Work, map[string][]byte{"spill": []byte("x")})
	return s
}

func TestASnapshotAppearsWholeAndAlone(t *testing.T) {
	into := filepath.Join(t.TempDir(), "deep", "snapshots")
	s := newStageIn(t, into, "shop_20240101")
	if found := (Places{Local: into}).list(); len(found) != 0 {
		t.Errorf("got %v before it was published", found)
	}
	dir, err := s.Publish()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names(t, into), " "); got != "shop_20240101" {
		t.Errorf("got %s, want the snapshot and nothing else", got)
	}
	if _, err := Open(dir); err != nil {
		t.Error(err)
	}
	_, err = NewStage(into, "shop_20240101")
	wantError(t, err, "make snapshot shop_20240101: ", "is there already, and a snapshot does not change")
}

func TestADiscardedStageLeavesNothing(t *testing.T) {
	base := t.TempDir()
	newStageIn(t, filepath.Join(base, "deep", "snapshots"), "shop_20240101").Discard()
	if got := names(t, base); len(got) != 0 {
		t.Errorf("got %v, want not even the folders that were made for it", got)
	}
}

func TestTwoFreezesOfOneNameMakeOneSnapshot(t *testing.T) {
	into := t.TempDir()
	a, b := newStageIn(t, into, "shop_20240101"), newStageIn(t, into, "shop_20240101")
	if _, err := a.Publish(); err != nil {
		t.Fatal(err)
	}
	_, err := b.Publish()
	wantError(t, err, "is there already")
	b.Discard()
	if got := strings.Join(names(t, into), " "); got != "shop_20240101" {
		t.Errorf("got %s, want the first", got)
	}
}

func TestASweepRemovesTheDeadAndSparesTheLiving(t *testing.T) {
	into := t.TempDir()
	alive, dead := newStageIn(t, into, "shop_20240101"), newStageIn(t, into, "shop_20240102")
	if err := dead.lock.Close(); err != nil { // as the system does when the process ends
		t.Fatal(err)
	}
	fill(t, filepath.Join(into, stagePrefix+"young"), nil)               // killed before it had a lock
	fill(t, filepath.Join(into, stagePrefix+"old-dead"), nil)            // a sweep that was killed
	fill(t, filepath.Join(into, ".freeze"), map[string][]byte{"x": nil}) // somebody else's
	if _, err := os.Stat(filepath.Join(alive.root, lock.File)); err != nil {
		t.Fatal(err)
	}
	if held, err := lock.Try(filepath.Join(alive.root, lock.File)); err != nil {
		t.Skip("no locks here")
	} else if held != nil {
		t.Fatal("the lock of a stage can be taken")
	}
	Sweep(into, filepath.Join(into, "nowhere"))
	want := ".freeze " + filepath.Base(alive.root)
	if got := strings.Join(names(t, into), " "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := alive.Publish(); err != nil {
		t.Error(err)
	}
}

func TestOnlyDatedNamesAreForNewSnapshots(t *testing.T) {
	for name, want := range map[string]bool{
		"shop_20240131": true, "a-b_c_20240229": true, "shop": false, "shop_2024013": false, "shop_20240231": false, "_20240131": false,
		"1shop_20240131": false, ".shop_20240131": false, "sh/op_20240131": false, "../shop_20240131": false, "shop 1_20240131": false, "": false,
	} {
		if err := CheckName(name); (err == nil) != want {
			t.Errorf("%q: got %v", name, err)
		}
	}
}

func TestAFlippedBitAnywhereInAManifestIsFound(t *testing.T) {
	dir, m := described(t, "shop_20240101", map[string][]byte{"t.parquet": parquetBytes(t, "a", 3)})
	if s, err := Open(dir); err != nil || s.Hash() != m.Hash() {
		t.Fatalf("got %v, want the manifest as it was written", err)
	}
	path := filepath.Join(dir, manifestFile)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		for bit := range 8 {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << bit
			if _, err := parseManifest(bad); err == nil {
				t.Errorf("bit %d of byte %d, in %q, can be flipped unseen", bit, i, good[max(0, i-20):min(len(good), i+20)])
			}
		}
	}
}

func TestAManifestWithoutASealIsRead(t *testing.T) {
	dir, m := described(t, "shop_20240101", map[string][]byte{"t.parquet": parquetBytes(t, "a", 3)})
	path := filepath.Join(dir, manifestFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(text, []byte(`,`+"\n"+`  "seal"`))
	if err := os.WriteFile(path, append(text[:at:at], "\n}\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil || s.Hash() != m.Hash() {
		t.Errorf("got %v, want the manifest of an older program", err)
	}
}
