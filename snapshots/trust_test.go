package snapshots

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestASnapshotIsScannedOnceAndAgainAfterAChange(t *testing.T) {
	dir, _ := described(t, "shop_20240101", map[string][]byte{"t.csv": []byte("a\n1\n")})
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	trust := TrustIn(t.TempDir(), "duckdb v1")
	scans := 0
	verify := func(trust Trust) error {
		return trust.Verify(t.Context(), s, func(context.Context) error { scans++; return nil })
	}
	if trust.Trusted(s) {
		t.Error("trusted before any scan")
	}
	for range 3 {
		if err := verify(trust); err != nil {
			t.Fatal(err)
		}
	}
	if scans != 1 {
		t.Errorf("got %d scans, want 1", scans)
	}
	path := filepath.Join(dir, "t.csv")
	touched := time.Now().Add(time.Hour)
	if err := os.Chtimes(path, touched, touched); err != nil {
		t.Fatal(err)
	}
	if err := verify(trust); err != nil || scans != 1 {
		t.Errorf("got %v after %d scans, want a touched file hashed but not scanned again", err, scans)
	}
	if err := verify(Trust{Cache: trust.Cache, Engine: "duckdb v2"}); err != nil || scans != 2 {
		t.Errorf("got %v after %d scans, want another engine to scan for itself", err, scans)
	}
	fill(t, dir, map[string][]byte{"t.csv": []byte("a\n2\n")})
	wantError(t, verify(trust), "verify snapshot shop_20240101: table shop.t: t.csv", "sha256 differs", "copy the snapshot again")
	if scans != 2 {
		t.Errorf("got %d scans, want a file that is not the manifest's kept from the scan", scans)
	}
	wantError(t, trust.Mark(s), "sha256 differs")
}

func TestWhatFailsTheScanOrChangesMeanwhileIsNotTrusted(t *testing.T) {
	dir := folder(t, "shop_20240101", map[string][]byte{"t.csv": []byte("a\n1\n")})
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	trust := TrustIn(t.TempDir(), "duckdb v1")
	bad := errors.New("page 3 is damaged")
	if err := trust.Verify(t.Context(), s, func(context.Context) error { return bad }); !errors.Is(err, bad) {
		t.Errorf("got %v, want the scan's error", err)
	}
	err = trust.Verify(t.Context(), s, func(context.Context) error {
		fill(t, dir, map[string][]byte{"t.csv": []byte("a\n12\n")})
		return nil
	})
	wantError(t, err, "changed while they were read")
	if trust.Trusted(s) {
		t.Error("it is trusted")
	}
}

func TestADamagedTrustFileTrustsNothing(t *testing.T) {
	s, err := Open(folder(t, "shop_20240101", map[string][]byte{"t.csv": []byte("a\n1\n")}))
	if err != nil {
		t.Fatal(err)
	}
	trust := TrustIn(t.TempDir(), "duckdb v1")
	if err := trust.Mark(s); err != nil {
		t.Fatal(err)
	}
	if !trust.Trusted(s) {
		t.Error("not trusted after Mark")
	}
	for _, text := range []string{"", "{", `{"engine":"duckdb v1"}`, `[]`, `{"engine":"duckdb v1","files":{"t.csv":{"bytes":1}}}`} {
		if err := os.WriteFile(trust.key(s).Path(trust.Cache), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		scans := 0
		if err := trust.Verify(t.Context(), s, func(context.Context) error { scans++; return nil }); err != nil {
			t.Error(err)
		}
		if scans != 1 {
			t.Errorf("%q was trusted", text)
		}
	}
}
