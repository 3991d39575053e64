package look

import (
	"strings"

	"funneltrace/trace/report/form"
)

// Guard returns a screen as the terminal may have it: of what a terminal obeys, the paints of the look and the ends of lines
// stay, and everything else is made visible. Whatever a view forgot to [Clean] can so do no more than look like a line of ours.
func (l *Look) Guard(screen string) string {
	lines := strings.Split(screen, "\n")
	for i, line := range lines {
		lines[i] = l.guardLine(line)
	}
	return strings.Join(lines, "\n")
}

func (l *Look) guardLine(line string) string {
	at := strings.IndexByte(line, '\x1b')
	if at < 0 {
		return form.Visible(line)
	}
	var b strings.Builder
	for at >= 0 {
		n := l.paintLength(line[at:])
		b.WriteString(form.Visible(line[:at]))
		if n == 0 {
			b.WriteString(form.Visible(line[at : at+1]))
			n = 1
		} else {
			b.WriteString(line[at : at+n])
		}
		line = line[at+n:]
		at = strings.IndexByte(line, '\x1b')
	}
	b.WriteString(form.Visible(line))
	return b.String()
}

// paintLength returns how long the paint is that the text begins with, 0 if it begins with none of the look's.
func (l *Look) paintLength(s string) int {
	end := strings.IndexByte(s, 'm') + 1
	if end > 0 && l.codes[s[:end]] {
		return end
	}
	return 0
}

// learn notes what a paint writes.
func (l *Look) learn(ps ...Paint) {
	l.codes = map[string]bool{}
	for _, p := range ps {
		for _, code := range []string{p.open, p.end} {
			if code != "" {
				l.codes[code] = true
			}
		}
	}
}
