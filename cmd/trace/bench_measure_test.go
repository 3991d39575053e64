//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// usage is what one run of a program took.
type usage struct {
	Seconds float64 // from start to end
	CPU     float64 // seconds of the processors
	PeakMB  float64 // of resident memory, in millions of bytes
	Stopped bool    // it took longer than it may
	Failure string  // how it failed, and the end of what it said; empty if it did not
}

// measuredProgram is a program to be measured, and where it runs.
type measuredProgram struct {
	path, dir string
	env       []string
	limit     time.Duration // after which it is stopped
}

// run runs the program with these arguments, between a small process that measures it and whatever ran before.
func (p measuredProgram) run(b *testing.B, args ...string) (u usage) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), "measure", append([]string{p.limit.String(), p.path}, args...)...)
	cmd.Env, cmd.Dir = append(os.Environ(), p.env...), p.dir
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("measure %s %v: %v", p.path, args, err)
	}
	if err := json.Unmarshal(out, &u); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return u
}

// measure is a small program between the benchmark and the one that it measures: measure LIMIT PROGRAM ARGS… prints what that
// took. Linux counts the memory that a process had before it became another program, which is its parent's, as its own
// peak; the benchmark, which has run whole chains, would be no honest parent.
func measure() {
	u, err := measured(os.Args[1], os.Args[2], os.Args[3:])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(u)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measured(limit, path string, args []string) (usage, error) {
	longest, err := time.ParseDuration(limit)
	if err != nil {
		return usage{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	var log bytes.Buffer
	cmd.Stderr = &log
	start := time.Now()
	err = cmd.Run()
	u := usage{Seconds: time.Since(start).Seconds(), Stopped: ctx.Err() != nil}
	if err != nil && !u.Stopped {
		u.Failure = fmt.Sprintf("%v: %s", err, log.Bytes()[max(0, log.Len()-2000):])
	}
	if cmd.ProcessState == nil {
		return u, err
	}
	used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return usage{}, fmt.Errorf("%s does not say how much memory a process used", runtime.GOOS)
	}
	u.CPU = time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
	u.PeakMB = float64(used.Maxrss) / 1e6
	if runtime.GOOS != "darwin" { // elsewhere it is in units of 1024 bytes
		u.PeakMB *= 1024
	}
	return u, nil
}

// cpuSeconds is the processor time that this process has used.
func cpuSeconds() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}

func seconds(us []usage) (list []float64) {
	for _, u := range us {
		list = append(list, u.Seconds)
	}
	return list
}

func processors(us []usage) (list []float64) {
	for _, u := range us {
		list = append(list, u.CPU)
	}
	return list
}

// peak is the most memory that any of the runs took.
func peak(us []usage) (most float64) {
	for _, u := range us {
		most = max(most, u.PeakMB)
	}
	return most
}
