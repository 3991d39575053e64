package trace_test

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/chains"
	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tracetest"
)

// plantedFates says which planted fate a cause of the creators chain is, and how many of it the built-in snapshot has
// at least: a fate that nobody was given proves nothing.
var plantedFates = []struct {
	step      string
	kind      trace.Kind
	predicate string // as DuckDB prints it, or a part of it; empty for any
	fate      string
	atLeast   int
}{
	{"rebrandly_prep", trace.ParseError, `TRY_CAST("timestamp" AS TIMESTAMP)`, "unreadable_timestamp", 300},
	{"rebrandly_prep", trace.MissingValue, `TRY_CAST("timestamp" AS TIMESTAMP)`, "unreadable_timestamp", 300},
	{"campaigns_funnel_clicks", trace.NullPredicate, "agent_type = 'human'", "agent_unknown", 20_000},
	{"campaigns_funnel_clicks", trace.Filter, "agent_type = 'human'", "not_human", 1_000_000},
	{"campaigns_funnel_clicks", trace.NullPredicate, "session_first", "session_unknown", 5_000},
	{"campaigns_funnel_clicks", trace.Filter, "session_first", "not_first_session", 200_000},
	{"campaigns_funnel_clicks", trace.Filter, "domain_raw != 'tunefold.example'", "generic_link", 50_000},
	{"campaigns_funnel_clicks", trace.JoinMiss, "sheet", "not_in_sheet", 20_000},
	{"campaigns_funnel_clicks", trace.MissingValue, "campaign_utm_ct IS NOT NULL", "no_campaign_in_sheet", 2_000},
	{"campaigns_funnel_clicks", trace.Dedup, "", "duplicate", 100},
	{"campaigns_funnel_creators.creators_only", trace.Filter, "'ct-'", "not_creator", 50_000},
	{"campaigns_funnel_creators", trace.JoinMiss, "creators", "no_creator_in_dimension", 5_000},
	{"posts_yt", trace.NullPredicate, "'youtube'", "platform_missing", 5_000},
	{"posts_yt", trace.Filter, "'youtube'", "not_youtube", 100_000},
	{"", trace.Kept, "", "kept", 80_000},
}

// plantedFate returns the planted fate that a cause stands for. One that the table does not have is named in full, so
// that it agrees with nothing.
func plantedFate(step string, cause trace.Cause) string {
	for _, p := range plantedFates {
		if p.step == step && p.kind == cause.Kind && strings.Contains(cause.Predicate, p.predicate) {
			return p.fate
		}
	}
	return fmt.Sprintf("%s of %s in %s", cause.Kind, cause.Predicate, step)
}

func TestTheBuiltInSnapshotIsTracedAsItWasPlanted(t *testing.T) {
	if testing.Short() {
		t.Skip("traces 2.7 million clicks")
	}
	ctx := context.Background()
	conn, _, result := traceSample(ctx, t, "creators", sample.Options{})
	joinPlanted(t, conn, result)

	t.Run("every click has its planted fate", func(t *testing.T) { everyClickAgrees(t, conn) })
	t.Run("no fate is missing", func(t *testing.T) { everyFateIsThere(t, conn, 1) })
	t.Run("of a tied pair exactly one wins", func(t *testing.T) { onePerPairWins(t, conn, 1) })
	t.Run("each year's ledger counts the planted fates", func(t *testing.T) { ledgersCountThem(ctx, t, conn, result) })
	t.Run("the figures are those that the snapshot is calibrated to", func(t *testing.T) { calibrated(ctx, t, conn, result) })
}

// A tenth of the snapshot of a week later, in which the sheet was completed, clicks are late or gone, and ties swapped.
func TestTheLaterSnapshotIsTracedAsItWasPlanted(t *testing.T) {
	ctx := context.Background()
	const scale = 0.1
	later := sample.Options{Scale: scale, Date: sample.Dates(sample.Rebrandly)[1]}
	conn, _, result := traceSample(ctx, t, "creators", later)
	joinPlanted(t, conn, result)

	t.Run("every click has its planted fate", func(t *testing.T) { everyClickAgrees(t, conn) })
	// The completed sheet leaves a fifth of the losses.
	t.Run("no fate is missing", func(t *testing.T) { everyFateIsThere(t, conn, scale/5) })
	t.Run("of a tied pair exactly one wins", func(t *testing.T) { onePerPairWins(t, conn, scale) })
	t.Run("each year's ledger counts the planted fates", func(t *testing.T) { ledgersCountThem(ctx, t, conn, result) })
}

// traceSample traces a built-in chain over a snapshot.
func traceSample(ctx context.Context, t *testing.T, chainName string, o sample.Options) (*sql.Conn, *trace.Chain, *fates.Result) {
	t.Helper()
	conn, _ := tracetest.Sample(ctx, t, o)
	chain, err := chains.BuiltinChain(chainName)
	if err != nil {
		t.Fatal(err)
	}
	result, err := fates.Run(ctx, conn, chain, trace.Options{AsOf: asOf(t, o)})
	if err != nil {
		t.Fatal(err)
	}
	return conn, chain, result
}

// asOf is what time it is for models over a built-in snapshot.
func asOf(t *testing.T, o sample.Options) trace.AsOf {
	t.Helper()
	if o.AsOf() == "" {
		return trace.AsOf{}
	}
	at, err := snapshots.ParseMoment(o.AsOf())
	if err != nil {
		t.Fatal(err)
	}
	return trace.AsOf{Moment: at, By: o.Name()}
}

// joinPlanted makes the table joined: what was planted in each click beside what the trace found.
func joinPlanted(t *testing.T, conn *sql.Conn, result *fates.Result) {
	t.Helper()
	found, steps, causes := fatesOf(result)
	codes := "(0, 'kept')"
	for code, cause := range causes {
		codes += fmt.Sprintf(", (%d, %s)", code, sqltree.Literal(plantedFate(steps[code].Name, cause)))
	}
	// Where a dedup hangs on a tie there are two right fates; should is the one that was met, if one was.
	tracetest.Exec(t, conn, `CREATE TEMP TABLE joined AS
		SELECT *, CASE WHEN traced = alt THEN alt ELSE fate END AS should
		FROM (
			SELECT p.*, year(TRY_CAST(raw.timestamp AS TIMESTAMP)) AS year, coalesce(c.fate, 'no fate') AS traced
			FROM rebrandly.planted AS p
			JOIN rebrandly.`+sqltree.Quote(trace.RowsView("rebrandly_raw"))+` AS raw ON raw.`+trace.RowColumn+` = p.row
			FULL JOIN `+found+` AS f ON f.id = p.row
			LEFT JOIN (VALUES `+codes+`) AS c (code, fate) ON c.code = f.cause
		)`)
}

func everyClickAgrees(t *testing.T, conn *sql.Conn) {
	const wrong = ` FROM joined WHERE traced IS DISTINCT FROM should`
	if n := tracetest.Table(t, conn, `SELECT count(*)`+wrong)[0][0]; n != "0" {
		t.Errorf("got %s clicks whose fate is not the planted one, want none\n\n%s\n%s", n,
			printed([]string{"planted", "traced", "clicks"}, tracetest.Table(t, conn, `SELECT fate, traced, count(*) FROM joined GROUP BY fate, traced ORDER BY (fate = traced), count(*) DESC`)),
			printed([]string{"row", "planted", "or", "traced", "detail", "twin"}, tracetest.Table(t, conn, `
				SELECT row, fate, alt, traced, detail, twin`+wrong+` QUALIFY row_number() OVER (PARTITION BY fate, traced ORDER BY row) <= 3 ORDER BY ALL`)))
	}
	want := tracetest.Table(t, conn, `SELECT count(*) FROM rebrandly.rebrandly_raw`)
	if diff := cmp.Diff(want, tracetest.Table(t, conn, `SELECT count(*) FROM joined`)); diff != "" {
		t.Errorf("clicks with a fate (-want +got):\n%s", diff)
	}
}

// everyFateIsThere expects so many of what the built-in snapshot has at least.
func everyFateIsThere(t *testing.T, conn *sql.Conn, share float64) {
	got := map[string]int{}
	for _, row := range tracetest.Table(t, conn, `SELECT traced, count(*) FROM joined GROUP BY ALL`) {
		got[row[0]] = atoi(t, row[1])
	}
	for _, p := range plantedFates {
		if atLeast := int(float64(p.atLeast) * share); got[p.fate] < atLeast {
			t.Errorf("%s: got %d clicks, want at least %d", p.fate, got[p.fate], atLeast)
		}
	}
}

func onePerPairWins(t *testing.T, conn *sql.Conn, scale float64) {
	pairs := tracetest.Table(t, conn, `
		SELECT a.row, a.traced, b.row, b.traced FROM joined AS a LEFT JOIN joined AS b ON b.row = a.twin
		WHERE a.twin IS NOT NULL AND coalesce((a.traced = 'duplicate') = (b.traced = 'duplicate'), TRUE)
		ORDER BY a.row LIMIT 5`)
	if len(pairs) > 0 {
		t.Errorf("both win or both lose:\n%s", printed([]string{"row", "traced", "twin", "traced"}, pairs))
	}
	if n := atoi(t, tracetest.Table(t, conn, `SELECT count(*) FROM joined WHERE twin IS NOT NULL`)[0][0]); n < int(100*scale) {
		t.Errorf("got %d clicks with a twin, want at least %d, or this proves nothing", n, int(100*scale))
	}
}

func ledgersCountThem(ctx context.Context, t *testing.T, conn *sql.Conn, result *fates.Result) {
	ledgers, err := result.By(ctx, trace.Slice{}, "year")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, l := range ledgers {
		if fault := unbalanced(l); fault != "" {
			t.Errorf("%s: %s", l.Slice, fault)
		}
		for _, s := range l.Steps {
			for _, c := range s.Causes {
				if c.Clicks > 0 {
					got[l.Slice+" "+plantedFate(s.Name, c)] += int(c.Clicks)
				}
			}
		}
		got[l.Slice+" kept"] += int(l.Out())
	}
	want := map[string]int{trace.Unknown + " kept": 0}
	for _, row := range tracetest.Table(t, conn, `SELECT coalesce(year::VARCHAR, '`+trace.Unknown+`') || ' ' || should, count(*) FROM joined GROUP BY ALL`) {
		want[row[0]] = atoi(t, row[1])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("clicks of each year and fate (-planted +ledger):\n%s", diff)
	}
}

func calibrated(ctx context.Context, t *testing.T, conn *sql.Conn, result *fates.Result) {
	year := func(y int) *trace.Ledger {
		l, err := result.Ledger(ctx, trace.Slice{
			From: time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(y+1, 1, 1, 0, 0, 0, 0, time.UTC), Label: fmt.Sprint(y),
		})
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	out := func(l *trace.Ledger, step string) int64 { return stepNamed(t, l, step).Out }
	all, err := result.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	y2023, y2024 := year(2023), year(2024)
	tied := int64(0)
	for _, tie := range stepNamed(t, all, "rebrandly_prep").Ties {
		if tie.For == "rebrandly_id" {
			tied = tie.Rows
		}
	}
	attributed := atoi(t, tracetest.Table(t, conn, `
		SELECT 1000 * count(*) FILTER (traced NOT IN ('not_in_sheet', 'no_campaign_in_sheet')) // count(*) FROM joined
		WHERE year = 2024 AND traced NOT IN
			('generic_link', 'unreadable_timestamp', 'not_human', 'agent_unknown', 'not_first_session', 'session_unknown', 'duplicate')`)[0][0])
	for _, f := range []struct {
		what          string
		got, from, to int64
	}{
		{"raw clicks", all.In(), 2_690_000, 2_710_000},
		{"clicks without a readable date", stepNamed(t, all, "rebrandly_prep").Dropped(), 300, 600},
		{"rows tied in rebrandly_id", tied, 850, 890},
		{"clicks of 2024 that reach campaigns_funnel_clicks", out(y2024, "campaigns_funnel_clicks"), 68_500, 69_500},
		{"clicks of 2023 that reach campaigns_funnel_clicks", out(y2023, "campaigns_funnel_clicks"), 110_000, 140_000},
		{"clicks of 2024 that reach posts_yt", y2024.Out(), 15_500, 16_500},
		{"clicks of 2023 that reach posts_yt", y2023.Out(), 38_000, 48_000},
		{"what posts_yt says for 2024", int64(y2024.Number.Value), 15_800, 16_500},
		{"of it added by fan-out", y2024.Number.FanOut, 200, 800},
		{"attributed in 1000 attributable clicks of 2024", int64(attributed), 855, 866},
	} {
		if f.got < f.from || f.got > f.to {
			t.Errorf("%s: got %d, want %d to %d", f.what, f.got, f.from, f.to)
		}
	}
	if n := y2024.Number; !n.Known || int64(n.Value) != n.Clicks+n.FanOut {
		t.Errorf("the number of 2024: got %+v, want clicks and fan-out to add up to the value", n)
	}
}

func stepNamed(t *testing.T, l *trace.Ledger, name string) trace.Step {
	t.Helper()
	for _, s := range l.Steps {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("the ledger of %s has no step %s", l.Slice, name)
	return trace.Step{}
}

// printed aligns a table for a test's message.
func printed(header []string, rows [][]string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{header}, rows...) {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	_ = w.Flush() // a Builder takes everything
	return b.String()
}

func atoi(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
