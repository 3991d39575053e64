package chains

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
)

// bigqueryChain reads a chain of one model in BigQuery's SQL.
func bigqueryChain(t *testing.T, vars, model string) trace.Model {
	t.Helper()
	c, err := readChain(fstest.MapFS{
		"chain.yml":    {Data: []byte("dialect: bigquery\nroot: {source: s.t}\nnumber: {model: m}\n" + vars)},
		"models/m.sql": {Data: []byte(model)},
	}, "c", "")
	if err != nil {
		t.Fatal(err)
	}
	return c.Models[0]
}

func TestTagsOfAModelInBigQuerysSQLKnowItsQuotesAndComments(t *testing.T) {
	m := bigqueryChain(t, "vars: {who: \"it's a \\\\\"}\n",
		"# {{ ref('nobody') }} it's\nSELECT '''it's {x}''', r'\\d', `a`, \"it's\" FROM {{ source('s', 't') }} -- `\nWHERE a = {{ var('who') }}")
	want := `SELECT 'it''s {x}', '\d', "a", 'it''s' FROM "s"."t" WHERE "a" = 'it''s a \'`
	if m.Broken != nil {
		t.Fatal(m.Broken)
	}
	if diff := cmp.Diff(want, m.SQL); diff != "" {
		t.Error(diff)
	}
	if got := []trace.SourceName{{Schema: "s", Table: "t"}}; !cmp.Equal(m.Reads, got) {
		t.Errorf("it reads %v", m.Reads)
	}
}

func TestAPlaceInTheEnginesSQLIsOneInTheModelsFile(t *testing.T) {
	m := bigqueryChain(t, "", "SELECT a\nFROM s.t\nWHERE COALESCE(b, c) = 'x'\n  AND c IS NOT NULL")
	for sql, want := range map[string]string{`coalesce("b", "c") = 'x'`: "COALESCE(b, c) = 'x'", `"c" IS`: "c IS NOT NULL"} {
		at := -1
		for i := range m.SQL {
			if i+len(sql) <= len(m.SQL) && m.SQL[i:i+len(sql)] == sql {
				at = i
			}
		}
		if at < 0 {
			t.Fatalf("%s is not in %s", sql, m.SQL)
		}
		if words, _ := m.Words(trace.Span{Start: at, End: at + len(sql)}); words != want {
			t.Errorf("%s was made of %q, not of %q", sql, words, want)
		}
	}
}

func TestAModelThatIsNotUnderstoodIsBrokenAtItsPlace(t *testing.T) {
	m := bigqueryChain(t, "", "SELECT a,\n  NOBODY(b)\nFROM s.t")
	if m.Broken == nil || m.Broken.Pos != (trace.Pos{File: "c/models/m.sql", Line: 2, Column: 3}) {
		t.Errorf("it is broken by %v", m.Broken)
	}
}
