package loaders

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/engine/enginetest"
	"funneltrace/snapshots"
	"funneltrace/trace"
)

func TestAChainIsCheckedAgainstWhatTheSnapshotHas(t *testing.T) {
	dir := write(t, map[string]string{
		"clicks.parquet": "SELECT '2024-01-01' AS ts, {'country': 'BR'} AS loc, 1 AS n",
		"links.parquet":  "SELECT 1 AS id",
	})
	table := func(name string) snapshots.Table {
		return snapshots.Table{Name: name, Format: snapshots.Parquet, Files: []snapshots.File{{Path: name + ".parquet"}}}
	}
	c := enginetest.Connect(t, enginetest.Open(t, dir))
	if err := attach.Tables(context.Background(), c, snapshotWith(dir, table("clicks"), table("links")), ""); err != nil {
		t.Fatal(err)
	}
	good := func() trace.Chain {
		return trace.Chain{
			File: "c/chain.yml",
			Root: trace.Root{
				Source: trace.SourceName{Schema: "s", Table: "clicks"}, Time: "try_cast(ts AS TIMESTAMP)",
				Key: []string{"ts", "loc.country"}, Timezone: "Europe/Paris",
			},
			Dimensions: []trace.Dimension{{Name: "country", SQL: "loc.country -- where it came from"}, {Name: "p", Step: "m", Column: "p"}},
			Number:     trace.Number{Model: "m"},
			Models: []trace.Model{{
				Name: "m", File: "c/models/m.sql", SQL: "SELECT 1\nFROM \"s\".\"links\"", Text: "SELECT 1\nFROM {{ source('s', 'links') }}",
				Reads: []trace.SourceName{{Schema: "s", Table: "links"}},
			}},
		}
	}
	lnks := trace.SourceName{Schema: "s", Table: "lnks"}
	for _, test := range []struct {
		name, want string
		change     func(c *trace.Chain)
	}{
		{"good", "", func(*trace.Chain) {}},
		{"a template that cannot be rendered is no chain's end", "", func(c *trace.Chain) {
			c.Models[0].Text, c.Models[0].Broken = "{% if x() %} SELECT 1 {% endif %}", &trace.ModelError{Message: "there is no macro x"}
		}},
		{"what a template became is SQL", "", func(c *trace.Chain) {
			c.Models[0].SQL = "SELECT '{{ text }}'"
			c.Models[0].Text = c.Models[0].SQL
		}},
		{"root", `c/chain.yml: root: the snapshot has no table s.click (did you mean "s.clicks"?); it has s.clicks, s.links`,
			func(c *trace.Chain) { c.Root.Source.Table = "click" }},
		{"source", `c/models/m.sql:3:2: the snapshot has no table s.lnks (did you mean "s.links"?); it has s.clicks, s.links`,
			func(c *trace.Chain) {
				c.Models[0].Text = "-- {{ source('s', 'lnks') }}\n--\n {{ source('s', 'lnks') }}"
				c.Models[0].Reads = []trace.SourceName{lnks}
			}},
		{"source in what a template became", `c/models/m.sql:1:1: the snapshot has no table s.lnks (did you mean "s.links"?); it has s.clicks, s.links`,
			func(c *trace.Chain) {
				c.Models[0].Text = "SELECT '{{ no tag }}'\nFROM s.lnks"
				c.Models[0].Reads = []trace.SourceName{lnks}
			}},
		{"source in a template", `c/models/m.sql:1:1: the snapshot has no table s.lnks (did you mean "s.links"?); it has s.clicks, s.links`,
			func(c *trace.Chain) {
				c.Models[0].Places = []trace.Place{{Pos: trace.Pos{File: "macros/x.sql", Line: 7, Column: 1}}}
				c.Models[0].Reads = []trace.SourceName{lnks}
			}},
		{"source by another name", `c/models/m.sql:1:1: the snapshot has no table s.link, which is erp.links to the models (did you mean "s.links"?); it has s.clicks, s.links`,
			func(c *trace.Chain) {
				erp := trace.SourceName{Schema: "erp", Table: "links"}
				c.Tables = []trace.Alias{{Name: erp, Table: trace.SourceName{Schema: "s", Table: "link"}}}
				c.Models[0].Reads = []trace.SourceName{erp}
			}},
		{"source of a model that cannot be run", `c/models/m.sql:1:1: the snapshot has no table s.lnks (did you mean "s.links"?); it has s.clicks, s.links`,
			func(c *trace.Chain) {
				c.Models[0].SQL, c.Models[0].Text, c.Models[0].Broken = "", "", &trace.ModelError{Message: "no macro"}
				c.Models[0].Reads = []trace.SourceName{lnks}
			}},
		{"source of a model that nothing needs", "",
			func(c *trace.Chain) {
				c.Models = append(c.Models, trace.Model{Name: "x", SQL: "SELECT * FROM s.lnks", Reads: []trace.SourceName{lnks}})
			}},
		{"time type", `c/chain.yml: root.time: ts is VARCHAR, a timestamp is wanted; write it as try_cast(ts AS TIMESTAMP)`,
			func(c *trace.Chain) { c.Root.Time = "ts" }},
		{"time column", `c/chain.yml: root.time: tz: there is no column tz (there is ts)`,
			func(c *trace.Chain) { c.Root.Time = "tz" }},
		{"key", `c/chain.yml: root.key: loc.contry: the struct has no field contry (there is country)`,
			func(c *trace.Chain) { c.Root.Key[1] = "loc.contry" }},
		{"dimension syntax", `c/chain.yml: dimension country: 1 +: syntax error at end of input`,
			func(c *trace.Chain) { c.Dimensions[0].SQL = "1 +" }},
		{"dimension of two", `c/chain.yml: dimension country: n, ts: one SQL expression over the root row is wanted`,
			func(c *trace.Chain) { c.Dimensions[0].SQL = "n, ts" }},
		{"dimension with a table", `c/chain.yml: dimension country: 1 FROM s.links: one SQL expression over the root row is wanted`,
			func(c *trace.Chain) { c.Dimensions[0].SQL = "1 FROM s.links" }},
		{"dimension of two statements", `c/chain.yml: dimension country: 1; SELECT 2: one SQL expression over the root row is wanted`,
			func(c *trace.Chain) { c.Dimensions[0].SQL = "1; SELECT 2" }},
		{"zone", `c/chain.yml: time zone "Europe/Pariss": Unknown TimeZone 'Europe/Pariss'`,
			func(c *trace.Chain) { c.Root.Timezone = "Europe/Pariss" }},
	} {
		chain := good()
		test.change(&chain)
		got := ""
		if err := chains.Check(context.Background(), c, &chain); err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}
