package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/snapshots"
	"funneltrace/trace"
)

func TestAMemoIsRecalledOnlyIfItIsSound(t *testing.T) {
	s := &session{program: &program{stderr: t.Output()}, cache: t.TempDir(), chain: testChain(""), snap: testSnapshot()}
	if err := os.MkdirAll(s.resultDir(), 0o755); err != nil {
		t.Fatal(err)
	}
	slice := trace.Slice{Label: "2024", Where: []trace.DimValue{{Dim: "country", Value: "BR"}}}
	path := s.memoPath(slice, "year")
	want := []*trace.Ledger{lossy()}
	s.remember(t.Context(), path, want)
	if d := cmp.Diff(want, recall(path)); d != "" {
		t.Errorf("recalled (-want +got):\n%s", d)
	}
	for _, other := range []string{
		s.memoPath(slice, ""),
		s.memoPath(trace.Slice{Label: "2024"}, "year"),
		s.memoPath(trace.Slice{Label: "2024", Where: []trace.DimValue{{Dim: "country", Value: "BR", Null: true}}}, "year"),
	} {
		if filepath.Base(other) == filepath.Base(path) {
			t.Errorf("another slice has the same memo")
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		bad := append([]byte(nil), text...)
		bad[i] ^= 1
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		if recall(path) != nil {
			t.Fatalf("a memo with byte %d changed is recalled", i)
		}
	}
}

func testSnapshot() *snapshots.Snapshot {
	return &snapshots.Snapshot{Name: "shop_20240101", Family: "shop", Manifest: snapshots.Manifest{Name: "shop_20240101"}}
}
