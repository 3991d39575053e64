package randomchain

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace/tracetest"
)

// tried is how many chains each test looks at.
const tried = 100

func TestASeedMakesTheSameChainAlways(t *testing.T) {
	for seed := range uint64(tried) {
		if diff := cmp.Diff(Generate(seed).String(), Generate(seed).String()); diff != "" {
			t.Fatalf("seed %d:\n%s", seed, diff)
		}
	}
}

// The prefixes begin with what the generator believes of its models: their rows, with the carried column taken away, are those that
// the engine gives for the SQL as printed. And most rungs that it makes drop something.
func TestTheRowsThatAreCountedAreThoseOfTheModelsAsWritten(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	rungs, dropping := map[string]int{}, map[string]int{}
	for seed := range uint64(tried) {
		c := Generate(seed)
		if err := c.Load(ctx, conn); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := buildPlain(ctx, conn, c); err != nil {
			if !strings.Contains(err.Error(), "INTERNAL Error") {
				t.Fatalf("seed %d: %v\n%s", seed, err, c)
			}
			conn = tracetest.Connect(t) // a fault of the engine's own, and its database is of no more use
			continue
		}
		counts, err := c.Count(ctx, conn)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, c)
		}
		for i, m := range counts {
			if fault := wrongRows(t, conn, m); fault != "" {
				t.Fatalf("seed %d, %s: %s\n%s", seed, m.Model, fault, c)
			}
			if i > 0 && m.in != counts[i-1].out {
				t.Fatalf("seed %d, %s: %d in", seed, m.Model, m.in)
			}
			for _, r := range m.rungs {
				rungs[r.kind()]++
				if r.dropped > 0 {
					dropping[r.kind()]++
				}
			}
		}
	}
	t.Logf("rungs: %v; of which drop rows: %v", rungs, dropping)
	for _, kind := range []string{"JOIN", "SEMI JOIN", "ANTI JOIN", "RIGHT JOIN", "WHERE", "GROUP BY", "HAVING", "QUALIFY", "DISTINCT", "LIMIT"} {
		if dropping[kind] == 0 {
			t.Errorf("no %s drops a row", kind)
		}
	}
}

// buildPlain makes the models as they are written.
func buildPlain(ctx context.Context, conn *sql.Conn, c *Chain) error {
	if _, err := conn.ExecContext(ctx, `DROP SCHEMA IF EXISTS "ref" CASCADE; CREATE SCHEMA "ref"`); err != nil {
		return err
	}
	for i, q := range c.Models {
		text, _ := q.print()
		if _, err := conn.ExecContext(ctx, `CREATE TABLE "ref".`+modelName(i)+" AS "+text); err != nil {
			return err
		}
	}
	return nil
}

// wrongRows says how the rows that were counted are not those of the model.
func wrongRows(t *testing.T, conn *sql.Conn, m ModelCount) string {
	written, counted := `SELECT * FROM "ref".`+m.Model, "SELECT * EXCLUDE ("+carried+", "+missed+") FROM w."+m.Model
	for _, query := range []string{written + " EXCEPT ALL " + counted, counted + " EXCEPT ALL " + written} {
		if rows := tracetest.Table(t, conn, query); len(rows) > 0 {
			return fmt.Sprintf("%v of %s", rows, query)
		}
	}
	left := tracetest.Table(t, conn, "SELECT count(DISTINCT id) FROM (SELECT unnest("+carried+") AS id FROM w."+m.Model+")")
	if left[0][0] != strconv.Itoa(m.out) {
		return fmt.Sprintf("%s rows of the root in its rows, and %d are left", left[0][0], m.out)
	}
	return ""
}

// kind is what the rung is, without what it reads.
func (r *rung) kind() string {
	for _, word := range []string{"WHERE", "HAVING", "QUALIFY", "DISTINCT"} {
		if strings.HasPrefix(r.what, word) {
			return word
		}
	}
	kind, _, _ := strings.Cut(r.what, " of ")
	return kind
}

// What the differential test is to try is made often enough to be tried in a short run.
func TestEachConstructIsMade(t *testing.T) {
	wanted := map[string]string{
		"a comma list": ", src.", "a lateral": "LATERAL (SELECT", "a lateral aggregate": "LATERAL (SELECT sum(", "unnest": "unnest(",
		"an inner join": " JOIN ", "a left join": "LEFT JOIN", "a right join": "RIGHT JOIN", "a full join": "FULL JOIN", "a semi join": "SEMI JOIN",
		"an anti join": "ANTI JOIN", "a range": "BETWEEN", "EXISTS": "EXISTS (SELECT", "a scalar subquery": "(SELECT max(",
		"a union": "UNION ALL", "a CTE": "WITH c", "a flag of row_number": " = 1) AS n", "a case of row_number": " = 1 THEN 1 END",
		"QUALIFY": "QUALIFY", "HAVING": "HAVING", "DISTINCT ON": "DISTINCT ON", "LIMIT": "LIMIT", "a star": ".*",
	}
	var all strings.Builder
	for seed := range uint64(tried) {
		all.WriteString(Generate(seed).String())
	}
	for what, text := range wanted {
		if strings.Count(all.String(), text) < 3 {
			t.Errorf("%s is made %d times", what, strings.Count(all.String(), text))
		}
	}
}
