package chains

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace/sqltree"
)

func TestTagsAreRenderedInPlace(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"ref", `FROM {{ ref('x') }} AS y`, `FROM "ref"."x"      AS y`},
		{"no blanks, double quotes", `FROM {{ref("x")}}`, `FROM "ref"."x"  `},
		{"whitespace control", `a {{- ref('x') -}} b`, `a "ref"."x"        b`},
		{"source", `{{ source( 'a b', "c" ) }}`, `"a b"."c"                 `},
		{"a tag over several lines", "{{ ref(\n'x'\n) }}z", "\"ref\".\"x\"\n \n   z"},
		{"config", `{{ config(materialized='table', meta={'a': {'b': '}}'}}) }}SELECT 1`, strings.Repeat(" ", 59) + `SELECT 1`},
		{"Jinja comment", "a {# {{ ref('x') }} -- \n ' #} b", "a                       \n      b"},
		{"ref in a line comment", "-- {{ ref('x') }} {{ var('y') }}\nb", "--                              \nb"},
		{"a comment's tag over two lines", "-- {{ ref(\n'x') }} it's\nb", "--                  it's\nb"},
		{"ref in a block comment", "/* /* */ {{ ref('x') }}\n{{ y }} */ {{ ref('z') }}", "/* /* */               \n        */ \"ref\".\"z\"    "},
		{"quotes hide comments", `'--' || '/*' || E'\'--' {{ ref('x') }}`, `'--' || '/*' || E'\'--' "ref"."x"    `},
		{"dollar quotes hide quotes", `$$'$$ $a$'$b$ $$ $a$ x$1 $1 {{ ref('x') }}`, `$$'$$ $a$'$b$ $$ $a$ x$1 $1 "ref"."x"    `},
		{"a word's last letter is no escape mark", `name'\' {{ ref('x') }}`, `name'\' "ref"."x"    `},
		{"struct literals", `{'a': {'b': 1}} {{ ref('x') }}`, `{'a': {'b': 1}} "ref"."x"    `},
		{"byte order mark", "\ufeffSELECT", "   SELECT"},
	} {
		r, err := render([]byte(test.text), "")
		got := r.sql
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if len(got) != len(test.text) {
			t.Errorf("%s: %d bytes became %d", test.name, len(test.text), len(got))
		}
		// How many blanks fill a tag up follows from its length.
		if diff := cmp.Diff(squeeze(test.want), squeeze(string(got))); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func squeeze(s string) string { return regexp.MustCompile(` +`).ReplaceAllString(s, " ") }

func TestATagThatIsNotUnderstoodIsAnErrorWhereItStands(t *testing.T) {
	const hint = " is not understood: models are SQL with ref(), source(), var() and config(); run `dbt compile` and trace what it wrote"
	for _, test := range []struct{ text, want string }{
		{"SELECT 1\n  {{ env_var('x') }}", "2:3: {{ env_var('x') }}" + hint},
		{"é {{ x }}", "1:3: {{ x }}" + hint},
		{"{% if is_incremental() %} {% endif %}", "1:1: {% if is_incremental() %}" + hint},
		{"-- {% if x %}", "1:4: {% if x %}" + hint},
		{"{{ ref('x') | upper }}", "1:1: {{ ref('x') | upper }}" + hint},
		{"{{ this }}", "1:1: {{ this }}" + hint},
		{"{{ ref() }}", "1:1: {{ ref() }}: write it as {{ ref('model') }}"},
		{"{{ ref(x) }}", "1:1: {{ ref(x) }}: write it as {{ ref('model') }}"},
		{"{{ ref('p', 'x') }}", "1:1: {{ ref('p', 'x') }}: write it as {{ ref('model') }}"},
		{"{{ ref('x', v=2) }}", "1:1: {{ ref('x', v=2) }}: write it as {{ ref('model') }}"},
		{"{{ source('x') }}", "1:1: {{ source('x') }}: write it as {{ source('schema', 'table') }}"},
		{"{{ source('', 'x') }}", "1:1: {{ source('', 'x') }}: write it as {{ source('schema', 'table') }}"},
		{"'{{ ref('x') }}'", "1:2: {{ ref('x') }} stands in a quoted text, where it would become a part of it; take it out"},
		{`"{{ ref('x') }}"`, "1:2: {{ ref('x') }} stands in a quoted text, where it would become a part of it; take it out"},
		{"LIKE '{%'", "1:7: {% is never closed with %}"},
		{"\n {{ ref('x')", "2:2: {{ is never closed with }}"},
		{"SELECT {{ ref('x' }}, 1", "1:8: {{ ref('x' }} is not understood: models are SQL with ref(), source(), var() and config(); run `dbt compile` and trace what it wrote"},
		{"{# x", "1:1: {# is never closed with #}"},
		{`{{ source('a', 'b"c') }}`, `1:1: {{ source('a', 'b"c') }}: write it as {{ source('schema', 'table') }}`},
		{`{{ ref('a\'b') }}`, `1:1: {{ ref('a\'b') }}: write it as {{ ref('model') }}`},
	} {
		_, err := render([]byte(test.text), "")
		var at *textError
		if !errors.As(err, &at) {
			t.Errorf("%s: got %v", test.text, err)
			continue
		}
		got := strings.TrimPrefix(position("", test.text, at.offset).String(), ":") + ": " + err.Error()
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range []string{
		"SELECT * FROM {{ ref('x') }} JOIN {{- source(\"a\", 'b') -}} -- {{ x }}\n",
		"{# a #}{{ config(a={'b': {}}) }}", "'{{", "{% x %}", "$a$ $a$ E'\\' /* /* */ */", "{{ref(\n\n'x'\n)}}", "\ufeff{{ ref('é') }}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := render(text, "")
		if err != nil {
			if at := (*textError)(nil); !errors.As(err, &at) || at.offset < 0 || at.offset >= len(text) {
				t.Fatalf("an error without its place: %v", err)
			}
			return
		}
		if len(r.sql) != len(text) {
			t.Fatalf("%d bytes were rendered to %d", len(text), len(r.sql))
		}
		for _, u := range r.uses {
			want := sqltree.Quote(u.source.Schema) + "." + sqltree.Quote(u.source.Table)
			if !bytes.HasPrefix(r.sql[u.offset:], []byte(want)) {
				t.Errorf("at %d stands %q, not %q", u.offset, r.sql[u.offset:], want)
			}
		}
	})
}
