//go:build unix

package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	corpusLimit  = time.Minute // after which a trace has not ended
	corpusMemory = "4GB"       // for the engine of both: what explodes spills to disk, and does not take the machine
)

// BenchmarkCorpus measures what a trace costs on SQL of all shapes that people ask of a star schema: each query of
// testdata/corpus/queries, and chains of several, over a fact of 3 million rows. In turns it runs, each as a fresh process
// from start to end, the chain as it is written (see [plain]), and trace --no-cache --csv over the same snapshot, which was
// read and found safe before. Of each it reports the medians in seconds, what the trace takes for each second of the plain
// chain, of the clock and of the processors, and the peaks of memory; trace-MB/allowed is at most 1 where the trace stays
// below 1.5 times the plain chain's peak and 40 bytes for each row of the fact. At the end, all has the median, the 90th
// percentile and the worst of the ratios, and a table.
//
//	go test -run '^$' -bench 'Corpus' -benchtime 1x -timeout 60m ./cmd/trace
//	go test -run '^$' -bench 'Corpus/comma_three$' -benchtime 1x ./cmd/trace
//
// TRACE_BENCH_CORPUS names a folder in which tables and chains are kept, so that the next run does not make them anew and
// one can be tried by hand: trace --chain FOLDER/chains/comma_three --snapshot FOLDER/post_…
func BenchmarkCorpus(b *testing.B) {
	c := makeCorpus(b)
	var all []compared
	for _, name := range c.queries {
		b.Run(name, func(b *testing.B) {
			q := c.compare(b, name)
			q.report(b, c.allowed(q))
			all = append(slices.DeleteFunc(all, func(other compared) bool { return other.name == name }), q)
		})
	}
	b.Run("all", func(b *testing.B) { c.summarize(b, all) })
}

// compared is what a query took, plain and traced.
type compared struct {
	name         string
	plain, trace []usage
	remark       string // what is wrong with the trace, if anything
}

// compare runs a query as it is written and traced, in turns; the first turn fills the file cache, and its results are compared.
func (c corpus) compare(b *testing.B, name string) compared {
	q := compared{name: name}
	out := filepath.Join(b.TempDir(), "trace.csv")
	rows := filepath.Join(b.TempDir(), "rows")
	for round := range c.rounds(b) + 1 {
		plain := c.plain.run(b, c.chain(name), c.snapshot, rows)
		if plain.Failure != "" || plain.Stopped {
			b.Fatalf("the chain as it is written: %s", plain.Failure)
		}
		trace := c.trace.run(b, "--chain", c.chain(name), "--snapshot", c.snapshot, "--no-cache", "--memory-limit", corpusMemory, "-o", out)
		switch {
		case trace.Stopped:
			q.remark = fmt.Sprintf("did not end in %v", corpusLimit)
		case trace.Failure != "":
			b.Errorf("trace: %s", trace.Failure)
			q.remark = "failed"
		case round == 0:
			q.remark = faultIn(b, out, rows)
		}
		if ended := q.remark == "" || !trace.Stopped && trace.Failure == ""; round > 0 || !ended {
			q.plain, q.trace = append(q.plain, plain), append(q.trace, trace)
			if !ended {
				break
			}
		}
	}
	return q
}

// rounds is how often to measure; once where a small corpus is only to be seen to run.
func (c corpus) rounds(b *testing.B) int {
	if c.rows < corpusRows {
		return b.N
	}
	return rounds(b)
}

// allowed is the most memory that the trace of a query should take, in millions of bytes.
func (c corpus) allowed(q compared) float64 { return 1.5*peak(q.plain) + 40*float64(c.rows)/1e6 }

// ratios of a query: of the clock, of the processors, of peak memory.
func (q compared) clock() float64  { return median(seconds(q.trace)) / median(seconds(q.plain)) }
func (q compared) cpu() float64    { return median(processors(q.trace)) / median(processors(q.plain)) }
func (q compared) memory() float64 { return peak(q.trace) / peak(q.plain) }

func (q compared) report(b *testing.B, allowed float64) {
	b.ReportMetric(median(seconds(q.plain)), "plain-s")
	b.ReportMetric(median(seconds(q.trace)), "trace-s")
	b.ReportMetric(q.clock(), "trace/plain")
	b.ReportMetric(q.cpu(), "cpu-trace/plain")
	b.ReportMetric(peak(q.plain), "plain-MB")
	b.ReportMetric(peak(q.trace), "trace-MB")
	b.ReportMetric(peak(q.trace)/allowed, "trace-MB/allowed")
	b.ReportMetric(0, "ns/op")
	if q.remark != "" {
		b.Logf("%s: %s", q.name, q.remark)
	}
}

// summarize reports over all queries, and prints them with the dearest first.
func (c corpus) summarize(b *testing.B, all []compared) {
	if len(all) == 0 {
		b.Skip("no query was measured")
	}
	spread := func(unit string, of func(compared) float64) {
		var list []float64
		for _, q := range all {
			list = append(list, of(q))
		}
		slices.Sort(list)
		b.ReportMetric(median(list), unit+"-median")
		b.ReportMetric(list[(9*len(list)+9)/10-1], unit+"-p90")
		b.ReportMetric(list[len(list)-1], unit+"-worst")
	}
	spread("time", compared.clock)
	spread("cpu", compared.cpu)
	spread("MB", compared.memory)
	spread("MB/allowed", func(q compared) float64 { return peak(q.trace) / c.allowed(q) })
	b.ReportMetric(0, "ns/op")

	slices.SortFunc(all, func(x, y compared) int { return cmp.Compare(y.clock(), x.clock()) })
	var table strings.Builder
	fmt.Fprintf(&table, "%-26s %8s %8s %6s %6s %9s %9s %9s\n", "", "plain s", "trace s", "time ×", "CPU ×", "plain MB", "trace MB", "/allowed")
	for _, q := range all {
		fmt.Fprintf(&table, "%-26s %8.2f %8.2f %6.1f %6.1f %9.0f %9.0f %9.2f  %s\n", q.name, median(seconds(q.plain)), median(seconds(q.trace)),
			q.clock(), q.cpu(), peak(q.plain), peak(q.trace), peak(q.trace)/c.allowed(q), q.remark)
	}
	fmt.Printf("\n%d queries over %d rows\n%s\n", len(all), c.rows, &table) // a log of a benchmark is cut off after ten lines
}
