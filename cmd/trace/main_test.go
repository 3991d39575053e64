package main

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be the program: for scripts, and for the child process that scans snapshots.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"trace": main})
}

// TestScripts runs the program as its users do; each script in testdata/script is a story with its exit codes.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(env *testscript.Env) error {
			env.Setenv("TRACE_CACHE", env.Getenv("WORK")+"/.cache")
			env.Setenv("COLUMNS", "80")
			return os.MkdirAll(env.Getenv("WORK")+"/.cache", 0o755)
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
