package evidence_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/tracetest"
)

// wayOf is a journey in lines: for each stop what was met or missed, and each output row.
func wayOf(t *testing.T, e *evidence.Evidence, row int64) []string {
	t.Helper()
	j, err := e.Journey(context.Background(), row)
	if err != nil {
		t.Fatal(err)
	}
	said := func(values []trace.Value) string {
		var out []string
		for _, v := range values {
			out = append(out, v.Name+"="+v.Text)
		}
		return strings.Join(out, " ")
	}
	var out []string
	for _, s := range j.Stops {
		for _, l := range s.Lookups {
			line := fmt.Sprintf("%s: %s %s, found %s", s.Step, l.Relation, said(l.Key), said(l.Row))
			switch {
			case l.Without != "":
				line = fmt.Sprintf("%s: no key for %s without %s", s.Step, l.Relation, l.Without)
			case !l.Hit:
				line = fmt.Sprintf("%s: %s %s, missed", s.Step, l.Relation, said(l.Key))
			}
			out = append(out, strings.Join(append([]string{line}, l.Within...), ", "))
		}
		if s.Kept {
			out = append(out, fmt.Sprintf("%s: %d rows: %s", s.Step, s.Rows, said(s.Out)))
			for _, other := range s.More {
				out = append(out, fmt.Sprintf("%s: also: %s", s.Step, said(s.Differences(other))))
			}
		}
	}
	return out
}

func TestAJourneyShowsEachCopyAndWhatItMet(t *testing.T) {
	conn := tracetest.Connect(t)
	for name, query := range map[string]string{
		"people":  `SELECT * FROM (VALUES (7, 'ann'), (8, 'bob')) AS t(click, who)`,
		"teams":   `SELECT * FROM (VALUES ('ann', 'red'), ('ann', 'blue'), ('bob', 'red')) AS t(who, team)`,
		"periods": `SELECT team, name, CAST(a AS TIMESTAMP) AS a, CAST(b AS TIMESTAMP) AS b FROM (VALUES ('red', 'r1', '2024-01-01', '2024-02-01'), ('blue', 'b1', '2024-01-10', '2024-01-20')) AS t(team, name, a, b)`,
	} {
		if err := tracetest.MakeTable(context.Background(), conn, "src", name, query); err != nil {
			t.Fatal(err)
		}
	}
	e := tracetest.GatherOn(t, conn, `SELECT i AS click, TIMESTAMP '2024-01-11' AS ts FROM (VALUES (7), (9)) AS t(i)`,
		model{"one", `SELECT c.click, p.who, t.team, r.name FROM src.clicks AS c JOIN src.people AS p ON p.click = c.click
			JOIN src.teams AS t ON t.who = p.who JOIN src.periods AS r ON r.team = t.team AND c.ts >= r.a AND c.ts < r.b`},
		model{"two", `SELECT team, count(*) AS n FROM "ref"."one" GROUP BY team`})
	for row, want := range [][]string{
		{
			"one: people p.click=7, found click=7 who=ann",
			"one: teams t.who=ann, found who=ann team=blue",
			"one: teams t.who=ann, found who=ann team=red",
			"one: periods r.team=blue, found team=blue name=b1 a=2024-01-10 00:00:00 b=2024-01-20 00:00:00, 1 d after r.a, 9 d before r.b",
			"one: periods r.team=red, found team=red name=r1 a=2024-01-01 00:00:00 b=2024-02-01 00:00:00, 10 d after r.a, 21 d before r.b",
			"one: 2 rows: click=7 who=ann team=blue name=b1",
			"one: also: team=red name=r1",
			"two: 2 rows: team=blue n=1",
			"two: also: team=red",
		},
		{
			"one: people p.click=9, missed",
			"one: no key for teams without people",
			"one: no key for periods without teams",
		},
	} {
		if diff := cmp.Diff(want, wayOf(t, e, int64(row))); diff != "" {
			t.Errorf("click %d (-want +got):\n%s", row, diff)
		}
	}
}
