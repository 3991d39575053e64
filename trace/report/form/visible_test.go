package form

import (
	"testing"
)

func TestVisibleShowsWhatATerminalWouldObey(t *testing.T) {
	for in, want := range map[string]string{
		"plain":               "plain",
		"naïve 日本 👩\u200d💻":   "naïve 日本 👩\u200d💻",
		"\x1b[2J":             `\x1b[2J`,
		"a\tb\nc\rd":          `a\tb\nc\rd`,
		"\u009b31m":           `\x9b31m`,
		"\xff\xfe":            `\xff\xfe`,
		"abc\u202edef":        `abc\u202edef`,
		"zero\u200bwidth":     `zero\u200bwidth`,
		"line\u2028end\ufeff": `line\u2028end\ufeff`,
		"\x00\x7f":            `\x00\x7f`,
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestVisibleTextKeepsLines(t *testing.T) {
	if got, want := VisibleText("a\tb\r\nc\rd\x1b"), "a\tb\r\nc\\rd\\x1b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCellIsSafeInASpreadsheet(t *testing.T) {
	for _, c := range []struct{ in, want, raw string }{
		{"=1+1", "'=1+1", "=1+1"},
		{"+1", "'+1", "+1"},
		{"-1", "'-1", "-1"},
		{"@SUM(A1)", "'@SUM(A1)", "@SUM(A1)"},
		{"\t=1", "'\t=1", "\t=1"},
		{"\r=1", `'\r=1`, "\"\r=1\""},
		{"＝1", "'＝1", "＝1"},
		{`=HYPERLINK("http://x","y")`, `"'=HYPERLINK(""http://x"",""y"")"`, `"=HYPERLINK(""http://x"",""y"")"`},
		{"a,b", `"a,b"`, `"a,b"`},
		{"a\nb", "\"a\nb\"", "\"a\nb\""},
		{" a", `" a"`, `" a"`},
		{"", "", ""},
		{"\x1b[31m", `\x1b[31m`, "\x1b[31m"},
	} {
		if got := Cell(c.in, false); got != c.want {
			t.Errorf("Cell(%q): got %q, want %q", c.in, got, c.want)
		}
		if got := Cell(c.in, true); got != c.raw {
			t.Errorf("Cell(%q, raw): got %q, want %q", c.in, got, c.raw)
		}
	}
}

func TestMarkdownTextLeavesNothingToRender(t *testing.T) {
	for in, want := range map[string]string{
		"a|b":            `a\|b`,
		"<script>":       "&lt;script&gt;",
		"**bold** _it_":  `\*\*bold\*\* \_it\_`,
		"[x](http://y)":  `\[x\](http://y)`,
		"two\nlines":     `two\\nlines`,
		"`code`":         "\\`code\\`",
		"![i](http://y)": `!\[i\](http://y)`,
	} {
		if got := MD(in); string(got) != want {
			t.Errorf("MD(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestMarkdownCodeStaysOneCell(t *testing.T) {
	for in, want := range map[string]string{
		"a || b": "`a \\|\\| b`",
		"a`b":    "``a`b``",
		"`a":     "`` `a ``",
		"a\nb":   "`a\\nb`",
		"<b>":    "`<b>`",
	} {
		if got := Code(in); string(got) != want {
			t.Errorf("Code(%q): got %q, want %q", in, got, want)
		}
	}
}
