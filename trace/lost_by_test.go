package trace_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

// fatesBy runs the chain and lists, for each value of a dimension, how many root rows reached the number and what dropped the
// others.
func fatesBy(t *testing.T, chain *trace.Chain, by string, tables map[string]string) []string {
	t.Helper()
	ctx := context.Background()
	conn := tracetest.Connect(t)
	for name, query := range tables {
		if err := tracetest.MakeTable(ctx, conn, "src", name, query); err != nil {
			t.Fatal(err)
		}
	}
	var out []string
	for _, full := range []bool{false, true} { // what is not needed further on does not change it
		r, err := fates.Run(ctx, conn, chain, trace.Options{Full: full})
		if err != nil {
			t.Fatal(err)
		}
		ls, err := r.By(ctx, trace.Slice{}, by)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range ls {
			line := fmt.Sprintf("%s: %d", l.Bucket, l.Out())
			for _, s := range l.Steps {
				for _, c := range s.Causes {
					if c.Clicks > 0 {
						line += fmt.Sprintf(", %s −%d", c.Label, c.Clicks)
					}
				}
			}
			got = append(got, line)
		}
		if out != nil && !cmp.Equal(out, got) {
			t.Errorf("with all columns: %s", cmp.Diff(out, got))
		}
		out = got
	}
	return out
}

func TestADimensionIsKnownOfTheRowsThatItsStepDropsAsFarAsItsJoinsCame(t *testing.T) {
	tables := map[string]string{
		"clicks":     `SELECT * FROM (VALUES (1, 'c1'), (2, 'c2'), (3, 'c3'), (4, 'c4'), (5, NULL), (6, 'c1')) AS t(id, campaign_id)`,
		"campaigns":  `SELECT * FROM (VALUES ('c1', 'spring', 's1', TRUE), ('c2', 'autumn', 's9', TRUE), ('c3', 'spring', 's1', FALSE)) AS t(id, name, strategy_id, live)`,
		"strategies": `SELECT 's1' AS id, 'gold' AS name`,
	}
	const joined = `FROM src.clicks AS c JOIN src.campaigns AS k ON k.id = c.campaign_id JOIN src.strategies AS s ON s.id = k.strategy_id WHERE k.live`
	for name, c := range map[string]struct {
		sql  string
		want []string
	}{
		"a SELECT":      {`SELECT c.id, k.name AS campaign, s.name AS strategy ` + joined, nil},
		"with a window": {`SELECT c.id, k.name AS campaign, s.name AS strategy, row_number() OVER (ORDER BY c.id) AS n ` + joined + ` QUALIFY n < 9`, nil},
		"with DISTINCT": {`SELECT DISTINCT c.id, k.name AS campaign, s.name AS strategy ` + joined, nil},
		"of an expression it is not": {`SELECT c.id, upper(k.name) AS campaign, s.name AS strategy ` + joined, []string{
			"(unknown): 0, key is NULL: INNER JOIN src.campaigns AS k ON k.id = c.campaign_id −1, no match: INNER JOIN src.campaigns AS k ON k.id = c.campaign_id −1," +
				" no match: INNER JOIN src.strategies AS s ON s.id = k.strategy_id −1, k.live −1",
			"SPRING: 2"}},
	} {
		want := c.want
		if want == nil {
			want = []string{
				"(unknown): 0, key is NULL: INNER JOIN src.campaigns AS k ON k.id = c.campaign_id −1, no match: INNER JOIN src.campaigns AS k ON k.id = c.campaign_id −1",
				"autumn: 0, no match: INNER JOIN src.strategies AS s ON s.id = k.strategy_id −1",
				"spring: 2, k.live −1"}
		}
		chain := tracetest.Chain(model{"one", c.sql}, model{"two", `SELECT id FROM ref.one`})
		chain.Dimensions = []trace.Dimension{{Name: "campaign", Step: "one", Column: "campaign"}, {Name: "strategy", Step: "one", Column: "strategy"}}
		if diff := cmp.Diff(want, fatesBy(t, chain, "campaign", tables)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestTheRowWhoseValuesAGroupTakesStandsForIt(t *testing.T) {
	tables := map[string]string{"clicks": `SELECT * FROM (VALUES
		(1, 'a', 'open', 1, 'r1'), (2, 'a', 'paid', 3, NULL), (3, 'a', 'void', NULL, 'r3'), (4, 'b', 'open', 2, 'r4'), (5, 'b', NULL, 9, 'r5'), (6, 'b', 'paid', 2, 'r6'))
		AS t(id, o, status, ts, who)`}
	for items, want := range map[string]string{
		"max(ts) AS v":                                   "(unknown) r5", // of row 2 who is empty, and stays so
		"min(ts) AS v":                                   "r1 r4",
		"arg_max(status, ts) AS v":                       "(unknown) r4", // of b, row 5 has no status; rows 4 and 6 tie
		"arg_max(status, ts) AS v, max(ts) AS w":         "(unknown) r4",
		"max(ts) FILTER (WHERE status = 'open') AS v":    "r1 r4",
		"first(status ORDER BY ts DESC NULLS LAST) AS v": "(unknown) r5",
		"last(status) AS v":                              "r3 r6",
		"any_value(status) AS v":                         "r1 r4",
		"min(ts) AS v, max(ts) AS w":                     "(unknown) r1 r3 r4 r5 r6", // of different rows: all live on
	} {
		chain := tracetest.Chain(model{"one", `SELECT o, ` + items + ` FROM src.clicks GROUP BY o`})
		chain.Dimensions = []trace.Dimension{{Name: "who", SQL: "who"}}
		var stayed []string
		for _, line := range fatesBy(t, chain, "who", tables) {
			if who, rest, _ := strings.Cut(line, ": "); strings.HasPrefix(rest, "1") {
				stayed = append(stayed, who)
			}
		}
		if got := strings.Join(stayed, " "); got != want {
			t.Errorf("%s: %s stayed, want %s", items, got, want)
		}
	}
}
