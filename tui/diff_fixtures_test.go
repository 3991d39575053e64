package tui

import (
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/diff"
)

// nasty is a text that does harm to a screen that is not careful.
const nasty = "\x1b[2J\x1b[31m`|\r\n\t\u202e日本語\u2028"

// snapshotsOf are a few snapshots beside the one of a chain.
func snapshotsOf(c *traced) []Snapshot {
	if c == hostile {
		return []Snapshot{
			{Name: nasty, Date: nasty, Dir: nasty, Tables: 1 << 30, Rows: 1 << 60, Bytes: 1 << 62, Verified: true, Synthetic: true},
			{Name: c.snap.Name, Dir: nasty + strings.Repeat("long ", 100), Rows: -1, Current: true},
			{Name: strings.Repeat("long_", 60), Rows: -1, Problem: strings.Repeat(nasty, 20)},
			{},
		}
	}
	return []Snapshot{
		{Name: "rebrandly_20260605", Date: "2026-06-05", Dir: "/data/rebrandly_20260605", Tables: 3, Rows: 2_699_801, Bytes: 61_204_113, Verified: true, Synthetic: true},
		{Name: c.snap.Name, Date: "2026-06-12", Dir: "/data/" + c.snap.Name, Tables: 3, Rows: 2_705_511, Bytes: 61_388_025, Verified: true, Synthetic: true, Current: true},
		{Name: "rebrandly_20260613_export", Date: "2026-06-13", Dir: "/data/rebrandly_20260613_export", Tables: 2, Rows: -1, Bytes: 912_441},
		{Name: "rebrandly_20260614", Date: "2026-06-14", Dir: "/data/rebrandly_20260614", Problem: "manifest.json: the file of table creators_sheet is missing"},
	}
}

// rowOf makes a row of a sample; "\x00" is NULL.
func rowOf(values ...string) []*string {
	out := []*string{}
	for _, v := range values {
		if v == "\x00" {
			out = append(out, nil)
		} else {
			out = append(out, &v)
		}
	}
	return out
}

func own(name, typ string) diff.Column { return diff.Column{Name: name, Type: typ, Role: diff.Own} }

// richDiff has something of everything. Its steps are those of the built-in chain.
func richDiff() *diff.Diff {
	noSheet := &trace.Fate{Step: "campaigns_funnel_clicks", Cause: "campaign_j", Kind: trace.JoinMiss, Class: trace.Loss, Label: "link not in the creators sheet"}
	noHuman := &trace.Fate{Step: "campaigns_funnel_clicks", Cause: "agent_f", Kind: trace.Filter, Class: trace.Expected, Label: "human-only"}
	noAgent := &trace.Fate{Step: "campaigns_funnel_clicks", Cause: "agent_n", Kind: trace.NullPredicate, Class: trace.Loss, Label: "agent type unknown"}
	noTube := &trace.Fate{Step: "posts_yt", Cause: "yt_f", Kind: trace.Filter, Class: trace.Expected, Label: "YouTube-only"}
	noCause := &trace.Fate{Step: "posts_yt", Cause: "una", Kind: trace.Unattributed, Class: trace.Review}
	sheet := diff.Table{
		Name: "rebrandly.creators_sheet", Rows: [2]int64{4210, 4237}, Same: 4190, Matching: "by the key slashtag",
		Schema:  []diff.SchemaChange{{Column: "agency", Types: [2]string{"", "VARCHAR"}}, {Column: "fee", Types: [2]string{"INTEGER", "DECIMAL(10,2)"}}, {Column: "old", Types: [2]string{"DATE", ""}}},
		Columns: []diff.Column{own("slashtag", "VARCHAR"), own("campaign_utm_ct", "VARCHAR"), own("platform", "VARCHAR"), own("notes", "VARCHAR"), own("posted_on", "DATE")},
		Classes: []diff.Class{
			{Kind: diff.Changed, Rows: 19, Columns: []diff.ColumnCount{{Column: "campaign_utm_ct", Rows: 17}, {Column: "platform", Rows: 3}, {Column: "notes", Rows: 1}}, Samples: []diff.Sample{
				{Row: [2]int64{12, 12}, Values: [2][]*string{rowOf("foo", "\x00", "youtube", "", "2024-03-01"), rowOf("foo", "ct-foo-2024", "youtube", "", "2024-03-01")}, Changed: []int{1}},
				{Row: [2]int64{1204, 1207}, Values: [2][]*string{rowOf("bar", "ct-bar", "youtube ", "the first post of the spring campaign", "2024-03-02"), rowOf("bar", "ct-bar-2024", "youtube", "the first post of the spring campaign, moved", "2024-03-02")}, Changed: []int{1, 2, 3}},
			}},
			{Kind: diff.Removed, Rows: 1, Samples: []diff.Sample{{Row: [2]int64{77, -1}, Values: [2][]*string{rowOf("gone", "ct-gone", "tiktok", "\x00", "2023-01-01"), nil}}}},
			{Kind: diff.Added, Rows: 28, Samples: []diff.Sample{{Row: [2]int64{-1, 4209}, Values: [2][]*string{nil, rowOf("new", "ct-new", "youtube", "\x00", "2026-06-04")}}}},
		},
	}
	raw := diff.Table{Name: "rebrandly.rebrandly_raw", Rows: [2]int64{2_700_000, 2_700_640}, Same: 2_700_000,
		Columns: []diff.Column{own("timestamp", "VARCHAR"), own("route.id", "VARCHAR")},
		Classes: []diff.Class{{Kind: diff.Added, Rows: 640, Samples: []diff.Sample{{Row: [2]int64{-1, 2_700_001}, Values: [2][]*string{nil, rowOf("2026-06-11T23:59:59Z", "r-19")}}}}}}
	prep := diff.Table{Name: "rebrandly_prep", Model: true, Rows: [2]int64{2_698_000, 2_698_640}, Same: 2_697_753,
		Columns: []diff.Column{{Name: "rebrandly_id", Type: "BIGINT", Role: diff.Positional, From: "timestamp"}, own("timestamp", "VARCHAR"), own("route_id", "VARCHAR")},
		Classes: []diff.Class{
			{Kind: diff.Renumbered, Rows: 247, Columns: []diff.ColumnCount{{Column: "rebrandly_id", Rows: 247}}, Numbering: []diff.Numbering{{
				Column: "rebrandly_id", Order: `"timestamp"`, Model: "rebrandly_prep", Pos: trace.Pos{File: "models/rebrandly_prep.sql", Line: 4, Column: 5}, Swapped: 241, Shifted: 6, Groups: 119, Known: true,
				Ties: []diff.TieGroup{{Key: rowOf("2024-02-29T10:11:12Z"), Rows: 3, Swapped: 3}, {Key: rowOf("\x00"), Rows: 2, Swapped: 2}}}},
				Samples: []diff.Sample{{Row: [2]int64{-1, -1}, Values: [2][]*string{rowOf("1021", "2024-02-29T10:11:12Z", "r-7"), rowOf("1022", "2024-02-29T10:11:12Z", "r-7")}, Changed: []int{0}}}},
			{Kind: diff.Added, Rows: 640},
		}}
	joined := diff.Table{Name: "rebrandly", Model: true, Rows: [2]int64{2_698_000, 2_698_640}, Same: 2_697_978,
		Columns: []diff.Column{own("route_id", "VARCHAR"), {Name: "platform", Type: "VARCHAR", Role: diff.Joined, From: "creators_sheet"}},
		Classes: []diff.Class{{Kind: diff.Reattached, Rows: 22, Columns: []diff.ColumnCount{{Column: "platform", Rows: 22}}, Samples: []diff.Sample{
			{Row: [2]int64{-1, -1}, Values: [2][]*string{rowOf("r-7", "youtube"), rowOf("r-7", "\x00")}, Changed: []int{1}}}}},
		Notes: []string{"2 columns are volatile and were set aside: loaded_at, batch"}}
	return &diff.Diff{
		A: diff.Side{Snapshot: "rebrandly_20260605", ManifestHash: "5eed", Source: "built-in sample, seed 1", Synthetic: true}, B: diff.Side{Snapshot: "rebrandly_20260612", ManifestHash: "5a9e", Synthetic: true},
		Chain: "creators", Hash: "c4a1", Title: "Creators funnel", Unit: "click", Slice: "2024", Version: "v0.0.0-test",
		Tables: []diff.Table{raw, sheet, {Name: "rebrandly.archive", Rows: [2]int64{40, 0}, Missing: [2]bool{false, true}}, prep, joined, {Name: "posts_yt", Model: true, Rows: [2]int64{400, 400}, Same: 400}},
		Bridge: &trace.Bridge{
			Label: `Tableau "Posts YT"`, Unit: "click", Slice: "2024", Roots: [2]int64{402_118, 402_758}, Clicks: [2]int64{16_002, 16_732}, Paths: [2]int64{16_032, 16_758}, Values: [2]float64{16_032, 16_758}, Known: true, Same: 401_300,
			Parts: []trace.Part{
				{Move: trace.New, Clicks: 341, Effect: 341},
				{Move: trace.New, To: noHuman, Clicks: 288},
				{Move: trace.New, To: noAgent, Clicks: 11},
				{Move: trace.Gained, From: noSheet, Clicks: 401, Effect: 403},
				{Move: trace.Lost, To: noTube, Clicks: 12, Effect: -14},
				{Move: trace.Moved, From: noSheet, To: noTube, Clicks: 7},
				{Move: trace.Moved, From: noTube, To: noCause, Clicks: 1},
				{Move: trace.Fanned, Clicks: 3, Effect: -4},
				{Move: trace.Regrouped, Clicks: 2},
			},
			Regroupings: []trace.Regrouping{{Dimension: "campaign", Grouped: true, Clicks: 2, Shifts: []trace.Shift{
				{From: was("ct-bar"), To: was("ct-bar-2024"), Clicks: 1, Why: []string{"campaign_utm_ct of bar in creators_sheet was ct-bar, is ct-bar-2024"}, Rows: []trace.ShiftRow{{Row: [2]int64{1021, 1022}, Key: []trace.Value{{Name: "route.id", Text: "r-7"}}}}},
				{To: was("ct-foo-2024"), Clicks: 1},
			}}},
			Notes: []string{"3 keys stand for more than one click; their clicks were paired in order"},
		},
		Reproduce: []string{"trace diff rebrandly_20260605 rebrandly_20260612 --chain creators --year 2024"},
	}
}

// sameDiff is of two snapshots in which nothing differs.
func sameDiff() *diff.Diff {
	d := richDiff()
	d.Tables = []diff.Table{{Name: "rebrandly.rebrandly_raw", Rows: [2]int64{2_700_000, 2_700_000}, Same: 2_700_000}, {Name: "posts_yt", Model: true, Rows: [2]int64{400, 400}, Same: 400}}
	b := d.Bridge
	b.Roots[1], b.Clicks[1], b.Paths[1], b.Values[1], b.Parts = b.Roots[0], b.Clicks[0], b.Paths[0], b.Values[0], nil
	b.Regroupings = nil
	return d
}

// reshapedDiff has nothing but schema changes, more than fit a screen, and no bridge.
func reshapedDiff() *diff.Diff {
	t := diff.Table{Name: "events", Rows: [2]int64{3, 3}, Same: 3}
	for i := range 120 {
		t.Schema = append(t.Schema, diff.SchemaChange{Column: fmt.Sprintf("column_%03d", i), Types: [2]string{"INTEGER", "BIGINT"}})
	}
	return &diff.Diff{A: diff.Side{Snapshot: "a_20260101"}, B: diff.Side{Snapshot: "b_20260101"}, Tables: []diff.Table{t}}
}

// hostileDiff is a diff whose texts mean ill, with huge values and numbers, and samples that do not fit their columns.
func hostileDiff() *diff.Diff {
	long := strings.Repeat("long ", 4000)
	t := diff.Table{Name: nasty, Rows: [2]int64{1e12, 1e12 + 1}, Same: 1e12 - 2, Matching: nasty, Notes: []string{nasty},
		Columns: []diff.Column{{Name: nasty, Type: nasty, Role: diff.Joined, From: nasty}, own("huge", "VARCHAR")},
		Schema:  []diff.SchemaChange{{Column: nasty, Types: [2]string{nasty, nasty}}},
		Classes: []diff.Class{
			{Kind: diff.Renumbered, Rows: 1, Numbering: []diff.Numbering{{Column: nasty, Order: nasty, Model: nasty, Pos: trace.Pos{File: nasty, Line: 1, Column: 1}, Swapped: 1, Groups: 1, Known: true,
				Ties: []diff.TieGroup{{Key: rowOf(nasty, "\x00"), Rows: 2, Swapped: 1}}}}},
			{Kind: diff.Changed, Rows: 3, Columns: []diff.ColumnCount{{Column: nasty, Rows: 1}}, Samples: []diff.Sample{
				{Row: [2]int64{1, 2}, Values: [2][]*string{rowOf(nasty, long+"é1", "more"), rowOf("\xff", long+"è2")}, Changed: []int{0, 1, -1}},
				{Row: [2]int64{3, -1}, Values: [2][]*string{rowOf(nasty, long), nil}},
				{Row: [2]int64{3, 3}, Values: [2][]*string{rowOf(""), rowOf("\x00")}, Changed: []int{0, 7}},
				{Row: [2]int64{-1, -1}},
			}},
			{Kind: diff.Kind(nasty), Rows: 1},
		}}
	return &diff.Diff{
		A: diff.Side{Snapshot: nasty, ManifestHash: nasty, Source: nasty}, B: diff.Side{Synthetic: true}, Chain: nasty, Hash: nasty, Title: nasty, Unit: nasty, Slice: nasty, Version: nasty,
		Tables: []diff.Table{t, {Name: nasty, Missing: [2]bool{true, false}}, {Name: strings.Repeat(nasty, 9), Model: true}},
		Bridge: &trace.Bridge{Label: nasty, Unit: nasty, Roots: [2]int64{1e12, 1e12}, Paths: [2]int64{1e12, 1e12 - 3}, Values: [2]float64{1, 2}, Known: true, Rest: 4, Parts: []trace.Part{
			{Move: trace.Lost, To: &trace.Fate{Step: nasty, Cause: nasty, Kind: trace.Kind(nasty), Class: trace.Class(nasty), Label: nasty}, Clicks: 3, Effect: -3},
			{Move: trace.Moved, From: &trace.Fate{Step: nasty}, To: &trace.Fate{}, Clicks: 1},
			{Move: trace.Move(nasty), Clicks: 1 << 62, Effect: 0},
		}, Notes: []string{nasty}},
		Notes: []string{nasty}, Reproduce: []string{nasty},
	}
}

func was(s string) *string { return &s }
