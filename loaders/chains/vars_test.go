package chains

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
)

func TestAVarIsPutWhereItsTagStands(t *testing.T) {
	const vars = "vars: {days: 10, share: 0.5, below: -3, region: 'North', quote: \"it's\"}\n"
	for _, test := range []struct{ name, sql, given, want string }{
		{"a number", `SELECT {{ var('days') }}`, "", `SELECT 10`},
		{"a fraction", `SELECT {{var("share")}}`, "", `SELECT 0.5`},
		{"behind a minus", `SELECT 1-{{ var('below') }}`, "", `SELECT 1-(-3)`},
		{"a text", `SELECT {{ var('region') }} AS r`, "", `SELECT 'North' AS r`},
		{"a text with a quote", `SELECT {{ var('quote') }}`, "", `SELECT 'it''s'`},
		{"a default that is not needed", `SELECT {{ var('days', 3) }}`, "", `SELECT 10`},
		{"a number by default", `SELECT {{ var('other', 3.25) }}`, "", `SELECT 3.25`},
		{"a negative one", `SELECT 1-{{ var('other', -3) }}`, "", `SELECT 1-(-3)`},
		{"a text by default", `SELECT {{ var('other', 'a, b') }}`, "", `SELECT 'a, b'`},
		{"an empty text by default", `SELECT {{ var('other', "") }}`, "", `SELECT ''`},
		{"given", `SELECT {{ var('days') }}`, "{days: 30}", `SELECT 30`},
		{"given instead of a default", `SELECT {{ var('other', 3) }}`, `{"other": "x"}`, `SELECT 'x'`},
		{"given and longer", `SELECT {{ var('days') }} AS d`, "{days: 'as long as it takes, and longer'}", `SELECT 'as long as it takes, and longer' AS d`},
		{"in a comment", "SELECT 1 -- {{ var('nothing') }}", "", `SELECT 1 --`},
	} {
		c, err := readChain(goodFolder(map[string]string{"chain.yml": goodChain + vars, "models/sub/b.sql": test.sql}), "c", test.given)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		m, _ := c.Model("b")
		if diff := cmp.Diff(test.want, strings.TrimSpace(squeeze(m.SQL))); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		if len(m.SQL) != len(m.Text) {
			t.Errorf("%s: the SQL has %d bytes, the text %d", test.name, len(m.SQL), len(m.Text))
		}
	}
}

func TestAVarThatIsWrongIsOneLineWithItsPlace(t *testing.T) {
	model := func(sql string) map[string]string {
		return map[string]string{"chain.yml": goodChain + "vars: {risk_minutes: 10}\n", "models/a.sql": sql}
	}
	const howTo = ": write it as {{ var('name') }}, or {{ var('name', default) }} with a number or a quoted text"
	for _, test := range []struct {
		name   string
		change map[string]string
		given  string
		want   string
	}{
		{"unknown", model("SELECT\n {{ var('risk_minute') }}"), "", `c/models/a.sql:2:2: the var risk_minute has no value (did you mean "risk_minutes"?); give it one under vars: in the chain.yml, or with --vars '{risk_minute: …}'`},
		{"without a name", model("SELECT {{ var() }}"), "", "c/models/a.sql:1:8: {{ var() }}" + howTo},
		{"a default that is SQL", model("SELECT {{ var('a', b) }}"), "", "c/models/a.sql:1:8: {{ var('a', b) }}" + howTo},
		{"in quotes", model("SELECT '{{ var('risk_minutes') }}'"), "", "c/models/a.sql:1:9: {{ var('risk_minutes') }} stands in a quoted text, where it would become a part of it; take it out"},
		{"a list", map[string]string{"chain.yml": goodChain + "vars: {a: [1]}"}, "", "c/chain.yml:4:11: a text or a number is wanted here"},
		{"two lines", map[string]string{"chain.yml": goodChain + "vars:\n  a: |\n    x\n    y\n"}, "", "c/chain.yml:5:6: a text of one line is wanted here"},
		{"not a number", map[string]string{"chain.yml": goodChain + "vars: {a: .inf}"}, "", "c/chain.yml:4:11: a text or a number is wanted here"},
		{"given and unknown", model("SELECT 1"), "{risk_minuts: 3}", `--vars:1:2: the chain has no var "risk_minuts" (did you mean "risk_minutes"?); it has risk_minutes`},
		{"given and there are none", nil, "{x: 3}", `--vars:1:2: the chain has no vars`},
		{"given as something else", nil, "risk", `--vars "risk": write it as '{name: value}'`},
		{"given a list", nil, "{x: [3]}", `--vars:1:5: a text or a number is wanted here`},
		{"given no YAML", nil, "{x: ", `--vars:1:3: not readable as YAML: could not find map value`},
	} {
		_, err := readChain(goodFolder(test.change), "c", test.given)
		if err == nil {
			t.Errorf("%s: it was read", test.name)
			continue
		}
		if diff := cmp.Diff(test.want, filepath.ToSlash(err.Error())); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		oneLine(t, err)
	}
}

func TestVarsAreInTheHashOfTheChain(t *testing.T) {
	hash := func(given string) string {
		c, err := FindChainWith("iterations", given)
		if err != nil {
			t.Fatal(err)
		}
		return c.Hash()
	}
	if hash("") != hash("{risk_minutes: 10}") || hash("") == hash("{risk_minutes: 30}") {
		t.Error("got the hash of other values, or another one for the same")
	}
}

// What stands behind a value that is longer than its tag is still told to be where it is written.
func TestPlacesBehindALongValueAreThoseOfTheFile(t *testing.T) {
	c, err := readChain(goodFolder(map[string]string{
		"models/a.sql": "SELECT\n  {{ var('a', 'x') }} AS é, b,\n  c",
	}), "c", "{a: 'a text that is longer than the tag that it is for'}")
	if err != nil {
		t.Fatal(err)
	}
	m, _ := c.Model("a")
	file := filepath.Join("c", "models", "a.sql")
	want := []trace.Place{
		{Literal: true, Pos: trace.Pos{File: file, Line: 1, Column: 1}},
		{Offset: strings.Index(m.SQL, " AS é"), Literal: true, Pos: trace.Pos{File: file, Line: 2, Column: 22}},
	}
	if diff := cmp.Diff(want, m.Places); diff != "" {
		t.Error(diff)
	}
}
