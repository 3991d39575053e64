// Package reporttest has the ledgers that the tests of several packages of reports print, and compares what they print with
// golden files.
package reporttest

import (
	"strings"

	"funneltrace/trace"
)

const sql = `-- The clicks that count.
SELECT
    rebrandly_id,
	country
FROM {{ ref('rebrandly') }}
WHERE agent_type = 'human'
  AND session_first
  AND campaign_utm_ct IS NOT NULL
QUALIFY ROW_NUMBER() OVER (
    PARTITION BY timestamp, route_id
    ORDER BY rebrandly_id
) = 1
`

// Model is one of the models of the ledgers.
var Model = trace.Model{Name: "campaigns_funnel_clicks", File: "models/campaigns_funnel_clicks.sql", Text: sql, SQL: sql}

// Cause is one of [Model], which stands where predicate does in its text.
func Cause(id string, kind trace.Kind, class trace.Class, label, predicate string, clicks, only int64) trace.Cause {
	c := trace.Cause{ID: id, Kind: kind, Class: class, Label: label, Predicate: predicate, Clicks: clicks, OnlyCause: only}
	if i := strings.Index(sql, predicate); i >= 0 {
		c.Start, c.End = i, i+len(predicate)
		c.Pos = trace.Pos{File: Model.File, Line: 1 + strings.Count(sql[:i], "\n"), Column: i - strings.LastIndex(sql[:i], "\n")}
	}
	return c
}

// Creators is a ledger as the built-in chain makes them, n times as large.
func Creators(slice string, n int64) *trace.Ledger {
	published := 16100.0 * float64(n)
	dedup := Cause("dedup_1", trace.Dedup, trace.Expected, "dedup", sql[strings.Index(sql, "ROW_NUMBER"):len(sql)-1], 1200*n, 1100*n)
	unknown := Cause("agent_n", trace.NullPredicate, trace.Loss, "agent type unknown", "agent_type = 'human'", 21583*n, 9000*n)
	unknown.Worth = &trace.Worth{Rows: 9000 * n, About: 1850 * n, Low: 1700 * n, High: 2010 * n}
	missed := Cause("campaign_j", trace.JoinMiss, trace.Loss, "link not in the creators sheet", "campaign_utm_ct IS NOT NULL", 9000*n, 7000*n)
	missed.Worth = &trace.Worth{Rows: 7000 * n, About: 2400 * n, Low: 1500 * n, High: 3450 * n}
	return &trace.Ledger{
		Chain: "creators", Title: `Creators funnel, clicks to "Posts YT"`, Unit: "click", Snapshot: "rebrandly_20260612", Slice: slice,
		Steps: []trace.Step{
			{Name: "rebrandly_prep", Model: "rebrandly_prep", In: 402118 * n, Out: 401903 * n, RowsOut: 401903 * n,
				Causes: []trace.Cause{
					{ID: "parse_1", Kind: trace.ParseError, Class: trace.Loss, Label: "unreadable timestamp", Clicks: 215 * n, OnlyCause: 215 * n,
						Predicate: `(TRY_CAST("timestamp" AS TIMESTAMP) IS NOT NULL)`},
				},
				Ties: []trace.Tie{{Order: `"timestamp"`, For: "rebrandly_id", Rows: 870 * n}}},
			{Name: "rebrandly", Model: "rebrandly", In: 401903 * n, Out: 401903 * n, RowsOut: 401933 * n,
				FanOuts: []trace.FanOut{{Join: `LEFT JOIN sheet ON ((sheet.slashtag = clicks.slashtag))`, Clicks: 12 * n, Extra: 30 * n}}},
			{Name: "campaigns_funnel_clicks", Model: "campaigns_funnel_clicks", In: 401903 * n, Out: 69120 * n, RowsOut: 69130 * n,
				Causes: []trace.Cause{
					Cause("agent_f", trace.Filter, trace.Expected, "human-only", "agent_type = 'human'", 240000*n, 120000*n),
					unknown,
					Cause("session_f", trace.Filter, trace.Expected, "first-session", "session_first", 60000*n, 30000*n),
					Cause("session_n", trace.NullPredicate, trace.Loss, "session unknown", "session_first", 0, 0),
					missed,
					Cause("campaign_m", trace.MissingValue, trace.Review, "sheet row without a campaign, which the team has not decided on", "campaign_utm_ct IS NOT NULL", 1000*n, 1000*n),
					dedup,
				}},
			{Name: "campaigns_funnel", Model: "campaigns_funnel", In: 69120 * n, Out: 69120 * n, RowsOut: 9000 * n, Rollup: true},
			{Name: "campaigns_funnel_creators.creators_only", Model: "campaigns_funnel_creators", In: 69120 * n, Out: 30000 * n, RowsOut: 3000 * n,
				Causes: []trace.Cause{{ID: "creator_f", Kind: trace.Filter, Class: trace.Expected, Label: "creator-only",
					Predicate: "starts_with(campaign_utm_ct, 'ct-')", Clicks: 39120 * n, OnlyCause: 39120 * n}}},
			{Name: "campaigns_funnel_creators", Model: "campaigns_funnel_creators", In: 30000 * n, Out: 28001 * n, RowsOut: 3000 * n,
				Causes: []trace.Cause{
					{ID: "dim_j", Kind: trace.JoinMiss, Class: trace.Loss, Label: "campaign not in the creators dimension", Clicks: 1999 * n, OnlyCause: 1999 * n,
						Predicate: "(creators.campaign_utm_ct = creators_only.campaign_utm_ct)"}}},
			{Name: "posts_yt", Model: "posts_yt", In: 28001 * n, Out: 16002 * n, RowsOut: 400 * n, Rollup: true,
				Causes: []trace.Cause{
					{ID: "yt_f", Kind: trace.Filter, Class: trace.Expected, Label: "YouTube-only", Predicate: "(platform = 'youtube')", Clicks: 11998 * n, OnlyCause: 11998 * n},
					{ID: "una", Kind: trace.Unattributed, Class: trace.Review, Label: "not attributed", Reason: "random() is volatile", Clicks: 1 * n, OnlyCause: 1 * n},
				}},
		},
		Number: trace.Reconciliation{Label: `Tableau "Posts YT"`, Measure: "sum(clicks)", Clicks: 16002 * n, FanOut: 30 * n, Value: 16032 * float64(n),
			Known: true, Plain: 98304, PlainRun: true, Published: &published},
		Notes: []string{"215 clicks have no readable date and belong to no year"},
	}
}

// Hostile is a ledger whose texts try to run, to repaint the screen and to break tables.
func Hostile() *trace.Ledger {
	return &trace.Ledger{
		Chain: "x", Title: "\x1b]0;pwned\x07 | <img src=x>", Unit: "click", Snapshot: "s|p", Slice: "=cmd|' /C calc'!A0",
		Steps: []trace.Step{{Name: "a|b\x1b[2J", Model: "@m", In: 3, Out: 1, RowsOut: 1, Causes: []trace.Cause{
			{ID: "c1", Kind: trace.Filter, Class: trace.Expected, Label: "=1+1\u009b31m\u202e \U000e0041", Predicate: "(a || '`' = \"x\")\nAND <b>", Clicks: 1, OnlyCause: 1},
			{ID: "c2", Kind: trace.Unattributed, Class: trace.Review, Reason: "never\nmind", Clicks: 1, OnlyCause: 1},
		}}},
		Number: trace.Reconciliation{Label: "**n**", Clicks: 1, Why: "avg(x) | cannot be cut"},
		Notes:  []string{"</sub>\x00"},
	}
}
