package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// beside is the width from which the causes stand beside the steps, not below.
const beside = 150

func (f *funnel) view(width, height int) []string {
	l := f.a.ledger()
	if l == nil {
		return f.a.waiting("tracing "+f.a.opt.Chain.Name+" over "+f.a.opt.Provenance().Snapshot, f.a.tally.q, width, height)
	}
	steps := f.lines(l)
	number := f.numberLines(l, width)
	if more := f.excerptLines(l, width); len(steps)+2+missed(l)+spareForCauses <= height-len(number)-len(more) {
		number = slices.Insert(number, len(number)-1, more...)
	}
	height -= len(number)
	if width >= beside {
		left := width * 3 / 5
		return append(f.a.besides(f.table(l, steps, left, height), left, f.panel(l, width-left-3, height), height), number...)
	}
	need := len(steps) + 2 + missed(l)
	room := max(min(need, height-4), min(need, height*3/5))
	out := f.table(l, steps, width, room)
	if rest := height - len(out) - 1; rest >= 2 {
		out = append(out, f.a.look.Muted.On(strings.Repeat("╌", width)))
		out = append(out, f.panel(l, width, rest)...)
	}
	for len(out) < height {
		out = append(out, "")
	}
	return append(out[:height], number...)
}

// columns are the widths of the funnel's table; 0 is left out.
type columns struct{ name, in, out, drop, share, bar, cause int }

func (f *funnel) columns(l *trace.Ledger, steps []funnelLine, width int) columns {
	num := max(len(report.Count(l.In())), 5)
	c := columns{out: num, drop: max(num+1, len("dropped")), share: 6}
	for _, s := range steps {
		c.name = max(c.name, look.Width(s.name()))
	}
	if l.Incomplete != nil {
		for _, name := range l.Incomplete.NotReached {
			c.name = max(c.name, 2+look.Width(look.Clean(name)))
		}
	}
	c.name = max(c.name, look.Width("all "+f.a.plural()))
	rest := width - 2 - c.out - c.drop - c.share - 3 - 6 // the cursor, the spaces between, the marks
	c.name = max(min(c.name, rest), 12)
	rest -= c.name
	if rest >= num+1 && width >= 76 {
		c.in = num
		rest -= num + 1
	}
	switch {
	case rest >= 34:
		c.bar = min(rest/3, 24)
		c.cause = rest - c.bar - 2
	case rest >= 20:
		c.bar = 6
		c.cause = rest - c.bar - 2
	case rest >= 6:
		c.bar = rest - 1
	}
	return c
}

// name is the step's name as the table has it: a sub-step is called without its model.
func (s funnelLine) name() string {
	name := look.Clean(s.step.Name)
	switch {
	case s.open:
		return "▾ " + name
	case s.opens:
		return "▸ " + name
	case s.sub && s.step.Name == s.step.Model:
		return "    (the model itself)"
	case s.sub:
		return "    " + strings.TrimPrefix(name, look.Clean(s.step.Model)+".")
	}
	return "  " + name
}

func (c columns) row(name, in, out, drop, share, bar, cause string) string {
	var b strings.Builder
	b.WriteString(look.Fit(name, c.name))
	if c.in > 0 {
		b.WriteString(" " + look.FitRight(in, c.in))
	}
	b.WriteString(" " + look.FitRight(out, c.out) + " " + look.FitRight(drop, c.drop) + " " + look.FitRight(share, c.share))
	if c.bar > 0 {
		b.WriteString(" " + look.Fit(bar, c.bar))
	}
	if c.cause > 0 {
		b.WriteString(" " + look.Fit(cause, c.cause))
	}
	return b.String()
}

// table draws the steps; room is how many lines there are, with the head and the line of all root rows.
func (f *funnel) table(l *trace.Ledger, steps []funnelLine, width, room int) []string {
	c := f.columns(l, steps, width)
	all := l.In()
	lk := f.a.look
	out := []string{
		lk.Muted.On("  " + c.row("step", "in", "out", "dropped", "share", "of all", "most of it") + " signs"),
		"  " + c.row("all "+f.a.plural(), "", report.Count(all), "", report.Percent(all, all), report.Bar(all, all, c.bar), ""),
	}
	missed := f.missedLines(l, c, width, room-len(out)-len(steps))
	from, to := f.list.show(len(steps), max(room-len(out)-len(missed), 1))
	if to-from < len(steps) {
		head := fmt.Sprintf("step %d–%d of %d", from+1, to, len(steps))
		out[0] = lk.Muted.On("  " + c.row(head, "in", "out", "dropped", "share", "of all", "most of it") + " signs")
	}
	for i := from; i < to; i++ {
		s := steps[i]
		drop := ""
		if d := s.step.Dropped(); d > 0 {
			drop = report.Minus(d)
		}
		line := c.row(s.name(), report.Count(s.step.In), report.Count(s.step.Out), drop, report.Percent(s.step.Out, all), report.Bar(s.step.Out, all, c.bar), mostOf(s.step))
		mark := "  "
		if i == f.list.at {
			mark, line = "› ", lk.Cursor.On(line)
		} else if s.sub {
			line = lk.Muted.On(line)
		}
		out = append(out, mark+line+" "+f.signs(s.step))
	}
	return append(out, missed...)
}

// signs are the marks of what a reader must see of a step: loss, fan-out, ties, and what nobody has judged.
func (f *funnel) signs(s trace.Step) string {
	lk := f.a.look
	var b strings.Builder
	put := func(on bool, sign string, p look.Paint) {
		if on {
			b.WriteString(p.On(sign))
		} else {
			b.WriteString(" ")
		}
	}
	var review, extra, tied int64
	for _, c := range s.Causes {
		if c.Class == trace.Review || c.Kind == trace.Unattributed {
			review += c.Clicks
		}
	}
	for _, x := range s.FanOuts {
		extra += x.Extra
	}
	for _, t := range s.Ties {
		tied += t.Rows
	}
	put(lost(s) > 0, report.Glyph(trace.Loss), lk.Loss)
	put(extra > 0, report.GlyphFanOut, lk.Warn)
	put(tied > 0 && s.In > 0, report.GlyphTie, lk.Warn)
	put(review > 0, report.Glyph(trace.Review), lk.Review)
	return b.String()
}

// mostOf is the cause that dropped the most of what a step dropped.
func mostOf(s trace.Step) string {
	best := -1
	for i, c := range s.Causes {
		if c.Clicks > 0 && (best < 0 || c.Clicks > s.Causes[best].Clicks) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	c := s.Causes[best]
	return report.Glyph(c.Class) + " " + look.Clean(report.Labels(s)[best]) + " " + report.Minus(c.Clicks)
}

// panel draws the causes of the selected step.
func (f *funnel) panel(l *trace.Ledger, width, height int) []string {
	sel := f.selected()
	if sel == nil {
		return []string{f.a.look.Muted.On("the chain has no steps")}
	}
	s := sel.step
	head := look.Ends(look.Clean(s.Name), fmt.Sprintf("%s dropped of %s", report.Count(s.Dropped()), report.Count(s.In)), width)
	out := []string{f.a.look.Title.On(head)}
	lines, silent := f.a.causeLines(s, l, width, f.all)
	switch {
	case l.In() == 0:
		text := "there are no " + f.a.plural() + " in this slice"
		if years := f.a.years(); len(years) > 0 {
			text += "; the years are " + years[0] + " to " + years[len(years)-1]
		}
		lines = append(lines, f.a.look.Warn.On(look.Clip(text, width)))
	case len(s.Causes) == 0 || s.Dropped() == 0:
		lines = append(lines, f.a.look.Muted.On(look.Clip("nothing was dropped here", width)))
	}
	lines = append(lines, f.a.multiplied(s, width)...)
	if silent > 0 {
		lines = append(lines, f.a.look.Muted.On(look.Clip(fmt.Sprintf("%s dropped nothing; z shows them", report.Units(int64(silent), "cause")), width)))
	}
	if room := height - 1; len(lines) > room {
		more := len(lines) - room + 1
		lines = append(lines[:max(room-1, 0)], f.a.look.Muted.On(look.Clip(fmt.Sprintf("… %d more lines; enter shows all", more), width)))
	}
	return append(out, lines...)
}

// roomForRest is the width from which the losses are also shown as a share of what no expected filter took.
const roomForRest = 115

// numberLines draw the number, how it comes about, and how far it is from the published one.
func (f *funnel) numberLines(l *trace.Ledger, width int) []string {
	name := report.NumberName(l.Number.Label)
	value := report.Value(l)
	left := "  " + look.Clean(name) + "  "
	right := "  " + reconciled(l)
	lk := f.a.look
	figure := lk.Accent
	if e := l.Incomplete; e != nil {
		right, figure = "  "+e.Why(), lk.Warn
	}
	line := lk.Title.On(left) + figure.On(value) + look.Clip(lk.Muted.On(look.Clean(right)), max(width-look.Width(left+value), 0))
	sum := report.Sum(l)
	lost := fmt.Sprintf("%s %s lost, %s of all", report.Glyph(trace.Loss), report.Count(sum.Loss), report.Percent(sum.Loss, l.In()))
	if of := report.LostOfRest(l); of != "" && width >= roomForRest {
		lost += ", " + of
	}
	paint := lk.Loss
	if sum.Loss == 0 {
		paint = lk.Good
	}
	second := fmt.Sprintf("  %s filtered as expected", report.Glyph(trace.Expected)+" "+report.Count(sum.Expected))
	if sum.Review > 0 {
		second += fmt.Sprintf(" · %s %s to review", report.Glyph(trace.Review), report.Count(sum.Review))
	}
	notes := ""
	if n := len(l.Notes); n > 0 {
		notes = fmt.Sprintf("%s %s: i", report.GlyphNote, report.Units(int64(n), "note"))
	}
	room := width - 2 - look.Width(lost) - look.Width(notes) - 1
	return []string{
		lk.Muted.On(strings.Repeat("─", width)),
		line,
		"  " + paint.On(lost) + lk.Muted.On(look.Fit(second, max(room, 0))) + " " + lk.Warn.On(notes),
	}
}

// reconciled says how the number comes about; how far it is from the published one goes first, if there is one.
func reconciled(l *trace.Ledger) string {
	var published string
	var made []string
	for _, acc := range report.Reconcile(l) {
		switch acc.Part {
		case report.Reached:
			made = append(made, look.Clean(report.Units(l.Number.Clicks, l.Unit)))
		case report.Multiplied:
			made = append(made, "fan-out "+acc.Count)
		case report.Measured:
			made = append(made, acc.What+" "+acc.Count)
		case report.Published:
			published = "published " + acc.Count
		case report.Difference:
			published += " (" + acc.Count + ") · "
		}
	}
	return published + "= " + strings.Join(made, " · ")
}

// click puts the cursor on the line that was pointed at; on the line that has it already, it opens the step.
func (f *funnel) click(_, y int) tea.Cmd {
	at := f.list.top + y - 2
	if y < 2 || at >= f.list.length || y-2 >= f.list.height {
		return nil
	}
	if at == f.list.at {
		return f.a.push(newStep(f.a, f.stepUnder()))
	}
	f.list.to(at)
	return nil
}

// copyMarkdown copies the ledger as a table for a ticket.
func (f *funnel) copyMarkdown() tea.Cmd {
	return f.a.copy(string(report.Markdown(f.a.verified([]*trace.Ledger{f.a.ledger()}), f.a.opt.Provenance())), "the funnel as Markdown")
}
