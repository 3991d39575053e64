package report_test

import (
	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/reporttest"
)

var provenance = report.Provenance{
	Chain: "creators", ChainHash: "c0ffee00c0ffee00c0ffee00", Snapshot: "rebrandly_20260612",
	ManifestHash: "5eed5eed5eed5eed5eed5eed", Version: "v0.1.0", Synthetic: true, Command: "trace --year 2024 --expect 16100 --md",
}

// stopped is creators where DuckDB cannot run the fourth model; its SQL tries to repaint the screen.
func stopped(slice string, n int64) *trace.Ledger {
	l := reporttest.Creators(slice, n)
	l.Incomplete = &trace.IncompleteError{
		Model: "campaigns_funnel", NotReached: []string{"campaigns_funnel", "campaigns_funnel_creators", "posts_yt"},
		Cause: &trace.ModelError{
			Pos: trace.Pos{File: "models/agents.sql", Line: 2, Column: 5}, Message: "function dateadd is unknown in DuckDB", Hint: "it has date_add",
			Model: "agents", Reader: "campaigns_funnel",
			Excerpt: "1 │ SELECT agent,\n2 │     dateadd(day, 1, seen) AS due, -- ``` \x1b[2J\n  │     ^\n3 │ FROM {{ source('rebrandly', 'agents') }}",
		},
	}
	l.Steps = l.Steps[:3]
	l.Number = trace.Reconciliation{Label: l.Number.Label, Measure: l.Number.Measure, Clicks: l.Out(), Published: l.Number.Published, Why: l.Incomplete.Why()}
	return l
}

// marked is creators with marks on rows that a step keeps.
func marked(slice string, n int64) *trace.Ledger {
	l := reporttest.Creators(slice, n)
	l.Steps[2].Marks = []trace.MarkCount{
		{Label: "at risk", When: "boundary = 'at risk' AND a < b", Clicks: 1234 * (n - 1), Pos: trace.Pos{File: "chain.yml", Line: 9, Column: 5}},
		{Label: "\x1b[31mnever | *seen*", When: "x `y`", Clicks: 3 * n},
	}
	return l
}

func journeys() []trace.Journey {
	winner := int64(1234)
	v := func(name, text string) trace.Value { return trace.Value{Name: name, Text: text} }
	null := func(name string) trace.Value { return trace.Value{Name: name, Null: true} }
	human := reporttest.Cause("agent_n", trace.NullPredicate, trace.Loss, "agent type unknown", "agent_type = 'human'", 0, 0)
	first := reporttest.Cause("session_f", trace.Filter, trace.Expected, "first-session", "session_first", 0, 0)
	dedup := reporttest.Cause("dedup_1", trace.Dedup, trace.Expected, "dedup", "ROW_NUMBER", 0, 0)
	root := []trace.Value{v("timestamp", "2024-03-01T10:00:00Z"), v("route", "{'id': r1, 'slashtag': Foo}"), v("agent", "\x1b[31mMozilla")}
	sheet := trace.Lookup{Relation: "sheet", Join: "(sheet.slashtag = clicks.slashtag)", Key: []trace.Value{v("slashtag", "Foo")},
		Near: []trace.Near{{Why: "differs in case", Row: []trace.Value{v("slashtag", "foo"), v("campaign", "ct-1")}}}}
	met := sheet
	met.Hit, met.Near, met.Row = true, nil, []trace.Value{v("slashtag", "Foo "), null("campaign")}
	return []trace.Journey{
		{Unit: "click", Row: 1234567, Root: root, Fate: "agent type unknown", Stops: []trace.Stop{
			{Step: "rebrandly_prep", Model: "rebrandly_prep", Kept: true, Rows: 1, Out: []trace.Value{v("rebrandly_id", "77"), root[0], v("slashtag", "Foo ")}},
			{Step: "rebrandly", Model: "rebrandly", Kept: true, Rows: 2, Lookups: []trace.Lookup{sheet, met}, Out: []trace.Value{v("rebrandly_id", "77"), null("campaign_utm_ct")}},
			{Step: "campaigns_funnel_clicks", Model: "campaigns_funnel_clicks", Cause: &human, AlsoFails: []trace.Cause{first}, Saw: []trace.Value{null("agent_type")}},
		}},
		{Unit: "click", Row: 5, Root: root[:1], Fate: "dedup", Stops: []trace.Stop{
			{Step: "campaigns_funnel_clicks", Model: "campaigns_funnel_clicks", Cause: &dedup, Winner: &winner}}},
		{Unit: "click", Row: 6, Root: root[:1], Fate: "kept", Stops: []trace.Stop{{Step: "posts_yt", Kept: true, Rows: 1}}},
		ranged(),
	}
}

// ranged is the journey of a row that a range did not hold, though those around it were there.
func ranged() trace.Journey {
	v := func(name, text string) trace.Value { return trace.Value{Name: name, Text: text} }
	between := reporttest.Cause("between_1", trace.JoinMiss, trace.Loss, "between iterations", "c.at >= i.created_at AND c.at < i.next_at", 0, 0)
	between.Reason = "no row with the key meets all of these together"
	iterations := trace.Lookup{Relation: "iterations", Join: "INNER JOIN iterations AS i ON (i.strategy_id = s.id) AND (c.at >= i.created_at) AND (c.at < i.next_at)",
		Key: []trace.Value{v("i.strategy_id", "7")}, Compared: []trace.Value{v("c.at", "2024-03-02 12:00:00")},
		Near: []trace.Near{
			{Side: trace.Previous, Why: "c.at is 1 d 12 h after i.next_at", Distance: "1 d 12 h after i.next_at", Fails: "c.at < i.next_at",
				Row: []trace.Value{v("iteration", "3"), v("created_at", "2024-02-01 00:00:00"), v("next_at", "2024-03-01 00:00:00")}},
			{Side: trace.Next, Why: "c.at is 2 h 14 min before i.created_at", Distance: "2 h 14 min before i.created_at", Fails: "c.at >= i.created_at",
				Row: []trace.Value{v("iteration", "4"), v("created_at", "2024-03-02 14:14:00"), {Name: "next_at", Null: true}}},
		}}
	met := iterations
	met.Hit, met.Relation, met.Near, met.Row = true, "clicks", met.Near[1:], []trace.Value{v("iteration", "3")}
	met.Within = []string{"29 d 12 h after i.created_at", "1 d 12 h before i.next_at"}
	again := met
	again.Key, again.Row, again.Near = []trace.Value{v("i.strategy_id", "8")}, []trace.Value{v("iteration", "5")}, nil
	without := trace.Lookup{Relation: "teams", Join: "LEFT JOIN teams", Key: []trace.Value{{Name: "teams.id", Null: true}}, Without: "people"}
	return trace.Journey{Unit: "conversion", Row: 7, Root: []trace.Value{v("at", "2024-03-02 12:00:00")}, Fate: between.Label, Stops: []trace.Stop{
		{Step: "goals", Model: "goals", Kept: true, Rows: 4, Lookups: []trace.Lookup{met, again, without}, Out: []trace.Value{v("iteration", "3"), v("n", "1")},
			More: [][]trace.Value{{v("iteration", "5"), v("n", "1")}, {v("iteration", "5"), v("n", "2")}}},
		{Step: "goals_too", Model: "goals_too", Kept: true, Rows: 4, Out: []trace.Value{v("iteration", "3")}},
		{Step: "goal_complete", Model: "goal_complete", Cause: &between, Saw: []trace.Value{v("at", "2024-03-02 12:00:00")}, Lookups: []trace.Lookup{met, iterations}}}}
}

// described is creators as a dbt project has it: with what its authors say of the models, and a test that one loss breaks.
func described(slice string, n int64) *trace.Ledger {
	l := reporttest.Creators(slice, n)
	l.Steps[0].Description = "The clicks of the shortener as they came, with \x1b[31mtimestamps\x1b[0m that can be read and a number of their own, " +
		"which later models know them by.\nAsk the team before it is used for anything else."
	l.Steps[2].Description = clicksDescription
	c := &l.Steps[2].Causes[5]
	c.Class, c.Because, c.RuleAt = trace.Loss, "dbt test not_null on rebrandly.campaign_utm_ct", &trace.Pos{File: "models/schema.yml", Line: 12, Column: 11}
	return l
}

const clicksDescription = "One row per click | that *counts*, which is what the dashboards show and what everybody who is asked means by a click.\n\n- no <bots>\n- first of its session\n"
