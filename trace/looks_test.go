package trace_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

// looked lists what is worth a look in a ledger: step subject value near why clicks.
func looked(l *trace.Ledger) []string {
	var out []string
	for _, s := range l.Steps {
		for _, c := range s.Causes {
			for _, k := range c.Looks {
				out = append(out, fmt.Sprintf("%s: %s %q near %q by %s: %d", s.Name, k.Subject, k.Value, k.Near, k.Why, k.Clicks))
			}
		}
	}
	return out
}

func TestWhatAFilterDropsNearItsConstantIsCounted(t *testing.T) {
	clicks := `SELECT i, 'f' AS f, i % 2 AS half, i AS id, 0 AS cause, ['youtube', 'yt', 'tiktok', NULL, '', 'YouTube ', 'youtube', 'yt'][1 + i % 8] AS platform,
		{'tag': ['ct-a', 'CT-b', 'x'][1 + i % 3]} AS link FROM range(240) AS t(i)`
	for name, c := range map[string]struct {
		models []tracetest.Model
		want   []string
	}{
		"an equality, with columns that are called like the fates'": {
			models: []tracetest.Model{{Name: "m", SQL: "SELECT f.id FROM src.clicks AS f WHERE f.platform = 'youtube'"}},
			want:   []string{`m: f.platform "yt" near "youtube" by abbreviation: 60`, `m: f.platform "" near "" by stands for no value: 30`, `m: f.platform "YouTube " near "youtube" by case: 30`},
		},
		"only rows that this filter dropped, not one before it": {
			models: []tracetest.Model{{Name: "m", SQL: "SELECT id FROM src.clicks WHERE half = 0 AND platform IN ('tiktok', 'youtube')"}},
			want:   []string{`m: platform "" near "" by stands for no value: 30`},
		},
		"the beginning of a value inside a struct, in groups": {
			models: []tracetest.Model{{Name: "a", SQL: "SELECT link.tag AS tag, count(*) AS n FROM src.clicks GROUP BY 1"}, {Name: "m", SQL: "SELECT * FROM ref.a WHERE starts_with(tag, 'ct-')"}},
			want:   []string{`m: tag "CT-…" near "ct-" by case: 80`},
		},
		"a lookup's column is left out": {
			models: []tracetest.Model{{Name: "m", SQL: "SELECT c.id FROM src.clicks AS c JOIN (SELECT 0 AS half, 'yt' AS platform) AS l ON l.half = c.half WHERE l.platform = 'youtube'"}},
		},
		"what raises an error is left out": {
			models: []tracetest.Model{{Name: "m", SQL: "SELECT id FROM src.clicks WHERE platform = 'tiktok' AND CAST(link.tag::INTEGER AS VARCHAR) = 'x'"}},
			want:   []string{`m: platform "" near "" by stands for no value: 30`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, conn := context.Background(), tracetest.Connect(t)
			if err := tracetest.MakeTable(ctx, conn, "src", "clicks", clicks); err != nil {
				t.Fatal(err)
			}
			chain := tracetest.Chain(c.models...)
			chain.Dimensions = []trace.Dimension{{Name: "half", SQL: "half"}}
			r, err := fates.Run(ctx, conn, chain, trace.Options{})
			if err != nil {
				if name == "what raises an error is left out" {
					t.Skip(err)
				}
				t.Fatal(err)
			}
			l, err := r.Ledger(ctx, trace.Slice{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, looked(l)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
			parts, err := r.By(ctx, trace.Slice{}, "half")
			if err != nil {
				t.Fatal(err)
			}
			var sum, all int64
			for _, k := range l.Steps {
				for _, cause := range k.Causes {
					for _, x := range cause.Looks {
						all += x.Clicks
					}
				}
			}
			for _, p := range parts {
				for _, k := range p.Steps {
					for _, cause := range k.Causes {
						for _, x := range cause.Looks {
							sum += x.Clicks
						}
					}
				}
			}
			if sum != all {
				t.Errorf("the slices have %d, all %d", sum, all)
			}
		})
	}
}
