package trace_test

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/tracetest"
)

var (
	seedFlag    = flag.Uint64("seed", 1, "the first seed of the differential test")
	queriesFlag = flag.Int("queries", 0, "how many chains the differential test tries; -1 goes on until it is stopped")
)

// defaultQueries is how many random chains a plain go test tries; .ci/run tries thousands.
const defaultQueries = 40

// queries is how many chains to try: a flag, the environment's TRACE_DIFFERENTIAL, or the default.
func queries(t *testing.T) int {
	if *queriesFlag != 0 {
		return *queriesFlag
	}
	if text := os.Getenv("TRACE_DIFFERENTIAL"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("TRACE_DIFFERENTIAL: %v", err)
		}
		return n
	}
	if testing.Short() {
		return defaultQueries / 10
	}
	return defaultQueries
}

// The tagged form of random chains keeps, model by model, the rows that the plain form returns, gives every root row one
// fate, and comes to the same ledger whether it carries all columns or the live ones. A seed that fails is printed, shrunk.
func TestTaggedModelsKeepTheRowsOfPlainOnes(t *testing.T) {
	n := queries(t)
	tally := tally{reasons: map[string]int{}}
	seeds := make(chan uint64)
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			conn := tracetest.Connect(t)
			for seed := range seeds {
				o := try(conn, generate(seed))
				if o.fault != "" {
					small, last := shrink(conn, generate(seed), o)
					t.Errorf("seed %d: %s\n%s", seed, last.fault, small)
				}
				tally.add(o)
				if o.broken {
					conn = tracetest.Connect(t)
				}
			}
		}()
	}
	for i := 0; (i < n || n < 0) && tally.failed() < 5; i++ {
		seeds <- *seedFlag + uint64(i)
	}
	close(seeds)
	wait.Wait()
	tally.report(t)
}

// outcome is what became of one chain.
type outcome struct {
	fault        string // empty is fine
	sort         string // what kind of fault, so that shrinking stays with it
	rejected     bool   // the plain chain does not run
	broken       bool   // the engine met a fault of its own, and its database is of no more use
	unattributed string // why a model could not be followed
}

// try runs the chain plain and tagged, and compares.
func try(conn *sql.Conn, c *genChain) outcome {
	ctx := context.Background()
	chain := c.chain()
	if err := c.load(ctx, conn); err != nil {
		return outcome{rejected: true, broken: true, unattributed: err.Error()}
	}
	if err := runPlain(ctx, conn, chain); err != nil {
		return outcome{rejected: true, broken: strings.Contains(err.Error(), "INTERNAL Error"), unattributed: err.Error()}
	}
	var texts [2]string
	var reason string
	for i, full := range []bool{true, false} {
		traced, err := runTraced(ctx, conn, chain, trace.Options{Full: full, ListsAt: 1})
		var invariant *trace.InvariantError
		if errors.As(err, &invariant) {
			return outcome{fault: err.Error(), sort: "invariant"}
		}
		if err != nil {
			return outcome{fault: err.Error(), sort: "error " + firstWords(err.Error())}
		}
		ledger, err := traced.Ledger(ctx, trace.Slice{})
		if err != nil {
			return outcome{fault: err.Error(), sort: "ledger"}
		}
		if fault := unbalanced(ledger); fault != "" {
			return outcome{fault: fault, sort: "unbalanced"}
		}
		texts[i] = withoutTies(ledgerCSV(ledger))
		if why := unattributedIn(ledger); why != "" {
			reason = why
			if strings.Contains(why, "does not run") {
				return outcome{fault: why, sort: "engine " + firstWords(why)}
			}
		}
		if !full {
			break
		}
		for _, name := range traced.spine {
			kept, ok := traced.kept[name]
			if !ok {
				continue
			}
			for _, check := range []func() (string, error){
				func() (string, error) { return differ(ctx, conn, name, kept) },
				func() (string, error) { return misled(ctx, conn, name, kept) },
			} {
				fault, err := check()
				if err != nil {
					return outcome{fault: err.Error(), sort: "compare"}
				}
				if fault != "" {
					return outcome{fault: fault + "\n" + texts[0], sort: "rows"}
				}
			}
		}
	}
	if diff := cmp.Diff(texts[0], texts[1]); diff != "" {
		return outcome{fault: "the ledger is another with the live columns only (-all +live):\n" + diff, sort: "liveness"}
	}
	return outcome{unattributed: reason}
}

// misled says which rows have the id of another root row; empty if none has. Models that hand on the root's id show it.
func misled(ctx context.Context, conn *sql.Conn, model string, kept keptRows) (string, error) {
	if kept.level != 0 || !strings.HasPrefix(kept.query, `SELECT "id"`) {
		return "", nil
	}
	list, err := tracetest.SomeRows(ctx, conn, `SELECT * FROM (`+kept.withIDs+`) AS w LEFT JOIN src."root#rows" AS r ON r.__row = w."#" WHERE w.id IS DISTINCT FROM r.id`)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return fmt.Sprintf("%s: rows with the hidden id of another row: %s", model, list), nil
}

func unattributedIn(l *trace.Ledger) string {
	for _, s := range l.Steps {
		for _, c := range s.Causes {
			if c.Kind == trace.Unattributed {
				return c.Reason
			}
		}
	}
	return ""
}

func firstWords(s string) string {
	s, _, _ = strings.Cut(s, "\"")
	words := strings.Fields(s)
	return strings.Join(words[:min(9, len(words))], " ")
}

// chain is the generated one as the tracer takes it.
func (c *genChain) chain() *trace.Chain {
	out := &trace.Chain{Name: "random", Root: trace.Root{Source: trace.SourceName{Schema: "src", Table: "root"}, Unit: "click"}}
	for i, q := range c.models {
		name := fmt.Sprintf("m%d", i+1)
		out.Models = append(out.Models, trace.Model{Name: name, SQL: q.String()})
		out.Number.Model = name
	}
	return out
}

// load makes the chain's tables.
func (c *genChain) load(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, "DROP SCHEMA IF EXISTS src CASCADE"); err != nil {
		return err
	}
	for _, t := range c.tables {
		if err := tracetest.MakeTable(ctx, conn, "src", strings.TrimPrefix(t.name, "src."), t.query()); err != nil {
			return err
		}
	}
	return nil
}

func (c *genChain) String() string {
	var b strings.Builder
	for _, t := range c.tables {
		fmt.Fprintf(&b, "-- %s\n%s\n", t.name, t.query())
	}
	for i, q := range c.models {
		fmt.Fprintf(&b, "-- m%d\n%s\n", i+1, q)
	}
	return b.String()
}

// tally counts outcomes.
type tally struct {
	sync.Mutex
	passed, faults, rejected, unattributed int
	reasons                                map[string]int
}

func (y *tally) add(o outcome) {
	y.Lock()
	defer y.Unlock()
	switch {
	case o.fault != "":
		y.faults++
	case o.rejected:
		y.rejected++
		y.reasons["rejected: "+firstWords(o.unattributed)]++
	case o.unattributed != "":
		y.unattributed++
		y.reasons[o.unattributed]++
	default:
		y.passed++
	}
}

func (y *tally) failed() int {
	y.Lock()
	defer y.Unlock()
	return y.faults
}

func (y *tally) report(t *testing.T) {
	t.Logf("%d chains passed, %d could not be followed, %d do not run plain, %d failed", y.passed, y.unattributed, y.rejected, y.faults)
	var list []string
	for r, n := range y.reasons {
		list = append(list, fmt.Sprintf("%4d  %s", n, r))
	}
	sort.Sort(sort.Reverse(sort.StringSlice(list)))
	for _, line := range list {
		t.Log(line)
	}
	total := y.passed + y.unattributed
	if y.unattributed > total/50+3 { // 3 for the luck of short runs
		t.Errorf("%d of %d chains could not be followed, more than 2 %%", y.unattributed, total)
	}
	if y.rejected > total/10 {
		t.Errorf("%d chains do not run plain: the generator is off", y.rejected)
	}
}
