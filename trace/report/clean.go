package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns s on one line with everything that a terminal would obey made visible: control characters,
// escape sequences, invalid UTF-8 and the invisible marks that reorder text. "\x1b[2J" prints as \x1b[2J.
func Visible(s string) string { return visible(s, false) }

// VisibleText is [Visible] for text that may have several lines: line ends and tabs stay.
func VisibleText(s string) string { return visible(s, true) }

func visible(s string, lines bool) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case lines && (r == '\n' || r == '\t'), lines && r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0xa0 && unicode.IsControl(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case isHidden(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// isHidden reports marks that show nothing and may reorder or break what is beside them.
// The two joiners stay: scripts and emoji need them.
func isHidden(r rune) bool {
	if r == '\u200c' || r == '\u200d' {
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

// Formula returns the text of a spreadsheet cell that cannot run: where s starts as a formula would, it gets a
// leading apostrophe.
func Formula(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r) {
		return "'" + s
	}
	return s
}

// EscapeMarkdown returns s as text of a Markdown table's cell: pipes, HTML, emphasis and line ends do nothing there.
func EscapeMarkdown(s string) string {
	s = tags.Replace(Visible(s))
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]|~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// tags makes what HTML would read as a tag or an entity plain text.
var tags = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// codeMarkdown returns s as code in a Markdown table's cell. Backslashes mean nothing inside code, but for the one
// before a pipe: a table is cut at pipes first.
func codeMarkdown(s string) string {
	s = strings.ReplaceAll(Visible(s), "|", `\|`)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}
