package sample_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
)

// attachAs gives the snapshot's tables to the connection, with the number of each row as "row".
func attachAs(t *testing.T, conn *sql.Conn, schema string, s *snapshots.Snapshot) {
	t.Helper()
	exec(t, conn, "CREATE SCHEMA "+schema)
	for _, table := range s.Manifest.Tables {
		columns := `file_row_number AS "row", * EXCLUDE (file_row_number)`
		if table.Name == "planted" {
			columns = "* EXCLUDE (file_row_number)"
		}
		exec(t, conn, fmt.Sprintf(`CREATE TABLE %s.%s AS SELECT %s FROM read_parquet('%s', file_row_number = true)`,
			schema, table.Name, columns, filepath.Join(s.Dir, table.Name+".parquet")))
	}
}

func TestAdSuiteSaysWhatItIs(t *testing.T) {
	for i, date := range sample.Dates(sample.AdSuite) {
		s := write(t, 2, sample.Options{Family: sample.AdSuite, Scale: 0.001, Date: date})
		if !s.Synthetic || s.Name != "adsuite_"+date || s.Family != "adsuite" {
			t.Errorf("got name %s, family %s, synthetic %t", s.Name, s.Family, s.Synthetic)
		}
		if want := fmt.Sprintf("2026-02-0%d", 4+i); s.AsOf().Format(time.DateOnly) != want { // the end of its day
			t.Errorf("%s: got as of %s, want %s", date, s.AsOf(), want)
		}
		types := map[string][]snapshots.Column{}
		for _, table := range s.Manifest.Tables {
			types[table.String()] = table.Columns
		}
		want := map[string][]snapshots.Column{
			"adsuite.events": {
				{Name: "event_id", Type: "VARCHAR"}, {Name: "event_type", Type: "VARCHAR"}, {Name: "click_id", Type: "VARCHAR"}, {Name: "user_id", Type: "VARCHAR"},
				{Name: "goal_reference_id", Type: "VARCHAR"}, {Name: "revenue", Type: "DECIMAL(10,2)"}, {Name: "timestamp", Type: "TIMESTAMP"},
			},
			"adsuite.clicks":     {{Name: "click_id", Type: "VARCHAR"}, {Name: "campaign_id", Type: "BIGINT"}, {Name: "timestamp", Type: "TIMESTAMP"}},
			"adsuite.campaigns":  {{Name: "id", Type: "BIGINT"}, {Name: "name", Type: "VARCHAR"}, {Name: "adaction_id", Type: "BIGINT"}},
			"adsuite.strategies": {{Name: "id", Type: "BIGINT"}, {Name: "name", Type: "VARCHAR"}, {Name: "tune_offer_id", Type: "BIGINT"}},
			"adsuite.iterations": {{Name: "iteration_id", Type: "VARCHAR"}, {Name: "strategy_id", Type: "BIGINT"}, {Name: "created_at", Type: "TIMESTAMP"}},
			"adsuite.mirror":     {{Name: "refreshed_at", Type: "TIMESTAMP"}},
			"adsuite.planted": {
				{Name: "row", Type: "BIGINT"}, {Name: "fate", Type: "VARCHAR"}, {Name: "why", Type: "VARCHAR"}, {Name: "copies", Type: "INTEGER"},
				{Name: "iteration", Type: "VARCHAR"}, {Name: "alt", Type: "VARCHAR"}, {Name: "also", Type: "VARCHAR"}, {Name: "boundary", Type: "VARCHAR"},
				{Name: "side", Type: "VARCHAR"}, {Name: "alternatives", Type: "VARCHAR[]"}, {Name: "mirror", Type: "VARCHAR"},
			},
		}
		if i == 1 {
			want["adsuite.planted_changes"] = []snapshots.Column{
				{Name: "source", Type: "VARCHAR"}, {Name: "kind", Type: "VARCHAR"}, {Name: "before", Type: "BIGINT"}, {Name: "after", Type: "BIGINT"},
				{Name: "fate_before", Type: "VARCHAR"}, {Name: "fate_after", Type: "VARCHAR"},
				{Name: "iteration_before", Type: "VARCHAR"}, {Name: "iteration_after", Type: "VARCHAR"}, {Name: "why", Type: "VARCHAR"},
			}
		}
		if diff := cmp.Diff(want, types); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", date, diff)
		}
	}
}

func TestAdSuiteIsTheSameEverywhere(t *testing.T) {
	golden := map[string]string{
		"20260203": "a89f2a43d5ea1b2f0911df1c187b3b0537875c93192515d942938fdb85003dbe",
		"20260204": "2f00487f4903b9061799c41d04fcf639b9d85b376da3217b7ead59745f2ea1c5",
	}
	for date, want := range golden {
		sameEverywhere(t, sample.Options{Family: sample.AdSuite, Scale: 0.1, Date: date}, want)
	}
}

func TestAFamilyThatIsNotMadeIsRefused(t *testing.T) {
	err := sample.Options{Family: "shop"}.Write(t.Context(), connect(t, 1), filepath.Join(t.TempDir(), "x"), nil)
	if want := `write the sample snapshot: family "shop": use rebrandly or adsuite`; err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
	if name, dates := sample.Name("shop"), sample.Dates("shop"); name != "" || dates != nil {
		t.Errorf("got %q, %v of a family that there is not", name, dates)
	}
}

// Both snapshots at their size, with what the chain makes of them as it is written.
func TestAdSuiteThroughTheIterationsChain(t *testing.T) {
	conn := connect(t, 2)
	first := borrow(t, sample.Options{Family: sample.AdSuite})
	later := borrow(t, sample.Options{Family: sample.AdSuite, Date: sample.Dates(sample.AdSuite)[1]})
	attachAs(t, conn, "first", first)
	attachAs(t, conn, "later", later)
	for _, schema := range []string{"first", "later"} {
		t.Run(schema+": the number", func(t *testing.T) { plantedNumber(t, conn, schema) })
	}
	t.Run("so many of each fate", func(t *testing.T) { plantedEvents(t, conn) })
	t.Run("so many of each change", func(t *testing.T) { plantedDay(t, conn) })
	t.Run("nothing else changed", func(t *testing.T) { unnamedDay(t, conn) })
	t.Run("each change is what it is called", func(t *testing.T) { changesAreWhatTheySay(t, conn) })
}

var tag = regexp.MustCompile(`\{\{ (?:ref\('(\w+)'\)|source\('adsuite', '(\w+)'\)|var\('risk_minutes', (10)\)) \}\}`)

func plantedNumber(t *testing.T, conn *sql.Conn, schema string) {
	for _, m := range []string{"goal_complete_events", "goal_complete_events_attributed", "conversions_per_iteration"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "loaders", "chains", "iterations", "models", m+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		exec(t, conn, "USE "+schema)
		sql := strings.ReplaceAll(tag.ReplaceAllString(string(text), "$1$2$3"), "CURRENT_TIMESTAMP", "TIMESTAMP '2026-02-05'")
		exec(t, conn, "CREATE TABLE "+schema+"."+m+" AS "+sql)
	}
	defer exec(t, conn, "USE main")
	got := rows(t, conn, `SELECT sum(conversions)::BIGINT FROM `+schema+`.conversions_per_iteration`)
	want := rows(t, conn, `SELECT sum(copies)::BIGINT FROM `+schema+`.planted`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-planted +got)\n%s", diff)
	}
}

// bounds compares counts, by what they count, with the least and the most that there should be.
func bounds(t *testing.T, conn *sql.Conn, query string, want map[string][2]int) {
	t.Helper()
	for _, row := range rows(t, conn, query) {
		n, err := strconv.Atoi(row[1])
		if err != nil {
			t.Fatal(err)
		}
		b, known := want[row[0]]
		if !known || n < b[0] || n > b[1] {
			t.Errorf("%s: got %d, want %d to %d", row[0], n, b[0], b[1])
		}
		delete(want, row[0])
	}
	for what, b := range want {
		t.Errorf("%s: got none, want %d to %d", what, b[0], b[1])
	}
}

func plantedEvents(t *testing.T, conn *sql.Conn) {
	bounds(t, conn, `SELECT 'events', count(*) FROM first.events UNION ALL SELECT 'goals in 1000', 1000 * count(*) FILTER (event_type = 'goal_complete') // count(*) FROM first.events`,
		map[string][2]int{"events": {490_000, 510_000}, "goals in 1000": {310, 350}})
	bounds(t, conn, `SELECT concat_ws(' ', fate, why), count(*) FROM first.planted GROUP BY ALL`, map[string][2]int{
		"not_conversion": {320_000, 350_000}, "not_conversion type_garbled": {300, 800}, "type_missing type_missing": {300, 900}, "duplicate redelivered": {1500, 2500},
		"no_click click_lost": {1000, 3000}, "no_click click_late": {500, 1800}, "no_click no_click_id": {500, 1500},
		"no_campaign campaign_unset": {500, 2000}, "no_campaign campaign_deleted": {500, 3000}, "no_adaction": {2000, 5000},
		"no_strategy offer_unlinked": {2000, 6000}, "no_strategy offer_unknown": {1000, 3000}, "no_strategy offer_new": {200, 1000},
		"no_iteration": {500, 2500}, "before_first": {400, 1500}, "kept iteration_unseen": {500, 2000},
		"kept": {100_000, 140_000}, "kept at_boundary": {250, 800}, "kept near_boundary": {800, 2500}, "kept tie": {1000, 4000},
		"kept two_strategies": {2000, 7000}, "kept created_at_edited": {400, 2500},
	})
	bounds(t, conn, `SELECT concat_ws(' ', fate, why), count(*) FROM later.planted WHERE fate NOT IN ('kept', 'not_conversion', 'type_missing', 'duplicate') GROUP BY ALL`, map[string][2]int{
		"no_click click_lost": {1000, 3000}, "no_click no_click_id": {500, 1500},
		"no_campaign campaign_unset": {500, 2000}, "no_campaign campaign_deleted": {500, 3000}, "no_adaction": {2000, 5000}, "no_strategy offer_unknown": {1000, 3000},
		"no_iteration": {500, 2500}, "before_first": {400, 1500}, "before_first created_at_edited": {200, 1000},
	})
	for _, schema := range []string{"first", "later"} {
		bounds(t, conn, `SELECT concat_ws(' ', boundary, side), count(*) FROM `+schema+`.planted WHERE fate = 'kept' GROUP BY ALL`, map[string][2]int{
			"clear": {100_000, 160_000}, "at risk same instant": {1500, 3000}, "at risk before": {500, 2500}, "at risk after": {500, 1500},
		})
		bounds(t, conn, `SELECT mirror, count(*) FROM `+schema+`.planted WHERE fate = 'kept' GROUP BY ALL`, map[string][2]int{
			"stale": {1500, 4000}, "fresh": {100_000, 160_000},
		})
	}
	wrong := rows(t, conn, `SELECT fate, copies, count(*) FROM first.planted
		WHERE (fate = 'kept') <> (iteration IS NOT NULL) OR (fate = 'kept') <> (boundary IS NOT NULL) OR (fate = 'kept') <> (copies > 0)
			OR (copies = 2) <> (also IS NOT NULL) OR (why = 'tie') AND alt IS NULL OR why IN ('at_boundary', 'near_boundary') AND boundary <> 'at risk' AND mirror <> 'stale'
			OR (side IS NULL) <> (boundary IS DISTINCT FROM 'at risk') OR (why = 'iteration_unseen') AND mirror <> 'stale' OR (fate = 'kept') <> (mirror IS NOT NULL)
		GROUP BY ALL`)
	if len(wrong) > 0 {
		t.Errorf("got events whose columns contradict each other: %v", wrong)
	}
}

func plantedDay(t *testing.T, conn *sql.Conn) {
	bounds(t, conn, `SELECT source || ' ' || kind, count(*) FROM later.planted_changes GROUP BY ALL`, map[string][2]int{
		"events new": {9000, 20_000}, "events late": {30, 200}, "events resent": {80, 400}, "events moved": {3500, 9000}, "events reattributed": {1200, 3500},
		"clicks new": {3000, 8000}, "clicks late": {800, 2000}, "strategies linked": {3, 3}, "strategies new": {2, 2},
		"iterations edited": {3, 3}, "iterations new": {6, 6}, "mirror refreshed": {1, 1},
	})
	bounds(t, conn, `SELECT why, count(*) FROM later.planted_changes WHERE kind = 'reattributed' GROUP BY ALL`, map[string][2]int{
		"created_at_edited": {600, 1200}, "iteration_unseen": {700, 1500},
	})
	for _, c := range [][2]string{
		{"no_click", "kept"}, {"no_strategy", "kept"}, {"kept", "before_first"},
	} {
		if n := count(t, conn, fmt.Sprintf(`SELECT count(*) FROM later.planted_changes WHERE kind = 'moved' AND fate_before = '%s' AND fate_after = '%s'`, c[0], c[1])); n < 200 {
			t.Errorf("%s to %s: got %d events, want at least 200", c[0], c[1], n)
		}
	}
}

func unnamedDay(t *testing.T, conn *sql.Conn) {
	for _, table := range []string{"events", "clicks", "campaigns", "strategies", "iterations", "mirror"} {
		unnamed := func(schema, side string) string {
			return fmt.Sprintf(`(SELECT row_number() OVER (ORDER BY "row") AS nth, * EXCLUDE ("row") FROM %s.%s AS t
				WHERE "row" NOT IN (SELECT %[3]s FROM later.planted_changes WHERE source = '%[2]s' AND kind NOT IN ('moved', 'reattributed') AND %[3]s IS NOT NULL))`, schema, table, side)
		}
		before, after := unnamed("first", "before"), unnamed("later", `"after"`)
		if n := count(t, conn, fmt.Sprintf(`SELECT count(*) FROM %s AS a FULL JOIN %s AS b USING (nth) WHERE a IS DISTINCT FROM b`, before, after)); n != 0 {
			t.Errorf("%s: got %d rows that are not named and differ, want none", table, n)
		}
	}
	wrong := rows(t, conn, `SELECT b.fate, a.fate, count(*) FROM first.planted AS b JOIN later.planted AS a USING (row)
		LEFT JOIN later.planted_changes AS c ON c.source = 'events' AND c.before = b.row
		WHERE c.kind IS DISTINCT FROM CASE WHEN a.fate <> b.fate THEN 'moved' WHEN a.iteration <> b.iteration THEN 'reattributed' END
			OR c.kind IS NOT NULL AND (c.before <> c."after" OR c.fate_before <> b.fate OR c.fate_after <> a.fate
				OR c.iteration_before IS DISTINCT FROM b.iteration OR c.iteration_after IS DISTINCT FROM a.iteration
				OR (c.why IS NOT NULL) <> (c.kind = 'reattributed') OR c.why <> b.why)
		GROUP BY ALL`)
	if len(wrong) > 0 {
		t.Errorf("got events whose change is not the named one: %v", wrong)
	}
}

func changesAreWhatTheySay(t *testing.T, conn *sql.Conn) {
	for what, query := range map[string]string{
		"new events":   `SELECT count(*) FROM later.planted_changes AS c JOIN later.events AS e ON e."row" = c."after" WHERE source = 'events' AND kind = 'new' AND (before IS NOT NULL OR e.timestamp < '2026-02-04')`,
		"late events":  `SELECT count(*) FROM later.planted_changes AS c JOIN later.events AS e ON e."row" = c."after" WHERE source = 'events' AND kind = 'late' AND (before IS NOT NULL OR e.timestamp >= '2026-02-04')`,
		"resent":       `SELECT count(*) FROM later.planted_changes AS c JOIN later.events AS e ON e."row" = c."after" WHERE kind = 'resent' AND (SELECT count(*) FROM later.events AS o WHERE o.event_id = e.event_id AND o."row" < e."row") <> 1`,
		"late clicks":  `SELECT count(*) FROM later.planted_changes AS c JOIN later.clicks AS k ON k."row" = c."after" WHERE source = 'clicks' AND (kind = 'late') <> (k.timestamp < '2026-02-04')`,
		"strategies":   `SELECT count(*) FROM later.planted_changes AS c JOIN later.strategies AS s ON s."row" = c."after" LEFT JOIN first.strategies AS f ON f.id = s.id WHERE source = 'strategies' AND (f.tune_offer_id IS NOT NULL OR s.tune_offer_id IS NULL OR (kind = 'new') <> (f.id IS NULL))`,
		"iterations":   `SELECT count(*) FROM later.planted_changes AS c JOIN later.iterations AS i ON i."row" = c."after" LEFT JOIN first.iterations AS f USING (iteration_id) WHERE source = 'iterations' AND (f.created_at = i.created_at OR (kind = 'new') <> (f.created_at IS NULL) OR kind = 'new' AND i.created_at < (SELECT refreshed_at FROM first.mirror))`,
		"stale clicks": `SELECT count(*) FROM first.planted AS p JOIN first.events AS e ON e."row" = p.row JOIN first.clicks AS k USING (click_id) WHERE p.mirror = 'stale' AND k.timestamp < (SELECT refreshed_at FROM first.mirror)`,
		"tied":         `SELECT abs(2 - count(*)) FROM (SELECT created_at FROM first.iterations GROUP BY strategy_id, created_at HAVING count(*) = 2)`,
		"shared":       `SELECT abs(2 - count(*)) FROM (SELECT tune_offer_id FROM first.strategies WHERE tune_offer_id IS NOT NULL GROUP BY tune_offer_id HAVING count(*) = 2)`,
	} {
		if n := count(t, conn, query); n != 0 {
			t.Errorf("%s: got %d that are not what they are called, want none", what, n)
		}
	}
}
