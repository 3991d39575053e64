package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"funneltrace/snapshots/lock"
)

// begin begins a run that ends with the test.
func begin(t *testing.T, root string, limit int64) (r *Run, told *[]string) {
	t.Helper()
	told = &[]string{}
	r, err := Begin(root, limit, func(line string) { *told = append(*told, line) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.End() })
	return r, told
}

// keep keeps a folder with one file of so many bytes.
func keep(t *testing.T, root string, key Key, r *Run, bytes int) (dir string) {
	t.Helper()
	dir, err := Keep(root, key, r, func(dir string) error {
		return os.WriteFile(filepath.Join(dir, "data"), make([]byte, bytes), 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestWhatIsKeptIsFoundUnderItsKeyOnly(t *testing.T) {
	root := t.TempDir()
	r, _ := begin(t, root, DefaultLimit)
	a, b := NewKey("imports", "a", "b"), NewKey("imports", "ab", "")
	if _, err := Use(root, a, r); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v before anything was kept", err)
	}
	dir := keep(t, root, a, r, 10)
	if got, err := Use(root, a, r); got != dir || err != nil {
		t.Errorf("got %s, %v, want %s", got, err, dir)
	}
	if _, err := Use(root, b, r); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v under another key", err)
	}
	if err := os.CopyFS(b.Path(root), os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := Use(root, b, r); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v for a folder under the name of another", err)
	}
	if err := WriteFile(root, a, []byte("in the folder's place")); err != nil {
		t.Fatal(err)
	}
	if _, err := Use(root, a, nil); err == nil {
		t.Error("a file is used as a folder")
	}
	if got, err := ReadFile(root, a); string(got) != "in the folder's place" {
		t.Errorf("got %q, %v", got, err)
	}
	keep(t, root, a, r, 10)
	if _, err := ReadFile(root, a); err == nil {
		t.Error("a folder is read as a file")
	}
}

func TestOnlyTheUserMayReadWhatIsKept(t *testing.T) {
	root := filepath.Join(t.TempDir(), "cache")
	r, _ := begin(t, root, DefaultLimit)
	keep(t, root, NewKey("imports", "a"), r, 10)
	if err := WriteFile(root, NewKey("trusted", "a"), nil); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEachBitOfWhatIsKeptIsLookedAt(t *testing.T) {
	root := t.TempDir()
	folder, file := NewKey("imports", "a"), NewKey("ledgers", "a")
	dir := keep(t, root, folder, nil, 20)
	if err := WriteFile(root, file, []byte("21")); err != nil {
		t.Fatal(err)
	}
	for path, look := range map[string]func() error{
		filepath.Join(dir, "data"):     func() error { _, err := Use(root, folder, nil); return err },
		filepath.Join(dir, "contents"): func() error { _, err := Use(root, folder, nil); return err },
		file.Path(root):                func() error { _, err := ReadFile(root, file); return err },
	} {
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		spoil := func(what string, text []byte) {
			t.Helper()
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := look(); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: %s: got %v", filepath.Base(path), what, err)
			}
		}
		for i := range good {
			bad := append([]byte{}, good...)
			bad[i] ^= 1 << (i % 8)
			spoil(fmt.Sprintf("byte %d", i), bad)
		}
		spoil("cut", good[:len(good)-1])
		spoil("longer", append(append([]byte{}, good...), 0))
		spoil("empty", nil)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := look(); err == nil {
			t.Errorf("%s: gone: it is believed", filepath.Base(path))
		}
		if err := os.WriteFile(path, good, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := look(); err != nil {
			t.Errorf("%s: sound again: %v", filepath.Base(path), err)
		}
	}
}

func TestWhatIsDamagedIsReplacedAndWhatIsSoundIsNot(t *testing.T) {
	root := t.TempDir()
	r, _ := begin(t, root, DefaultLimit)
	key := NewKey("imports", "a")
	dir := keep(t, root, key, r, 20)
	before, err := os.Stat(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	keep(t, root, key, r, 20) // as another run does that began at the same time
	if after, err := os.Stat(filepath.Join(dir, "data")); err != nil || !os.SameFile(before, after) {
		t.Errorf("what was sound was replaced (%v)", err)
	}
	for what, spoil := range map[string]func() error{
		"cut":         func() error { return os.Truncate(filepath.Join(dir, "data"), 3) },
		"no contents": func() error { return os.Remove(filepath.Join(dir, contentsFile)) },
		"lock a folder": func() error {
			return errors.Join(os.Remove(filepath.Join(dir, lock.File)), os.Mkdir(filepath.Join(dir, lock.File), 0o700))
		},
		"a file": func() error { return errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600)) },
		"gone":   func() error { return os.RemoveAll(dir) },
	} {
		other, _ := begin(t, root, DefaultLimit)
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		if _, err := Use(root, key, other); err == nil {
			t.Errorf("%s: it is used", what)
		}
		keep(t, root, key, other, 20)
		if _, err := Use(root, key, other); err != nil {
			t.Errorf("%s: got %v after it was made again", what, err)
		}
	}
}

func TestWhatIsDamagedWhileAnotherRunUsesItIsReplaced(t *testing.T) {
	root := t.TempDir()
	user, _ := begin(t, root, DefaultLimit)
	key := NewKey("imports", "a")
	dir := keep(t, root, key, user, 20)
	if err := os.Truncate(filepath.Join(dir, "data"), 3); err != nil {
		t.Fatal(err)
	}
	other, _ := begin(t, root, DefaultLimit)
	keep(t, root, key, other, 20)
	for _, r := range []*Run{other, user} {
		if _, err := Use(root, key, r); err != nil {
			t.Error(err)
		}
	}
}

func TestDamageIsToldOnce(t *testing.T) {
	r, told := begin(t, t.TempDir(), DefaultLimit)
	for range 3 {
		r.Damaged("%s was damaged", "a.csv")
	}
	if len(*told) != 1 || (*told)[0] != "a.csv was damaged" {
		t.Errorf("got %q", *told)
	}
}

func TestAFailureKeepsNothing(t *testing.T) {
	root := t.TempDir()
	r, _ := begin(t, root, DefaultLimit)
	bad := errors.New("no room")
	key := NewKey("imports", "a")
	if _, err := Keep(root, key, r, func(string) error { return bad }); !errors.Is(err, bad) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Lstat(key.Path(root)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something is there (%v)", err)
	}
	if left, err := os.ReadDir(r.Dir); err != nil || len(left) != 1 {
		t.Errorf("got %v left (%v), want the lock", left, err)
	}
}

func TestADeadRunIsSweptAndALiveOneIsNot(t *testing.T) {
	root := t.TempDir()
	alive, _ := begin(t, root, DefaultLimit)
	dead, _ := begin(t, root, DefaultLimit)
	own := dead.held[dead.Dir]
	if own == nil {
		t.Skip("no locks here")
	}
	if err := errors.Join(own.Close(), os.WriteFile(filepath.Join(dead.Dir, "spill"), nil, 0o600)); err != nil { // as when it is killed
		t.Fatal(err)
	}
	delete(dead.held, dead.Dir)
	long := time.Now().Add(-2 * tooOld)
	for _, name := range []string{"trace-old", "trace-young"} { // of a version that took no locks
		path := filepath.Join(tempDir(root), name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if name == "trace-old" {
			if err := os.Chtimes(path, long, long); err != nil {
				t.Fatal(err)
			}
		}
	}
	Sweep(root)
	left, err := os.ReadDir(tempDir(root))
	if err != nil || len(left) != 2 || left[0].Name() != filepath.Base(alive.Dir) || left[1].Name() != "trace-young" {
		t.Errorf("got %v left (%v), want the live run and what may be one", left, err)
	}
}
