package trace_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/snapshots/sample"
	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tracetest"
)

const (
	silver = "goal_complete_events"
	gold   = "goal_complete_events_attributed"
)

// plantedConversions says which planted fate a cause of the iterations chain is, and how many of it the first snapshot has
// at least.
var plantedConversions = []struct {
	step      string
	kind      trace.Kind
	predicate string // as DuckDB prints it, or a part of it; empty for any
	reason    string // exactly
	fate      string
	atLeast   int
}{
	{silver, trace.NullPredicate, "event_type = 'goal_complete'", "", "type_missing", 300},
	{silver, trace.Filter, "event_type = 'goal_complete'", "", "not_conversion", 300_000},
	{silver, trace.Dedup, "", "", "duplicate", 1000},
	{gold, trace.JoinMiss, "adsuite.clicks", "", "no_click", 1000},
	{gold, trace.JoinMiss, "adsuite.clicks", "the key is NULL", "no_click", 1000},
	{gold, trace.JoinMiss, "adsuite.campaigns", "", "no_campaign", 1000},
	{gold, trace.JoinMiss, "adsuite.campaigns", "the key is NULL", "no_campaign", 1000},
	{gold, trace.JoinMiss, "adsuite.strategies", "the key is NULL", "no_adaction", 1000},
	{gold, trace.JoinMiss, "adsuite.strategies", "", "no_strategy", 500},
	{gold, trace.JoinMiss, "iterations_with_end_time", "no row has the key", "no_iteration", 500},
	{gold, trace.JoinMiss, `c."timestamp" >= i.created_at`, "the key is there, but this excludes every row that has it", "before_first", 300},
	{"", trace.Kept, "", "", "kept", 100_000},
}

func plantedConversion(step string, cause trace.Cause) string {
	for _, p := range plantedConversions {
		if p.step == step && p.kind == cause.Kind && p.reason == cause.Reason && strings.Contains(cause.Predicate, p.predicate) {
			return p.fate
		}
	}
	return fmt.Sprintf("%s of %s in %s (%s)", cause.Kind, cause.Predicate, step, cause.Reason)
}

// A part of the events of both days: those of the second day's snapshot have the iterations that the first one's mirror lacked.
func TestConversionsAreTracedAsTheyWerePlanted(t *testing.T) {
	const scale = 0.3
	for _, date := range sample.Dates(sample.AdSuite) {
		t.Run(date, func(t *testing.T) {
			ctx := context.Background()
			o := sample.Options{Family: sample.AdSuite, Scale: scale, Date: date}
			conn, chain, result := traceSample(ctx, t, "iterations", o)
			joinPlantedEvents(t, conn, result)
			t.Run("every event has its planted fate", func(t *testing.T) { everyEventAgrees(t, conn) })
			t.Run("no fate is missing", func(t *testing.T) {
				got := countsOf(t, conn, `SELECT traced, count(*) FROM joined GROUP BY ALL`)
				for _, p := range plantedConversions {
					if atLeast := int(float64(p.atLeast) * scale); got[p.fate] < atLeast {
						t.Errorf("%s: got %d events, want at least %d", p.fate, got[p.fate], atLeast)
					}
				}
			})
			t.Run("the ledger counts them", func(t *testing.T) { conversionsLedger(ctx, t, conn, result) })
			t.Run("every conversion has its planted iteration", func(t *testing.T) { everyIterationAgrees(ctx, t, conn, chain, o) })
			t.Run("the SQL of the ADR gives the same", func(t *testing.T) { asTheADRHasIt(ctx, t, conn, chain, o) })
		})
	}
}

// joinPlantedEvents makes the table joined: what was planted in each event beside what the trace found.
func joinPlantedEvents(t *testing.T, conn *sql.Conn, result *fates.Result) {
	t.Helper()
	found, steps, causes := fatesOf(result)
	codes := "(0, 'kept')"
	for code, cause := range causes {
		codes += fmt.Sprintf(", (%d, %s)", code, sqltree.Literal(plantedConversion(steps[code].Name, cause)))
	}
	tracetest.Exec(t, conn, fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE joined AS
		SELECT p.*, coalesce(c.fate, 'no fate') AS traced
		FROM adsuite.planted AS p
		FULL JOIN %s AS f ON f.id = p.row
		LEFT JOIN (VALUES %s) AS c (code, fate) ON c.code = f.cause`, found, codes))
}

func everyEventAgrees(t *testing.T, conn *sql.Conn) {
	wrong := tracetest.Table(t, conn, `SELECT fate, why, traced, count(*), min(row) FROM joined WHERE traced IS DISTINCT FROM fate GROUP BY ALL ORDER BY ALL`)
	if len(wrong) > 0 {
		t.Errorf("events whose fate is not the planted one:\n%s", printed([]string{"planted", "why", "traced", "events", "row"}, wrong))
	}
	want := tracetest.Table(t, conn, `SELECT count(*) FROM adsuite.events`)
	if diff := cmp.Diff(want, tracetest.Table(t, conn, `SELECT count(*) FROM joined`)); diff != "" {
		t.Errorf("events with a fate (-want +got):\n%s", diff)
	}
}

func conversionsLedger(ctx context.Context, t *testing.T, conn *sql.Conn, result *fates.Result) {
	all, err := result.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	if fault := unbalanced(all); fault != "" {
		t.Error(fault)
	}
	got := map[string]int{"value": int(all.Number.Value), "reached it": int(all.Number.Clicks), "fan-out": int(all.Number.FanOut)}
	want := countsOf(t, conn, `SELECT unnest(['value', 'reached it', 'fan-out']),
		unnest([sum(copies), count(*) FILTER (fate = 'kept'), sum(copies - 1) FILTER (fate = 'kept')]::INTEGER[]) FROM joined`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the number (-planted +ledger):\n%s", diff)
	}

	// Two strategies have one offer; the iterations of one strategy do not overlap, though their key repeats.
	for _, step := range all.Steps {
		for _, f := range step.FanOuts {
			if !strings.Contains(f.Join, "strategies") || strings.Contains(f.Join, "iterations") {
				t.Errorf("%s: a fan-out is blamed on %s, want the strategies alone", step.Name, f.Join)
			}
		}
	}

	for _, by := range []string{"boundary", "side", "mirror"} {
		ledgers, err := result.By(ctx, trace.Slice{}, by)
		if err != nil {
			t.Fatal(err)
		}
		got = map[string]int{}
		for _, l := range ledgers {
			got[l.Slice] = int(l.In())
		}
		want = countsOf(t, conn, `SELECT coalesce(`+by+`, '`+trace.Unknown+`'), count(*) FROM joined GROUP BY ALL`)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("events by %s (-planted +ledger):\n%s", by, diff)
		}
	}

	got = map[string]int{}
	for _, step := range all.Steps {
		for _, m := range step.Marks {
			got[m.Label] = int(m.Clicks)
		}
	}
	want = countsOf(t, conn, `SELECT unnest(['stale mirror', 'at risk']), unnest([count(*) FILTER (mirror = 'stale'), count(*) FILTER (boundary = 'at risk')]) FROM joined`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("marks (-planted +ledger):\n%s", diff)
	}
}

// asTheADRHasIt traces the SQL of ADR 0054, in which nothing was replaced but the names of the tables, in place of the built-in gold model.
func asTheADRHasIt(ctx context.Context, t *testing.T, conn *sql.Conn, builtin *trace.Chain, o sample.Options) {
	text, err := os.ReadFile("testdata/adr/0054.sql")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`(FROM|JOIN) (iterations|clicks|campaigns|strategies|goal_complete_events)\b`).ReplaceAllStringFunc(string(text), func(m string) string {
		word, table, _ := strings.Cut(m, " ")
		if table == silver {
			return word + ` "ref"."` + table + `"`
		}
		return word + " adsuite." + table
	})
	adr := *builtin
	adr.Models, adr.Dimensions, adr.Marks = nil, nil, nil
	for _, m := range builtin.Models {
		switch m.Name {
		case gold:
			m.SQL, m.Text, m.Places = named, named, nil
		case "conversions_per_iteration":
			m.SQL = `SELECT iteration_id, COUNT(*) AS conversions FROM "ref"."` + gold + `" GROUP BY iteration_id`
			m.Text, m.Places = m.SQL, nil
		}
		adr.Models = append(adr.Models, m)
	}
	lines := func(c *trace.Chain) (out []string) {
		r, err := fates.Run(ctx, conn, c, trace.Options{AsOf: asOf(t, o)})
		if err != nil {
			t.Fatal(err)
		}
		joinPlantedEvents(t, conn, r)
		everyEventAgrees(t, conn)
		l, err := r.Ledger(ctx, trace.Slice{})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range l.Steps {
			out = append(out, fmt.Sprintf("%s: %d in, %d out, %d rows", s.Name, s.In, s.Out, s.RowsOut))
			for _, c := range s.Causes {
				out = append(out, fmt.Sprintf("%s %s %s %s %s: %d, alone %d", c.ID, c.Kind, c.Label, c.Predicate, c.Reason, c.Clicks, c.OnlyCause))
			}
			for _, f := range s.FanOuts {
				out = append(out, fmt.Sprintf("fan-out by %s: %d, %d", f.Join, f.Clicks, f.Extra))
			}
		}
		return append(out, fmt.Sprintf("%v", l.Number.Value))
	}
	if diff := cmp.Diff(lines(&adr), lines(builtin)); diff != "" {
		t.Errorf("the ledger (-ADR +built-in):\n%s", diff)
	}

	columns := "event_id, click_id, user_id, goal_reference_id, revenue, timestamp, click_timestamp, iteration_id"
	if err := runPlain(ctx, conn, at(builtin, o)); err != nil {
		t.Fatal(err)
	}
	tracetest.Exec(t, conn, "CREATE OR REPLACE TEMP TABLE builtin AS SELECT "+columns+" FROM "+plainSchema+"."+gold)
	if err := runPlain(ctx, conn, at(&adr, o)); err != nil {
		t.Fatal(err)
	}
	// Of iterations that tie, either run may take the one or the other: their names are put in one's place.
	settled := func(from string) string {
		return `SELECT g.* REPLACE (coalesce(t.one, iteration_id) AS iteration_id) FROM ` + from + ` AS g LEFT JOIN (
			SELECT unnest(list(iteration_id)) AS iteration_id, min(iteration_id) AS one FROM adsuite.iterations GROUP BY strategy_id, created_at HAVING count(*) > 1) AS t USING (iteration_id)`
	}
	theirs, ours := settled("(SELECT "+columns+" FROM "+plainSchema+"."+gold+")"), settled("builtin")
	differ := tracetest.Table(t, conn, "("+theirs+" EXCEPT ALL "+ours+") UNION ALL ("+ours+" EXCEPT ALL "+theirs+") LIMIT 5")
	if len(differ) > 0 {
		t.Errorf("rows of the gold model that only the one or the other has: %v", differ)
	}
}

// at is the chain with the moment of the snapshot in place of the question for the time, for an engine that is not told it.
func at(c *trace.Chain, o sample.Options) *trace.Chain {
	out := *c
	out.Models = slices.Clone(c.Models)
	for i := range out.Models {
		out.Models[i].SQL = strings.ReplaceAll(out.Models[i].SQL, "CURRENT_TIMESTAMP", "TIMESTAMPTZ '"+o.AsOf()+" 00:00:00+00'")
	}
	return &out
}

func everyIterationAgrees(ctx context.Context, t *testing.T, conn *sql.Conn, chain *trace.Chain, o sample.Options) {
	if err := runPlain(ctx, conn, at(chain, o)); err != nil {
		t.Fatal(err)
	}
	rows := sqltree.Quote(trace.RowsView("events"))
	wrong := tracetest.Table(t, conn, `
		SELECT p.row, p.why, p.iteration, p.alt, p.also, p.boundary, p.side, p.alternatives, p.mirror, g.*
		FROM adsuite.planted AS p
		JOIN adsuite.`+rows+` AS e ON e.`+trace.RowColumn+` = p.row
		LEFT JOIN (
			SELECT event_id, list(iteration_id ORDER BY iteration_id) AS iterations, list(DISTINCT boundary) AS boundaries,
				list(DISTINCT coalesce(side, 'none')) AS sides, list(alternative) FILTER (alternative IS NOT NULL) AS others, list(DISTINCT mirror) AS mirrors
			FROM `+plainSchema+`.`+gold+` GROUP BY event_id
		) AS g ON g.event_id = e.event_id
		WHERE p.fate = 'kept' AND NOT coalesce(
			len(g.iterations) = p.copies AND g.boundaries = [p.boundary] AND g.sides = [coalesce(p.side, 'none')] AND g.mirrors = [p.mirror]
			AND (p.alternatives IS NULL AND g.others IS NULL OR len(g.others) = 1 AND list_contains(p.alternatives, g.others[1]) AND NOT list_contains(g.iterations, g.others[1]))
			AND (list_contains(g.iterations, p.iteration) OR list_contains(g.iterations, p.alt))
			AND (p.also IS NULL OR list_contains(g.iterations, p.also)), FALSE)
		ORDER BY p.row LIMIT 10`)
	if len(wrong) > 0 {
		t.Errorf("conversions that are of another iteration:\n%s", printed([]string{"row", "why", "iteration", "or", "and", "boundary", "side", "alternatives", "mirror", "event", "is of", "boundary", "side", "alternatives", "mirror"}, wrong))
	}
	extra := tracetest.Table(t, conn, `SELECT count(*) - (SELECT sum(copies) FROM adsuite.planted)::BIGINT FROM `+plainSchema+`.`+gold)
	if diff := cmp.Diff([][]string{{"0"}}, extra); diff != "" {
		t.Errorf("rows of the model that nothing was planted for (-want +got):\n%s", diff)
	}
}

// countsOf returns the counts of a query's second column, by the first.
func countsOf(t *testing.T, conn *sql.Conn, query string) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, row := range tracetest.Table(t, conn, query) {
		counts[row[0]] = atoi(t, row[1])
	}
	return counts
}
