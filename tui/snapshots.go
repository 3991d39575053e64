package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// Snapshot is a snapshot that the one shown can be compared with.
type Snapshot struct {
	Name, Date, Dir string
	Tables          int
	Rows            int64 // -1 if only reading can tell
	Bytes           int64
	Verified        bool // its files are those of its manifest
	Synthetic       bool
	Current         bool   // it is the one that is shown
	Problem         string // why it cannot be read, in words; empty if it can
}

// shelf is the list of snapshots.
type shelf struct {
	a    *app
	list list
	seen bool // the list was there
	got  slot[[]Snapshot]
}

// snapshotsBinding opens the list.
func (a *app) snapshotsBinding() binding {
	b := binding{keys: []string{"d"}, name: "snapshots, and what differs between them", do: func() tea.Cmd { return a.push(newShelf(a)) }}
	if a.opt.Snapshots == nil {
		b.off = "the snapshots cannot be listed here"
	}
	return b
}

func newShelf(a *app) *shelf { return &shelf{a: a} }

func (s *shelf) title() string { return "snapshots" }

func (s *shelf) start() tea.Cmd {
	return ask(&s.got, s.a.desk, func(ctx context.Context, _ Progress) ([]Snapshot, error) { return s.a.opt.Snapshots(ctx) })
}

func (s *shelf) stop() tea.Cmd {
	s.got.stop(s.a.desk)
	return nil
}

// answer puts the cursor on the snapshot before the one that is shown: it is the likeliest to be compared with.
func (s *shelf) answer(m answered) tea.Cmd {
	if !s.got.take(m) || m.err != nil || s.seen {
		return nil
	}
	s.seen = true
	s.list.length = len(s.got.value)
	if at := slices.IndexFunc(s.got.value, func(x Snapshot) bool { return x.Current }); at > 0 {
		s.list.to(at - 1)
	} else {
		s.list.to(at + 1)
	}
	return nil
}

func (s *shelf) failure() *failure {
	if s.got.err != nil && !s.got.busy() && !s.got.have {
		return &failure{"list the snapshots", s.got.err, s.got.retry}
	}
	return nil
}

// under is the snapshot under the cursor, or nil if there is none.
func (s *shelf) under() *Snapshot {
	if s.list.at >= len(s.got.value) {
		return nil
	}
	return &s.got.value[s.list.at]
}

func (s *shelf) bindings() []binding {
	off, there := "", ""
	x := s.under()
	switch {
	case !s.got.have:
		off = "the snapshots are not there yet"
		there = off
	case x == nil:
		off = "there are no snapshots"
		there = off
	case x.Current:
		off = x.Name + " is the snapshot that is shown; choose another to compare it with"
	case x.Problem != "":
		off = x.Name + " cannot be compared: " + x.Problem
	case s.a.opt.Diff == nil:
		off = "nothing can be compared here"
	}
	list := []binding{
		{keys: []string{"enter", "l", "right"}, short: "compare", name: "what differs between this snapshot and the one that is shown", off: off, do: func() tea.Cmd { return s.a.push(newDiffs(s.a, *s.under())) }},
		{keys: []string{"y"}, short: "copy", name: "copy the snapshot's folder", off: there, do: func() tea.Cmd { return s.a.copy(s.under().Dir, "the folder's name") }},
	}
	return append(list, s.list.bindings()...)
}

func (s *shelf) view(width, height int) []string {
	if !s.got.have {
		return s.a.waiting("listing the snapshots", s.got.q, width, height)
	}
	lk := s.a.look
	all := s.got.value
	out := []string{lk.Title.On(look.Ends("compare ◆ "+look.Clean(s.a.opt.Provenance().Snapshot)+", the snapshot that is shown, with", report.Units(int64(len(all)), "snapshot"), width))}
	if len(all) == 0 {
		return append(out, "", "  there are no snapshots")
	}
	panel := s.panel(*s.under(), width)
	room := max(height-len(out)-1-min(len(panel)+1, height/2), 1)
	c := s.columns(width)
	out = append(out, lk.Muted.On(look.Clip("  "+c.row("", "snapshot", "date", "tables", "rows", "size", "what it is"), width)))
	from, to := s.list.show(len(all), room)
	for i := from; i < to; i++ {
		out = append(out, s.line(all[i], c, i == s.list.at, width))
	}
	for len(out) < min(room+2, len(all)+2) {
		out = append(out, "")
	}
	if rest := height - len(out) - 1; rest > 0 {
		out = append(out, lk.Muted.On(strings.Repeat("╌", width)))
		out = append(out, panel[:min(rest, len(panel))]...)
	}
	return out
}

// shelfColumns are the widths of the list; 0 is left out.
type shelfColumns struct{ name, date, tables, rows, size, what int }

func (s *shelf) columns(width int) shelfColumns {
	c := shelfColumns{name: len("snapshot"), rows: len("rows")}
	for _, x := range s.got.value {
		c.name = max(c.name, look.Width(look.Clean(x.Name)))
		c.date = max(c.date, min(look.Width(look.Clean(x.Date)), 16))
		c.rows = max(c.rows, len(rowsOfSnapshot(x)))
	}
	c.rows = min(c.rows, 14)
	if width >= 70 {
		c.size = len("999 kB")
	}
	if width >= 76 {
		c.tables = len("tables")
	}
	rest := width - 4 - c.date - 1 - c.rows - 1
	for _, w := range []int{c.tables, c.size} {
		if w > 0 {
			rest -= w + 1
		}
	}
	c.name = max(min(c.name, rest-len(" synthetic ✓")), 8)
	c.what = max(rest-c.name-1, 0)
	return c
}

func (c shelfColumns) row(sign, name, date, tables, rows, size, what string) string {
	line := look.Fit(sign, 2) + look.Fit(name, c.name) + " " + look.Fit(date, c.date)
	if c.tables > 0 {
		line += " " + look.FitRight(tables, c.tables)
	}
	line += " " + look.FitRight(rows, c.rows)
	if c.size > 0 {
		line += " " + look.FitRight(size, c.size)
	}
	return line + " " + look.Fit(what, c.what)
}

func rowsOfSnapshot(x Snapshot) string {
	if x.Rows < 0 {
		return "?"
	}
	return report.Count(x.Rows)
}

func (s *shelf) line(x Snapshot, c shelfColumns, cursor bool, width int) string {
	lk := s.a.look
	mark := "  "
	sign := ""
	if x.Current {
		sign = "◆"
	}
	var what []string
	if x.Verified {
		what = append(what, "✓ files verified")
	}
	if x.Synthetic {
		what = append(what, "synthetic")
	}
	text := strings.Join(what, " · ")
	if len(what) == 2 && look.Width(text) > c.what {
		text = "✓ synthetic"
	}
	line := c.row(sign, look.Clean(x.Name), look.Clean(x.Date), report.Count(int64(x.Tables)), rowsOfSnapshot(x), sizeText(x.Bytes), text)
	if x.Problem != "" {
		line = look.Fit(sign, 2) + look.Fit(look.Clean(x.Name), c.name) + " " + look.Fit("✗ "+look.Clean(x.Problem), max(width-4-c.name-1, 0))
	}
	line = look.Clip(line, width-2)
	switch {
	case cursor:
		return "› " + lk.Cursor.On(line)
	case x.Problem != "":
		return mark + lk.Bad.On(line)
	case x.Current:
		return mark + lk.Accent.On(line)
	}
	return mark + line
}

// panel says in words what the snapshot under the cursor is.
func (s *shelf) panel(x Snapshot, width int) []string {
	lk := s.a.look
	head := x.Name
	if x.Current {
		head += ", the snapshot that is shown"
	}
	out := []string{lk.Title.On(look.Clip(look.Clean(head), width))}
	add := func(p look.Paint, text string) {
		for _, part := range look.Wrap(look.Clean(text), width-2) {
			out = append(out, "  "+p.On(part))
		}
	}
	if x.Problem != "" {
		add(lk.Bad, "✗ it cannot be read: "+x.Problem)
		add(lk.Muted, x.Dir)
		return out
	}
	rows := report.Units(x.Rows, "row")
	if x.Rows < 0 {
		rows = "only reading it can tell how many rows"
	}
	what := []string{report.Units(int64(x.Tables), "table"), rows, sizeText(x.Bytes)}
	if x.Verified {
		what = append(what, "its files were verified")
	} else {
		what = append(what, "its files were not verified")
	}
	if x.Synthetic {
		what = append(what, "the data are synthetic")
	}
	add(look.Paint{}, strings.Join(what, " · "))
	add(lk.Muted, x.Dir)
	return out
}

// sizeText is a number of bytes for people.
func sizeText(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", max(n, 0))
	}
	v := float64(n)
	unit := ""
	for _, unit = range []string{"kB", "MB", "GB", "TB", "PB"} {
		if v /= 1000; v < 999.5 {
			break
		}
	}
	if v < 9.95 {
		return fmt.Sprintf("%.1f %s", v, unit)
	}
	return fmt.Sprintf("%.0f %s", v, unit)
}

func (s *shelf) click(_, y int) tea.Cmd {
	at := s.list.top + y - 2
	if y < 2 || at >= s.list.length || y-2 >= s.list.height {
		return nil
	}
	if at == s.list.at {
		return s.a.run(s.bindings()[0])
	}
	s.list.to(at)
	return nil
}
