package trace_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/engine"
	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

// bridgeChain keeps people, once per key, on links that are in the sheet; a link that is in it twice fans out.
var bridgeChain = &trace.Chain{
	Name: "bridge",
	Root: trace.Root{Source: trace.SourceName{Schema: "s", Table: "clicks"}, Unit: "click", Time: "seen", Key: []string{"id"}},
	Models: []trace.Model{
		{Name: "people", SQL: "SELECT * FROM s.clicks WHERE agent = 'human' QUALIFY row_number() OVER (PARTITION BY id, n ORDER BY seen) = 1"},
		{Name: "linked", SQL: "SELECT people.*, links.campaign FROM ref.people JOIN s.links ON links.tag = people.tag"},
	},
	Number:     trace.Number{Model: "linked", Measure: "count(*)", Label: "linked clicks"},
	Dimensions: []trace.Dimension{{Name: "country", SQL: "country"}},
}

// states runs the bridge's chain over two states of the data, each made by a SELECT of clicks and one of links.
type states struct {
	conn    *sql.Conn
	results [2]*fates.Result
}

func traceStates(t *testing.T, c *trace.Chain, clicks, links [2]string) *states {
	t.Helper()
	dir := t.TempDir()
	db, err := engine.Open(t.Context(), engine.Options{Threads: 1, Dirs: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s := &states{}
	if s.conn, err = db.Conn(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.conn.Close() })
	for i, name := range []string{"a", "b"} {
		tracetest.Exec(t, s.conn, "ATTACH ':memory:' AS "+name+"; USE "+name)
		for table, query := range map[string]string{"clicks": clicks[i], "links": links[i]} {
			if err := tracetest.MakeTable(t.Context(), s.conn, "s", table, query); err != nil {
				t.Fatal(err)
			}
		}
		r, err := fates.Run(t.Context(), s.conn, c, trace.Options{})
		if err != nil {
			t.Fatal(err)
		}
		saved := filepath.Join(dir, name)
		if err := r.Save(t.Context(), saved, filepath.Dir(saved)); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if s.results[i], err = fates.Load(t.Context(), s.conn, c, saved); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// bridge connects two of the states by their number: 0 is A.
func (s *states) bridge(t *testing.T, from, to int, slice trace.Slice) *trace.Bridge {
	t.Helper()
	root := func(i int) string { return []string{"a", "b"}[i] + `.s."clicks#rows"` }
	b, _, err := fates.NewBridge(t.Context(), s.conn, s.results[from], s.results[to], [2]string{root(from), root(to)}, slice, 3)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// partsOf are the bridge's parts, a line each.
func partsOf(b *trace.Bridge) string {
	var out strings.Builder
	for _, p := range b.Parts {
		name := func(f *trace.Fate) string {
			if f == nil {
				return "-"
			}
			return f.Step + "/" + string(f.Kind)
		}
		fmt.Fprintf(&out, "%s %s %s %d %+d\n", p.Move, name(p.From), name(p.To), p.Clicks, p.Effect)
	}
	return out.String()
}

const clickColumns = " AS t (id, n, seen, agent, tag, country)"

func TestABridgeSaysWhatMovedClickByClick(t *testing.T) {
	s := traceStates(t, bridgeChain, [2]string{
		`FROM (VALUES
			(1, 1, TIMESTAMP '2024-01-01', 'human', 'x', 'BR'),
			(2, 1, TIMESTAMP '2024-01-02', 'human', 'y', 'BR'),
			(3, 1, TIMESTAMP '2024-01-03', 'bot', 'x', 'BR'),
			(4, 1, TIMESTAMP '2024-01-04', NULL, 'x', 'BR'),
			(5, 1, TIMESTAMP '2024-01-05', 'human', 'x', 'PT'),
			(6, 1, TIMESTAMP '2024-01-06', 'human', 'w', 'PT'),
			(7, 1, TIMESTAMP '2024-01-07', 'human', 'v', 'PT'),
			(8, 1, TIMESTAMP '2025-01-07', 'human', 'x', 'PT'))` + clickColumns,
		`FROM (VALUES
			(9, 1, TIMESTAMP '2024-01-01', 'human', 'x', 'BR'),
			(10, 1, TIMESTAMP '2024-01-01', 'bot', 'x', 'BR'),
			(4, 1, TIMESTAMP '2024-01-04', 'human', 'x', 'BR'),
			(3, 1, TIMESTAMP '2024-01-03', NULL, 'x', 'BR'),
			(2, 1, TIMESTAMP '2024-01-02', 'human', 'y', 'BR'),
			(5, 1, TIMESTAMP '2025-01-05', 'human', 'x', 'PT'),
			(6, 1, TIMESTAMP '2024-01-06', 'human', 'w', 'PT'),
			(7, 1, TIMESTAMP '2024-01-07', 'human', 'v', 'PT'),
			(8, 1, TIMESTAMP '2024-01-07', 'human', 'x', 'PT'))` + clickColumns,
	}, [2]string{
		"FROM (VALUES ('x', 'spring'), ('v', 'summer'), ('w', 'autumn')) AS t (tag, campaign)",
		"FROM (VALUES ('x', 'spring'), ('y', 'summer'), ('w', 'autumn'), ('w', 'winter')) AS t (tag, campaign)",
	})
	year := trace.Slice{From: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), Label: "2024"}
	b := s.bridge(t, 0, 1, year)
	want := `new - - 1 +1
new - people/filter 1 +0
gone - - 1 -1
entered - - 1 +1
exited - - 1 -1
gained people/null_predicate - 1 +1
gained linked/join_miss - 1 +1
lost - linked/join_miss 1 -1
moved people/filter people/null_predicate 1 +0
fan_out - - 1 +1
`
	if got := partsOf(b); got != strings.ReplaceAll(want, "fan_out", string(trace.Fanned)) {
		t.Errorf("parts:\n%s\nwant\n%s", got, want)
	}
	if b.Paths != [2]int64{4, 6} || b.Clicks != [2]int64{4, 5} || b.Roots != [2]int64{7, 8} || !b.Known || b.Rest != 0 || b.Same != 0 {
		t.Errorf("bridge: %+v", b)
	}
	all := s.bridge(t, 0, 1, trace.Slice{})
	if got, want := partsOf(all), `new - - 1 +1
new - people/filter 1 +0
gone - - 1 -1
gained people/null_predicate - 1 +1
gained linked/join_miss - 1 +1
lost - linked/join_miss 1 -1
moved people/filter people/null_predicate 1 +0
`+string(trace.Fanned)+" - - 1 +1\n"; got != want || all.Same != 2 {
		t.Errorf("all years: %d the same, parts:\n%s\nwant\n%s", all.Same, got, want)
	}
}

func TestABridgeTellsWhoCountsInAnotherRowOfTheNumber(t *testing.T) {
	chain := *bridgeChain
	chain.Models = append(slices.Clone(chain.Models), trace.Model{Name: "grouped", SQL: "SELECT campaign, count(*) AS n FROM ref.linked GROUP BY campaign"},
		trace.Model{Name: "wide", SQL: "SELECT upper(campaign) AS campaign, n FROM ref.grouped WHERE campaign IS DISTINCT FROM 'gone'"})
	chain.Number = trace.Number{Model: "wide", Measure: "sum(n)"}
	clicks := `FROM (VALUES
			(1, 1, TIMESTAMP '2024-01-01', 'human', 'x', 'BR'), (2, 1, TIMESTAMP '2024-01-02', 'human', 'x', 'BR'), (3, 1, TIMESTAMP '2024-01-03', 'human', 'y', 'BR'),
			(4, 1, TIMESTAMP '2024-01-04', 'human', 'w', 'BR'), (5, 1, TIMESTAMP '2024-01-05', 'human', 'v', 'PT'), (6, 1, TIMESTAMP '2024-01-05', 'human', 'u', 'PT'))` + clickColumns
	s := traceStates(t, &chain, [2]string{clicks, clicks}, [2]string{
		"FROM (VALUES ('x', 'spring'), ('y', 'summer'), ('w', 'autumn'), ('w', 'winter'), ('v', NULL), ('u', 'gone')) AS t (tag, campaign)",
		"FROM (VALUES ('x', 'summer'), ('y', 'summer'), ('w', 'winter'), ('w', 'autumn'), ('v', 'autumn'), ('u', 'gone')) AS t (tag, campaign)",
	})
	// The two clicks on x and that on v moved; y's row is another one than before only in its count, and w is in the same two.
	b := s.bridge(t, 0, 1, trace.Slice{})
	if got, want := partsOf(b), "regrouped - - 3 +0\n"; got != want || b.Same != 3 || b.Groups != "" {
		t.Errorf("%d the same, parts:\n%s\nwant\n%s", b.Same, got, want)
	}
}

// regrouped are the bridge's shifts, a line each.
func regrouped(b *trace.Bridge) (out []string) {
	value := func(v *string) string {
		if v == nil {
			return "NULL"
		}
		return *v
	}
	for _, r := range b.Regroupings {
		for _, s := range r.Shifts {
			var rows []string
			for _, row := range s.Rows {
				rows = append(rows, fmt.Sprintf("%d>%d=%s", row.Row[0], row.Row[1], row.Key[0].Text))
			}
			out = append(out, fmt.Sprintf("%s %t %s→%s %d %s", r.Dimension, r.Grouped, value(s.From), value(s.To), s.Clicks, strings.Join(rows, " ")))
		}
		if r.More != 0 {
			out = append(out, fmt.Sprintf("%s: %d more", r.Dimension, r.More))
		}
	}
	return out
}

// Whether the number is grouped, or counts rows: which rows that reach it in both have another value of a dimension, and from which to
// which. A row that is lost, or new, is none; NULL is a value; rows change places; a key is there twice.
func TestABridgeTellsFromWhichValueToWhichRowsWent(t *testing.T) {
	clicks := [2]string{`FROM (VALUES
			(1, 1, TIMESTAMP '2024-01-01', 'human', 'x', 'BR'), (2, 1, TIMESTAMP '2024-01-02', 'human', 'x', 'BR'), (3, 1, TIMESTAMP '2024-01-03', 'human', 'y', 'BR'),
			(4, 1, TIMESTAMP '2024-01-04', 'human', 'v', 'BR'), (5, 1, TIMESTAMP '2024-01-05', 'human', 'gone', 'PT'), (6, 1, TIMESTAMP '2024-01-05', 'bot', 'x', 'PT'),
			(7, 1, TIMESTAMP '2024-01-05', 'human', 'y', 'PT'), (7, 1, TIMESTAMP '2024-01-05', 'human', 'x', 'PT'))` + clickColumns,
		`FROM (VALUES
			(9, 1, TIMESTAMP '2024-01-01', 'human', 'x', 'BR'),
			(2, 1, TIMESTAMP '2024-01-02', 'human', 'x', 'PT'), (1, 1, TIMESTAMP '2024-01-01', 'human', 'x', 'BR'), (3, 1, TIMESTAMP '2024-01-03', 'human', 'y', 'BR'),
			(4, 1, TIMESTAMP '2024-01-04', 'human', 'v', 'BR'), (5, 1, TIMESTAMP '2024-01-05', 'human', 'gone', 'PT'), (6, 1, TIMESTAMP '2024-01-05', 'human', 'x', 'PT'),
			(7, 1, TIMESTAMP '2024-01-05', 'human', 'x', 'PT'), (7, 1, TIMESTAMP '2024-01-05', 'human', 'y', 'PT'))` + clickColumns}
	links := [2]string{
		"FROM (VALUES ('x', 'spring'), ('y', 'autumn'), ('v', NULL), ('gone', 'z')) AS t (tag, campaign)",
		"FROM (VALUES ('x', 'summer'), ('y', 'autumn'), ('v', 'late')) AS t (tag, campaign)",
	}
	for _, grouped := range []bool{true, false} {
		chain := *bridgeChain
		chain.Dimensions = []trace.Dimension{{Name: "country", SQL: "country"}, {Name: "campaign", Step: "linked", Column: "campaign"}}
		chain.Number = trace.Number{Model: "linked", Measure: "count(*)"}
		if grouped {
			chain.Models = append(slices.Clone(chain.Models), trace.Model{Name: "grouped", SQL: "SELECT campaign, count(*) AS n FROM ref.linked GROUP BY 1"})
			chain.Number = trace.Number{Model: "grouped", Measure: "sum(n)"}
		}
		s := traceStates(t, &chain, clicks, links)
		country := []string{"country false BR→PT 1 1>1=2"}
		campaign := []string{fmt.Sprintf("campaign %t spring→summer 2 0>2=1 1>1=2", grouped), fmt.Sprintf("campaign %t NULL→late 1 3>4=4", grouped)}
		want := append(slices.Clone(country), campaign...)
		if grouped {
			want = append(campaign, country...)
		}
		if diff := cmp.Diff(want, regrouped(s.bridge(t, 0, 1, trace.Slice{}))); diff != "" {
			t.Errorf("grouped %t (-want +got):\n%s", grouped, diff)
		}
		if got := regrouped(s.bridge(t, 0, 0, trace.Slice{})); len(got) > 0 {
			t.Errorf("grouped %t: against itself, %v", grouped, got)
		}
	}
}

// A bridge that does not add up is an error of its own, so these only have to be made; and the way back has the same parts.
func TestBridgesOfRandomStatesAddUp(t *testing.T) {
	back := map[trace.Move]trace.Move{trace.New: trace.Gone, trace.Gone: trace.New, trace.Entered: trace.Exited, trace.Exited: trace.Entered,
		trace.Gained: trace.Lost, trace.Lost: trace.Gained, trace.Moved: trace.Moved, trace.Fanned: trace.Fanned, trace.Regrouped: trace.Regrouped}
	moved, states := 0, 5*tracetest.Soak(t) // five, of which each is of another make
	for seed := range states {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		chain := *bridgeChain
		if seed%5 == 4 {
			chain.Root.Key = nil
		}
		if seed%2 == 1 {
			chain.Models = append(slices.Clone(chain.Models), trace.Model{Name: "grouped", SQL: "SELECT campaign, tag = 'x' AS is_x, count(*) AS n FROM ref.linked GROUP BY ALL"})
			chain.Number = trace.Number{Model: "grouped", Measure: "sum(n)"}
		}
		clicks := func() string { // keys repeat and are missing, copies occur
			return fmt.Sprintf(`SELECT CASE WHEN hash(i, %[1]d) %% 9 = 0 THEN NULL ELSE i // (1 + hash(i, 2) %% 2) END AS id, hash(i, %[2]d) %% 2 AS n,
				TIMESTAMP '2023-12-30' + INTERVAL ((hash(i, %[3]d) %% 9)::BIGINT) DAY AS seen, ['human', 'bot', NULL][(1 + hash(i, %[3]d, 4) %% 3)::BIGINT] AS agent,
				['x', 'y', 'z', 'w'][(1 + hash(i, 5) %% 4)::BIGINT] AS tag, ['BR', 'PT'][(1 + hash(i, %[1]d, 6) %% 2)::BIGINT] AS country FROM range(%[4]d) AS t(i)`,
				r.IntN(2), r.IntN(2), r.IntN(3), r.IntN(120))
		}
		links := func() string {
			return fmt.Sprintf("SELECT unnest(['x', 'x', 'y', 'z'][1 + %d:]) AS tag, 'c%d' AS campaign", r.IntN(3), r.IntN(2))
		}
		s := traceStates(t, &chain, [2]string{clicks(), clicks()}, [2]string{links(), links()})
		for _, slice := range []trace.Slice{
			{},
			{From: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Label: "2024.."},
			{Where: []trace.DimValue{{Dim: "country", Value: "BR"}}, Label: "country=BR"},
		} {
			there, again := s.bridge(t, 0, 1, slice), s.bridge(t, 1, 0, slice)
			var got, want []string
			for _, p := range there.Parts {
				got = append(got, fmt.Sprintln(p.Move, p.Clicks, p.Effect, p.From, p.To))
				moved++
			}
			for _, p := range again.Parts {
				want = append(want, fmt.Sprintln(back[p.Move], p.Clicks, -p.Effect, p.To, p.From))
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) || there.Same != again.Same {
				t.Errorf("seed %d, %s: there\n%s and back\n%s", seed, slice.Label, got, want)
			}
			if itself := s.bridge(t, 0, 0, slice); len(itself.Parts) != 0 || itself.Same != itself.Roots[0] {
				t.Errorf("seed %d, %s: a state differs from itself: %s", seed, slice.Label, partsOf(itself))
			}
		}
	}
	if moved < 10*states {
		t.Errorf("only %d parts in all: the states are too much alike", moved)
	}
}
