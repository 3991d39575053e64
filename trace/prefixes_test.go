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
				whole := seed%8 == 0
				o := count(conn, randomchain.Generate(seed), whole)
				if o.fault != "" {
					small, last := shrunk(conn, randomchain.Generate(seed), o, whole)
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

// count runs the chain plain and tagged, and counts its prefixes. A whole one is traced with all columns too.
func count(conn *sql.Conn, c *randomchain.Chain, whole bool) outcome {
	ctx := context.Background()
	chain := c.Trace()
	if err := c.Load(ctx, conn); err != nil {
		return outcome{rejected: true, broken: true, unattributed: err.Error()}
	}
	if err := runPlain(ctx, conn, chain); err != nil {
		return outcome{rejected: true, broken: strings.Contains(err.Error(), "INTERNAL Error"), unattributed: err.Error()}
	}
	counts, err := c.Count(ctx, conn)
	if err != nil && strings.Contains(err.Error(), "INTERNAL Error") { // the engine's own, of plain SQL (seeds 4137 and 4238)
		return outcome{rejected: true, broken: true, unattributed: err.Error()}
	}
	if err != nil {
		return outcome{fault: err.Error(), sort: "prefixes"}
	}
	ledger, fates, fault := tracedLedger(ctx, conn, chain, false)
	if fault.fault != "" {
		return fault
	}
	if list := randomchain.Differences(ledger, counts); len(list) > 0 {
		return outcome{fault: strings.Join(list, "\n") + "\n" + withoutTies(ledgerCSV(ledger)), sort: "counts"}
	}
	if list := randomchain.Strayed(fates, counts); len(list) > 0 && unattributedIn(ledger) == "" {
		return outcome{fault: strings.Join(list, "\n") + "\n" + withoutTies(ledgerCSV(ledger)), sort: "strayed"}
	}
	if !whole {
		return outcome{unattributed: unattributedIn(ledger)}
	}
	full, _, fault := tracedLedger(ctx, conn, chain, true)
	if fault.fault != "" {
		return fault
	}
	if diff := cmp.Diff(withoutTies(ledgerCSV(full)), withoutTies(ledgerCSV(ledger))); diff != "" {
		return outcome{fault: "the ledger is another with the live columns only (-all +live):\n" + diff, sort: "liveness"}
	}
	return outcome{unattributed: unattributedIn(ledger)}
}

// tracedLedger traces the chain, with all columns or the live ones. With all, the rows that it keeps are those of the plain models.
func tracedLedger(ctx context.Context, conn *sql.Conn, chain *trace.Chain, all bool) (*trace.Ledger, map[int64]randomchain.Fate, outcome) {
	traced, err := runTraced(ctx, conn, chain, trace.Options{Full: all})
	var invariant *trace.InvariantError
	switch {
	case errors.As(err, &invariant):
		return nil, nil, outcome{fault: err.Error(), sort: "invariant"}
	case err != nil:
		return nil, nil, outcome{fault: err.Error(), sort: "error " + firstWords(err.Error())}
	}
	for _, name := range traced.spine {
		kept, ok := traced.kept[name]
		if !all || !ok {
			continue
		}
		fault, err := differ(ctx, conn, name, kept)
		if err != nil {
			return nil, nil, outcome{fault: err.Error(), sort: "compare"}
		}
		if fault != "" {
			return nil, nil, outcome{fault: fault, sort: "rows"}
		}
	}
	ledger, err := traced.Ledger(ctx, trace.Slice{})
	if err != nil {
		return nil, nil, outcome{fault: err.Error(), sort: "ledger"}
	}
	fates, err := droppedRows(ctx, conn, traced)
	if err != nil {
		return nil, nil, outcome{fault: err.Error(), sort: "fates"}
	}
	return ledger, fates, outcome{}
}

// droppedRows are the fates of the root rows that were dropped.
func droppedRows(ctx context.Context, conn *sql.Conn, traced *traced) (map[int64]randomchain.Fate, error) {
	from, steps, causes := fatesOf(traced.Result)
	rows, err := conn.QueryContext(ctx, "SELECT id, cause FROM "+from+" WHERE cause > 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]randomchain.Fate{}
	for rows.Next() {
		var id int64
		var code int
		if err := rows.Scan(&id, &code); err != nil {
			return nil, err
		}
		out[id] = randomchain.Fate{Model: steps[code].Model, Start: causes[code].Start}
	}
	return out, rows.Err()
}

// shrunk cuts a chain down while it fails in the same way.
func shrunk(conn *sql.Conn, c *randomchain.Chain, o outcome, whole bool) (*randomchain.Chain, outcome) {
	for tries, smaller := 0, true; smaller && tries < 600; {
		smaller = false
		for i := 0; tries < 600; i++ {
			next := c.Cut(i)
			if next == nil {
				break
			}
			tries++
			if got := count(conn, next, whole); got.fault != "" && got.sort == o.sort {
				c, o, smaller = next, got, true
				i--
			}
		}
	}
	return c, o
}
