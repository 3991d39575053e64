package form

import (
	"io"
	"strings"
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

func TestATextThatBeginsAParagraphIsAParagraph(t *testing.T) {
	for in, want := range map[string]string{
		"# a": `\# a`, "- a": `\- a`, "+5 new": `\+5 new`, "1. a": `1\. a`, "12) a": `12\) a`, "> a": "&gt; a", "===": `\===`, "2.7 of": `2\.7 of`, "a # b": "a # b", "": "",
	} {
		if got := Item(in); string(got) != want {
			t.Errorf("Item(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestAGuardShowsWhatATerminalObeys(t *testing.T) {
	var b strings.Builder
	w := Guard(&b)
	if n, err := io.WriteString(w, "a\x1b[2J\tb\n\u202e"); n != 11 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
	if _, err := io.WriteString(Unguarded(w), "\x1b"); err != nil {
		t.Error(err)
	}
	if got, want := b.String(), "a\\x1b[2J\tb\n\\u202e\x1b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if Unguarded(&b) != io.Writer(&b) {
		t.Error("a writer without a guard is another one")
	}
}

func TestWhatStandsInATemplateIsMadeVisibleOnceForAll(t *testing.T) {
	page := NewTemplate("page", `{{define "x"}}<b title="{{.}}">{{end}}{{range .List}}<i>{{.}}</i>{{else}}{{.Name}}{{end}}{{with .Name}}{{.}}{{end}}{{if .N}}{{.N}}{{end}}{{template "x" .Name}}`)
	got, err := page.Fill(struct {
		List []string
		Name string
		N    int
	}{[]string{"\x1b<"}, "\u202e\"", 3})
	if want := `<i>\x1b&lt;</i>\u202e&#34;3<b title="\u202e&#34;">`; string(got) != want || err != nil {
		t.Errorf("got %s (%v), want %s", got, err, want)
	}
}

func TestMarkdownfEscapesWhatIsNoMarkup(t *testing.T) {
	if got, want := Markdownf("**%s** %d %s", "a|b", 3, Code("x")), "**a\\|b** 3 `x`"; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
