package main

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/snapshots"
	"funneltrace/snapshots/store"
	"funneltrace/trace"
)

func TestAMemoIsRecalledOnlyIfItIsSound(t *testing.T) {
	s := &session{program: &program{stderr: t.Output()}, cache: t.TempDir(), chain: testChain(""), snap: testSnapshot()}
	if err := os.MkdirAll(s.resultDir(), 0o755); err != nil {
		t.Fatal(err)
	}
	slice := trace.Slice{Label: "2024", Where: []trace.DimValue{{Dim: "country", Value: "BR"}}}
	key := s.memoKey(slice, "year")
	path := key.Path(s.cache)
	want := []*trace.Ledger{lossy()}
	s.remember(t.Context(), key, want)
	if d := cmp.Diff(want, s.recall(key)); d != "" {
		t.Errorf("recalled (-want +got):\n%s", d)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := *s
	elsewhere.snap = &snapshots.Snapshot{Manifest: snapshots.Manifest{Tables: []snapshots.Table{{Name: "orders"}}}}
	for _, other := range []store.Key{
		s.memoKey(slice, ""),
		s.memoKey(trace.Slice{Label: "2024"}, "year"),
		s.memoKey(trace.Slice{Label: "2024", Where: []trace.DimValue{{Dim: "country", Value: "BR", Null: true}}}, "year"),
		elsewhere.memoKey(slice, "year"),
	} {
		if err := os.WriteFile(other.Path(s.cache), text, 0o600); err != nil {
			t.Fatal(err)
		}
		if s.recall(other) != nil {
			t.Errorf("a memo is recalled under the name of another")
		}
	}
	for i := range text {
		bad := append([]byte(nil), text...)
		bad[i] ^= 1
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		if s.recall(key) != nil {
			t.Fatalf("a memo with byte %d changed is recalled", i)
		}
	}
}

func testSnapshot() *snapshots.Snapshot {
	return &snapshots.Snapshot{Name: "shop_20240101", Family: "shop", Manifest: snapshots.Manifest{Name: "shop_20240101"}}
}

func TestWhatJSONCannotHoldIsNotKept(t *testing.T) {
	for text, want := range map[string]bool{"a\xffb": true, "a�b": false, "é \\ \x1b": false} {
		body, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := losesBytes(body); got != want {
			t.Errorf("%q: got %t, want %t", text, got, want)
		}
	}
}
