package diffs_test

import (
	"fmt"
	"strings"
	"time"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report/reporttest"
)

func text(s string) *string { return &s }

// values makes the values of a sample's row; "\x00" is NULL.
func values(vs ...string) []*string {
	out := []*string{}
	for _, v := range vs {
		if v == "\x00" {
			out = append(out, nil)
			continue
		}
		out = append(out, text(v))
	}
	return out
}

// late is creators a week later: some clicks arrived late, the sheet was completed, a filter grew.
func late() *trace.Ledger {
	l := reporttest.Creators("2024", 1)
	l.Snapshot = "rebrandly_20260619"
	l.Number.Published = nil
	add := func(step int, in, out int64) {
		l.Steps[step].In += in
		l.Steps[step].Out += out
		l.Steps[step].RowsOut += out
	}
	add(0, 640, 640)
	add(1, 640, 640)
	add(2, 640, 742)
	add(3, 742, 742)
	add(4, 742, 742)
	add(5, 742, 742)
	add(6, 742, 730)
	l.Steps[2].Causes[0].Clicks += 288
	l.Steps[2].Causes[4].Clicks -= 401
	l.Steps[2].Causes[1].Clicks += 11
	l.Steps[6].Causes[0].Clicks += 12
	l.Number.Clicks += 730
	l.Number.FanOut -= 4
	l.Number.Value += 726
	return l
}

// before is the first of the two ledgers.
func before() *trace.Ledger {
	l := reporttest.Creators("2024", 1)
	l.Number.Published = nil
	return l
}

func fate(step, cause string, kind trace.Kind, class trace.Class, label string) *trace.Fate {
	return &trace.Fate{Step: step, Cause: cause, Kind: kind, Class: class, Label: label}
}

var (
	sides = [2]diff.Side{
		{Snapshot: "rebrandly_20260612", ManifestHash: "5eed5eed5eed5eed5eed5eed", Source: "built-in sample, seed 1", Synthetic: true},
		{Snapshot: "rebrandly_20260619", ManifestHash: "feedfeedfeedfeedfeedfeed", Source: "built-in sample, seed 1, a week later", Synthetic: true, AsOf: trace.AsOf{Moment: time.Date(2026, 6, 20, 0, 0, 0, 0, time.UTC), By: "rebrandly_20260619"}},
	}
	noSheet  = fate("campaigns_funnel_clicks", "campaign_j", trace.JoinMiss, trace.Loss, "link not in the creators sheet")
	noHuman  = fate("campaigns_funnel_clicks", "agent_f", trace.Filter, trace.Expected, "human-only")
	noAgent  = fate("campaigns_funnel_clicks", "agent_n", trace.NullPredicate, trace.Loss, "agent type unknown")
	noTube   = fate("posts_yt", "yt_f", trace.Filter, trace.Expected, "YouTube-only")
	noCause  = fate("posts_yt", "una", trace.Unattributed, trace.Review, "not attributed")
	identity = diff.Table{Name: "rebrandly.creators_dim", Rows: [2]int64{310, 310}, Same: 310}
)

// rich has something of everything.
func rich() *diff.Diff {
	copied := func(f *trace.Fate) *trace.Fate { // a test may poison what it gets
		c := *f
		return &c
	}
	noSheet, noHuman, noAgent, noTube, noCause := copied(noSheet), copied(noHuman), copied(noAgent), copied(noTube), copied(noCause)
	own := func(name, typ string) diff.Column { return diff.Column{Name: name, Type: typ, Role: diff.Own} }
	sheet := diff.Table{
		Name: "rebrandly.creators_sheet", Rows: [2]int64{4210, 4237}, Same: 4190,
		Schema:   []diff.SchemaChange{{Column: "agency", Types: [2]string{"", "VARCHAR"}}, {Column: "fee", Types: [2]string{"INTEGER", "DECIMAL(10,2)"}}, {Column: "old", Types: [2]string{"DATE", ""}}},
		Columns:  []diff.Column{own("slashtag", "VARCHAR"), own("campaign_utm_ct", "VARCHAR"), own("platform", "VARCHAR"), own("notes", "VARCHAR"), own("posted_on", "DATE")},
		Matching: "by the key slashtag",
		Classes: []diff.Class{
			{Kind: diff.Changed, Rows: 19, Columns: []diff.ColumnCount{{Column: "campaign_utm_ct", Rows: 17}, {Column: "platform", Rows: 3}, {Column: "notes", Rows: 1}}, Samples: []diff.Sample{
				{Row: [2]int64{12, 12}, Values: [2][]*string{values("foo", "\x00", "youtube", "", "2024-03-01"), values("foo", "ct-foo-2024", "youtube", "", "2024-03-01")}, Changed: []int{1}},
				{Row: [2]int64{1204, 1207}, Values: [2][]*string{values("bar", "ct-bar", "youtube ", "first post", "2024-03-02"), values("bar", "ct-bar-2024", "youtube", "first post, moved", "2024-03-02")}, Changed: []int{1, 2, 3}},
			}},
			{Kind: diff.Removed, Rows: 1, Samples: []diff.Sample{{Row: [2]int64{77, -1}, Values: [2][]*string{values("gone", "ct-gone", "tiktok", "\x00", "2023-01-01"), nil}}}},
			{Kind: diff.Added, Rows: 28, Samples: []diff.Sample{{Row: [2]int64{-1, 4209}, Values: [2][]*string{nil, values("new", "ct-new", "youtube", "\x00", "2026-06-14")}}}},
		},
	}
	raw := diff.Table{Name: "rebrandly.rebrandly_raw", Rows: [2]int64{2700000, 2700640}, Same: 2700000,
		Columns: []diff.Column{own("timestamp", "VARCHAR"), own("route.id", "VARCHAR"), own("route.slashtag", "VARCHAR")},
		Classes: []diff.Class{{Kind: diff.Added, Rows: 640, Samples: []diff.Sample{{Row: [2]int64{-1, 2700001}, Values: [2][]*string{nil, values("2026-06-11T23:59:59Z", "r-19", "foo")}}}}}}
	prep := diff.Table{Name: "rebrandly_prep", Model: true, Rows: [2]int64{2698000, 2698640}, Same: 2697753,
		Columns: []diff.Column{{Name: "rebrandly_id", Type: "BIGINT", Role: diff.Positional, From: "timestamp"}, own("timestamp", "VARCHAR"), own("route_id", "VARCHAR")},
		Classes: []diff.Class{
			{Kind: diff.Renumbered, Rows: 247, Columns: []diff.ColumnCount{{Column: "rebrandly_id", Rows: 247}}, Numbering: []diff.Numbering{{
				Column: "rebrandly_id", Order: `"timestamp"`, Model: "rebrandly_prep", Pos: trace.Pos{File: "models/rebrandly_prep.sql", Line: 4, Column: 5}, Swapped: 241, Shifted: 6, Groups: 119, Known: true,
				Ties: []diff.TieGroup{{Key: values("2024-02-29T10:11:12Z"), Rows: 3, Swapped: 3}, {Key: values("\x00"), Rows: 2, Swapped: 2}}}},
				Samples: []diff.Sample{{Row: [2]int64{-1, -1}, Values: [2][]*string{values("1021", "2024-02-29T10:11:12Z", "r-7"), values("1022", "2024-02-29T10:11:12Z", "r-7")}, Changed: []int{0}}}},
			{Kind: diff.Added, Rows: 640},
		}}
	joined := diff.Table{Name: "rebrandly", Model: true, Rows: [2]int64{2698000, 2698640}, Same: 2697731, Matching: "by the columns that agree",
		Columns: []diff.Column{{Name: "rebrandly_id", Type: "BIGINT", Role: diff.Positional}, own("route_id", "VARCHAR"), {Name: "platform", Type: "VARCHAR", Role: diff.Joined, From: "creators_sheet"}},
		Classes: []diff.Class{
			{Kind: diff.Renumbered, Rows: 247, Numbering: []diff.Numbering{{Column: "rebrandly_id", Order: "ORDER BY \"timestamp\"", Model: "rebrandly_prep", Shifted: 247}}},
			{Kind: diff.Reattached, Rows: 22, Columns: []diff.ColumnCount{{Column: "platform", Rows: 22}}, Samples: []diff.Sample{
				{Row: [2]int64{-1, -1}, Values: [2][]*string{values("5", "r-7", "youtube"), values("5", "r-7", "\x00")}, Changed: []int{2}}}},
			{Kind: diff.Added, Rows: 640},
		}, Notes: []string{"2 columns are volatile and were set aside: loaded_at, batch"}}
	return &diff.Diff{
		A: sides[0], B: sides[1], Chain: "creators", Hash: "c0ffee00c0ffee00c0ffee00", Title: `Creators funnel, clicks to "Posts YT"`, Unit: "click", Slice: "2024", Version: "v0.1.0",
		Tables: []diff.Table{raw, sheet, identity, {Name: "rebrandly.archive", Rows: [2]int64{40, 0}, Missing: [2]bool{false, true}}, prep, joined,
			{Name: "posts_yt", Model: true, Rows: [2]int64{400, 400}, Same: 400}},
		Bridge: &trace.Bridge{
			Label: `Tableau "Posts YT"`, Unit: "click", Key: []string{"timestamp", "route.id", "client.session.started"}, Slice: "2024",
			Roots: [2]int64{402118, 402758}, Clicks: [2]int64{16002, 16732}, Paths: [2]int64{16032, 16758}, Values: [2]float64{16032, 16758}, Known: true, Same: 401300,
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
			Regroupings: []trace.Regrouping{
				{Dimension: "campaign", Grouped: true, Clicks: 2, Shifts: []trace.Shift{
					{From: text("ct-bar"), To: text("ct-bar-2024"), Clicks: 1, Why: []string{"campaign_utm_ct of bar in creators_sheet was ct-bar, is ct-bar-2024"}, Rows: []trace.ShiftRow{{Row: [2]int64{1021, 1022}, Key: []trace.Value{{Name: "timestamp", Text: "2024-02-29T10:11:12Z"}, {Name: "route.id", Null: true}}}}},
					{To: text("ct-foo-2024"), Clicks: 1, Rows: []trace.ShiftRow{{Row: [2]int64{7, 9}}}},
				}},
				{Dimension: "platform", Clicks: 1200, Shifts: []trace.Shift{{From: text("youtube "), To: text(""), Clicks: 1100}}, More: 100},
			},
			Notes: []string{"3 keys stand for more than one click; their clicks were paired in order"},
		},
		Ledgers:   [2]*trace.Ledger{before(), late()},
		Notes:     []string{"the chain has changed since A's trace was kept; it was run again"},
		Reproduce: []string{"trace diff rebrandly_20260612 rebrandly_20260619 --chain creators --year 2024"},
	}
}

// same is two snapshots in which nothing differs.
func same() *diff.Diff {
	d := rich()
	d.Notes, d.Tables = nil, []diff.Table{{Name: "rebrandly.rebrandly_raw", Rows: [2]int64{2700000, 2700000}, Same: 2700000}, identity, {Name: "posts_yt", Model: true, Rows: [2]int64{400, 400}, Same: 400}}
	b := d.Bridge
	b.Roots[1], b.Clicks[1], b.Paths[1], b.Values[1], b.Parts, b.Notes, b.Regroupings = b.Roots[0], b.Clicks[0], b.Paths[0], b.Values[0], nil, nil, nil
	d.Ledgers = [2]*trace.Ledger{before(), before()}
	return d
}

// reshaped has nothing but schema changes, and no chain: more columns than anybody wants to read.
func reshaped() *diff.Diff {
	t := diff.Table{Name: "events", Rows: [2]int64{3, 3}, Same: 3}
	for i := range 120 {
		t.Schema = append(t.Schema, diff.SchemaChange{Column: fmt.Sprintf("column_%03d", i), Types: [2]string{"INTEGER", "BIGINT"}})
	}
	return &diff.Diff{A: diff.Side{Snapshot: "a_20260101"}, B: diff.Side{Snapshot: "b_20260101"}, Version: "v0.1.0", Tables: []diff.Table{t}}
}

// evil is a diff whose texts try to run, to repaint the screen and to break tables, with huge values and numbers.
func evil() *diff.Diff {
	const nasty = "\x1b[2J|`</td><script>alert(1)</script>\n=1+1\u202e"
	long := strings.Repeat("long ", 4000)
	t := diff.Table{Name: nasty, Rows: [2]int64{1e12, 1e12 + 1}, Same: 1e12 - 2, Matching: nasty, Notes: []string{nasty},
		Columns: []diff.Column{{Name: nasty, Type: nasty, Role: diff.Own}, {Name: "huge", Type: "VARCHAR", Role: diff.Own}},
		Schema:  []diff.SchemaChange{{Column: nasty, Types: [2]string{nasty, nasty}}},
		Classes: []diff.Class{
			{Kind: diff.Renumbered, Rows: 1, Numbering: []diff.Numbering{{Column: nasty, Order: nasty, Model: nasty, Pos: trace.Pos{File: nasty, Line: 1, Column: 1}, Swapped: 1, Groups: 1, Known: true, Ties: []diff.TieGroup{{Key: values(nasty), Rows: 2, Swapped: 1}}}}},
			{Kind: diff.Changed, Rows: 1, Columns: []diff.ColumnCount{{Column: nasty, Rows: 1}}, Samples: []diff.Sample{
				{Row: [2]int64{1, 2}, Values: [2][]*string{values(nasty, long+"a"), values("\xff", long+"b")}, Changed: []int{0, 1}},
				{Row: [2]int64{3, -1}, Values: [2][]*string{values(nasty, long), nil}},
				{Row: [2]int64{3, 3}, Values: [2][]*string{values(""), values("\x00")}, Changed: []int{0, 7}},
			}},
		}}
	return &diff.Diff{
		A: diff.Side{Snapshot: nasty, ManifestHash: nasty, Source: nasty, AsOf: trace.AsOf{Moment: time.Date(2026, 6, 20, 0, 0, 0, 0, time.UTC), By: nasty}}, B: diff.Side{Snapshot: "javascript:alert(1)", Synthetic: true},
		Chain: nasty, Hash: nasty, Title: nasty, Unit: "click", Slice: nasty, Version: nasty, Tables: []diff.Table{t},
		Bridge: &trace.Bridge{Label: nasty, Unit: "click", Roots: [2]int64{1e12, 1e12}, Paths: [2]int64{1e12, 1e12 - 3}, Values: [2]float64{1, 2}, Key: []string{nasty}, Parts: []trace.Part{
			{Move: trace.Lost, To: fate(nasty, nasty, trace.Filter, trace.Class(nasty), nasty), Clicks: 3, Effect: -3},
			{Move: trace.Moved, From: fate(nasty, "c1", trace.Filter, trace.Loss, ""), To: fate("x", "c2", trace.Filter, trace.Expected, ""), Clicks: 1},
		}, Regroupings: []trace.Regrouping{{Dimension: nasty, Grouped: true, Clicks: 2, Shifts: []trace.Shift{{From: text(nasty), To: text(long), Clicks: 2, Why: []string{nasty}, Rows: []trace.ShiftRow{{Key: []trace.Value{{Name: nasty, Text: nasty}}}}}}}},
			Notes: []string{nasty}},
		Ledgers: [2]*trace.Ledger{reporttest.Hostile(), func() *trace.Ledger { l := reporttest.Hostile(); l.Steps[0].Causes[0].Clicks = 1e12; return l }()},
		Notes:   []string{nasty, "```"}, Reproduce: []string{"trace diff '" + nasty + "' ```"},
	}
}
