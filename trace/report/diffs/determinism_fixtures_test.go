package diffs_test

import (
	"funneltrace/trace"
	"funneltrace/trace/diff"
)

// shaky is a check that found what the built-in chain has: ids that swap, and twins that are joined otherwise.
func shaky() *diff.Determinism {
	pos := trace.Pos{File: "models/rebrandly_prep.sql", Line: 4, Column: 5}
	prep := func(n int64) diff.Table {
		return diff.Table{Name: "rebrandly_prep", Model: true, Rows: [2]int64{2698000, 2698000}, Same: 2698000 - n, Classes: []diff.Class{
			{Kind: diff.Renumbered, Rows: n, Columns: []diff.ColumnCount{{Column: "rebrandly_id", Rows: n}},
				Numbering: []diff.Numbering{{Column: "rebrandly_id", Order: `"timestamp"`, Model: "rebrandly_prep", Pos: pos, Swapped: n, Groups: n / 2, Known: true}}}}}
	}
	joined := func(n int64) diff.Table {
		return diff.Table{Name: "rebrandly", Model: true, Rows: [2]int64{2698000, 2698000}, Same: 2698000 - 247 - n, Classes: []diff.Class{
			{Kind: diff.Renumbered, Rows: 247, Columns: []diff.ColumnCount{{Column: "rebrandly_id", Rows: 247}}},
			{Kind: diff.Reattached, Rows: n, Columns: []diff.ColumnCount{{Column: "campaign_utm_ct", Rows: n}, {Column: "platform", Rows: n / 2}}}}}
	}
	even := func(name string, rows int64) diff.ModelCheck {
		t := diff.Table{Name: name, Model: true, Rows: [2]int64{rows, rows}, Same: rows}
		return diff.ModelCheck{Model: name, Rows: rows, Diffs: []diff.Table{t, t, t}}
	}
	return &diff.Determinism{
		Chain: "creators", Hash: "c0ffee00c0ffee00c0ffee00", Snapshot: "rebrandly_20260612", ManifestHash: "5eed5eed5eed5eed5eed5eed", Synthetic: true, Version: "v0.1.0",
		Rebuilds: []diff.Rebuild{{Order: "reversed", Threads: 1}, {Order: "shuffled with seed 1", Threads: 2}, {Order: "shuffled with seed 2", Threads: 4}},
		Models: []diff.ModelCheck{
			{Model: "rebrandly_prep", Rows: 2698000, Diffs: []diff.Table{prep(247), prep(231), prep(240)}},
			{Model: "rebrandly", Rows: 2698000, Diffs: []diff.Table{joined(19), joined(22), joined(20)}},
			even("campaigns_funnel", 9000), even("posts_yt", 400),
		},
		Blames: []diff.Blame{
			{Model: "rebrandly_prep", Column: "rebrandly_id", Order: `"timestamp"`, Pos: pos, Tied: 870, Groups: 423, Fix: []string{"route_id", "destination_raw"},
				Tried: true, Works: false, Left: 4, Delta: []diff.ModelDelta{{Model: "rebrandly_prep", Table: prep(121)}, {Model: "rebrandly", Table: joined(11)}}},
			{Model: "campaigns_funnel_clicks", Column: "dedup", Order: "rebrandly_id DESC", Pos: trace.Pos{File: "models/campaigns_funnel_clicks.sql", Line: 9, Column: 9}, Tied: 1, Groups: 1, Reason: "no set of columns tells these rows apart"},
			{Model: "other", Column: "n", Order: "a", Tied: 2, Groups: 1, Fix: []string{"b"}, Tried: true, Works: true},
			{Model: "other", Column: "m", Order: "a", Tied: 2, Groups: 1, Fix: []string{"c"}, Reason: "the window is in a subquery"},
		},
		Number: diff.NumberCheck{Label: `Tableau "Posts YT"`, First: 16032, Values: []float64{16032, 16031, 16032}},
	}
}

// steady is a check that found nothing.
func steady() *diff.Determinism {
	d := shaky()
	d.Models, d.Blames = d.Models[2:], nil
	d.Number.Values, d.Number.Same = []float64{16032, 16032, 16032}, true
	return d
}

// sly is a check whose texts try to run.
func sly() *diff.Determinism {
	const nasty = "\x1b[2J|`<script>alert(1)</script>\n=1+1\u202e"
	d := shaky()
	d.Chain, d.Snapshot, d.Hash, d.Version = nasty, nasty, nasty, nasty
	d.Models[0].Model, d.Rebuilds[0].Order, d.Number.Label = nasty, nasty, nasty
	d.Models[0].Diffs[0].Classes[0].Columns[0].Column = nasty
	for i := range d.Blames {
		d.Blames[i].Model, d.Blames[i].Order, d.Blames[i].Column = nasty, nasty, nasty
		if d.Blames[i].Reason != "" {
			d.Blames[i].Reason = nasty
		}
	}
	d.Blames[0].Fix, d.Blames[0].Pos.File, d.Blames[0].Delta[0].Model = []string{nasty}, nasty, nasty
	return d
}
