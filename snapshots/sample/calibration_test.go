package sample_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// models of the creators chain, in the order in which they build on each other.
var models = []string{
	"rebrandly_prep", "rebrandly", "campaigns_funnel_clicks", "campaigns_funnel",
	"rebrandly_campaigns_creators", "campaigns_funnel_creators", "posts_yt",
}

var (
	ref    = regexp.MustCompile(`\{\{ ref\('(\w+)'\) \}\}`)
	source = regexp.MustCompile(`\{\{ source\('(\w+)', '(\w+)'\) \}\}`)
)

// runChain builds the creators chain over the built-in snapshot. rebrandly_prep is a table, so that the row numbers that
// it hands out are the same for all who look, but only of the columns that are used later; that is what takes time.
func runChain(t *testing.T) *sql.Conn {
	t.Helper()
	conn := connect(t, 2)
	attach(t, conn, whole)
	exec(t, conn, `CREATE SCHEMA "ref"`)
	for _, m := range models {
		text, err := os.ReadFile(filepath.Join("..", "..", "loaders", "chains", "creators", "models", m+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		model := ref.ReplaceAllString(string(text), `"ref".$1`)
		model = source.ReplaceAllString(model, `$1.$2`)
		kind := "TABLE"
		switch m {
		case "rebrandly_prep":
			model = `SELECT rebrandly_id, timestamp, clicked_at, country, agent_type, device_name, domain_raw, session_started, session_first,
				route_id, slashtag, destination_raw FROM (` + model + ")"
		case "rebrandly":
			kind = "VIEW"
		}
		exec(t, conn, "CREATE "+kind+` "ref".`+m+" AS\n"+strings.TrimSpace(model))
	}
	return conn
}

func TestTheBuiltInSnapshotThroughTheCreatorsChain(t *testing.T) {
	conn := runChain(t)
	exec(t, conn, `CREATE TEMP TABLE clicks AS
		SELECT p.*, clicked, timestamp, route.id AS route_id, route.slashtag AS slashtag, client.session.started AS started,
			client.agent.type AS agent, client.session.first AS first
		FROM planted AS p JOIN raw USING (row)`)
	t.Run("the figures of the roadmap", func(t *testing.T) { figures(t, conn) })
	t.Run("the planted fates", func(t *testing.T) { plantedFates(t, conn) })
}

func figures(t *testing.T, conn *sql.Conn) {
	for _, c := range []struct {
		what     string
		query    string
		from, to int
	}{
		{"raw clicks", `SELECT count(*) FROM raw`, 2_690_000, 2_710_000},
		{"raw clicks before 2021", `SELECT count(*) FROM clicks WHERE clicked < '2021-01-01'`, 0, 0},
		{"raw clicks after the snapshot's day", `SELECT count(*) FROM clicks WHERE clicked >= '2026-06-13'`, 0, 0},
		{"raw clicks on the snapshot's day", `SELECT count(*) FROM clicks WHERE clicked >= '2026-06-12'`, 100, 5000},
		{"clicks of people in 1000 of 2024", `SELECT 1000 * count(*) FILTER (agent = 'human') // count(*) FROM clicks WHERE year(clicked) = 2024`, 350, 390},
		{"unreadable timestamps", `SELECT count(*) FROM clicks WHERE clicked IS NULL`, 300, 600},
		{"rows that share a timestamp", `SELECT sum(n)::BIGINT FROM (SELECT count(*) AS n FROM ref.rebrandly_prep GROUP BY timestamp HAVING n > 1)`, 850, 890},
		{"rows of exact duplicates", `SELECT sum(n)::BIGINT FROM (
			SELECT count(*) AS n FROM rebrandly.rebrandly_raw
			WHERE timestamp IN (SELECT timestamp FROM ref.rebrandly_prep GROUP BY timestamp HAVING count(*) > 1)
			GROUP BY timestamp, client, referral, route HAVING n > 1)`, 300, 500},
		{"twins", `SELECT count(*) // 2 FROM planted WHERE detail = 'tie'`, 18, 26},
		{"reach campaigns_funnel_clicks in 2024", `SELECT count(*) FROM ref.campaigns_funnel_clicks WHERE year(click_date) = 2024`, 68_500, 69_500},
		{"reach campaigns_funnel_clicks in 2023", `SELECT count(*) FROM ref.campaigns_funnel_clicks WHERE year(click_date) = 2023`, 110_000, 140_000},
		{"posts_yt of 2024", `SELECT sum(clicks)::BIGINT FROM ref.posts_yt WHERE year(month) = 2024`, 15_800, 16_500},
		{"posts_yt of 2023", `SELECT sum(clicks)::BIGINT FROM ref.posts_yt WHERE year(month) = 2023`, 38_000, 48_000},
		{"posts_yt of 2024 that a second row of the dimension added", `
			SELECT (SELECT sum(clicks) FROM ref.posts_yt WHERE year(month) = 2024)::BIGINT
				- (SELECT count(*) FROM clicks WHERE fate = 'kept' AND year(clicked) = 2024)`, 200, 800},
		{"attributed in 1000 attributable clicks of 2024", attributed("2024"), 855, 866},
		{"attributed in 1000 attributable clicks of 2023", attributed("2023"), 930, 960},
		{"links", `SELECT count(DISTINCT route_id) FROM clicks`, 300, 600},
		{"creators", `SELECT count(DISTINCT trim(creator)) FROM rebrandly.creators_sheet`, 60, 150},
	} {
		if got := count(t, conn, c.query); got < c.from || got > c.to {
			t.Errorf("%s: got %d, want %d to %d", c.what, got, c.from, c.to)
		}
	}
}

// attributed is the share of the clicks on links that a creator or campaign owns that got a campaign, in thousandths.
func attributed(year string) string {
	return `SELECT 1000 * count(*) FILTER (fate NOT IN ('not_in_sheet', 'no_campaign_in_sheet')) // count(*)
		FROM clicks
		WHERE year(clicked) = ` + year + ` AND fate NOT IN
			('generic_link', 'unreadable_timestamp', 'not_human', 'agent_unknown', 'not_first_session', 'session_unknown', 'duplicate')`
}
