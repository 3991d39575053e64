package sample_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
)

// later is the date of the snapshot of a week later.
var later = sample.Dates(sample.Rebrandly)[1]

// write makes a snapshot in a folder of its own.
func write(t *testing.T, threads int, o sample.Options) *snapshots.Snapshot {
	t.Helper()
	dir := filepath.Join(t.TempDir(), o.Name())
	if err := o.Write(t.Context(), connect(t, threads), dir, nil); err != nil {
		t.Fatal(err)
	}
	s, err := snapshots.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheLaterSnapshotLeavesTheFirstAsItWas(t *testing.T) {
	s := write(t, 2, sample.Options{Scale: 0.01})
	const hash, source = "4c11ebbfa52d82fa6d989c16ff811f028016ec719a0a89275318ee6d31a2dd70", "synthetic: made up by trace, scale 0.01, recipe b674f4cfbca0eec7"
	if s.Hash() != hash {
		t.Errorf("got manifest hash %s, want %s", s.Hash(), hash)
	}
	if s.Manifest.Source != source {
		t.Errorf("got %q, want %q", s.Manifest.Source, source)
	}
}

func TestTheLaterSnapshotIsTheSameEverywhere(t *testing.T) {
	const want = "2cd8bc70da000303e159e16ae54868ca1ed2adfaa5aef41ba5cd9a77fe9c09cf"
	sameEverywhere(t, sample.Options{Scale: 0.1, Date: later}, want)
}

func TestTheLaterSnapshotSaysWhatItIs(t *testing.T) {
	s := write(t, 2, sample.Options{Scale: 0.001, Date: later})
	if !s.Synthetic || s.Name != "rebrandly_20260619" || s.Family != "rebrandly" {
		t.Errorf("got name %s, family %s, synthetic %t", s.Name, s.Family, s.Synthetic)
	}
	first := write(t, 2, sample.Options{Scale: 0.001})
	want := map[string][]snapshots.Column{
		"rebrandly.planted_changes": {
			{Name: "source", Type: "VARCHAR"}, {Name: "kind", Type: "VARCHAR"}, {Name: "before", Type: "BIGINT"}, {Name: "after", Type: "BIGINT"},
			{Name: "fate_before", Type: "VARCHAR"}, {Name: "fate_after", Type: "VARCHAR"},
		},
	}
	for _, table := range first.Manifest.Tables {
		want[table.String()] = table.Columns
	}
	got := map[string][]snapshots.Column{}
	for _, table := range s.Manifest.Tables {
		got[table.String()] = table.Columns
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestADateThatIsNotMadeIsRefused(t *testing.T) {
	err := sample.Options{Date: "20260620"}.Write(t.Context(), connect(t, 1), filepath.Join(t.TempDir(), "x"), nil)
	if want := `write the sample snapshot: date "20260620": use 20260612 or 20260619`; err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

func TestTheLaterSnapshotIsWrittenWhereItIsAskedForAndOnlyOnce(t *testing.T) {
	o := sample.Options{Scale: 0.001, Date: later}
	dir := filepath.Join(t.TempDir(), o.Name())
	for i, want := range []bool{true, false} {
		written := false
		if err := o.Ensure(t.Context(), connect(t, 2), dir, func(float64) { written = true }); err != nil {
			t.Fatal(err)
		}
		if written != want {
			t.Errorf("time %d: got written %t, want %t", i+1, written, want)
		}
	}
}

// The two snapshots at a tenth of their size, with what was planted between them.
func TestWhatChangedIsWhatWasPlanted(t *testing.T) {
	conn := connect(t, 2)
	for schema, o := range map[string]sample.Options{"first": {Scale: 0.1}, "later": {Scale: 0.1, Date: later}} {
		s := borrow(t, o)
		exec(t, conn, "CREATE SCHEMA "+schema)
		for _, table := range s.Manifest.Tables {
			exec(t, conn, fmt.Sprintf(`CREATE TABLE %s.%s AS SELECT file_row_number AS "row", * EXCLUDE (file_row_number)
				FROM read_parquet('%s', file_row_number = true)`, schema, table.Name, filepath.Join(s.Dir, table.Name+".parquet")))
		}
	}
	t.Run("so many of each kind", func(t *testing.T) { plantedKinds(t, conn) })
	t.Run("nothing else", func(t *testing.T) { unnamedRows(t, conn) })
	t.Run("each kind is what it is called", func(t *testing.T) { kindsAreWhatTheySay(t, conn) })
	t.Run("with the fates that both say", func(t *testing.T) { changedFates(t, conn) })
}

func plantedKinds(t *testing.T, conn *sql.Conn) {
	got := map[string]int{}
	for _, row := range rows(t, conn, `SELECT source || ' ' || kind, count(*) FROM later.planted_changes GROUP BY ALL`) {
		n, err := strconv.Atoi(row[1])
		if err != nil {
			t.Fatal(err)
		}
		got[row[0]] = n
	}
	for kind, bounds := range map[string][2]int{
		"rebrandly_raw new":                  {720, 800},
		"rebrandly_raw late":                 {50, 100},
		"rebrandly_raw resent":               {2, 12},
		"rebrandly_raw erased":               {4, 15},
		"rebrandly_raw agent_filled":         {12, 35},
		"rebrandly_raw country_corrected":    {8, 30},
		"rebrandly_raw tie_swapped":          {10, 40},
		"rebrandly_raw moved":                {2000, 3500},
		"creators_sheet row_added":           {41, 41},
		"creators_sheet platform_filled":     {11, 11},
		"creators_sheet platform_changed":    {1, 1},
		"creators_sheet campaign_renamed":    {2, 2},
		"creators_sheet slashtag_duplicated": {1, 1},
		"creators_sheet creator_respelled":   {1, 1},
		"creators_sheet row_deleted":         {1, 1},
	} {
		if n := got[kind]; n < bounds[0] || n > bounds[1] {
			t.Errorf("%s: got %d, want %d to %d", kind, n, bounds[0], bounds[1])
		}
		delete(got, kind)
	}
	if len(got) > 0 {
		t.Errorf("got kinds that are not known: %v", got)
	}
}

func unnamedRows(t *testing.T, conn *sql.Conn) {
	for _, table := range []string{"rebrandly_raw", "creators_sheet"} {
		unnamed := func(schema, side string) string {
			return fmt.Sprintf(`(SELECT row_number() OVER (ORDER BY "row") AS nth, * EXCLUDE ("row") FROM %s.%s AS t
				WHERE "row" NOT IN (SELECT %[3]s FROM later.planted_changes WHERE source = '%[2]s' AND %[3]s IS NOT NULL))`, schema, table, side)
		}
		before, after := unnamed("first", "before"), unnamed("later", "after")
		// By their number in the order: so the rows are compared, and their order.
		if n := count(t, conn, fmt.Sprintf(`SELECT count(*) FROM %s AS a FULL JOIN %s AS b USING (nth) WHERE a IS DISTINCT FROM b`, before, after)); n != 0 {
			t.Errorf("%s: got %d rows that are not named and differ, want none", table, n)
		}
		named := rows(t, conn, `SELECT
				count(*) FILTER (kind <> 'moved') > 0,
				count(before) = count(DISTINCT before) AND count("after") = count(DISTINCT "after"),
				count(*) FILTER (before IS NULL AND "after" IS NULL)
			FROM later.planted_changes WHERE source = '`+table+`'`)
		if diff := cmp.Diff([][]string{{"true", "true", "0"}}, named); diff != "" {
			t.Errorf("%s: some rows are named, each once (-want +got)\n%s", table, diff)
		}
	}
}

func kindsAreWhatTheySay(t *testing.T, conn *sql.Conn) {
	exec(t, conn, `CREATE TEMP TABLE changed AS
		SELECT c.kind, c.before, c."after", a.timestamp AS a_timestamp, b.timestamp AS b_timestamp,
			a.client AS a_client, b.client AS b_client,
			hash(a.timestamp, a.referral, a.route) = hash(b.timestamp, b.referral, b.route) AS same_elsewhere,
			struct_pack(l := a.client.language, b := a.client.agent.browser, o := a.client.agent.os, d := a.client.agent.device, s := a.client.session)
				= struct_pack(l := b.client.language, b := b.client.agent.browser, o := b.client.agent.os, d := b.client.agent.device, s := b.client.session) AS same_client,
			try_cast(b.timestamp AS TIMESTAMP) AS clicked
		FROM later.planted_changes AS c
		LEFT JOIN first.rebrandly_raw AS a ON a."row" = c.before
		LEFT JOIN later.rebrandly_raw AS b ON b."row" = c."after"
		WHERE source = 'rebrandly_raw'`)
	for kind, should := range map[string]string{
		"new":    `before IS NULL AND coalesce(clicked >= '2026-06-13' AND clicked < '2026-06-20', TRUE)`,
		"late":   `before IS NULL AND coalesce(clicked >= '2023-01-01' AND clicked < '2026-06-13', TRUE)`,
		"resent": `before IS NULL AND (b_timestamp, b_client) IN (SELECT (timestamp, client) FROM first.rebrandly_raw)`,
		"erased": `"after" IS NULL`,
		"agent_filled": `same_elsewhere AND same_client AND a_client.location = b_client.location AND year(clicked) = 2024
			AND a_client.agent.type IS NULL AND b_client.agent.type IN ('human', 'bot')`,
		"country_corrected": `same_elsewhere AND same_client AND a_client.agent.type = b_client.agent.type
			AND a_client.location.country IS DISTINCT FROM b_client.location.country AND b_client.location.country IS NOT NULL`,
		"tie_swapped": `same_elsewhere AND a_client = b_client AND (SELECT count(*) FROM changed AS o
			WHERE o.kind = 'tie_swapped' AND o.a_timestamp = changed.a_timestamp AND (o.before < changed.before) <> (o."after" < changed."after")) = 1`,
		"moved": `same_elsewhere AND a_client = b_client`,
	} {
		if n := count(t, conn, `SELECT count(*) FROM changed WHERE kind = '`+kind+`' AND (`+should+`) IS NOT TRUE`); n != 0 {
			t.Errorf("%s: got %d clicks that are not what they are called, want none", kind, n)
		}
	}
	sheet := rows(t, conn, `
		SELECT kind, count(*) FROM later.planted_changes AS c
		LEFT JOIN first.creators_sheet AS a ON a."row" = c.before
		LEFT JOIN later.creators_sheet AS b ON b."row" = c."after"
		WHERE source = 'creators_sheet' AND NOT CASE kind
			WHEN 'row_added' THEN before IS NULL AND trim(b.slashtag) NOT IN (SELECT slashtag FROM first.creators_sheet WHERE slashtag IS NOT NULL)
			WHEN 'platform_filled' THEN a.platform IS NULL AND b.platform IS NOT NULL AND a.campaign_utm_ct = b.campaign_utm_ct
			WHEN 'platform_changed' THEN lower(trim(a.platform)) = 'youtube' AND b.platform = 'tiktok' AND a.campaign_utm_ct = b.campaign_utm_ct
			WHEN 'campaign_renamed' THEN a.slashtag = b.slashtag AND a.campaign_utm_ct <> b.campaign_utm_ct AND a.platform = b.platform
			WHEN 'slashtag_duplicated' THEN before IS NULL AND b.slashtag IN (SELECT slashtag FROM first.creators_sheet WHERE post_date < b.post_date)
			WHEN 'creator_respelled' THEN before IS NULL AND b.campaign_utm_ct IN (SELECT campaign_utm_ct FROM first.creators_sheet WHERE slashtag = b.slashtag AND creator <> b.creator)
			WHEN 'row_deleted' THEN "after" IS NULL AND a.slashtag NOT IN (SELECT slashtag FROM later.creators_sheet WHERE slashtag IS NOT NULL)
		END GROUP BY ALL`)
	if len(sheet) != 0 {
		t.Errorf("got rows of the sheet that are not what they are called: %v", sheet)
	}
}

func changedFates(t *testing.T, conn *sql.Conn) {
	wrong := rows(t, conn, `
		SELECT kind, count(*) FROM later.planted_changes AS c
		LEFT JOIN first.planted AS a ON a."row" = c.before
		LEFT JOIN later.planted AS b ON b."row" = c."after"
		WHERE source = 'rebrandly_raw' AND (a.fate IS DISTINCT FROM fate_before OR b.fate IS DISTINCT FROM fate_after OR kind = 'moved' AND a.fate = b.fate)
		GROUP BY ALL`)
	if len(wrong) != 0 {
		t.Errorf("got clicks whose fates planted does not confirm: %v", wrong)
	}
	for _, c := range []struct{ from, to string }{
		{"not_in_sheet", "kept"}, {"not_in_sheet", "not_youtube"}, {"not_in_sheet", "no_campaign_in_sheet"}, {"not_in_sheet", "platform_missing"},
		{"not_in_sheet", "not_creator"}, {"no_creator_in_dimension", "kept"}, {"platform_missing", "kept"}, {"platform_missing", "not_youtube"},
		{"kept", "not_youtube"}, {"kept", "not_in_sheet"}, {"kept", "no_creator_in_dimension"},
	} {
		n := count(t, conn, fmt.Sprintf(`SELECT count(*) FROM later.planted_changes WHERE kind = 'moved' AND fate_before = '%s' AND fate_after = '%s'`, c.from, c.to))
		if n < 5 {
			t.Errorf("%s to %s: got %d clicks, want at least 5", c.from, c.to, n)
		}
	}
}
