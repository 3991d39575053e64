package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"funneltrace/snapshots/lock"
)

// ago says that a folder was used so many hours ago.
func ago(t *testing.T, dir string, hours int) {
	t.Helper()
	at := time.Now().Add(-time.Duration(hours) * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, lock.File), at, at); err != nil {
		t.Fatal(err)
	}
}

// there returns the names of those that can be used, of imports from a to d.
func there(root string) string {
	var all []string
	for _, name := range strings.Split("abcd", "") {
		if _, err := os.Lstat(NewKey("imports", name).Path(root)); err == nil {
			all = append(all, name)
		}
	}
	return strings.Join(all, "")
}

func needLocks(t *testing.T, root string) {
	t.Helper()
	f, err := lock.Try(filepath.Join(root, lock.File))
	if err != nil {
		t.Skip("no locks here")
	}
	_ = f.Close()
}

func TestTheLeastRecentlyUsedGoesFirstAndNothingThatIsInUse(t *testing.T) {
	root := t.TempDir()
	needLocks(t, root)
	first, _ := begin(t, root, DefaultLimit)
	for i, name := range strings.Split("abc", "") {
		ago(t, keep(t, root, NewKey("imports", name), first, 1000), 9-i)
	}
	if err := first.End(); err != nil {
		t.Fatal(err)
	}
	user, _ := begin(t, root, DefaultLimit) // reads b, and is still at it
	if _, err := Use(root, NewKey("imports", "b"), user); err != nil {
		t.Fatal(err)
	}
	ago(t, NewKey("imports", "b").Path(root), 99)
	second, _ := begin(t, root, 3000) // a folder has some bytes more than its file
	keep(t, root, NewKey("imports", "d"), second, 1000)
	if err := second.End(); err != nil {
		t.Fatal(err)
	}
	if got := there(root); got != "bd" {
		t.Errorf("got %s, want b, which is in use, and d, which is the newest", got)
	}
	if _, err := Use(root, NewKey("imports", "b"), user); err != nil {
		t.Errorf("what is in use: %v", err)
	}
	if err := user.End(); err != nil {
		t.Fatal(err)
	}
	third, _ := begin(t, root, 1500)
	if _, err := Use(root, NewKey("imports", "d"), third); err != nil {
		t.Fatal(err)
	}
	third.Grew()
	if err := third.End(); err != nil {
		t.Fatal(err)
	}
	if got := there(root); got != "d" {
		t.Errorf("got %s, want what was used last", got)
	}
}

func TestARunThatKeptNothingRemovesNothing(t *testing.T) {
	root := t.TempDir()
	keep(t, root, NewKey("imports", "a"), nil, 1000)
	r, _ := begin(t, root, 1)
	if err := r.End(); err != nil {
		t.Fatal(err)
	}
	if got := there(root); got != "a" {
		t.Errorf("got %q", got)
	}
}

func TestOfSmallThingsSoManyAreKept(t *testing.T) {
	root := t.TempDir()
	needLocks(t, root)
	before, _ := begin(t, root, DefaultLimit)
	for i := range most["results"] + 3 {
		ago(t, keep(t, root, NewKey("results", string(rune('a'+i))), before, 1), 100-i)
	}
	older := filepath.Join(root, "imports", "of an older version")
	if err := os.MkdirAll(older, 0o700); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-2 * tooOld)
	if err := os.Chtimes(older, long, long); err != nil {
		t.Fatal(err)
	}
	if err := before.End(); err != nil { // which spares what it uses itself
		t.Fatal(err)
	}
	r, _ := begin(t, root, DefaultLimit)
	r.Grew()
	if err := r.End(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Join(root, "results"))
	if err != nil || len(left) != most["results"] {
		t.Errorf("got %d results (%v), want %d", len(left), err, most["results"])
	}
	if _, err := os.Lstat(NewKey("results", "a").Path(root)); err == nil {
		t.Error("the oldest is still there")
	}
	if _, err := os.Lstat(older); err == nil {
		t.Error("what nobody reads is still there")
	}
}

// Two runs use the same things at once, one of them in a cache that has room for none: nobody loses what it has.
func TestRunsAtTheSameTimeTakeNothingFromEachOther(t *testing.T) {
	root := t.TempDir()
	needLocks(t, root)
	done := make(chan string, 4)
	for range 4 {
		go func() {
			for i := range 30 {
				key := NewKey("imports", string(rune('a'+i%3)))
				r, err := Begin(root, 1, nil)
				if err != nil {
					done <- err.Error()
					return
				}
				dir, err := Use(root, key, r)
				if err != nil {
					dir, err = Keep(root, key, r, func(dir string) error { return os.WriteFile(filepath.Join(dir, "data"), []byte("x"), 0o600) })
				}
				if err != nil {
					done <- err.Error()
					return
				}
				time.Sleep(time.Millisecond)
				if text, err := os.ReadFile(filepath.Join(dir, "data")); err != nil || string(text) != "x" {
					done <- "lost: " + string(text)
					return
				}
				if err := r.End(); err != nil {
					done <- err.Error()
					return
				}
			}
			done <- ""
		}()
	}
	for range 4 {
		if wrong := <-done; wrong != "" {
			t.Error(wrong)
		}
	}
}
