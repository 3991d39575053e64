//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
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

// runnable is the program as users have it, with a cache of its own and the built-in snapshot that all tests share.
type runnable struct {
	path string
	places
}

// buildTrace builds it; its cache is empty.
func buildTrace(b testing.TB) runnable {
	b.Helper()
	folder, err := sampletest.Folder(b.Context(), sample.Options{})
	if err != nil {
		b.Fatal(err)
	}
	path := buildProgram(b)
	return runnable{path, places{filepath.Join(filepath.Dir(path), "cache"), folder}}
}

// buildProgram returns the path of the built program, alone in a folder that goes with the test.
func buildProgram(b testing.TB) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "trace")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// run runs the program with these arguments, which must work.
func (t runnable) run(b *testing.B, args ...string) usage {
	b.Helper()
	u := t.measured(time.Hour).run(b, args...)
	if u.Failure != "" || u.Stopped {
		b.Fatalf("trace %v: %s", args, u.Failure)
	}
	return u
}

func (t runnable) measured(limit time.Duration) measuredProgram {
	return measuredProgram{path: t.path, dir: filepath.Dir(t.path), limit: limit, env: []string{"TRACE_CACHE=" + t.cache, "TRACE_SNAPSHOTS=" + t.snapshots}}
}
