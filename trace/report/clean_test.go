package report

import (
	"testing"

	"funneltrace/trace"
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

func TestEscapeMarkdownLeavesNothingToRender(t *testing.T) {
	for in, want := range map[string]string{
		"a|b":            `a\|b`,
		"<script>":       "&lt;script&gt;",
		"**bold** _it_":  `\*\*bold\*\* \_it\_`,
		"[x](http://y)":  `\[x\](http://y)`,
		"two\nlines":     `two\\nlines`,
		"`code`":         "\\`code\\`",
		"![i](http://y)": `!\[i\](http://y)`,
	} {
		if got := EscapeMarkdown(in); got != want {
			t.Errorf("EscapeMarkdown(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestCodeMarkdownStaysOneCell(t *testing.T) {
	for in, want := range map[string]string{
		"a || b": "`a \\|\\| b`",
		"a`b":    "``a`b``",
		"`a":     "`` `a ``",
		"a\nb":   "`a\\nb`",
		"<b>":    "`<b>`",
	} {
		if got := codeMarkdown(in); got != want {
			t.Errorf("codeMarkdown(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestPercentNeverRoundsToNothingOrAll(t *testing.T) {
	for _, c := range []struct {
		n, all int64
		want   string
	}{
		{0, 10, "0.0%"}, {10, 10, "100.0%"}, {1, 1_000_000, "<0.1%"}, {999_999, 1_000_000, ">99.9%"},
		{5, 10, "50.0%"}, {1, 0, "–"}, {-5, 10, "−50.0%"}, {15, 10, "150.0%"},
	} {
		if got := Percent(c.n, c.all); got != c.want {
			t.Errorf("Percent(%d, %d): got %s, want %s", c.n, c.all, got, c.want)
		}
	}
}

func TestCountsAndAmountsHaveThousands(t *testing.T) {
	for in, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -2700000: "−2,700,000"} {
		if got := Count(in); got != want {
			t.Errorf("Count(%d): got %s, want %s", in, got, want)
		}
	}
	for in, want := range map[float64]string{0: "0", 1234.5: "1,234.5", -16002: "−16,002", 1e15: "1,000,000,000,000,000"} {
		if got := Amount(in); got != want {
			t.Errorf("amount(%v): got %s, want %s", in, got, want)
		}
	}
}

func TestBarsShowASliverOfWhatIsNotNothing(t *testing.T) {
	for _, c := range []struct {
		n, all int64
		want   string
	}{{0, 10, ""}, {1, 1_000_000, "▏"}, {10, 10, "████"}, {5, 10, "██"}, {20, 10, "████"}, {1, 0, ""}} {
		if got := Bar(c.n, c.all, 4); got != c.want {
			t.Errorf("bar(%d, %d): got %q, want %q", c.n, c.all, got, c.want)
		}
	}
}

func TestUnitsHavePlurals(t *testing.T) {
	for unit, want := range map[string]string{"click": "clicks", "entry": "entries", "day": "days", "box": "boxes", "person": "people", "": "rows"} {
		if got := trace.Plural(unit); got != want {
			t.Errorf("plural(%q): got %q, want %q", unit, got, want)
		}
	}
	if got := Units(1, "click"); got != "1 click" {
		t.Errorf("Units(1): got %q", got)
	}
}
