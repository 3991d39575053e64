package trace_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/tracetest"
)

// What a predicate alone dropped is what the plain model would keep without it: the tool's only_cause is checked against
// the engine, which runs each random model once more for each of its predicates, with that one taken out.
func TestOnlyCauseIsWhatThePlainModelKeepsWithoutThePredicate(t *testing.T) {
	conn := tracetest.Connect(t)
	tried := 0
	for seed := *seedFlag; tried < queries(t)/2; seed++ {
		c := generateFilter(seed)
		fault, err := counterfactual(conn, c)
		if err != nil {
			continue // it does not run plain
		}
		tried++
		if fault != "" {
			t.Fatalf("seed %d: %s\n%s", seed, fault, c)
		}
	}
	t.Logf("%d models passed", tried)
}

// generateFilter makes a chain of one model that only joins and filters, and hands on the root's id.
func generateFilter(seed uint64) *genChain {
	c := generate(seed)
	g := &generator{Rand: newRand(seed, 8), depth: 9}
	for _, t := range c.tables[1:] {
		g.relations = append(g.relations, *t)
	}
	q := &genQuery{items: []string{"t1.id AS id"}, from: genLeaf{table: "src.root", alias: "t1"}}
	sc := genScope{{name: "t1", columns: c.tables[0].columns}}
	g.aliases = 1
	for range g.IntN(3) {
		lookup := pick(g, g.relations...)
		alias := g.alias("j")
		table := genTable{name: alias, columns: lookup.columns}
		key := lookup.columns[g.IntN(2)].name // several rows may have it, so that a click has several copies
		q.joins = append(q.joins, genJoin{kind: pick(g, "JOIN", "LEFT JOIN"), leaf: genLeaf{table: lookup.name, alias: alias},
			cond: fmt.Sprintf("ON %s.%s = %s", alias, key, pick(g, sc.columns(intType)...))})
		sc = append(sc, table)
	}
	for range 1 + g.IntN(4) {
		if p := g.predicate(sc, 1); !strings.HasPrefix(p, "(") || !strings.Contains(p, " AND ") { // that would be two predicates
			q.where = append(q.where, p)
		}
	}
	c.models = []*genQuery{q}
	return c
}

// counterfactual compares, predicate by predicate. An error is a model that does not run plain.
func counterfactual(conn *sql.Conn, c *genChain) (string, error) {
	ctx := context.Background()
	chain := c.chain()
	if err := c.load(ctx, conn); err != nil {
		return "", err
	}
	kept, err := keptIDs(ctx, conn, c.models[0])
	if err != nil {
		return "", err
	}
	traced, err := runTraced(ctx, conn, chain, trace.Options{})
	if err != nil {
		return err.Error(), nil
	}
	ledger, err := traced.Ledger(ctx, trace.Slice{})
	if err != nil {
		return err.Error(), nil
	}
	text := c.models[0].String()
	at := len(text)
	for i := len(c.models[0].where) - 1; i >= 0; i-- {
		without := c.clone()
		q := without.models[0]
		end := at
		at = lastIndexBefore(text, q.where[i], end)
		q.where = append(append([]string(nil), q.where[:i]...), q.where[i+1:]...)
		more, err := keptIDs(ctx, conn, q)
		if err != nil {
			return "", err
		}
		var only int64
		for _, cause := range ledger.Steps[0].Causes {
			if cause.Start >= at && cause.Start < end {
				only += cause.OnlyCause
			}
		}
		if more-kept != only {
			return fmt.Sprintf("without %s the plain model keeps %d more clicks, its only_cause is %d\n%s", c.models[0].where[i], more-kept, only, ledgerCSV(ledger)), nil
		}
	}
	return "", nil
}

// keptIDs is how many root rows the plain query keeps.
func keptIDs(ctx context.Context, conn *sql.Conn, q *genQuery) (int64, error) {
	var n int64
	err := conn.QueryRowContext(ctx, "SELECT count(DISTINCT id) FROM ("+q.String()+")").Scan(&n)
	return n, err
}

func lastIndexBefore(text, part string, end int) int {
	for i := end - len(part); i >= 0; i-- {
		if text[i:i+len(part)] == part {
			return i
		}
	}
	return 0
}
