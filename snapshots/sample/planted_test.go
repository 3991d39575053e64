package sample_test

import (
	"database/sql"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func plantedFates(t *testing.T, conn *sql.Conn) {
	// What the generator says must be so comes from planted, what is so from the chain's tables. Of the rows whose
	// dedup hangs on a tie only the number is certain.
	const kept = `fate NOT IN ('unreadable_timestamp', 'not_human', 'agent_unknown', 'not_first_session', 'session_unknown',
		'generic_link', 'not_in_sheet', 'no_campaign_in_sheet', 'duplicate')`

	t.Run("one fate per row, in the order of the rows", func(t *testing.T) {
		got := rows(t, conn, `SELECT count(*) = (SELECT count(*) FROM raw), min(row), max(row) = count(*) - 1, count(DISTINCT row) = count(*) FROM planted`)
		if diff := cmp.Diff([][]string{{"true", "0", "true", "true"}}, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
	t.Run("the clicks that reach campaigns_funnel_clicks", func(t *testing.T) {
		exec(t, conn, `CREATE TEMP TABLE reached AS
			SELECT f.*, p.timestamp, p.session_started AS started
			FROM ref.campaigns_funnel_clicks AS f JOIN ref.rebrandly_prep AS p USING (rebrandly_id)`)
		differ := count(t, conn, `SELECT count(*) FROM (
			SELECT 1 FROM (
				SELECT timestamp, route_id, started, slashtag, 1 AS n FROM clicks WHERE `+kept+`
				UNION ALL SELECT timestamp, route_id, started, slashtag, -1 FROM reached
			) GROUP BY timestamp, route_id, started, slashtag HAVING sum(n) <> 0)`)
		if differ != 0 {
			t.Errorf("got %d clicks that differ, want none", differ)
		}
	})
	t.Run("the campaigns of each fate", func(t *testing.T) {
		// A campaign's clicks all have the same fate, so the fates can be counted by campaign.
		want := rows(t, conn, `
			SELECT CASE
				WHEN NOT starts_with(campaign_utm_ct, 'ct-') THEN 'not_creator'
				WHEN platforms IS NULL THEN 'no_creator_in_dimension'
				WHEN list_contains(platforms, 'youtube') THEN 'kept'
				WHEN len(list_filter(platforms, lambda p: p IS NOT NULL)) = 0 THEN 'platform_missing'
				ELSE 'not_youtube' END AS fate, count(*)
			FROM ref.campaigns_funnel_clicks
			LEFT JOIN (
				SELECT campaign_utm_ct, list(platform) AS platforms FROM ref.rebrandly_campaigns_creators GROUP BY campaign_utm_ct
			) USING (campaign_utm_ct)
			WHERE rebrandly_id NOT IN (SELECT rebrandly_id FROM ref.rebrandly_prep WHERE timestamp IN (SELECT timestamp FROM clicks WHERE twin IS NOT NULL))
			GROUP BY ALL ORDER BY ALL`)
		got := rows(t, conn, `SELECT fate, count(*) FROM clicks
			WHERE `+kept+` AND timestamp NOT IN (SELECT timestamp FROM clicks WHERE twin IS NOT NULL) GROUP BY ALL ORDER BY ALL`)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
	t.Run("the rungs before the campaign", func(t *testing.T) {
		got := rows(t, conn, `SELECT fate, should, count(*) FROM (
			SELECT
				CASE WHEN fate IN ('unreadable_timestamp', 'not_human', 'agent_unknown', 'not_first_session', 'session_unknown')
					THEN fate ELSE 'good' END AS fate,
				CASE
					WHEN clicked IS NULL THEN 'unreadable_timestamp'
					WHEN agent <> 'human' THEN 'not_human'
					WHEN agent IS NULL THEN 'agent_unknown'
					WHEN NOT first THEN 'not_first_session'
					WHEN first IS NULL THEN 'session_unknown'
					ELSE 'good' END AS should
			FROM clicks
		) WHERE fate <> should GROUP BY ALL`)
		if len(got) != 0 {
			t.Errorf("got rows whose fate is not what their columns say: %v", got)
		}
	})
	t.Run("a tie has a twin, and its other fate", func(t *testing.T) {
		got := rows(t, conn, `
			SELECT count(*) FILTER (a.timestamp IS DISTINCT FROM b.timestamp OR a.route_id <> b.route_id OR a.started <> b.started) AS not_tied,
				count(*) FILTER (b.twin IS DISTINCT FROM a.row) AS not_mutual,
				count(*) FILTER ((a.fate = 'duplicate') = (b.fate = 'duplicate')) AS both_or_none_lose,
				count(*) FILTER ((a.fate = 'duplicate') = (a.alt = 'duplicate')) AS same_fate_both_ways,
				count(*) FILTER (a.detail NOT IN ('tie', 'copy')) AS unexplained
			FROM clicks AS a LEFT JOIN clicks AS b ON b.row = a.twin WHERE a.twin IS NOT NULL`)
		if diff := cmp.Diff([][]string{{"0", "0", "0", "0", "0"}}, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestRowsArriveAlmostInTheOrderOfTheirTimestamps(t *testing.T) {
	conn := connect(t, 2)
	attach(t, conn, whole)
	late := rows(t, conn, `SELECT
			count(*) FILTER (clicked < before) BETWEEN 1000 AND 100000,
			max(before - clicked) < INTERVAL 3 HOUR
		FROM (SELECT clicked, max(clicked) OVER (ORDER BY row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM raw)`)
	if diff := cmp.Diff([][]string{{"true", "true"}}, late); diff != "" {
		t.Errorf("some rows are late, none by three hours (-want +got)\n%s", diff)
	}
}
