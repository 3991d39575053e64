package snapshots

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// catalogue makes three places with some snapshots in them.
func catalogue(t *testing.T) (Places, string) {
	t.Helper()
	base := t.TempDir()
	data := map[string][]byte{"t.parquet": parquetBytes(t, "a", 3)}
	p := Places{
		Listed: []string{filepath.Join(base, "listed"), filepath.Join(base, "alone_20200101")},
		Local:  filepath.Join(base, "snapshots"),
		Cache:  filepath.Join(base, "cache"),
	}
	fill(t, filepath.Join(p.Listed[0], "shop_20240101"), data)
	fill(t, filepath.Join(p.Listed[0], "shop_20230505"), data)
	fill(t, p.Listed[1], data)
	fill(t, filepath.Join(p.Local, "shop_20240202"), data)
	fill(t, filepath.Join(p.Local, "anyname"), data)
	fill(t, filepath.Join(p.Local, "sample"), map[string][]byte{"sample.go": []byte("package sample")})
	fill(t, filepath.Join(p.Local, "testdata"), map[string][]byte{"x.csv": []byte("a\n")})
	fill(t, filepath.Join(p.Local, "empty_20250101"), nil)
	fill(t, filepath.Join(p.Local, ".shop_20990101.tmp"), data)
	for name, synthetic := range map[string]bool{"shop_20260101": true, "demo_20260101": true, "shop_20240202": false} {
		dir := filepath.Join(CacheDir(p.Cache), name)
		fill(t, dir, data)
		m, err := Describe(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		m.Synthetic = synthetic
		if err := WriteManifest(dir, m); err != nil {
			t.Fatal(err)
		}
	}
	return p, base
}

func TestFindTakesANameAFamilyOrAPath(t *testing.T) {
	places, base := catalogue(t)
	base, err := filepath.EvalSymlinks(base)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"shop_20230505": "listed/shop_20230505",
		"shop_20260101": "cache/snapshots/shop_20260101",
		"shop_20240202": "snapshots/shop_20240202", // the first place that has it
		"shop":          "snapshots/shop_20240202", // the newest, and not the synthetic one
		"demo":          "cache/snapshots/demo_20260101",
		"alone":         "alone_20200101", // the place itself
		"anyname":       "snapshots/anyname",
		"testdata":      "snapshots/testdata", // only because it was asked for
		filepath.Join(base, "listed/../snapshots/anyname"): "snapshots/anyname",
	} {
		s, err := Find(name, places)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := filepath.ToSlash(strings.TrimPrefix(s.Dir, base+string(filepath.Separator))); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestFindSaysWhatThereIs(t *testing.T) {
	places, _ := catalogue(t)
	_, err := Find("shpo", places)
	wantError(t, err, `find snapshot "shpo"`, "alone_20200101, demo_20260101, shop_20230505, shop_20240101, shop_20240202, shop_20260101", "did you mean shop_20")
	if strings.Contains(err.Error(), "testdata") || strings.Contains(err.Error(), "sample") || strings.Contains(err.Error(), "empty") {
		t.Errorf("got %q, want no folder that is no snapshot", err)
	}
	_, err = Find("demo_20250101", places)
	wantError(t, err, "did you mean demo_20260101")
	_, err = Find("quite another thing", places)
	if wantError(t, err, "there are"); strings.Contains(err.Error(), "did you mean") {
		t.Errorf("got %q, want no far-fetched proposal", err)
	}
	_, err = Find("shop", Places{Local: filepath.Join(t.TempDir(), "snapshots")})
	wantError(t, err, "there is none in", "give a path")
	_, err = Find("", places)
	wantError(t, err, "no name given")
	_, err = Find("./nowhere", places)
	wantError(t, err, "there is no folder")
}

func TestThisRepositorysSourceIsNoSnapshot(t *testing.T) {
	places := Places{Local: "."}
	if got := places.list(); len(got) != 0 {
		t.Errorf("got %v in the source folder, want nothing", got)
	}
}

func TestHashesAreRememberedUntilAFileChanges(t *testing.T) {
	places := Places{Cache: t.TempDir()}
	dir := folder(t, "shop_20240101", map[string][]byte{"t.csv": []byte("a\n1\n")})
	first, err := places.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	// A memory of another hash, of a file that was still for long: that hash is believed, so the file is not read again.
	known := places.digests(dir)
	other := known.known["t.csv"]
	other.Settled, other.SHA256 = true, strings.Repeat("0", 64)
	known.used["t.csv"], known.fresh = other, true
	if err := known.save(); err != nil {
		t.Fatal(err)
	}
	second, err := places.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if second.Hash() == first.Hash() {
		t.Error("the file was hashed again")
	}
	if fresh, err := (Places{Cache: places.Cache, Fresh: true}).Open(dir); err != nil || fresh.Hash() != first.Hash() {
		t.Errorf("got %v, want the file hashed where that is asked for", err)
	}
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "t.csv"), later, later); err != nil {
		t.Fatal(err)
	}
	third, err := places.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if third.Hash() != first.Hash() {
		t.Error("the change went unnoticed")
	}
	// A damaged memory is none.
	kept, err := filepath.Glob(filepath.Join(places.Cache, "digests", "*"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("got %v, %v, want one file", kept, err)
	}
	if err := os.WriteFile(kept[0], []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	fourth, err := places.Open(dir)
	if err != nil || fourth.Hash() != third.Hash() {
		t.Errorf("got %v, want the same hash from a damaged memory", err)
	}
}

func TestSplitListDropsWhatIsEmpty(t *testing.T) {
	sep := string(os.PathListSeparator)
	if got := SplitList(sep + "a" + sep + sep + "b"); len(got) != 2 || got[0] != "a" || got[1] != "b" {
		t.Errorf("got %q, want a and b", got)
	}
	if got := SplitList(""); len(got) != 0 {
		t.Errorf("got %q, want nothing", got)
	}
}
