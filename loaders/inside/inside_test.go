package inside_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/inside"
)

// folders is a folder with files and links, in one with a secret.
func folders(t *testing.T) string {
	t.Helper()
	out := t.TempDir()
	dir := filepath.Join(out, "shop")
	in := func(name string) string { return filepath.Join(dir, name) }
	for _, err := range []error{
		os.MkdirAll(in("data/deep"), 0o700),
		os.WriteFile(filepath.Join(out, "secret.csv"), []byte("CANARY"), 0o600),
		os.WriteFile(in("data/a.csv"), []byte("a"), 0o600),
		os.WriteFile(in("data/b.csv"), []byte("b"), 0o600),
		os.Symlink("a.csv", in("data/link.csv")),
		os.Symlink("../../secret.csv", in("data/out.csv")),
		os.Symlink(filepath.Join(out, "secret.csv"), in("data/absolute.csv")),
		os.Symlink("../..", in("data/up")),
		os.Symlink("out.csv", in("data/twice.csv")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestOnlyWhatLiesInTheFolderIsRead(t *testing.T) {
	dir := folders(t)
	f, err := inside.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{
		"data/a.csv": nil, "data/link.csv": nil, "data/deep/../a.csv": nil,
		"data/out.csv": inside.ErrOutside, "data/absolute.csv": inside.ErrOutside, "data/twice.csv": inside.ErrOutside,
		"data/up/secret.csv": inside.ErrOutside, "../secret.csv": inside.ErrOutside, "data/../../secret.csv": inside.ErrOutside,
		filepath.Join(dir, "data/a.csv"): inside.ErrOutside, "/etc/passwd": inside.ErrOutside,
		"data/none.csv": fs.ErrNotExist,
	} {
		text, err := f.Read(name, 100)
		if !errors.Is(err, want) || (want == nil) != (string(text) == "a") {
			t.Errorf("%s: got %q, %v; want %v", name, text, err, want)
		}
		if file, err := f.Open(name); !errors.Is(err, want) || (file == nil) != (want != nil) {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
		if _, err := f.Stat(name); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
		if fs.ValidPath(name) {
			if _, err := fs.ReadFile(f.FS(), name); !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", name, err, want)
			}
		}
		if path, err := f.Path(name); !errors.Is(err, want) || want == nil && filepath.Base(path) != "a.csv" {
			t.Errorf("%s: got %q, %v, want %v", name, path, err, want)
		}
	}
}

func TestAFolderBelowIsAFolderOfItsOwn(t *testing.T) {
	f, err := inside.Open(folders(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Folder("data/up"); !errors.Is(err, inside.ErrOutside) {
		t.Errorf("got %v", err)
	}
	deep, err := f.Folder("data/deep")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := deep.Read("../a.csv", 100); !errors.Is(err, inside.ErrOutside) {
		t.Errorf("got %v", err)
	}
}

func TestAPatternFindsWhatIsInTheFolder(t *testing.T) {
	f, err := inside.Open(folders(t))
	if err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string][]string{
		"data/*.csv": {"data/a.csv", "data/absolute.csv", "data/b.csv", "data/link.csv", "data/out.csv", "data/twice.csv"}, // to open three of them is refused
		"./data/b*":  {"data/b.csv"},
		"*/up/*":     nil, "../*": nil, "/etc/*": nil,
	} {
		got, err := f.Glob(pattern)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", pattern, err, diff)
		}
	}
}
