package snapshots

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAFolderWithoutManifestIsReadByItsFiles(t *testing.T) {
	a, b := parquetBytes(t, "a", 3), parquetBytes(t, "a", 4)
	dir := folder(t, "shop_20240229", map[string][]byte{
		"orders.parquet":         a,
		"clicks/part-1.parquet":  b,
		"clicks/part-0.parquet":  a,
		"clicks/2024/x.parquet":  b,
		"clicks/_SUCCESS":        nil,
		"clicks/.part-2.parquet": []byte("half a download"),
		"people.CSV":             []byte("id\n1\n"),
		"events/a.jsonl":         []byte("{}\n"),
		"README.md":              []byte("# hello"),
		"src/main.go":            []byte("package main"),
	})
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "shop_20240229" || s.Family != "shop" || s.HasManifest || s.Synthetic {
		t.Errorf("got %+v", s)
	}
	type table struct {
		Name   string
		Format Format
		Rows   int64
		Files  []string
	}
	var got []table
	for _, x := range s.Manifest.Tables {
		files := s.Paths(x)
		for i := range files {
			if files[i], err = filepath.Rel(s.Dir, files[i]); err != nil {
				t.Fatal(err)
			}
		}
		got = append(got, table{x.String(), x.Format, x.Rows, files})
	}
	want := []table{
		{"shop.clicks", Parquet, 11, []string{"clicks/2024/x.parquet", "clicks/part-0.parquet", "clicks/part-1.parquet"}},
		{"shop.events", NDJSON, -1, []string{"events/a.jsonl"}},
		{"shop.orders", Parquet, 3, []string{"orders.parquet"}},
		{"shop.people", CSV, -1, []string{"people.CSV"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTheHashIsThatOfTheData(t *testing.T) {
	content := map[string][]byte{"t.parquet": parquetBytes(t, "a", 3)}
	bare, err := Open(folder(t, "shop_20240101", content))
	if err != nil {
		t.Fatal(err)
	}
	dir, m := described(t, "shop_20240101", content)
	with, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !with.HasManifest || with.Hash() != bare.Hash() {
		t.Errorf("got hash %s with a manifest and %s without, want the same", with.Hash(), bare.Hash())
	}
	m.Program, m.Source = "another", "elsewhere"
	if m.Hash() != bare.Hash() {
		t.Error("the hash changed with the program that wrote the manifest")
	}
	other, err := Open(folder(t, "shop_20240101", map[string][]byte{"t.parquet": parquetBytes(t, "a", 4)}))
	if err != nil {
		t.Fatal(err)
	}
	if other.Hash() == bare.Hash() {
		t.Error("the hash is the same for other data")
	}
}

func TestAFolderThatIsNoSnapshotIsRefused(t *testing.T) {
	good := parquetBytes(t, "a", 3)
	for what, c := range map[string]struct {
		content map[string][]byte
		parts   []string
	}{
		"empty":          {nil, []string{"holds no data", "<table>.parquet"}},
		"only source":    {map[string][]byte{"main.go": []byte("package main")}, []string{"holds no data"}},
		"a table twice":  {map[string][]byte{"t.parquet": good, "T/x.parquet": good}, []string{"twice", "keep one"}},
		"mixed formats":  {map[string][]byte{"t/a.parquet": good, "t/b.csv": []byte("a\n")}, []string{"table t mixes parquet and csv"}},
		"an empty file":  {map[string][]byte{"t.csv": nil}, []string{"shop.t", "t.csv", "empty, 0 bytes"}},
		"a part alone":   {map[string][]byte{"dt=2024-01-31/a.parquet": good}, []string{"dt=2024-01-31 is a part of a table", "called as the table"}},
		"a hostile name": {map[string][]byte{"a\x1b[31m.csv": []byte("a\n")}, []string{"cannot be a table's name", "rename it"}},
	} {
		_, err := Open(folder(t, "shop_20240101", c.content))
		t.Run(what, func(t *testing.T) { wantError(t, err, append(c.parts, "read snapshot shop_20240101: ")...) })
	}
	_, err := Open(filepath.Join(t.TempDir(), "nowhere"))
	wantError(t, err, "there is no folder")
	dir := folder(t, "x", map[string][]byte{"t.parquet": good})
	_, err = Open(filepath.Join(dir, "t.parquet"))
	wantError(t, err, "is a file", "give the folder")
}

func TestALinkOutOfTheFolderIsRefused(t *testing.T) {
	outside := folder(t, "secret", map[string][]byte{"t.parquet": parquetBytes(t, "a", 3)})
	dir := folder(t, "shop_20240101", nil)
	if err := os.Symlink(filepath.Join(outside, "t.parquet"), filepath.Join(dir, "t.parquet")); err != nil {
		t.Skip(err) // not everyone may make links on Windows
	}
	_, err := Open(dir)
	wantError(t, err, "t.parquet", "leaves the snapshot's folder")
}

func TestALinkToASnapshotIsTheSnapshot(t *testing.T) {
	dir := folder(t, "real", map[string][]byte{"t.parquet": parquetBytes(t, "a", 3)})
	link := filepath.Join(t.TempDir(), "shop_20240101")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	s, err := Open(link)
	if err != nil {
		t.Fatal(err)
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "shop_20240101" || s.Dir != real {
		t.Errorf("got %s in %s, want shop_20240101 in %s", s.Name, s.Dir, real)
	}
}
