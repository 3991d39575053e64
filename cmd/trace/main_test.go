package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the scripts compare with anew")

// TestMain lets the test binary be the program: for scripts, and for the child process that scans snapshots.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"trace": main})
}

// TestScripts runs the program as its users do; each script in testdata/script is a story with its exit codes.
// Every script finds the chain mini and its snapshot shop_20240101, from testdata/shop, in its folder.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(env *testscript.Env) error {
			env.Setenv("TRACE_CACHE", env.Getenv("WORK")+"/.cache")
			env.Setenv("COLUMNS", "80")
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
