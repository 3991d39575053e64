package form

import (
	"bytes"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Screen is what the terminal can do.
type Screen struct {
	Width int  // columns; below 60 counts as 60
	Color bool // ANSI colours may be used
}

// Columns returns how many columns may be used.
func (s Screen) Columns() int { return max(s.Width, 60) }

// Style is how a line looks, by what it means. They are of the 16 colours that every terminal has; the zero Style is plain.
type Style string

// The styles.
const (
	Plain Style = ""
	Title Style = "1"
	Step  Style = "1"
	Muted Style = "2"
	Loss  Style = "31"
	Warn  Style = "33"
)

// Text is a page for a terminal: lines, and lines of a table with a name, a count, a bar and a share.
//
//	name                  count  bar          share
type Text struct {
	buf   bytes.Buffer
	color bool

	Name, Count, Bar int // widths of the columns
}

// NewText returns an empty page.
func NewText(s Screen) *Text { return &Text{color: s.Color} }

// Bytes returns the page.
func (t *Text) Bytes() []byte { return t.buf.Bytes() }

// ShareWidth is the width of a share: "100.0%".
const ShareWidth = 6

// Width returns how many columns a line of the table takes.
func (t *Text) Width() int { return t.Name + 1 + t.Count + 2 + t.Bar + 1 + ShareWidth }

// Row prints one line of the table; a name that is too wide goes on below.
func (t *Text) Row(in int, name, count, bar, share string, style Style) {
	for i, part := range Wrap(name, t.Name-in) {
		line := strings.Repeat(" ", in) + part
		if i == 0 && (count != "" || bar != "" || share != "") {
			line = Pad(line, t.Name) + " " + PadLeft(count, t.Count)
			if bar != "" || share != "" {
				line += "  " + Pad(bar, t.Bar) + " " + PadLeft(share, ShareWidth)
			}
		}
		t.Line(line, style)
	}
}

// Words prints words over the whole width, going on below at the same indent.
func (t *Text) Words(in int, s string, style Style) {
	for _, part := range Wrap(s, t.Width()-in) {
		t.Line(strings.Repeat(" ", in)+part, style)
	}
}

// Gap leaves one line empty, if the last one is not.
func (t *Text) Gap() {
	if !bytes.HasSuffix(t.buf.Bytes(), []byte("\n\n")) {
		t.Line("", Plain)
	}
}

// Line prints a line.
func (t *Text) Line(s string, style Style) { t.Lines([]string{s}, style) }

// Lines prints lines that are painted as one.
func (t *Text) Lines(lines []string, style Style) {
	shown := make([]string, len(lines))
	for i, l := range lines {
		shown[i] = strings.TrimRight(Visible(l), " ")
	}
	s := strings.Join(shown, "\n")
	if t.color && style != Plain && s != "" {
		s = "\x1b[" + string(style) + "m" + s + "\x1b[0m"
	}
	t.buf.WriteString(s + "\n")
}

// hyphen stands for one while a text is wrapped: names such as first-session are not broken.
const hyphen = "\ue02d"

// Wrap breaks s into parts of at most width columns, at spaces where it can. It returns at least one part.
func Wrap(s string, width int) []string {
	s = ansi.Wrap(strings.ReplaceAll(Visible(s), "-", hyphen), max(width, 8), "")
	return strings.Split(strings.ReplaceAll(s, hyphen, "-"), "\n")
}

// Clip returns at most width columns of s; what is cut off shows as an ellipsis.
func Clip(s string, width int) string { return ansi.Truncate(Visible(s), width, "…") }

// Width returns how many columns s takes.
func Width(s string) int { return ansi.StringWidth(Visible(s)) }

// Pad returns s in at least width columns, on the left.
func Pad(s string, width int) string {
	s = Visible(s)
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

// PadLeft returns s in at least width columns, on the right.
func PadLeft(s string, width int) string {
	s = Visible(s)
	return strings.Repeat(" ", max(0, width-ansi.StringWidth(s))) + s
}
