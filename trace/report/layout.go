package report

import (
	"bytes"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/trace"
)

// layout lays out the lines of a table: a name, a count, a bar and a share.
//
//	name                  count  bar          share
type layout struct {
	buf            bytes.Buffer
	color          bool
	name, num, bar int // widths of the columns
}

const (
	shareWidth = 6  // "100.0%"
	tagWidth   = 10 // "rolled up "
	indent     = 4  // before a cause's glyph
)

// newLayout gives every column what the ledgers need, and the bars the rest of the screen.
func newLayout(ls []*trace.Ledger, s Screen) *layout {
	width := max(s.Width, 60)
	t := &layout{color: s.Color, num: 7}
	need := indent + 2 + tagWidth + len(classWord(trace.Expected))
	for _, l := range ls {
		t.num = max(t.num, len(Count(l.In()))+1)
		if l.Incomplete != nil {
			t.num = max(t.num, len(Value(l)))
			for _, name := range l.Incomplete.NotReached {
				need = max(need, 2+ansi.StringWidth(Visible(name+"  "+NotReached)))
			}
		}
		for _, st := range l.Steps {
			need = max(need, 2+ansi.StringWidth(Visible(st.Name)))
			for i, name := range Labels(st) {
				if st.Causes[i].Clicks > 0 {
					need = max(need, indent+2+tagWidth+ansi.StringWidth(Visible(name)))
				}
			}
		}
	}
	rest := width - t.num - shareWidth - 5
	t.name = min(need, rest-12, 66)
	t.bar = min(rest-t.name, 40)
	return t
}

// row prints one line; a name that is too wide goes on below.
func (t *layout) row(in int, name, count, bar, share, style string) {
	parts := wrap(name, t.name-in)
	for i, part := range parts {
		line := strings.Repeat(" ", in) + part
		if i == 0 && (count != "" || bar != "" || share != "") {
			line = pad(line, t.name) + " " + padLeft(count, t.num)
			if bar != "" || share != "" {
				line += "  " + pad(bar, t.bar) + " " + padLeft(share, shareWidth)
			}
		}
		t.line(line, style)
	}
}

// tagged prints a line under a step: a glyph, its word, a text that may go on below.
func (t *layout) tagged(glyph, word, text, count, bar, share, style string) {
	parts := wrap(Visible(text), t.name-indent-2-tagWidth)
	t.row(indent, glyph+" "+pad(word, tagWidth)+parts[0], count, bar, share, style)
	for _, part := range parts[1:] {
		t.line(strings.Repeat(" ", indent+2+tagWidth)+part, style)
	}
}

// text prints words over the whole width, going on below at the same indent.
func (t *layout) text(in int, s, style string) {
	for _, part := range wrap(s, t.width()-in) {
		t.line(strings.Repeat(" ", in)+part, style)
	}
}

func (t *layout) width() int { return t.name + 1 + t.num + 2 + t.bar + 1 + shareWidth }

func (t *layout) line(s, style string) {
	s = strings.TrimRight(s, " ")
	if t.color && style != "" && s != "" {
		s = "\x1b[" + style + "m" + s + "\x1b[0m"
	}
	t.buf.WriteString(s + "\n")
}

// Styles by role. They are of the 16 colours that every terminal has.
const (
	styleTitle = "1"
	styleMuted = "2"
	styleLoss  = "31"
	styleWarn  = "33"
	styleStep  = "1"
)

func classStyle(c trace.Class) string {
	switch c {
	case trace.Expected:
		return styleMuted
	case trace.Loss:
		return styleLoss
	}
	return styleWarn
}

// hyphen stands for one while a text is wrapped: names such as first-session are not broken.
const hyphen = "\ue02d"

// wrap breaks s into parts of at most width columns, at spaces where it can. It returns at least one part.
func wrap(s string, width int) []string {
	s = ansi.Wrap(strings.ReplaceAll(s, "-", hyphen), max(width, 8), "")
	return strings.Split(strings.ReplaceAll(s, hyphen, "-"), "\n")
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-ansi.StringWidth(s))) + s
}
