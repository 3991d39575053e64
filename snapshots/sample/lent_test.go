package sample_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/snapshots/sample/sampletest"
)

func TestASnapshotIsMadeOnceForAllWhoBorrowIt(t *testing.T) {
	t.Setenv(sampletest.Variable, t.TempDir())
	o := sample.Options{Scale: 0.001}
	folders := make([]string, 4)
	var wait sync.WaitGroup
	for i := range folders {
		wait.Go(func() {
			var err error
			if folders[i], err = sampletest.Folder(t.Context(), o); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	s, err := snapshots.Open(filepath.Join(folders[0], o.Name()))
	if err != nil {
		t.Fatal(err)
	}
	made, err := os.Stat(filepath.Join(s.Dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := sampletest.Folder(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := os.Stat(filepath.Join(again, o.Name(), "manifest.json")); err != nil || !os.SameFile(made, kept) {
		t.Errorf("it was made again: %v", err)
	}
	for _, f := range folders {
		if f != again {
			t.Errorf("got the folders %v, want one", folders)
		}
	}
}

func TestOtherDataAreInAnotherFolder(t *testing.T) {
	t.Setenv(sampletest.Variable, t.TempDir())
	seen := map[string]sample.Options{}
	for _, o := range []sample.Options{{Scale: 0.001}, {Scale: 0.002}, {Family: sample.AdSuite, Scale: 0.001}} {
		folder, err := sampletest.Folder(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[folder]; ok {
			t.Errorf("%+v and %+v are in one folder", other, o)
		}
		seen[folder] = o
	}
}
