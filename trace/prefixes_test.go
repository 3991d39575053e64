package trace_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/tracetest"
	"funneltrace/trace/tracetest/randomchain"
)

// prefixes is how many chains to count: what the environment's TRACE_PREFIXES says.
func prefixes(t *testing.T) int {
	text := os.Getenv("TRACE_PREFIXES")
	if text == "" {
		t.Skip("TRACE_PREFIXES says how many chains to count")
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("TRACE_PREFIXES: %v", err)
	}
	return n
}

// Random chains drop, at each rung of each model, as many rows as plain SQL counts by prefixes: a row's cause is the first rung
// of which no copy of the row is left. And the tagged models keep the rows of the plain ones. A seed that fails is printed, shrunk.
func TestEachRungDropsTheRowsThatItsPrefixLoses(t *testing.T) {
	n := prefixes(t)
	tally := tally{reasons: map[string]int{}}
	seeds := make(chan uint64)
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			conn := tracetest.Connect(t)
			for seed := range seeds {
				o := count(conn, randomchain.Generate(seed))
				if o.fault != "" {
					small, last := shrunk(conn, randomchain.Generate(seed), o)
					t.Errorf("seed %d: %s\n%s", seed, last.fault, small)
				}
				tally.add(o)
				if o.broken {
					conn = tracetest.Connect(t)
				}
			}
		})
	}
	for i := 0; i < n && tally.failed() < 5; i++ {
		seeds <- *seedFlag + uint64(i)
	}
	close(seeds)
	wait.Wait()
	tally.report(t)
}

// count runs the chain plain and tagged, and counts its prefixes.
func count(conn *sql.Conn, c *randomchain.Chain) outcome {
	ctx := context.Background()
	chain := c.Trace()
	if err := c.Load(ctx, conn); err != nil {
		return outcome{rejected: true, broken: true, unattributed: err.Error()}
	}
	if err := runPlain(ctx, conn, chain); err != nil {
		return outcome{rejected: true, broken: strings.Contains(err.Error(), "INTERNAL Error"), unattributed: err.Error()}
	}
	counts, err := c.Count(ctx, conn)
	if err != nil {
		return outcome{fault: err.Error(), sort: "prefixes"}
	}
	traced, err := runTraced(ctx, conn, chain, trace.Options{Full: true})
	var invariant *trace.InvariantError
	switch {
	case errors.As(err, &invariant):
		return outcome{fault: err.Error(), sort: "invariant"}
	case err != nil:
		return outcome{fault: err.Error(), sort: "error " + firstWords(err.Error())}
	}
	for _, name := range traced.spine {
		if kept, ok := traced.kept[name]; ok {
			fault, err := differ(ctx, conn, name, kept)
			if err != nil {
				return outcome{fault: err.Error(), sort: "compare"}
			}
			if fault != "" {
				return outcome{fault: fault, sort: "rows"}
			}
		}
	}
	ledger, err := traced.Ledger(ctx, trace.Slice{})
	if err != nil {
		return outcome{fault: err.Error(), sort: "ledger"}
	}
	if list := randomchain.Differences(ledger, counts); len(list) > 0 {
		return outcome{fault: strings.Join(list, "\n") + "\n" + withoutTies(ledgerCSV(ledger)), sort: "counts"}
	}
	narrow, err := runTraced(ctx, conn, chain, trace.Options{})
	if err != nil {
		return outcome{fault: "with the live columns only: " + err.Error(), sort: "narrow"}
	}
	live, err := narrow.Ledger(ctx, trace.Slice{})
	if err != nil {
		return outcome{fault: err.Error(), sort: "ledger"}
	}
	if diff := cmp.Diff(withoutTies(ledgerCSV(ledger)), withoutTies(ledgerCSV(live))); diff != "" {
		return outcome{fault: "the ledger is another with the live columns only (-all +live):\n" + diff, sort: "liveness"}
	}
	return outcome{unattributed: unattributedIn(ledger)}
}

// shrunk cuts a chain down while it fails in the same way.
func shrunk(conn *sql.Conn, c *randomchain.Chain, o outcome) (*randomchain.Chain, outcome) {
	for tries, smaller := 0, true; smaller && tries < 600; {
		smaller = false
		for i := 0; tries < 600; i++ {
			next := c.Cut(i)
			if next == nil {
				break
			}
			tries++
			if got := count(conn, next); got.fault != "" && got.sort == o.sort {
				c, o, smaller = next, got, true
				i--
			}
		}
	}
	return c, o
}
