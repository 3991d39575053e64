package dbt

import (
	"testing"

	"github.com/goccy/go-yaml"

	"funneltrace/trace/report/form"
)

func TestATextOfADraftIsReadAsItIsAndShowsWhatATerminalObeys(t *testing.T) {
	for _, s := range []string{
		"plain", "yes", "1", "a: b", "#", "", " x ", "two\nlines\n", "\x1b[2J", "\u202eabc\u2066", "日本 \"q\" \\ 'x'\u200b", "\u009b1m\t", "\U000e0041", "a\x7f",
	} {
		text := "x:\n  y: " + scalarYAML(s) + "   # or\n"
		if form.VisibleText(text) != text {
			t.Errorf("%q is written as %q, which a terminal obeys", s, text)
		}
		var got struct{ X struct{ Y string } }
		if err := yaml.Unmarshal([]byte(text), &got); err != nil || got.X.Y != s {
			t.Errorf("%q is written as %s and read as %q (%v)", s, text, got.X.Y, err)
		}
	}
}
