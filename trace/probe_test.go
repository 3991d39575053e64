package trace_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"testing"

	"funneltrace/trace"
	"funneltrace/trace/tracetest"
)

// A row that a join drops is blamed on what the engine says of it: on the key if the equality alone finds nothing, on a
// condition if this and the equality find nothing, and it is kept without the condition if no other excludes it; and on the
// whole if each condition finds something on its own. A condition on the row alone filters it, whatever the key finds.
func TestJoinMissesAreBlamedOnTheConditionThatExcludesTheRows(t *testing.T) {
	conn := tracetest.Connect(t)
	blamed := map[string]int{}
	kinds := []string{"key", "condition", "between", "filter"}
	few := func() bool { return slices.ContainsFunc(kinds, func(what string) bool { return blamed[what] == 0 }) }
	enough, most := *seedFlag+uint64(queries(t)), *seedFlag+2000 // a short run goes on until it has seen each kind
	for seed := *seedFlag; seed < enough || few() && seed < most; seed++ {
		c, j := generateRange(seed)
		fault, err := checkBlame(conn, c, j, blamed)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, c)
		}
		if fault != "" {
			t.Fatalf("seed %d: %s\n%s", seed, fault, c)
		}
	}
	t.Logf("rows blamed: %v", blamed)
	for _, what := range kinds {
		if blamed[what] == 0 {
			t.Errorf("no row was blamed on a %s", what)
		}
	}
}

// rangeJoin is the only join of a model, in pieces.
type rangeJoin struct {
	kind string
	key  string // empty joins on ranges alone
	rest []string
}

// generateRange makes a chain of one model that only joins, by a key and other conditions.
func generateRange(seed uint64) (*genChain, *rangeJoin) {
	c := generate(seed)
	g := &generator{Rand: newRand(seed, 9), depth: 9}
	root, lookup := c.tables[0], c.tables[1+g.IntN(2)]
	near := genScope{{name: "t1", columns: root.columns}}
	far := genScope{{name: "j1", columns: lookup.columns}}
	j := &rangeJoin{kind: pick(g, "JOIN", "JOIN", "SEMI JOIN"), key: g.equal(near, far[0])}
	if g.chance(15) {
		j.key = ""
	}
	ints := far.columns(intType)
	for len(j.rest) == 0 || g.chance(55) && len(j.rest) < 4 {
		bound := pick(g, pick(g, ints...), "coalesce("+pick(g, ints...)+", 2)", "("+pick(g, ints...)+" + 1)")
		value := pick(g, near.columns(intType)...)
		k := value + pick(g, " < ", " <= ", " > ", " >= ", " <> ") + bound
		switch g.IntN(12) {
		case 0, 1:
			k = bound + pick(g, " < ", " <= ", " > ", " >= ", " <> ") + value
		case 2:
			k = bound + pick(g, " > 1", " IS NOT NULL", " IN (1, 2)")
		case 3:
			k = value + pick(g, " > 1", " IS NOT NULL", " IN (1, 2)")
		case 4:
			k = value + " + " + bound + pick(g, " > 2", " IN (1, 3)") // both sides, not told apart
		}
		j.rest = append(j.rest, k)
	}
	if j.key == "" && len(j.rest) == 1 {
		j.key = "t1.k = j1.k"
	}
	q := &genQuery{items: []string{"t1.id AS id"}, from: genLeaf{table: root.name, alias: "t1"}}
	q.joins = []genJoin{{kind: j.kind, leaf: genLeaf{table: lookup.name, alias: "j1"}, cond: j.on(func(int) bool { return true })}}
	c.models = []*genQuery{q}
	return c, j
}

// filters says whether a condition reads the row alone; a SEMI JOIN asks it only of rows whose key is there.
func (j *rangeJoin) filters(i int) bool { return !strings.Contains(j.rest[i], "j1.") }

// on is the join's condition with those of rest that are wanted.
func (j *rangeJoin) on(wanted func(int) bool) string {
	var parts []string
	if j.key != "" {
		parts = append(parts, j.key)
	}
	for i, k := range j.rest {
		if wanted(i) {
			parts = append(parts, k)
		}
	}
	if len(parts) == 0 {
		parts = []string{"TRUE"}
	}
	return "ON " + strings.Join(parts, " AND ")
}

func checkBlame(conn *sql.Conn, c *genChain, j *rangeJoin, blamed map[string]int) (string, error) {
	ctx := context.Background()
	if err := c.load(ctx, conn); err != nil {
		return "", err
	}
	found := func(wanted func(int) bool) (map[int64]bool, error) {
		q := c.models[0].clone()
		q.joins[0].cond, q.joins[0].kind = j.on(wanted), "SEMI JOIN"
		return idsOf(ctx, conn, q)
	}
	byKey, err := found(func(int) bool { return false })
	if err != nil {
		return "", err
	}
	alone, without := make([]map[int64]bool, len(j.rest)), make([]map[int64]bool, len(j.rest))
	for i := range j.rest {
		if alone[i], err = found(func(x int) bool { return x == i }); err != nil {
			return "", err
		}
		if without[i], err = found(func(x int) bool { return x != i }); err != nil {
			return "", err
		}
	}
	passes := make([]map[int64]bool, len(j.rest))
	for i, k := range j.rest {
		if !j.filters(i) {
			continue
		}
		q := c.models[0].clone()
		q.joins, q.where = nil, []string{k}
		if passes[i], err = idsOf(ctx, conn, q); err != nil {
			return "", err
		}
	}
	traced, err := runTraced(ctx, conn, c.chain(), trace.Options{})
	if err != nil {
		return "", err
	}
	from, _, causes := fatesOf(traced.Result)
	rows, err := conn.QueryContext(ctx, "SELECT id, cause, mask FROM "+from+" WHERE cause > 0")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	text := c.models[0].String()
	for rows.Next() {
		var id int64
		var code int
		var mask uint64
		if err := rows.Scan(&id, &code, &mask); err != nil {
			return "", err
		}
		for m := mask; m != 0; m &= m - 1 {
			cause := causes[1+bits.TrailingZeros64(m)]
			if cause.Kind == trace.Unattributed {
				return cause.Reason, nil
			}
			first := bits.TrailingZeros64(m) == code-1
			what, holds := "key", !byKey[id]
			switch i := j.blamed(text, cause); {
			case strings.HasPrefix(cause.Label, "between: "):
				what, holds = "between", byKey[id]
				for i, a := range alone {
					holds = holds && (a[id] || !first || j.filters(i))
				}
			case strings.HasSuffix(cause.Reason, "excluded it"), strings.HasPrefix(cause.Reason, "the conditions of the join exclude"):
				what, holds = "something", byKey[id]
			case i >= 0 && j.filters(i):
				what, holds = "filter", !passes[i][id] && (byKey[id] || !first)
			case i >= 0:
				what, holds = "condition", byKey[id] && !alone[i][id]
				if bits.OnesCount64(mask) == 1 && !strings.HasSuffix(cause.Reason, " is NULL") {
					holds = holds && without[i][id]
				}
			}
			if !holds {
				return fmt.Sprintf("click %d is blamed on %s (%s), and the engine says otherwise; the mask is %b, %s at %d of %d", id, cause.Label, cause.Reason, mask, what, cause.Start, j.blamed(text, cause)), nil
			}
			if first {
				blamed[what]++
			}
		}
	}
	return "", rows.Err()
}

// blamed is which of rest the cause is of, or -1.
func (j *rangeJoin) blamed(text string, c trace.Cause) int {
	if c.Start < strings.Index(text, " ON ") {
		return -1
	}
	at := len(text)
	for i := len(j.rest) - 1; i >= 0; i-- {
		end := at
		if at = lastIndexBefore(text, j.rest[i], end); c.Start >= at && c.Start < end {
			return i
		}
	}
	return -1
}

func idsOf(ctx context.Context, conn *sql.Conn, q *genQuery) (map[int64]bool, error) {
	rows, err := conn.QueryContext(ctx, "SELECT DISTINCT id FROM ("+q.String()+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]bool{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out[id] = true
	}
	return out, rows.Err()
}
