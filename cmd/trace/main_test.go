package main

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"funneltrace/loaders"
	"funneltrace/loaders/child"
	"funneltrace/snapshots/lock"
)

var update = flag.Bool("update", false, "write what the scripts compare with anew")

// TestMain lets the test binary be the program: for scripts, for the child process that scans snapshots, and for the
// processes that benchmarks measure, and measure with.
func TestMain(m *testing.M) {
	version = "v0.0.0-test"
	if len(os.Args) > 1 && os.Args[1] == child.Command { // a test that runs the program in its own process
		os.Exit(loaders.ScanMain(os.Args[2:]))
	}
	testscript.Main(tests{m}, map[string]func(){"trace": main, "measure": measure, "plain": plain})
}

// TestScripts runs the program as its users do; each script in testdata/script is a story with its exit codes.
// Every script finds the chain mini and its snapshot shop_20240101, from testdata/shop, in its folder.
func TestScripts(t *testing.T) {
	if *update && os.Getenv("CI") != "" {
		t.Fatal("-update is for people, who look at what changed; CI does not")
	}
	t.Parallel() // to the terminal's tests, which wait more than they compute
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "damage": damage, "until": until, "flip": flip, "replace": replaceText, "empty": empty, "borrow": borrow,
			"quoted": quoted, "unpack": unpack,
			"nasty": nasty, "harmless": harmless, "file": badName,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("TRACE_CACHE", env.Getenv("WORK")+"/.cache")
			env.Setenv("COLUMNS", "80")
			dir, err := filepath.Abs(top)
			if err != nil {
				return err
			}
			env.Setenv("TOP", dir)
			return os.CopyFS(env.WorkDir, os.DirFS("testdata/shop"))
		},
	})
}

// exits runs a command and compares its exit code: exits CODE program args...
// Its output can be matched as that of exec.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code program args...")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var failed *exec.ExitError
		if !errors.As(err, &failed) {
			ts.Fatalf("%v", err)
		}
		got = strconv.Itoa(failed.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// borrow gives the script the cache in which the built-in snapshot was traced, and the snapshot.
func borrow(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: borrow")
	}
	at, err := tracedSample()
	ts.Check(err)
	ts.Setenv("TRACE_CACHE", at.cache)
	ts.Setenv("TRACE_SNAPSHOTS", at.snapshots)
}

// until waits until a file that another program writes has a line that matches: until file pattern
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: until file pattern")
	}
	pattern, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		switch {
		case err == nil && pattern.Match(text):
			return
		case time.Now().After(deadline):
			ts.Fatalf("after a minute %s has no %s: %v\n%s", args[0], args[1], err, text)
		}
	}
}

// damage overwrites the middle of every file below a folder.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		copy(b[len(b)/2:], "9999999999")
		return os.WriteFile(path, b, 0o644)
	}))
}

// flip flips one bit in the middle of every file below a folder.
func flip(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == lock.File {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b[len(b)/2] ^= 1
		return os.WriteFile(path, b, 0o644)
	}))
}

// replaceText puts a file with other text in the place of one, with the same size and time: replace FILE OLD NEW.
func replaceText(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	info, err := os.Stat(path)
	ts.Check(err)
	text, err := os.ReadFile(path)
	ts.Check(err)
	ts.Check(os.WriteFile(path+".new", bytes.ReplaceAll(text, []byte(args[1]), []byte(args[2])), 0o644))
	ts.Check(os.Rename(path+".new", path))
	ts.Check(os.Chtimes(path, info.ModTime(), info.ModTime()))
}

// empty fails unless nothing is in a folder.
func empty(ts *testscript.TestScript, _ bool, args []string) {
	left, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(left) > 0 {
		ts.Fatalf("got %v in %s", left, args[0])
	}
}
