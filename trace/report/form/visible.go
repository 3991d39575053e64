package form

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Visible returns s on one line with everything that a terminal would obey made visible: control characters,
// escape sequences, invalid UTF-8 and the invisible marks that reorder text. "\x1b[2J" prints as \x1b[2J.
func Visible(s string) string { return visible(s, false) }

// VisibleText is [Visible] for text that may have several lines: line ends and tabs stay.
func VisibleText(s string) string { return visible(s, true) }

func visible(s string, lines bool) string {
	at := firstObeyed(s)
	if at < 0 {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:at])
	for i := at; i < len(s); {
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

// firstObeyed returns where the first character is that may have to be made visible, or -1.
func firstObeyed(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c >= 0x20 && c < 0x7f {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || unicode.IsControl(r) || isHidden(r) {
			return i
		}
		i += n
	}
	return -1
}

// isHidden reports marks that show nothing and may reorder or break what is beside them.
// The two joiners stay: scripts and emoji need them.
func isHidden(r rune) bool {
	if r == '\u200c' || r == '\u200d' || r >= 0x2500 && r < 0x2600 { // lines and bars are most of a screen
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

// Guard returns a writer to a terminal or a log that shows what they would obey. Line ends and tabs stay. Each write is taken
// as whole: a character that is cut in two by it shows as its bytes. It may be written to from anywhere.
func Guard(w io.Writer) io.Writer { return guard{&oneByOne{w: w}} }

type guard struct{ below *oneByOne }

func (g guard) Write(p []byte) (int, error) {
	if _, err := io.WriteString(g.below, VisibleText(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Unguarded returns the writer below a [Guard], for what one of the forms has made already.
func Unguarded(w io.Writer) io.Writer {
	if g, ok := w.(guard); ok {
		return g.below
	}
	return w
}

// oneByOne is a writer whose writes do not run into each other.
type oneByOne struct {
	mu sync.Mutex
	w  io.Writer
}

func (o *oneByOne) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.w.Write(p)
}
