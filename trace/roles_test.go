package trace_test

import (
	"fmt"
	"strings"
	"testing"

	"funneltrace/loaders/chains"
	"funneltrace/trace"
	"funneltrace/trace/spine"
	"funneltrace/trace/tracetest"
)

// roles says each column of a model that is not the row's own.
func roles(list []spine.ColumnRole) string {
	var out []string
	for _, r := range list {
		switch {
		case r.Window != nil:
			out = append(out, fmt.Sprintf("%s numbered by %s of %s, held in %s", r.Column, r.Window.Order, r.Window.Model, strings.Join(r.Orders, ", ")))
		case r.Lookup != "":
			out = append(out, r.Column+" from "+r.Lookup)
		}
	}
	return strings.Join(out, "; ")
}

func TestRolesOfColumnsAreFoundFromTheSQL(t *testing.T) {
	conn := tracetest.Connect(t)
	ctx := t.Context()
	for table, query := range map[string]string{
		"clicks": "SELECT 1 AS id, '10:00' AS seen, {'id': 'r', 'tag': 't'} AS route",
		"links":  "SELECT 't' AS tag, 'spring' AS campaign",
	} {
		if err := tracetest.MakeTable(ctx, conn, "s", table, query); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ name, first, second, want string }{
		{"a row number that a star passes on", `SELECT row_number() OVER (ORDER BY seen) AS n, seen FROM s.clicks`, `SELECT * FROM ref.a`, "n numbered by seen of a, held in seen"},
		{"its ORDER BY under another name", `SELECT row_number() OVER (PARTITION BY route.id ORDER BY seen DESC) AS n, seen AS at_, route.id AS r FROM s.clicks`, `SELECT n AS m, at_ AS x, r FROM ref.a`, "m numbered by seen DESC of a, held in r, x"},
		{"its ORDER BY is gone", `SELECT row_number() OVER (ORDER BY seen) AS n, seen FROM s.clicks`, `SELECT n FROM ref.a`, "n numbered by seen of a, held in "},
		{"an expression over it", `SELECT rank() OVER (ORDER BY seen) + 1 AS n, seen FROM s.clicks`, `SELECT n * 2 AS n2, upper(seen) AS seen FROM ref.a`, "n2 numbered by seen of a, held in "},
		{"a lookup", `SELECT * FROM s.clicks`, `SELECT a.*, l.campaign, coalesce(a.seen, l.tag) AS c FROM ref.a AS a LEFT JOIN s.links AS l ON l.tag = a.route.tag`, "campaign from l; c from l"},
		{"a lookup on the left", `SELECT * FROM s.clicks`, `SELECT * FROM s.links RIGHT JOIN ref.a ON links.tag = a.route.tag`, "tag from links; campaign from links"},
		{"USING", `SELECT *, route.tag AS tag FROM s.clicks`, `SELECT * FROM ref.a JOIN s.links USING (tag)`, "campaign from links"},
		{"a CTE that joins", `SELECT * FROM s.clicks`, `WITH x AS (SELECT id, campaign FROM ref.a JOIN s.links ON tag = route.tag) SELECT * EXCLUDE (id) REPLACE (upper(campaign) AS campaign) FROM x`, "campaign from links"},
		{"a scalar subquery", `SELECT * FROM s.clicks`, `SELECT id, (SELECT max(campaign) FROM s.links) AS best FROM ref.a`, "best from a subquery"},
		{"a union", `SELECT * FROM s.clicks`, `SELECT id, seen FROM ref.a UNION ALL SELECT id, campaign FROM ref.a JOIN s.links ON TRUE`, "seen from links"},
		{"a group by what was joined", `SELECT * FROM s.clicks`, `SELECT campaign, max(l.tag) AS tag, count(*) AS n FROM ref.a JOIN s.links AS l ON TRUE GROUP BY campaign`, "tag from l"},
		{"a window that numbers nothing", `SELECT sum(id) OVER (ORDER BY seen) AS n, seen FROM s.clicks`, `SELECT n FROM ref.a`, ""},
	} {
		chain := &trace.Chain{Name: "c", Root: trace.Root{Source: trace.SourceName{Schema: "s", Table: "clicks"}, Unit: "click"}, Number: trace.Number{Model: "b"},
			Models: []trace.Model{{Name: "a", SQL: c.first}, {Name: "b", SQL: c.second}}}
		got, err := spine.Roles(ctx, conn, chain)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := roles(got["b"].Columns); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestRolesOfTheCreatorsChain(t *testing.T) {
	chain, err := chains.FindChain("creators")
	if err != nil {
		t.Fatal(err)
	}
	conn := tracetest.Connect(t)
	for table, query := range map[string]string{
		"rebrandly_raw":  "SELECT '' AS timestamp, {'language': '', 'location': {'country': ''}, 'agent': {'type': '', 'browser': {'name': '', 'version': ''}, 'os': {'name': '', 'version': ''}, 'device': {'name': ''}}, 'session': {'started': '', 'first': TRUE}} AS client, {'hostname': '', 'protocol': '', 'origin': {'type': '', 'name': ''}} AS referral, {'id': '', 'slashtag': '', 'creator': {'id': '', 'workspace': {'id': ''}}, 'domain': {'raw': ''}, 'destination': {'raw': ''}} AS route",
		"creators_sheet": "SELECT '' AS slashtag, '' AS creator, '' AS platform, '' AS campaign_utm_ct, DATE '2024-01-01' AS post_date",
	} {
		if err := tracetest.MakeTable(t.Context(), conn, "rebrandly", table, query); err != nil {
			t.Fatal(err)
		}
	}
	all, err := spine.Roles(t.Context(), conn, chain)
	if err != nil {
		t.Fatal(err)
	}
	for model, want := range map[string]string{
		"rebrandly_prep":          "rebrandly_id numbered by timestamp of rebrandly_prep, held in timestamp",
		"rebrandly":               "rebrandly_id numbered by timestamp of rebrandly_prep, held in timestamp; campaign_utm_ct from sheet; platform from sheet",
		"campaigns_funnel_clicks": `rebrandly_id numbered by "timestamp" of rebrandly_prep, held in ; campaign_utm_ct from sheet; link_platform from sheet`,
	} {
		if got := strings.ReplaceAll(roles(all[model].Columns), `"timestamp"`, "timestamp"); got != strings.ReplaceAll(want, `"timestamp"`, "timestamp") {
			t.Errorf("%s:\n got %s\nwant %s", model, got, want)
		}
	}
	if got := strings.Join(all["rebrandly"].Key, ", "); got != "timestamp, route_id, session_started" {
		t.Errorf("the key of rebrandly is %s", got)
	}
	if got := all["campaigns_funnel_clicks"].Key; got != nil {
		t.Errorf("campaigns_funnel_clicks has a key, %s", got)
	}
}
