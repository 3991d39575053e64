package trace_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

func TestTheHashesOfAChainTellWhatItIsFromWhereItStands(t *testing.T) {
	build := func(change func(c *trace.Chain)) *trace.Chain {
		pos := trace.Pos{File: "models/a.sql", Line: 1, Column: 1}
		c := &trace.Chain{
			Name: "c", File: "trace.yml",
			Rules:  []trace.Rule{{Kind: trace.Filter, Label: "x", Pos: trace.Pos{File: "trace.yml", Line: 3, Column: 5}}},
			Hints:  []trace.Hint{{Kind: "dbt test", Column: "id", Test: "unique", Pos: trace.Pos{File: "schema.yml", Line: 9, Column: 1}}},
			Models: []trace.Model{{Name: "a", File: "models/a.sql", SQL: "SELECT 1", Text: "SELECT 1", Places: []trace.Place{{Literal: true, Pos: pos}, {Offset: 7, Pos: pos}}}},
		}
		change(c)
		return c
	}
	base := build(func(*trace.Chain) {})
	for _, test := range []struct {
		name         string
		same, placed bool // the hash is the same; so is that of the places
		change       func(c *trace.Chain)
	}{
		{"nothing", true, true, func(*trace.Chain) {}},
		{"SQL", false, true, func(c *trace.Chain) { c.Models[0].SQL = "SELECT 2" }},
		{"description", false, true, func(c *trace.Chain) { c.Models[0].Description = "one" }},
		{"via", false, true, func(c *trace.Chain) { c.Via = []string{"a"} }},
		{"file of the chain", true, false, func(c *trace.Chain) { c.File = "x/trace.yml" }},
		{"file of a model", true, false, func(c *trace.Chain) { c.Models[0].File = "b.sql" }},
		{"line of a rule", true, false, func(c *trace.Chain) { c.Rules[0].Pos.Line++ }},
		{"line of a hint", true, false, func(c *trace.Chain) { c.Hints[0].Pos.Line++ }},
		{"line of a place", true, false, func(c *trace.Chain) { c.Models[0].Places[1].Pos.Line++ }},
		{"file of a place", true, false, func(c *trace.Chain) { c.Models[0].Places[1].Pos.File = "macros/m.sql" }},
		{"offset of a place", true, false, func(c *trace.Chain) { c.Models[0].Places[1].Offset++ }},
		{"kind of a place", true, false, func(c *trace.Chain) { c.Models[0].Places[1].Literal = true }},
	} {
		c := build(test.change)
		if same := c.Hash() == base.Hash(); same != test.same {
			t.Errorf("%s: the hash is the same: %t", test.name, same)
		}
		if same := c.PlacesHash() == base.PlacesHash(); same != test.placed {
			t.Errorf("%s: the hash of the places is the same: %t", test.name, same)
		}
	}
}

func BenchmarkPlacesHash(b *testing.B) {
	c := &trace.Chain{}
	for range 500 {
		m := trace.Model{File: "models/a.sql"}
		for i := range 100 {
			file := m.File
			if i%5 == 0 {
				file = "macros/m.sql"
			}
			m.Places = append(m.Places, trace.Place{Offset: i * 40, Pos: trace.Pos{File: file, Line: i, Column: 1}})
		}
		c.Models = append(c.Models, m)
	}
	for b.Loop() {
		c.PlacesHash()
	}
}

func TestAStepSaysWhatItsModelIs(t *testing.T) {
	ctx := context.Background()
	conn := tracetest.Connect(t)
	if err := tracetest.MakeTable(ctx, conn, "src", "clicks", "SELECT range AS id FROM range(9)"); err != nil {
		t.Fatal(err)
	}
	c := tracetest.Chain(model{"plain", "SELECT * FROM src.clicks"}, model{"split", "WITH few AS (SELECT * FROM ref.plain WHERE id < 5) SELECT * FROM few WHERE id > 1"})
	c.Models[1].Description = "Two\nlines.\n"
	r, err := fates.Run(ctx, conn, c, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Ledger(ctx, trace.Slice{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, s := range l.Steps {
		got[s.Name] = s.Description
	}
	if d := cmp.Diff(map[string]string{"plain": "", "split.few": "", "split": "Two\nlines.\n"}, got); d != "" {
		t.Errorf("descriptions (-want +got):\n%s", d)
	}
}
