//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/snapshots/sample/sampletest"
)

// BenchmarkProgram measures the built program from its start to its end: the main job computed anew, with its peak
// memory, and printed from the cache.
func BenchmarkProgram(b *testing.B) {
	t := buildTrace(b)
	t.run(b, "--year", "2024", "--csv") // proves that the snapshot is safe to read, fills the cache

	var fresh, cached []usage
	for range rounds(b) {
		fresh = append(fresh, t.run(b, "--year", "2024", "--csv", "--no-cache"))
	}
	for range max(b.N, 15) {
		cached = append(cached, t.run(b, "--year", "2024", "--csv"))
	}
	b.ReportMetric(median(seconds(fresh)), "fresh-s")
	b.ReportMetric(peak(fresh), "peak-MB")
	b.ReportMetric(1000*median(seconds(cached)), "cached-ms")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkTenfold compares ten times the clicks with the built-in snapshot, program against program: with all the
// memory that it wants, and with --memory-limit 2GB, where the engine spills to disk; the limit is the engine's, and what Go
// and the program itself take comes on top. It writes a gigabyte and takes minutes, so it is asked for with
// TRACE_BENCH_TENFOLD=1.
func BenchmarkTenfold(b *testing.B) {
	if os.Getenv("TRACE_BENCH_TENFOLD") == "" {
		b.Skip("it takes minutes: set TRACE_BENCH_TENFOLD=1 to run it")
	}
	t := buildTrace(b)
	one, ten := makeSample(b, sample.Options{}), makeSample(b, sample.Options{Scale: 10})
	whole := func(s *snapshots.Snapshot, more ...string) usage {
		return t.run(b, append([]string{"--snapshot", s.Dir, "--csv", "--no-cache"}, more...)...)
	}
	whole(one) // proves that the files are safe to read, and fills the file cache
	whole(ten)

	var ones, tens, spilled []usage
	for range b.N { // long runs vary little
		ones = append(ones, whole(one))
		tens = append(tens, whole(ten))
		spilled = append(spilled, whole(ten, "--memory-limit", "2GB"))
	}
	b.ReportMetric(median(seconds(ones)), "1x-s")
	b.ReportMetric(median(seconds(tens)), "10x-s")
	b.ReportMetric(median(seconds(tens))/median(seconds(ones)), "10x/1x")
	b.ReportMetric(peak(tens), "10x-peak-MB")
	b.ReportMetric(median(seconds(spilled)), "10x-2GB-s")
	b.ReportMetric(median(seconds(spilled))/median(seconds(ones)), "10x-2GB/1x")
	b.ReportMetric(peak(spilled), "10x-2GB-peak-MB")
	b.ReportMetric(0, "ns/op")
}

// usage is what one run of a program took.
type usage struct {
	Seconds float64 // from start to end
	PeakMB  float64 // of resident memory, in millions of bytes
}

// runnable is the program, with a cache and the built-in snapshot that all tests share.
type runnable struct {
	path string
	places
}

// buildTrace builds it as users have it; its cache is empty.
func buildTrace(b testing.TB) runnable {
	b.Helper()
	dir := b.TempDir()
	folder, err := sampletest.Folder(b.Context(), sample.Options{})
	if err != nil {
		b.Fatal(err)
	}
	t := runnable{filepath.Join(dir, "trace"), places{filepath.Join(dir, "cache"), folder}}
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", t.path, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return t
}

// run runs the program with these arguments.
func (t runnable) run(b *testing.B, args ...string) (u usage) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), "measure", append([]string{t.path}, args...)...)
	cmd.Env = append(os.Environ(), "TRACE_CACHE="+t.cache, "TRACE_SNAPSHOTS="+t.snapshots)
	cmd.Dir = filepath.Dir(t.path)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil {
		b.Fatalf("trace %v: %v\n%s", args, err, &log)
	}
	if err := json.Unmarshal(out.Bytes(), &u); err != nil {
		b.Fatalf("%v\n%s", err, &out)
	}
	return u
}

// measure is a small program between the benchmark and the one that it measures: measure PROGRAM ARGS… prints what that
// took. Linux counts the memory that a process had before it became another program, which is its parent's, as its own
// peak; the benchmark, which has run whole chains, would be no honest parent.
func measure() {
	u, err := measured(os.Args[1:])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(u)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measured(args []string) (usage, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stderr = os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return usage{}, err
	}
	u := usage{Seconds: time.Since(start).Seconds()}
	used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return usage{}, fmt.Errorf("%s does not say how much memory a process used", runtime.GOOS)
	}
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

// peak is the most memory that any of the runs took.
func peak(us []usage) (most float64) {
	for _, u := range us {
		most = max(most, u.PeakMB)
	}
	return most
}
