package snapshots

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"funneltrace/snapshots/store"
)

// settle makes the records of a cache say that the files were still for long enough when they were hashed.
func settle(t *testing.T, trust Trust, s *Snapshot) {
	t.Helper()
	r, ok := trust.read(s)
	if !ok {
		t.Fatal("nothing is remembered")
	}
	for name, f := range r {
		f.Settled = true
		r[name] = f
	}
	if err := trust.write(s, r); err != nil {
		t.Fatal(err)
	}
}

// A file that was scanned and is replaced by one of the same size and time is another one.
func TestAFileOfTheSameSizeAndTimeIsNotTrusted(t *testing.T) {
	for what, replace := range map[string]func(path string) error{
		"renamed over it": func(path string) error {
			return errors.Join(os.WriteFile(path+".new", []byte("a\n2\n"), 0o644), os.Rename(path+".new", path))
		},
		"written into it": func(path string) error { return os.WriteFile(path, []byte("a\n2\n"), 0o644) },
		"written by way of another link": func(path string) error {
			return errors.Join(os.Link(path, path+".link"), os.WriteFile(path+".link", []byte("a\n2\n"), 0o644), os.Remove(path+".link"))
		},
	} {
		dir, _ := described(t, "shop_20240101", map[string][]byte{"t.csv": []byte("a\n1\n")})
		path := filepath.Join(dir, "t.csv")
		s, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		bare := folder(t, "bare_20240101", map[string][]byte{"t.csv": []byte("a\n1\n")})
		places := Places{Cache: t.TempDir()}
		known, err := places.Open(bare)
		if err != nil {
			t.Fatal(err)
		}
		trust := TrustIn(places.Cache, "duckdb v1")
		if err := trust.Mark(s); err != nil {
			t.Fatal(err)
		}
		settle(t, trust, s)
		if !trust.Trusted(s) {
			t.Errorf("%s: not trusted before", what)
		}
		for _, path := range []string{path, filepath.Join(bare, "t.csv")} {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(20 * time.Millisecond) // a tick of the file system's clock
			if err := replace(path); err != nil {
				t.Skip(what, err)
			}
			if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
		}
		if trust.Trusted(s) {
			t.Errorf("%s: it is trusted", what)
		}
		err = trust.Verify(t.Context(), s, func(context.Context) error { t.Error("it is scanned"); return nil })
		if !errors.Is(err, ErrChanged) {
			t.Errorf("%s: got %v, want %v", what, err, ErrChanged)
		}
		if again, err := places.Open(bare); err != nil || again.Hash() == known.Hash() {
			t.Errorf("%s: without a manifest it is taken for what it was (%v)", what, err)
		}
	}
}

func TestALinkToAFileMakesItHashedAndNotScannedAgain(t *testing.T) {
	dir, _ := described(t, "shop_20240101", map[string][]byte{"t.csv": []byte("a\n1\n")})
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	trust := TrustIn(t.TempDir(), "duckdb v1")
	if err := trust.Mark(s); err != nil {
		t.Fatal(err)
	}
	settle(t, trust, s)
	if err := os.Link(filepath.Join(dir, "t.csv"), filepath.Join(t.TempDir(), "link")); err != nil {
		t.Skip(err)
	}
	if !trust.Trusted(s) {
		t.Error("it is not trusted any more")
	}
}

// Where times stand, what is written after the hash has the times of what was hashed.
func TestAFileThatWasTouchedJustNowIsHashedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	written := time.Unix(0, max(info.ModTime().UnixNano(), stampOf(info, time.Now()).Changed))
	for after, want := range map[time.Duration]bool{
		0: false, time.Second: false, stillness: false, stillness + time.Second: true, time.Hour: true,
		-time.Hour: false, // the clock was set back
	} {
		s := stampOf(info, written.Add(after))
		if got := s.fits(stampOf(info, time.Now())); got != want {
			t.Errorf("hashed %v after it was written: got believed %t, want %t", after, got, want)
		}
	}
}

func TestFreshIsHashedWhateverIsRemembered(t *testing.T) {
	dir, _ := described(t, "shop_20240101", map[string][]byte{"t.csv": []byte("a\n1\n")})
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	trust := TrustIn(t.TempDir(), "duckdb v1")
	if err := trust.Mark(s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "t.csv"), []byte("a\n2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	forged, err := times(s) // as a system has them that knows no inodes
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range forged {
		f.SHA256, f.Settled = s.Manifest.Tables[0].Files[0].SHA256, true
		forged[name] = f
	}
	if err := trust.write(s, forged); err != nil {
		t.Fatal(err)
	}
	if !trust.Trusted(s) {
		t.Error("the times are not believed")
	}
	trust.Fresh = true
	if trust.Trusted(s) {
		t.Error("the times are believed")
	}
	if err := trust.Still(t.Context(), s); err != nil {
		t.Errorf("got %v of what is as it is remembered", err)
	}
}

func TestARecordOfAnotherSnapshotOrEngineProvesNothing(t *testing.T) {
	one, err := Open(folder(t, "shop_20240101", map[string][]byte{"t.csv": []byte("a\n1\n")}))
	if err != nil {
		t.Fatal(err)
	}
	other, err := Open(folder(t, "shop_20240102", map[string][]byte{"t.csv": []byte("a\n2\n")}))
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	var told []string
	run, err := store.Begin(cache, store.DefaultLimit, func(line string) { told = append(told, line) })
	if err != nil {
		t.Fatal(err)
	}
	defer run.End() //nolint:errcheck // the folder goes with the test
	trust, newer := TrustIn(cache, "duckdb v1"), TrustIn(cache, "duckdb v2")
	trust.Run, newer.Run = run, run
	if err := trust.Mark(one); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(trust.key(one).Path(cache))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{trust.key(other).Path(cache), newer.key(one).Path(cache)} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if trust.Trusted(other) || newer.Trusted(one) {
		t.Error("a record is believed under the name of another")
	}
	if len(told) != 2 {
		t.Errorf("got %q, want the damage told", told)
	}
}

func TestASnapshotIsStillWhetherItIsRememberedOrNot(t *testing.T) {
	dir, _ := described(t, "shop_20240101", map[string][]byte{"t.csv": []byte("a\n1\n")})
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	trust := TrustIn(t.TempDir(), "duckdb v1")
	if err := trust.Still(t.Context(), s); err != nil {
		t.Errorf("got %v without a record, which another run may have removed", err)
	}
	if err := trust.Mark(s); err != nil {
		t.Fatal(err)
	}
	fill(t, dir, map[string][]byte{"t.csv": []byte("a\n2\n")})
	wantError(t, trust.Still(t.Context(), s), "snapshot shop_20240101: its files changed while they were read")
}
