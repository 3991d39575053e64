package jinja

import (
	"context"
	"errors"
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

// names are what the templates of these tests know beside Jinja's own.
func names(name string) (Value, bool) {
	switch name {
	case "lst":
		return List(str("a"), str("b")), true
	case "ref":
		return Func("ref", func(args starlark.Tuple, _ []starlark.Tuple) (Value, error) {
			return str("<" + Text(args[0]) + ">"), nil
		}), true
	}
	return nil, false
}

func render(text string) (string, error) {
	t, err := Parse("m.sql", text)
	if err != nil {
		return "", err
	}
	out, err := t.Render(&Env{Runtime: NewRuntime(context.Background()), Lookup: names})
	if err != nil {
		return "", err
	}
	return out.Text, nil
}

// What Jinja2 of Python makes of these.
func TestTemplatesBecomeWhatJinjaMakesOfThem(t *testing.T) {
	for _, c := range [][2]string{
		{`{{ '%s' % 'x' }}`, "x"},
		{`{{ '%s-%d' % ('x', 3) }}`, "x-3"},
		{`{{ "{}_{}".format('a', 'b') }}`, "a_b"},
		{`{% set l = [] %}{% do l.append('a') %}{% do l.append('b') %}{{ l | join(', ') }}`, "a, b"},
		{`{% set l = [] %}{% for i in ['a','b'] %}{{ l.append(i) or '' }}{% endfor %}{{ l|length }}`, "2"},
		{`{% set l = [] %}{% for i in ['a','b'] %}{% set _ = l.append(i) %}{% endfor %}{{ l|length }}`, "2"},
		{`{% set d = {'z': 1, 'a': 2, 'm': 3} %}{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}`, "z=1;a=2;m=3;"},
		{`{% set d = {} %}{% do d.update({'x': 1}) %}{{ d.x }}{{ d['x'] }}{{ d.get('y', 'no') }}{{ d.get('y') }}`, "11noNone"},
		{`{% for x in ['a','b'] %}{{ x }}{{ "," if not loop.last }}{% endfor %}`, "a,b"},
		{`{% for x in ['a','b'] %}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}`, "a,b"},
		{`{% macro m(a, b='q', c=none) %}{{ a }}{{ b }}{% if c is none %}N{% endif %}{% endmacro %}{{ m('1') }} {{ m(a='2', c=3) }} {{ m('1', 'w') }}`, "1qN 2q 1wN"},
		{`{% macro m(a) -%} {{ caller() }}{{ a }} {%- endmacro %}{% call m(3) %}x{% endcall %}`, "x3"},
		{`{% macro m() %}{{ varargs | join('-') }}|{{ kwargs | length }}{% endmacro %}{{ m(1,2,x=3) }}`, "1-2|1"},
		{`{% set x %}abc{{ 1 }}{% endset %}{{ x | upper }}`, "ABC1"},
		{`{% set ns = namespace(found=false, n=0) %}{% for i in [1,2,3] %}{% set ns.n = ns.n + i %}{% if i == 2 %}{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.n }} {{ ns.found }}`, "6 True"},
		{`{{ [1,2,3][1:] }} {{ 'hello'[:2] }} {{ [1,2,3][-1] }}`, "[2, 3] he 3"},
		{`{{ 'a' ~ 1 ~ none }}`, "a1None"},
		{`{{ [1] + [2] }}`, "[1, 2]"},
		{`{{ 'x' in ['x'] }} {{ 'x' not in ['x'] }} {{ 'a' is string }} {{ {} is mapping }} {{ [] is iterable }} {{ 1 is number }} {{ zz is defined }} {{ none is none }}`, "True False True True True True False True"},
		{`{{ 'a,b'.split(',') }} {{ ' a '.strip() }} {{ 'ab'.startswith('a') }} {{ 'a'.upper() }} {{ 'aXb'.replace('X','-') }}`, "['a', 'b'] a True A a-b"},
		{`{{ lst | map('upper') | join(' ') }} {{ [{'n':'a'},{'n':'b'}] | map(attribute='n') | list }}`, "A B ['a', 'b']"},
		{`{{ [3,1,2] | sort | join }} {{ [1,1,2] | unique | list }} {{ (1, 2) }}`, "123 [1, 2] (1, 2)"},
		{`{{ range(3) | list }} {% for i in range(1, 4) %}{{ i }}{% endfor %}`, "[0, 1, 2] 123"},
		{`{{ 7 // 2 }} {{ 7 / 2 }} {{ 2 ** 3 }} {{ 7 % 3 }} {{ -1 }}`, "3 3.5 8 1 -1"},
		{`{{ 'a' if true else 'b' }} {{ none or 'x' }} {{ '' and 'y' }}`, "a x "},
		{`a
{%- if true %}
  b
{%- endif %}
c
`, "a\n  b\nc"},
		{`{% if true %}
x
{% endif %}
y`, "\nx\n\ny"},
		{`{% raw %}{{ x }}{% endraw %}`, "{{ x }}"},
		{`{% set a, b = 1, 2 %}{{ a }}{{ b }}`, "12"},
		{`{% for a, b in [(1,2),(3,4)] %}{{ a }}{{ b }}{% else %}none{% endfor %}`, "1234"},
		{`{% for a in [] %}{{ a }}{% else %}none{% endfor %}`, "none"},
		{`{% for a in [1,2,3] if a > 1 %}{{ loop.index0 }}{{ a }}{% endfor %}`, "0213"},
		{`{{ {'a': [1, {'b': 2}]} | tojson }}`, `{"a": [1, {"b": 2}]}`},
		{`{{ "it's" }} {{ 'a"b' }} {{ 'a\'b' }} {{ 'a\nb' }}`, "it's a\"b a'b a\nb"},
		{`{%- set q -%}
select 1
{%- endset -%}
{{ q }}`, "select 1"},
		{`{# c {{ x }} #}a`, "a"},
		{`{{ lst.index('b') }} {{ 'abc'.find('c') }} {{ lst | first }} {{ lst | last }} {{ lst|reverse|list }}`, "1 2 a b ['b', 'a']"},
		{`{{ {'a':1}.keys() | list }} {{ {'a':1}.values()|list }}`, "['a'] [1]"},
		{`{% filter upper %}ab{% endfilter %}`, "AB"},
		{`{{ 1 == 1.0 }} {{ 'a' < 'b' }} {{ 1 < 2 < 3 }} {{ not true }}`, "True True True False"},
		{`{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}`, "2"},
		{`{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}`, "1"},
		{`{{ ('a' , ) | join }} {{ ['a','b',] | join }} {{ {'a':1,}.a }}`, "a ab 1"},
		{`{{ "a" "b" }}`, "ab"},
		{`{{ none }} {{ true }} {{ True }} {{ False }} {{ None }} {{ 1.0 }} {{ 1e3 }}`, "None True True False None 1.0 1000.0"},
		{`{{ zz }}|{{ zz.a is defined }}`, "|False"},
		{`{{ 'x'.join(['a','b']) }} {{ ','.join(lst) }}`, "axb a,b"},
		{`{{ lst | replace('a','b') }} {{ 'abc' | replace('b', '') }} {{ 'a b' | title }} {{ 'a'|default('x') }} {{ zz|default('x') }} {{ ''|default('x', true) }}`, "['b', 'b'] ac A B a x x"},
		{`{{ "%02d" | format(3) }} {{ "%.2f" % 3.14159 }} {{ "{:02d}".format(3) }} {{ "{0}{1}{0}".format(1,2) }} {{ "{a}".format(a=3) }}`, "03 3.14 03 121 3"},
		{`{{ ['a','b'] | select('equalto','a') | list }} {{ ['a','b'] | reject('in', ['a']) | list }} {{ [{'a':1},{'a':2}] | selectattr('a','equalto',2) | map(attribute='a') | list}}`, "['a'] ['b'] [2]"},
		{`{{ lst|batch(1)|list }} {{ {'b':1,'a':2}|dictsort }} {{ {'b':1,'a':2}|items|list }}`, "[['a'], ['b']] [('a', 2), ('b', 1)] [('b', 1), ('a', 2)]"},
		{`{% for k in {'z':1,'a':2} %}{{k}}{% endfor %}`, "za"},
		{`{{ 1 if false }}x{{ 'a'|trim }}{{ 3|string + 'a' }}{{ '3'|int + 1 }}{{ '3.5'|float }}{{ [1,2]|sum }}{{ -3|abs }}`, "xa3a43.533"},
		{`{% if 'a' in 'abc' and not ('z' in 'abc') or false %}y{% endif %}{% if x is not defined %}n{% endif %}{% if 4 is divisibleby 2 %}d{% endif %}{% if lst is sequence and lst is not string %}s{% endif %}`, "ynds"},
		{`{% for i in [1,2,3,4] %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}`, "13"},
		{`{{ loop is defined }}{% for i in [1,2] %}{{ loop.first }}{{ loop.length }}{{ loop.revindex }}{{ loop.cycle('a','b') }}{{ loop.previtem }}{{loop.nextitem}}{% endfor %}`, "FalseTrue22a2False21b1"},
		{"{{ 'a' +\n 'b' }}", "ab"},
		{`{{ ["a"] * 2 }} {{ "ab" * 2 }}`, "['a', 'a'] abab"},
		{`{% set l = ['a','b'] %}{{ l.pop() }}{{ l }}{% do l.extend(['c']) %}{% do l.insert(0,'z') %}{% do l.remove('a') %}{{ l }}`, "b['a']['z', 'c']"},
		{`{% set d={'a':1} %}{{ d.pop('a') }}{{ d }}{{ d.setdefault('x', 2) }}{{ 'x' in d }}{{ d|length }}`, "1{}2True1"},
		{`{{ dict(a=1, b='c') }}`, "{'a': 1, 'b': 'c'}"},
		{`{{ "abc"|length }}{{ 'äb'|length }}{{ 'a\\d' }}`, `32a\d`},
		{`{% macro f(x) %}{% if x > 2 %}{{ return([x]) }}{% endif %}small{% endmacro %}{{ f(3)[0] + 1 }} {{ f(1) }}`, "4 small"},
		{`{% macro f() %}{% for i in [1,2,3] %}{% if i == 2 %}{% do return({'i': i}) %}{% endif %}{% endfor %}{% endmacro %}{{ f().i }}`, "2"},
		{`{% set l = [] %}{% for i in ['a','b'] %}{% if true %}{% do l.append(i) %}{% endif %}{% endfor %}{{ l|length }}`, "2"},
		{`{% macro outer() %}{% macro inner(x) %}[{{ x }}]{% endmacro %}{{ inner(1) }}{% endmacro %}{{ outer() }}`, "[1]"},
		{`{% set top = 5 %}{% macro f() %}{{ top }}{{ hidden }}{% endmacro %}{% for hidden in [1] %}{{ f() }}{% endfor %}`, "5"},
		{`{% macro t(rows) %}{% for r in rows %}{{ caller(r) }}{% endfor %}{% endmacro %}{% call(r) t([1,2]) %}<{{ r }}>{% endcall %}`, "<1><2>"},
		{`{% test positive(model, column_name) %}select {{ model }}{% endtest %}{% docs x %}{{ not jinja %}{% enddocs %}a`, "a"},
		{`{% materialization t, adapter='duckdb' %}{{ x }}{% endmaterialization %}a`, "a"},
		{`{{ ref('a') }} {{ref("b")}}`, "<a> <b>"},
		{`{{ "select" -}}   x {{- "y" }}`, "selectx" + "y"},
		{"a {# one #} b {#- two -#} c", "a  bc"},
		{`{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}`, "3"},
		{`{{ {'a': {'b': [1, 2]}}['a']['b'][-1] }} {{ {'a': 1}['b'] is defined }}`, "2 False"},
		{`{% set x = lst | map('upper') | list %}{{ x }} {{ x | join('", "') }}`, `['A', 'B'] A", "B`},
		{`{{ "a" if false }}{{ ("x" if true else "y") ~ "z" }}`, "xz"},
		{`{% for x in [3,1] | sort %}{{ loop.index }}{{ x }}{% endfor %}`, "1123"},
		{`{% for x in (lst if true else []) %}{{ x }}{% endfor %}{% for y in lst if y != 'a' %}{{ y }}{% endfor %}`, "abb"},
		{`{{ 5 is odd }}{{ 'a' is in ['a'] }}{{ 3 is gt 2 }}{{ none is not none }}`, "TrueTrueTrueFalse"},
		{`{{ "%s" | format("x") }}{{ "%(a)s-%(b)03d" % {'a': 1, 'b': 2} }}`, "x1-002"},
		{`{{ '{:>5}|{:<5}|{:^5}|{:,}|{:.1%}'.format('a', 'b', 'c', 1234567, 0.25) }}`, "    a|b    |  c  |1,234,567|25.0%"},
		{`{{ [1, 'a', none, true, 1.5, {'k': ["it's"]}] }}`, `[1, 'a', None, True, 1.5, {'k': ["it's"]}]`},
		{`{{ lst is iterable and 'abc' is not mapping }}`, "True"},
		{`{{ 'a b/c' | urlencode }}`, "a%20b/c"},
		{`{% set a = 1 -%}
  {%- set b = 2 -%}
x`, "x"},
	} {
		got, err := render(c[0])
		if err != nil || got != c[1] {
			t.Errorf("%s\n got %q, %v\nwant %q", c[0], got, err, c[1])
		}
	}
}

func TestErrorsSayWhereAndWhatToDo(t *testing.T) {
	for _, c := range [][2]string{
		{"select\n  {{ reff('a') }}", "m.sql:2:6: there is no macro or function reff"},
		{"{% if x %}", "m.sql:1:1: {% if %} has no {% endif %}"},
		{"a\n{{ x", "m.sql:2:1: this tag has no end; write }} behind it"},
		{"{% fort x in y %}{% endfor %}", "m.sql:1:1: there is no tag {% fort %} (did you mean \"for\"?)"},
		{"{{ x | uper }}", `m.sql:1:6: there is no filter "uper" (did you mean "upper"?)`},
		{"{{ x is defind }}", `there is no test "defind" (did you mean "defined"?)`},
		{"{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "m.sql:1:34: macro m: it takes 1 values, not 2"},
		{"{% macro m(abc) %}{% endmacro %}{{ m(abd=2) }}", "macro m: it has no parameter abd (did you mean \"abc\"?)"},
		{"{{ 'a' + 1 }}", "m.sql:1:8: + does not work between a text and a number"},
		{"{% include 'x' %}", "is Jinja, but not dbt's"},
		{"{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "macros call each other without an end"},
		{"{% for i in range(10000000000) %}{% endfor %}", "range"},
		{"{% for i in range(100000) %}{% for i in range(100000) %}{% endfor %}{% endfor %}", "runs too long"},
		{"{{ 'a' * 100000000 }}", "too long"},
		{"{{ 'abc }}", "this text has no end"},
		{"{% for a, b in [1] %}{% endfor %}", "m.sql:1:1: 2 names are given a number of 0"},
		{"{{ missing + 1 }}", "missing is undefined"},
		{"{{ return(1) }}", "return() is for macros"},
	} {
		_, err := render(c[0])
		var placed *Error
		if err == nil || !strings.Contains(err.Error(), c[1]) || !errors.As(err, &placed) {
			t.Errorf("%s\n got %v\nwant %s", c[0], err, c[1])
		}
	}
}

func TestAnErrorInAMacroSaysWhoCalledIt(t *testing.T) {
	_, err := render("{% macro inner() %}\n{{ nope() }}{% endmacro %}\n{% macro outer() %}{{ inner() }}{% endmacro %}\nx {{ outer() }}")
	var e *Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if got, want := e.Pos.String(), "m.sql:2:4"; got != want {
		t.Errorf("the error is at %s, want %s", got, want)
	}
	if got, want := e.Outermost().String(), "m.sql:4:6"; got != want {
		t.Errorf("the outermost call is at %s, want %s", got, want)
	}
}

func TestARenderedTextKnowsWhereItsPartsComeFrom(t *testing.T) {
	tpl, err := Parse("m.sql", "select a,\n  {% for c in ['x', 'y'] -%}\n    {{ c }},\n  {% endfor %}\nfrom {{ ref('t') }} where b")
	if err != nil {
		t.Fatal(err)
	}
	out, err := tpl.Render(&Env{Runtime: NewRuntime(context.Background()), Lookup: names})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"select": "m.sql:1:1 literal", "y": "m.sql:3:5", "<t>": "m.sql:5:6", " where": "m.sql:5:20 literal"} {
		i := strings.Index(out.Text, text)
		got := ""
		for _, p := range out.Places {
			if p.Offset <= i {
				got = p.Pos.String()
				if p.Literal {
					got += " literal"
				}
			}
		}
		if got != want {
			t.Errorf("%q of %q comes from %s, want %s", text, out.Text, got, want)
		}
	}
}

func TestASnapshotIsRenderedAlone(t *testing.T) {
	tpl, err := Parse("s.sql", "before {% snapshot one %}select {{ 1 }}{% endsnapshot %} {% set t = 'two' %}{% snapshot two %}{{ t }}{% endsnapshot %}")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"one", "two"} {
		out, err := tpl.RenderBlock(&Env{Runtime: NewRuntime(context.Background())}, name)
		if want := map[string]string{"one": "select 1", "two": "two"}[name]; err != nil || out.Text != want {
			t.Errorf("snapshot %s: got %q, %v, want %q", name, out.Text, err, want)
		}
	}
}

// Whatever a template holds, it becomes a text or an error of one line, and it ends.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{
		"{{ a }}", "{% for a in [1,2] %}{{ loop.index }}{% endfor %}", "{% macro m(a, b=1) %}{{ return(a) }}{% endmacro %}{{ m(1) }}",
		"{% set x = {'a': [1, 2, (3,)]} %}{{ x.a[1:] | join(',') }}", "{{ '%5.2f' % 3 }}{{ '{:>4}'.format('a') }}", "{% raw %}{{{% endraw %}",
		"{% call(x) m() %}{% endcall %}", "{{ [1]|tojson|fromjson }}", "{#- -#}{%- if 1 is odd -%}{%- endif +%}", "{% snapshot s %}{% endsnapshot %}",
		"{{ 'x' ~ -1 ** 2 // 3 if not a in b else c }}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := render(text)
		if err != nil && strings.Contains(err.Error(), "\n") && !strings.Contains(text, "\n") {
			t.Errorf("%q: an error of several lines: %v", text, err)
		}
	})
}
