package evidence_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/tracetest"
	"funneltrace/trace/who"
)

// asked is what was found of the columns: "name: value taken/came, …" for those that explain most of it.
func asked(t *testing.T, f *who.Findings) []string {
	t.Helper()
	var out []string
	for _, c := range append(append([]who.Column{}, f.Columns...), f.Pairs...) {
		if c.Explains < 0.5 {
			continue
		}
		var values []string
		for _, v := range c.Values {
			var cells []string
			for _, x := range v.Cells {
				if x.Null {
					x.Text = "∅"
				}
				cells = append(cells, x.Text)
			}
			values = append(values, fmt.Sprintf("%s %d/%d", strings.Join(cells, "+"), v.Taken, v.Came))
		}
		out = append(out, strings.Join(c.Names, "+")+": "+strings.Join(values, ", "))
	}
	return out
}

func TestWhoNamesTheValuesOfNestedColumnsPairsAndNULLs(t *testing.T) {
	clicks := `SELECT i, {'link': {'slash "tag"': ['a', 'b', 'c', NULL][1 + i // 6 % 4], 'n': i // 24 % 7}, 'list': [i]} AS route, (i // 2 % 3)::UTINYINT AS k, i % 2 = 0 AS even,
		TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS clicked_at FROM range(4200) AS t(i)`
	for name, c := range map[string]struct {
		models []tracetest.Model
		step   string
		cause  string
		want   []string
		left   []string
	}{
		"a nested value, and one that is NULL": {
			models: []tracetest.Model{{Name: "m", SQL: `SELECT * FROM src.clicks WHERE k < 9 AND coalesce(route.link."slash ""tag""", 'x') NOT IN ('x', 'b')`}},
			step:   "m", cause: "NOT IN",
			want: []string{`route.link.slash "tag": b 1050/1050, ∅ 1050/1050`},
			left: []string{"i", "clicked_at", "route.list"},
		},
		"a pair": {
			models: []tracetest.Model{{Name: "m", SQL: "SELECT * FROM src.clicks WHERE NOT (even AND k = 1)"}},
			step:   "m", cause: "even",
			want: []string{"k+even: 1+true 700/700"},
			left: []string{"i", "clicked_at", "route.list"},
		},
		"a column that the step before made, of rows that came to the condition": {
			models: []tracetest.Model{{Name: "a", SQL: "SELECT i, k * 10 + 5 AS made, even FROM src.clicks WHERE even"}, {Name: "m", SQL: "SELECT * FROM ref.a WHERE made <> 15"}},
			step:   "m", cause: "made",
			want: []string{"k: 1 700/700"}, // made cuts in the same way
			left: []string{"i", "clicked_at", "route.list"},
		},
		"groups": {
			models: []tracetest.Model{{Name: "a", SQL: "SELECT k + 1 AS g, any_value(i // 2 % 3 * 0) AS z, count(*) AS n FROM src.clicks GROUP BY ALL"}, {Name: "m", SQL: "SELECT * FROM ref.a WHERE g > 1"}},
			step:   "m", cause: "g > 1",
			want: []string{"k: 0 1400/1400"},
			left: []string{"i", "clicked_at", "route.list"},
		},
		"rows that became several": {
			models: []tracetest.Model{{Name: "a", SQL: "SELECT c.i, c.even FROM src.clicks AS c JOIN (SELECT unnest([0, 0, 1, 2]) AS k) AS l ON l.k = c.k"}, {Name: "m", SQL: "SELECT * FROM ref.a WHERE even"}},
			step:   "m", cause: "even",
			want: []string{"even: false 2100/2100"},
			left: []string{"i", "clicked_at", "route.list", "columns of m"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, _ := tracetest.Gather(t, clicks, c.models...)
			f, err := e.Who(context.Background(), who.Query{Step: c.step, Causes: []string{tracetest.CauseLike(t, e, c.cause)}})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, asked(t, f)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
			left := map[string]bool{}
			for _, l := range f.Left {
				left[l.Name] = true
			}
			for _, name := range c.left {
				if !left[name] {
					t.Errorf("%s was looked at", name)
				}
			}
		})
	}
}

func TestWhoOfAStepAndOfAClassIsOfAllTheirCauses(t *testing.T) {
	e, _ := tracetest.Gather(t, "SELECT i, i % 10 AS k, CASE WHEN i % 10 = 3 THEN NULL ELSE i % 10 > 4 END AS ok FROM range(1000) AS t(i)",
		tracetest.Model{Name: "a", SQL: "SELECT * FROM src.clicks WHERE ok"}, tracetest.Model{Name: "m", SQL: "SELECT * FROM ref.a WHERE k <> 9"})
	for _, c := range []struct {
		q           who.Query
		taken, came int64
	}{
		{who.Query{Step: "a"}, 500, 1000},
		{who.Query{Step: "m"}, 100, 500},
		{who.Query{Class: trace.Loss}, 100, 1000},
		{who.Query{Class: trace.Expected}, 500, 1000},
		{who.Query{Class: trace.Review}, 0, 1000},
	} {
		f, err := e.Who(context.Background(), c.q)
		if err != nil {
			t.Fatal(err)
		}
		if f.Taken != c.taken || f.Came != c.came {
			t.Errorf("%+v: %d of %d, want %d of %d", c.q, f.Taken, f.Came, c.taken, c.came)
		}
	}
	if _, err := e.Who(context.Background(), who.Query{Step: "nothing"}); err == nil {
		t.Error("a step that there is not was found")
	}
}
