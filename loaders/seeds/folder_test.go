package seeds_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/child"
	"funneltrace/loaders/seeds"
)

func TestTheSameSeedsAreTheSameFolderAndAreNotReadAgain(t *testing.T) {
	cache := t.TempDir()
	one := raw(t, "id,t\n1,a\n2\n")
	read := 0
	snapshot := func(s seeds.Seed) (dir string, problems []seeds.Problem) {
		t.Helper()
		opt := child.Options{Progress: func(string, string, int64, int64) { read++ }}
		snap, problems, err := seeds.Snapshot(t.Context(), cache, "shop_seeds", []seeds.Seed{s}, opt)
		if err != nil {
			t.Fatal(err)
		}
		return snap.Dir, problems
	}
	dir, said := snapshot(one)
	if len(said) != 1 {
		t.Errorf("got problems %v, want one", said)
	}
	copied := raw(t, "id,t\n1,a\n2\n")
	again, saidAgain := snapshot(copied)
	if again != dir || read != 1 {
		t.Errorf("got folder %s after %d readings, want %s after 1", again, read, dir)
	}
	if diff := cmp.Diff(said, saidAgain); diff != "" {
		t.Errorf("problems (-first +second)\n%s", diff)
	}

	typed, semicolons, moved, renamed, changed := one, one, one, one, raw(t, "id,t\n1,a\n3\n")
	typed.ColumnTypes = map[string]string{"id": "text"}
	semicolons.Delimiter, moved.Shown, renamed.Name = ';', "data/raw.csv", "other"
	for i, s := range []seeds.Seed{typed, semicolons, moved, renamed, changed} {
		if other, _ := snapshot(s); other == dir || read != i+2 {
			t.Errorf("seed %d: got folder %s after %d readings, want another after %d", i, other, read, i+2)
		}
	}
}

func TestAFolderThatIsDamagedIsMadeAgain(t *testing.T) {
	cache := t.TempDir()
	s := raw(t, "id,t\n1,a\n")
	var want []string
	for i, spoil := range []func(dir string) error{
		func(string) error { return nil },
		func(dir string) error { return os.Truncate(filepath.Join(dir, "raw.parquet"), 20) },
		func(dir string) error { return os.Remove(filepath.Join(dir, "manifest.json")) },
		func(dir string) error { return os.Remove(filepath.Join(dir, "problems.json")) },
		func(dir string) error { return os.WriteFile(filepath.Join(dir, "problems.json"), []byte("["), 0o600) },
		os.RemoveAll,
	} {
		snap, _, err := seeds.Snapshot(t.Context(), cache, "", []seeds.Seed{s}, child.Options{})
		if err != nil {
			t.Fatalf("time %d: %v", i, err)
		}
		got := rows(t, snap, cache, "raw")
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("time %d (-want +got)\n%s", i, diff)
		}
		alone(t, filepath.Dir(snap.Dir), 1)
		if err := spoil(snap.Dir); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSeveralAtOnceDoNoHarm(t *testing.T) {
	cache := t.TempDir()
	s := raw(t, "id\n1\n")
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if _, _, err := seeds.Snapshot(t.Context(), cache, "", []seeds.Seed{s}, child.Options{Threads: 1}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	alone(t, filepath.Join(cache, "seeds"), 1)
}

func TestAFailureLeavesNothing(t *testing.T) {
	cache := t.TempDir()
	if _, _, err := seeds.Snapshot(t.Context(), cache, "", []seeds.Seed{raw(t, "id\n\"1\n")}, child.Options{}); err == nil {
		t.Error("got no error for a quote that is not closed")
	}
	ctx, cancel := context.WithCancel(t.Context())
	opt := child.Options{Progress: func(string, string, int64, int64) { cancel() }}
	if _, _, err := seeds.Snapshot(ctx, cache, "", []seeds.Seed{raw(t, "id\n1\n")}, opt); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want it cancelled", err)
	}
	alone(t, filepath.Join(cache, "seeds"), 0)
}

// alone checks how many entries a folder has.
func alone(t *testing.T, dir string, want int) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if len(left) != want {
		t.Errorf("got %v in the folder, want %d", left, want)
	}
}
