package jinja

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"
)

// grow is a template that does something to x again and again.
func grow(start, step string) string {
	return "{% set ns = namespace(x=" + start + ") %}{% for i in range(200) %}" + step + "{% endfor %}{{ ns.x | length }}"
}

func TestATemplateThatGrowsWithoutAnEndIsAnErrorSoon(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"replace that doubles":             {grow("'ab'", "{% set ns.x = ns.x | replace('a', 'aa') | replace('b', 'bbb') %}"), "too long a text"},
		"replace of each character":        {"{% set t = 'a' * 10000000 %}{{ t | replace('a', t) }}", "too long a text"},
		"replace between characters":       {"{% set t = 'a' * 10000000 %}{{ t | replace('', t) }}", "too long a text"},
		"the method replace":               {"{% set t = 'a' * 10000000 %}{{ t.replace('a', t) }}", "too long a text"},
		"join with a long text":            {"{% set t = 'a' * 10000000 %}{{ range(100000) | join(t) }}", "too long a text"},
		"the method join":                  {"{% set t = 'a' * 10000000 %}{{ t.join(['a'] * 100000) }}", "too long a text"},
		"a text with itself":               {grow("'ab'", "{% set ns.x = ns.x + ns.x %}"), "too long a text"},
		"a text beside itself":             {grow("'ab'", "{% set ns.x = ns.x ~ ns.x %}"), "too long a text"},
		"a text many times":                {"{{ 'ab' * 100000000 }}", "repetition would be too long"},
		"a list many times":                {"{{ [1] * 10000000 }}", "repetition would be too long"},
		"a list in itself, end to end":     {grow("[1]", "{% do ns.x.extend(ns.x) %}"), "more than 1000000 items"},
		"a list with itself":               {grow("[1]", "{% set ns.x = ns.x + ns.x %}"), "more than 1000000 items"},
		"a list of a long text":            {"{{ ('a' * 10000000) | list | length }}", "more than 1000000 items"},
		"a long text split":                {"{{ ('a,' * 5000000).split(',') | length }}", "more than 1000000 items"},
		"lists of lists, printed":          {grow("['a']", "{% set ns.x = [ns.x, ns.x, ns.x, ns.x] %}{{ ns.x if loop.last }}"), "nested deeper than 50"},
		"wide lists of lists, printed":     {"{% set a = ['x'] * 1000 %}{% set b = [a] * 1000 %}{% set c = [b] * 1000 %}{{ c }}", "more than 1000000 items"},
		"wide lists of lists, as JSON":     {"{% set a = ['x'] * 1000 %}{% set b = [a] * 1000 %}{% set c = [b] * 1000 %}{{ tojson(c) }}", "more than 1000000 items"},
		"wide lists of lists, in upper":    {"{% set a = ['x'] * 1000 %}{% set b = [a] * 1000 %}{% set c = [b] * 1000 %}{{ c | upper }}", "more than 1000000 items"},
		"wide lists of lists, compared":    {"{% set a = ['x'] * 1000 %}{% set b = [a] * 1000 %}{% set c = [b] * 1000 %}{% set d = [b] * 1000 %}{{ c == d }}", "more than 1000000 items"},
		"a list that holds itself":         {"{% set l = [] %}{% do l.append(l) %}{{ l }}", "holds itself"},
		"a dict that holds itself":         {"{% set d = {} %}{% do d.update({'a': d}) %}{{ d | tojson }}", "holds itself"},
		"tuples of tuples, hashed":         {grow("(1,)", "{% set ns.x = (ns.x, ns.x) %}") + "{{ {ns.x: 1} }}", "more than 1000000 items"},
		"tuples added to tuples":           {grow("(1,)", "{% set ns.x = (ns.x,) + (ns.x,) %}"), "more than 1000000 items"},
		"squares of squares":               {grow("3", "{% set ns.x = ns.x * ns.x %}"), "number is too large"},
		"a number of many digits":          {"{{ " + strings.Repeat("9", 100_000) + " }}", "number is too long"},
		"a number of many digits, as JSON": {"{{ fromjson('" + strings.Repeat("9", 100_000) + "', 'none') }}{{ 1 + zz }}", "zz is undefined"},
		"wide formats":                     {"{{ ('%9999s' * 10000) % ((1,) * 10000) }}", "too long a text"},
		"wide fields":                      {"{{ ('{0:9999}' * 10000).format(1) }}", "too long a text"},
		"deep JSON far to the right":       {"{{ ([[[[[1]]]]] * 100000) | tojson(indent=1000000000) }}", "too long a text"},
		"lines far to the right":           {"{{ ('\\n' * 1000000) | indent(1000) }}", "too long a text"},
		"lines after a long text":          {"{% set t = 'a' * 10000000 %}{{ ('a\\n' * 1000) | indent(t) }}", "too long a text"},
		"a long range":                     {"{% for i in range(100000000) %}{% endfor %}", "too long"},
		"loops in loops":                   {"{% for i in range(1000) %}{% for j in range(1000) %}{% for k in range(1000) %}{% endfor %}{% endfor %}{% endfor %}", "runs too long"},
		"a macro that calls itself":        {"{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "without an end"},
		"macros that double":               {"{% macro m(n) %}{{ m(n-1) }}{{ m(n-1) }}{% endmacro %}{{ m(100) }}", "without an end"},
		"long texts made and made again":   {"{% set t = 'a' * 10000000 %}{% for i in range(100000) %}{% set u = t ~ 'b' %}{% endfor %}", "makes too much"},
		"long texts put into a list":       {"{% set l = [] %}{% for i in range(100000) %}{% do l.append(('a' * 1000000) ~ i) %}{% endfor %}", "makes too much"},
		"a long list looked through":       {"{% set l = range(1000000) %}{% for i in range(100000) %}{% if -1 in l %}{% endif %}{% endfor %}", "makes too much"},
		"a long list passed as arguments":  {"{% macro m() %}{{ varargs | length }}{% endmacro %}{% set l = range(900000) %}{% for i in range(100000) %}{{ m(*l) }}{% endfor %}", "makes too much"},
		"a chain of sums":                  {"{{ 1" + strings.Repeat(" + 1", 100_000) + " }}", "more than 2000 operators"},
		"a chain of powers":                {"{{ 1" + strings.Repeat(" ** 1", 100_000) + " }}", "more than 2000 operators"},
		"a chain of ands":                  {"{{ 1" + strings.Repeat(" and 1", 100_000) + " }}", "more than 2000 operators"},
		"a chain of filters":               {"{{ 1" + strings.Repeat("|string", 100_000) + " }}", "more than 2000 operators"},
		"a chain of tests":                 {"{{ 1" + strings.Repeat(" is none", 100_000) + " }}", "more than 2000 operators"},
		"a chain of attributes":            {"{{ a" + strings.Repeat(".b", 100_000) + " }}", "more than 2000 operators"},
		"a chain of items":                 {"{{ a" + strings.Repeat("[0]", 100_000) + " }}", "more than 2000 operators"},
		"a chain of calls":                 {"{{ a" + strings.Repeat("()", 100_000) + " }}", "more than 2000 operators"},
		"a chain of ifs":                   {"{{ 1" + strings.Repeat(" if 1", 100_000) + " }}", "more than 2000 operators"},
		"brackets":                         {"{{ " + strings.Repeat("(", 100_000), "has no end"},
		"minuses":                          {"{{ " + strings.Repeat("-", 100_000) + "1 }}", "nested too deep"},
		"nots":                             {"{{ " + strings.Repeat("not ", 100_000) + "1 }}", "nested too deep"},
		"ifs in ifs":                       {strings.Repeat("{% if 1 %}", 100_000), "nested too deep"},
		"a chain on a line of other words": {"{{ 'é' }}" + strings.Repeat("é", 100_000) + "{{ zz" + strings.Repeat(" ~ 1", 1500) + " }}", "zz is undefined"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		done := make(chan error, 1)
		go func() {
			rt := NewRuntime(context.Background())
			if c.want == "makes too much" {
				rt.made = maxWork - 128<<20 // much was made before: the test need not wait for it
			}
			t, err := Parse("m.sql", c.text)
			if err == nil {
				_, err = t.Render(&Env{Runtime: rt, Lookup: names})
			}
			done <- err
		}()
		select {
		case err := <-done:
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: got %.200v, want %q", name, err, c.want)
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("%s: it does not end", name)
		}
		runtime.ReadMemStats(&after)
		if made := (after.TotalAlloc - before.TotalAlloc) >> 20; made > 3000 {
			t.Errorf("%s: it took %d MiB", name, made)
		}
	}
}

func TestWhatPeopleWriteIsFarFromTheBudget(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a long list, appended": {"{% set l = [] %}{% for i in range(50000) %}{% do l.append(i) %}{% endfor %}{{ l | length }}", "50000"},
		"a long list, asked":    {"{% set l = range(2000) | list %}{% for i in range(2000) %}{% if i not in l %}x{% endif %}{% endfor %}", ""},
		"a hundred columns":     {"{% for i in range(100) %}{{ 'c' ~ i }}{{ ', ' if not loop.last }}{% endfor %}{{ '' if 1 }}", ""},
		"many literals":         {"{{ [" + strings.Repeat("1, ", 20000) + "] | length }}", "20000"},
		"characters":            {"{{ 'é' * 3 }}{{ ('é' * 3) | length }}", "ééé3"},
		"a place behind é":      {"é{{ 1 }}", "é1"},
	} {
		got, err := render(c.text)
		if err != nil || c.want != "" && got != c.want {
			t.Errorf("%s: got %.100q, %v, want %q", name, got, err, c.want)
		}
	}
}
