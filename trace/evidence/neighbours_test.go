package evidence_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace/evidence"
	"funneltrace/trace/tracetest"
)

// nearOf is what a journey says of the first lookup of its first stop: the value compared, then the rows around it.
func nearOf(t *testing.T, e *evidence.Evidence, row int64) []string {
	t.Helper()
	j, err := e.Journey(context.Background(), row)
	if err != nil {
		t.Fatal(err)
	}
	l := j.Stops[0].Lookups[0]
	var out []string
	for _, v := range l.Compared {
		out = append(out, v.Name+"="+v.Text)
	}
	if l.Hit {
		out = append(out, "met "+l.Row[1].Text)
	}
	for _, n := range l.Near {
		line := n.Why
		if len(n.Row) > 0 {
			line = strings.TrimSpace(n.Side+" "+n.Row[1].Text) + ": " + n.Why
		}
		if n.Fails != "" {
			line += "; fails " + n.Fails
		}
		out = append(out, line)
	}
	return out
}

const periodsOfTime = `SELECT k, name, CAST(a AS TIMESTAMP) AS a, CAST(b AS TIMESTAMP) AS b FROM (VALUES
	('x', 'one', '2024-01-01', '2024-02-01'), ('x', 'two', '2024-02-01', '2024-03-01'), ('x', 'four', '2024-04-01', NULL),
	('y', 'other', '2024-01-01', '2024-02-01'), ('z', 'lost', NULL, '2024-02-01')) AS t(k, name, a, b)`

func TestAJourneyShowsTheRowsOfARangeBeforeAndAfterTheValue(t *testing.T) {
	conn := tracetest.Connect(t)
	if err := tracetest.MakeTable(context.Background(), conn, "src", "periods", periodsOfTime); err != nil {
		t.Fatal(err)
	}
	e := tracetest.GatherOn(t, conn, `SELECT k, CAST(ts AS TIMESTAMP) AS ts FROM (VALUES
		('x', '2024-01-31 21:46:00'), ('x', '2024-03-02 12:00:00'), ('x', '2023-12-31 23:59:59.5'), ('x', '2024-06-01'),
		('x', '2024-02-01'), ('y', '2024-02-01'), ('x', NULL), ('z', '2024-01-15'), (' x', '2024-01-15')) AS t(k, ts)`,
		model{"one", `SELECT c.k, p.name FROM src.clicks AS c JOIN src.periods AS p
			ON p.k = c.k AND p.name LIKE '%o%' AND c.ts >= p.a AND c.ts < coalesce(p.b, TIMESTAMP '2024-06-01')`})
	end := "COALESCE(p.b, CAST('2024-06-01' AS TIMESTAMP))"
	for row, want := range [][]string{
		{"c.ts=2024-01-31 21:46:00", "met one", "next two: c.ts is 2 h 14 min before p.a; fails c.ts >= p.a"},
		{"c.ts=2024-03-02 12:00:00", "previous two: c.ts is 1 d 12 h after " + end + "; fails c.ts < " + end, "next four: c.ts is 29 d 12 h before p.a; fails c.ts >= p.a"},
		{"c.ts=2023-12-31 23:59:59.5", "next one: c.ts is 500 ms before p.a; fails c.ts >= p.a"},
		{"c.ts=2024-06-01 00:00:00", "previous four: c.ts is exactly " + end + "; fails c.ts < " + end},
		{"c.ts=2024-02-01 00:00:00", "met two", "previous one: c.ts is exactly " + end + "; fails c.ts < " + end, "next four: c.ts is 60 d before p.a; fails c.ts >= p.a"},
		{"c.ts=2024-02-01 00:00:00", "previous other: c.ts is exactly " + end + "; fails c.ts < " + end},
		{"c.ts=", "c.ts is NULL, and NULL compares with nothing"},
		{"c.ts=2024-01-15 00:00:00", "next lost: p.a is NULL, and NULL compares with nothing; fails c.ts >= p.a"},
		{"c.ts=2024-01-15 00:00:00", "one: p.k differs in whitespace"},
	} {
		got := nearOf(t, e, int64(row))
		if row == 8 { // which of the rows with the key comes first is open
			got = got[:2]
			got[1] = "one" + got[1][strings.Index(got[1], ":"):]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("click %d (-want +got):\n%s", row, diff)
		}
	}
}

func TestAJourneySaysHowFarANumberIsFromARange(t *testing.T) {
	conn := tracetest.Connect(t)
	if err := tracetest.MakeTable(context.Background(), conn, "src", "bands", `SELECT * FROM (VALUES (1, 'low', 0.5, 10.0), (2, 'high', 20.0, 30.0), (3, 'shut', 12.0, 18.0)) AS t(id, name, a, b)`); err != nil {
		t.Fatal(err)
	}
	e := tracetest.GatherOn(t, conn, `SELECT * FROM (VALUES (15.25::DOUBLE), (0.1), (40), (1e15)) AS t(v)`,
		model{"one", `SELECT c.v FROM src.clicks AS c JOIN src.bands AS b ON c.v BETWEEN b.a AND b.b AND b.name <> 'shut'`})
	for row, want := range [][]string{
		{"c.v=15.25", "previous low: c.v is 5.25 above b.b; fails c.v <= b.b", "next high: c.v is 4.75 below b.a; fails c.v >= b.a"},
		{"c.v=0.1", "next low: c.v is 0.4 below b.a; fails c.v >= b.a"},
		{"c.v=40.0", "previous high: c.v is 10 above b.b; fails c.v <= b.b"},
		{"c.v=1000000000000000.0", "previous high: c.v is 1e+15 above b.b; fails c.v <= b.b"},
	} {
		if diff := cmp.Diff(want, nearOf(t, e, int64(row))); diff != "" {
			t.Errorf("click %d (-want +got):\n%s", row, diff)
		}
	}
}

func TestARowThatAnotherConditionExcludesIsNearToo(t *testing.T) {
	conn := tracetest.Connect(t)
	if err := tracetest.MakeTable(context.Background(), conn, "src", "bands", `SELECT 7 AS k, 'shut' AS name, 1 AS a, 10 AS b`); err != nil {
		t.Fatal(err)
	}
	e := tracetest.GatherOn(t, conn, `SELECT 7 AS k, 5 AS v`,
		model{"one", `SELECT c.v FROM src.clicks AS c JOIN src.bands AS b ON b.k = c.k AND c.v BETWEEN b.a AND b.b AND b.name <> 'shut'`})
	want := []string{"c.v=5", `shut: b."name" != 'shut' does not hold; fails b."name" != 'shut'`}
	if diff := cmp.Diff(want, nearOf(t, e, 0)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
