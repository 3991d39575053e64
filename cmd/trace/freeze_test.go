//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// freezer is a folder in which the program freezes and nothing else is.
type freezer struct {
	testing.TB
	base   string
	killed bool // some of its runs were, so that a file of the cache may be left that later runs sweep
}

// newFreezer makes a folder with clicks.csv of so many rows.
func newFreezer(tb testing.TB, rows int) freezer {
	tb.Helper()
	f := freezer{TB: tb, base: tb.TempDir()}
	for _, dir := range []string{"into", "cache", "tmp"} {
		if err := os.Mkdir(f.path(dir), 0o755); err != nil {
			tb.Fatal(err)
		}
	}
	var text bytes.Buffer
	r := rand.New(rand.NewPCG(1, 2))
	text.WriteString("id,clicked_at,link\n")
	for i := range rows {
		fmt.Fprintf(&text, "%d,%s,https://example.org/%x\n", i, time.Unix(1.7e9+r.Int64N(1e6), 0).UTC().Format(time.DateTime), r.Uint64())
	}
	if err := os.WriteFile(f.path("clicks.csv"), text.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
	return f
}

func (f freezer) path(name string) string { return filepath.Join(f.base, name) }

// command is the program, in a world of its own.
func (f freezer) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = f.base
	cmd.Env = append(os.Environ(), "TRACE_SNAPSHOTS="+f.path("into"), "TRACE_CACHE="+f.path("cache"), "TMPDIR="+f.path("tmp"), "COLUMNS=80")
	return cmd
}

func (f freezer) freeze(name string) *exec.Cmd {
	return f.command("trace", "snapshots", "freeze", name, "--table", "clicks=clicks.csv", "--into", "into")
}

// list runs trace snapshots, which sweeps, and returns the names that it lists.
func (f freezer) list() (names []string) {
	f.Helper()
	out, err := f.command("trace", "snapshots", "--csv").Output()
	if err != nil {
		f.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n")[1:] {
		name, rest, _ := strings.Cut(line, ",")
		if !strings.HasSuffix(rest, ",") {
			f.Errorf("the list says of %s: %s", name, rest)
		}
		names = append(names, name)
	}
	return names
}

// clean checks that there is nothing but the snapshots of these names.
func (f freezer) clean(after string, want ...string) {
	f.Helper()
	var found []string
	for _, dir := range []string{"into", "cache/tmp", "tmp"} {
		entries, err := os.ReadDir(f.path(dir))
		if err != nil && !os.IsNotExist(err) {
			f.Fatal(err)
		}
		for _, e := range entries {
			if f.killed && dir == "cache/tmp" && strings.HasPrefix(e.Name(), "file-") {
				continue // a file of the cache that was being written: what sweeps them waits until nobody can be at it any more
			}
			if dir != "into" || len(want) == 0 || e.Name() != want[0] {
				found = append(found, dir+"/"+e.Name())
			}
		}
	}
	if len(found) > 0 {
		f.Errorf("%s: left behind: %v", after, found)
	}
}

// TestAFreezeThatIsKilledLeavesTheWholeSnapshotOrNothing kills the program without warning at random moments: itself, and
// with its child.
func TestAFreezeThatIsKilledLeavesTheWholeSnapshotOrNothing(t *testing.T) {
	f := newFreezer(t, 60_000)
	start := time.Now()
	if out, err := f.freeze("shop_20240101").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := time.Since(start)
	f.clean("a freeze", "shop_20240101")
	if err := os.RemoveAll(f.path("into/shop_20240101")); err != nil {
		t.Fatal(err)
	}
	f.killed = true
	killed, left := 0, 0
	for i := range 12 {
		cmd := f.freeze("shop_20240101")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		after := time.Duration(rand.Int64N(int64(whole)))
		time.Sleep(after)
		target := cmd.Process.Pid
		if i%2 == 0 {
			target = -target // its child too
		}
		if err := syscall.Kill(target, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			killed++
		}
		if entries, err := os.ReadDir(f.path("into")); err == nil && len(entries) > 0 {
			left++
		}
		what := fmt.Sprintf("killed after %v of %v", after, whole)
		switch names := f.list(); {
		case len(names) == 0:
			f.clean(what)
		case names[0] == "shop_20240101":
			f.clean(what, "shop_20240101")
			if out, err := f.command("trace", "snapshots", "verify", "shop_20240101").CombinedOutput(); err != nil {
				t.Errorf("%s: %s", what, out)
			}
			if err := os.RemoveAll(f.path("into/shop_20240101")); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s: the list has %v", what, names)
		}
	}
	if killed == 0 || left == 0 {
		t.Errorf("of 12 freezes %d were killed and %d left something to sweep: the test does not test", killed, left)
	}
	if out, err := f.freeze("shop_20240101").CombinedOutput(); err != nil {
		t.Errorf("after all that, a freeze: %v: %s", err, out)
	}
}

func TestAFreezeWhoseChildIsKilledSaysSoAndLeavesNothing(t *testing.T) {
	f := newFreezer(t, 60_000)
	cmd := f.freeze("shop_20240101")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	child := f.stopAtWork(cmd)
	if err := syscall.Kill(child, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("it says that it is done")
	}
	text := strings.TrimPrefix(stderr.String(), "trace: freezing shop_20240101…\n") // which is said if it takes long
	if !strings.HasPrefix(text, "trace: freeze snapshot shop_20240101: ") || strings.Count(text, "\n") != 1 {
		t.Errorf("got %q, want one line", text)
	}
	f.clean("the child was killed")
}

func TestAFreezeThatIsInterruptedLeavesNothing(t *testing.T) {
	f := newFreezer(t, 60_000)
	cmd := f.freeze("shop_20240101")
	f.stopAtWork(cmd)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("it says that it is done")
	}
	f.clean("Ctrl-C")
}

// stopAtWork starts a freeze and stops its child, of which it returns the process, in the middle of its work: what it has
// written is there, and it will not come to an end.
func (f freezer) stopAtWork(cmd *exec.Cmd) (child int) {
	f.Helper()
	if err := cmd.Start(); err != nil {
		f.Fatal(err)
	}
	f.until("a child", func() bool {
		out, err := exec.Command("pgrep", "-P", strconv.Itoa(cmd.Process.Pid)).Output()
		if err != nil { // there is none yet
			return false
		}
		child, err = strconv.Atoi(strings.TrimSpace(string(out)))
		return err == nil
	})
	f.until("something written", func() bool {
		written := int64(0)
		_ = filepath.WalkDir(f.path("into"), func(_ string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil // what is gone again is not written
			}
			if info, err := d.Info(); err == nil {
				written += info.Size()
			}
			return nil
		})
		return written > 0
	})
	if err := syscall.Kill(child, syscall.SIGSTOP); err != nil {
		f.Fatal(err)
	}
	return child
}

// until waits for a state of the world.
func (f freezer) until(what string, holds func() bool) {
	f.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			f.Fatalf("after a minute there is not %s", what)
		}
	}
}

func TestAFreezeThatRunsOutOfRoomLeavesNothing(t *testing.T) {
	f := newFreezer(t, 60_000)
	full := func(what string, cmd *exec.Cmd) {
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Errorf("%s: it was made all the same: %s", what, out)
		}
		text := strings.TrimPrefix(string(out), "trace: freezing shop_20240101…\n") // which is said if it takes long
		if !strings.HasPrefix(text, "trace: freeze snapshot shop_20240101: ") || strings.Count(text, "\n") != 1 || !strings.Contains(text, "make room") {
			t.Errorf("%s: got %q, want one line that says what to do", what, text)
		}
		f.clean(what)
	}
	line := "trace snapshots freeze shop_20240101 --table clicks=clicks.csv --into "
	full("files may have 200 kB", f.command("sh", "-c", "ulimit -f 400; exec "+line+"into"))

	disk := f.path("disk")
	if err := os.Mkdir(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Skipf("no small disk can be made here, the limit on files was tested: %s", out)
	}
	defer func() {
		if out, err := exec.Command("umount", disk).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	}()
	full("a disk of 400 kB", f.command("sh", "-c", "exec "+line+"disk"))
	if left, err := os.ReadDir(disk); err != nil || len(left) > 0 {
		t.Errorf("on the full disk: %v, %v", left, err)
	}
}

func TestAFlippedBitAnywhereInASnapshotIsFound(t *testing.T) {
	f := newFreezer(t, 300)
	if err := os.WriteFile(f.path("bad.csv"), []byte("id\n1\n2,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := f.path("into/shop_20240101")
	cmd := f.command("trace", "snapshots", "freeze", "shop_20240101", "--table", "clicks=clicks.csv", "--table", "bad=bad.csv", "--accept-rejects", "--into", "into")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	verify := func() error { return f.command("trace", "snapshots", "verify", "shop_20240101").Run() }
	if err := verify(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 4 {
		t.Fatalf("got %v, %v, want two tables, the manifest and the rejects", files, err)
	}
	for _, file := range files {
		path := filepath.Join(dir, file.Name())
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			at, bit := rand.IntN(len(good)), rand.IntN(8)
			bad := bytes.Clone(good)
			bad[at] ^= 1 << bit
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, time.Time{}, info.ModTime()); err != nil { // as a disk does it, unseen
				t.Fatal(err)
			}
			if verify() == nil {
				t.Errorf("%s: bit %d of byte %d was flipped unseen", file.Name(), bit, at)
			}
		}
		if err := os.WriteFile(path, good, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := verify(); err != nil {
		t.Errorf("with all bits as they were: %v", err)
	}
}
