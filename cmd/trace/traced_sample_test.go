package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"funneltrace/snapshots/sample"
	"funneltrace/snapshots/sample/sampletest"
)

// tracedSample returns a cache in which the built-in chain was traced over its snapshot, and the folder of that snapshot: one trace for
// all tests that look at what becomes of it. They may add to the cache, as runs do.
var tracedSample = sync.OnceValues(func() (p places, err error) {
	if p.snapshots, err = sampletest.Folder(context.Background(), sample.Options{}); err != nil {
		return p, err
	}
	if p.cache, err = os.MkdirTemp("", "trace-traced-"); err != nil {
		return p, err
	}
	tracedIn = p.cache
	cmd := exec.Command("trace", "--csv")
	cmd.Env = append(os.Environ(), "TRACE_CACHE="+p.cache, "TRACE_SNAPSHOTS="+p.snapshots)
	if out, err := cmd.CombinedOutput(); err != nil {
		return p, fmt.Errorf("%w: %s", err, out)
	}
	return p, nil
})

// places are where a run keeps what it makes, and where it finds snapshots.
type places struct{ cache, snapshots string }

// tracedIn is the folder to be removed in the end.
var tracedIn string

// tests are all tests of the package; they leave nothing behind.
type tests struct{ *testing.M }

func (m tests) Run() int {
	code := m.M.Run()
	if tracedIn != "" {
		_ = os.RemoveAll(tracedIn)
	}
	return code
}
