package jinja_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/jinja"
)

func TestATagEndsBehindItsStringsAndDicts(t *testing.T) {
	for text, want := range map[string]jinja.Tag{
		"{{ ref('a') }} b":                {Open: "{{", End: 14, Text: " ref('a') "},
		"{{- ref('}}') -}}":               {Open: "{{", End: 17, Text: " ref('}}') "},
		"{{ config(m={'a': {'b': 1}}) }}": {Open: "{{", End: 31, Text: " config(m={'a': {'b': 1}}) "},
		"{% if a %}":                      {Open: "{%", End: 10, Text: " if a "},
		"{# ' {{ #} x":                    {Open: "{#", End: 10, Text: " ' {{ "},
		"{{ a":                            {Open: "{{", End: -1},
		"{{ 'a }}":                        {Open: "{{", End: -1},
		"{# a":                            {Open: "{#", End: -1},
		"{{":                              {Open: "{{", End: -1},
	} {
		got, ok := jinja.TagAt(text, 0)
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Errorf("%s: %v %s", text, ok, diff)
		}
	}
	for _, text := range []string{"a {{ b }}", "{", "{a}", ""} {
		if got, ok := jinja.TagAt(text, 0); ok {
			t.Errorf("%s: got the tag %v", text, got)
		}
	}
}

func TestACallIsANameWithLiterals(t *testing.T) {
	text := func(s string) jinja.Literal { return jinja.Literal{Text: s, Quoted: true} }
	for tag, want := range map[string]jinja.Call{
		"ref('a')":                     {Name: "ref", Args: []jinja.Literal{text("a")}, Literal: true},
		" f ( \"it's\" , -1.50,\n2 ) ": {Name: "f", Args: []jinja.Literal{text("it's"), {Text: "-1.50"}, {Text: "2"}}, Literal: true},
		`f('a\'b')`:                    {Name: "f", Args: []jinja.Literal{text("a'b")}, Literal: true},
		"f()":                          {Name: "f", Literal: true},
		"f(a)":                         {Name: "f"},
		"f(a='b')":                     {Name: "f"},
		"f('a' ~ 'b')":                 {Name: "f"},
		"f(g('a'))":                    {Name: "f"},
		"f(-'a')":                      {Name: "f"},
		"f('a',)":                      {Name: "f"},
		"f(,)":                         {Name: "f"},
		"f(-)":                         {Name: "f"},
	} {
		got, ok := jinja.Tag{Text: tag}.Call()
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Errorf("%s: %v %s", tag, ok, diff)
		}
	}
	for _, tag := range []string{"", "a", "f", "f(", "f('a') | upper", "f('a') ~ g('b')", "f(1)(2)", "'a'", "1(2)", "f('a'", "a.f('b')", "f(?)"} {
		if got, ok := (jinja.Tag{Text: tag}).Call(); ok {
			t.Errorf("%s: got the call %v", tag, got)
		}
	}
}
