package tui

import (
	"context"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/tui/look"
)

// journey is one root row's way through the steps: kept or dropped, where and why, the values before and after, and the
// lookup rows that it met or nearly met.
type journey struct {
	a    *app
	row  int64
	got  slot[*trace.Journey]
	list list // the row itself, then the stops
	all  bool // values that a step left as they were are shown too
	top  int  // the first line of the details that is shown
	at   int  // the stop whose details were scrolled
}

func newJourney(a *app, row int64) *journey { return &journey{a: a, row: row} }

func (j *journey) title() string {
	return fmt.Sprintf("%s %d", j.a.unit(), j.row)
}

func (j *journey) start() tea.Cmd {
	return ask(&j.got, j.a.desk, func(ctx context.Context, progress Progress) (got *trace.Journey, err error) {
		err = j.a.withEvidence(ctx, progress, "following the row", func(e *evidence.Evidence) error {
			got, err = e.Journey(ctx, j.row)
			return err
		})
		return got, err
	})
}

func (j *journey) stop() tea.Cmd {
	j.got.stop(j.a.desk)
	return nil
}

func (j *journey) answer(m answered) tea.Cmd {
	if j.got.take(m) && m.err == nil {
		j.list.length = len(j.got.value.Stops) + 1
		j.list.to(j.list.length - 1) // where it ended
	}
	return nil
}

func (j *journey) failure() *failure {
	if j.got.err != nil && !j.got.busy() {
		return &failure{"follow " + j.title(), j.got.err, j.got.retry}
	}
	return nil
}

func (j *journey) bindings() []binding {
	off := ""
	if !j.got.have {
		off = "the journey is not there yet"
	}
	winner := off
	stop := j.selected()
	if off == "" && (stop == nil || stop.Winner == nil) {
		winner = "no other row stayed in this one's place here"
	}
	list := []binding{
		{keys: []string{"enter"}, short: "step", name: "open this step: its causes and SQL", off: j.noStep(off), do: func() tea.Cmd { return j.a.push(newStep(j.a, stop.Step).aim(stop.Cause)) }},
		{keys: []string{"w"}, short: "winner", name: "the row that stayed in this one's place", off: winner, do: func() tea.Cmd { return j.a.push(newJourney(j.a, *stop.Winner)) }},
		{keys: []string{"z"}, short: "all values", name: "show or hide values that the step left as they were", off: off, do: func() tea.Cmd { j.all = !j.all; return nil }},
		{keys: []string{"J", "shift+down"}, short: "scroll", name: "scroll the details down", do: func() tea.Cmd { j.top++; return nil }},
		{keys: []string{"K", "shift+up"}, name: "scroll the details up", do: func() tea.Cmd { j.top--; return nil }},
		{keys: []string{"y"}, short: "copy", name: "copy the journey as text", off: off, do: func() tea.Cmd { return j.a.copy(j.text(), "the journey") }},
		{keys: []string{"x"}, name: "export the journey to a file", off: off, do: func() tea.Cmd {
			return j.a.exportJourney(*j.got.value, j.title())
		}},
	}
	return append(list, j.list.bindings()...)
}

func (j *journey) noStep(off string) string {
	if off == "" && j.selected() == nil {
		return "this is the row itself, before any step"
	}
	return off
}

// selected is the stop under the cursor, nil for the row itself.
func (j *journey) selected() *trace.Stop {
	if !j.got.have || j.list.at == 0 || j.list.at > len(j.got.value.Stops) {
		return nil
	}
	return &j.got.value.Stops[j.list.at-1]
}

// text is the journey as the command line prints it.
func (j *journey) text() string {
	return string(report.Journeys([]trace.Journey{*j.got.value}, j.a.opt.Provenance(), form.Screen{Width: 100}))
}

func (j *journey) view(width, height int) []string {
	if !j.got.have {
		return j.a.waiting("following "+j.title(), j.got.q, width, height)
	}
	out := []string{j.verdict(width)}
	height--
	if width >= 110 {
		left := min(width/3, 44)
		return append(out, j.a.besides(j.stops(left, height), left, j.scrolled(width-left-3, height), height)...)
	}
	stops := j.stops(width, min(len(j.got.value.Stops)+1, max(height*2/5, 3)))
	out = append(out, stops...)
	out = append(out, j.a.look.Muted.On(strings.Repeat("╌", width)))
	return append(out, j.scrolled(width, height-len(stops)-1)...)
}

// verdict is the journey's end in one line.
func (j *journey) verdict(width int) string {
	v := j.got.value
	if v.Fate == string(trace.Kept) {
		return j.a.look.Good.On(look.Clip("✓ it reached the number", width))
	}
	if v.Incomplete != nil {
		return j.a.look.Warn.On(look.Clip("· it "+look.Clean(report.Standing(v.Incomplete)), width))
	}
	at := ""
	if n := len(v.Stops); n > 0 {
		at = " at " + v.Stops[n-1].Step
	}
	return j.a.look.Bad.On(look.Clip("✗ it left"+look.Clean(at+": "+v.Fate), width))
}

// stops lists the row itself and the steps that it came to.
func (j *journey) stops(width, height int) []string {
	v := j.got.value
	from, to := j.list.show(len(v.Stops)+1, height)
	var out []string
	for i := from; i < to; i++ {
		sign, name, paint := "·", "the row itself", j.a.look.Muted
		if i > 0 {
			s := v.Stops[i-1]
			sign, name, paint = "✓", s.Step, j.a.look.Good
			if !s.Kept {
				sign, paint = "✗", j.a.look.Bad
			}
			if s.Rows > 1 {
				name += fmt.Sprintf(" %s %s rows", report.GlyphFanOut, report.Count(s.Rows))
			}
		}
		text := look.Fit(look.Clean(name), width-4)
		if i == j.list.at {
			out = append(out, "› "+paint.On(sign)+" "+j.a.look.Cursor.On(text))
		} else {
			out = append(out, "  "+paint.On(sign)+" "+text)
		}
	}
	return out
}

// scrolled is the part of the details that is in sight.
func (j *journey) scrolled(width, height int) []string {
	if j.at != j.list.at {
		j.at, j.top = j.list.at, 0
	}
	lines := j.details(width)
	j.top = max(0, min(j.top, len(lines)-height))
	lines = lines[j.top:]
	if len(lines) > height && height > 0 {
		more := len(lines) - height + 1
		lines = append(lines[:height-1:height-1], j.a.look.Muted.On(look.Clip(fmt.Sprintf("… %d more lines; J scrolls", more), width)))
	}
	return lines
}

// details says what happened at the stop under the cursor.
func (j *journey) details(width int) []string {
	s := j.selected()
	if s == nil {
		return valueLines(j.a, j.got.value.Root, 0, width)
	}
	d := &details{a: j.a, width: width}
	if c := s.Cause; c != nil {
		d.fact(report.Glyph(c.Class)+" "+string(c.Class), report.Label(*c), j.a.look.Class(c.Class))
		d.fact("because", report.Predicate(*c), look.Paint{})
		why := kindText(c.Kind)
		if c.Reason != "" {
			why += " (" + c.Reason + ")"
		}
		d.fact("", why, j.a.look.Muted)
	} else {
		text := "it stayed"
		if rows := report.RowsOfOne(*s, j.came()); rows != "" {
			text = "it " + strings.TrimPrefix(rows, report.GlyphFanOut+" ")
		}
		d.fact("✓ kept", strings.Replace(text, "it in", "it is in", 1), j.a.look.Good)
	}
	for _, v := range s.Saw {
		d.fact("saw", v.Name+"  "+report.Shown(v), look.Paint{})
	}
	for _, other := range s.AlsoSaw {
		for _, v := range other {
			d.fact("in a copy", v.Name+"  "+report.Shown(v), look.Paint{})
		}
	}
	if s.SawMore {
		d.fact("", "and more copies, with other values", j.a.look.Muted)
	}
	for _, c := range s.AlsoFails {
		d.fact("also fails", report.AlsoFails(c), j.a.look.Muted)
	}
	if s.Winner != nil {
		d.fact("instead", fmt.Sprintf("%s %d stayed; w follows it", j.a.unit(), *s.Winner), look.Paint{})
	}
	for i := range s.Lookups {
		d.lookup(s.Lookups, i)
	}
	if l, at := j.blamed(s); l != nil {
		d.fact("", "the lookup was missed at "+at+", and its NULLs are dropped here", j.a.look.Muted)
		d.lookup([]trace.Lookup{*l}, 0)
	}
	if s.Kept {
		d.values(j.before(), s.Out, j.all)
		for i, other := range s.More {
			for _, v := range s.Differences(other) {
				d.fact(fmt.Sprintf("row %d", i+2), v.Name+" = "+report.Shown(v), look.Paint{})
			}
		}
		if more := report.RowsNotShown(*s); more != "" {
			d.fact("", more, j.a.look.Muted)
		}
		return d.lines
	}
	d.lines = append(d.lines, "", j.a.look.Muted.On("as it came here"))
	d.lines = append(d.lines, valueLines(j.a, j.before(), 0, width)...)
	return d.lines
}

// blamed is the lookup that the row missed at an earlier stop and is dropped for at this one; nil if there is none.
func (j *journey) blamed(s *trace.Stop) (l *trace.Lookup, at string) {
	if s.Cause == nil || s.Cause.Kind != trace.JoinMiss {
		return nil, ""
	}
	for _, earlier := range j.got.value.Stops {
		for i, l := range earlier.Lookups {
			if earlier.Step != s.Step && !l.Hit && l.Join == s.Cause.Predicate {
				return &earlier.Lookups[i], earlier.Step
			}
		}
	}
	return nil, ""
}

// before is the row as it entered the stop under the cursor.
func (j *journey) before() []trace.Value {
	if j.list.at < 2 {
		return j.got.value.Root
	}
	return j.got.value.Stops[j.list.at-2].Out
}

// came is how many rows stood for it as it entered the stop under the cursor.
func (j *journey) came() int64 {
	if j.list.at < 2 {
		return 1
	}
	return j.got.value.Stops[j.list.at-2].Rows
}

// details collects lines.
type details struct {
	a     *app
	width int
	lines []string
}

// fact adds a word and a text that goes on below itself.
func (d *details) fact(word, text string, paint look.Paint) {
	const column = 12
	for _, part := range look.Wrap(look.Clean(text), d.width-column) {
		d.lines = append(d.lines, d.a.look.Muted.On(look.Fit(word, column))+paint.On(part))
		word = ""
	}
}

// lookup adds one of the stop's meetings.
func (d *details) lookup(all []trace.Lookup, at int) {
	l := all[at]
	switch {
	case l.Without != "":
		d.fact("no key", report.NoKey(l), d.a.look.Muted)
		return
	case report.SameJoin(all, at):
	case l.Hit:
		d.fact("met", l.Relation+" by "+l.Join, d.a.look.Good)
	default:
		d.fact("missed", l.Relation+" by "+l.Join, d.a.look.Bad)
	}
	for _, k := range l.Key {
		d.fact("  key", k.Name+" = "+report.Shown(k), look.Paint{})
	}
	for _, v := range l.Compared {
		d.fact("  compared", v.Name+" = "+report.Shown(v), look.Paint{})
	}
	for _, v := range l.Row {
		d.fact("  found", v.Name+" = "+report.Shown(v), d.a.look.Muted)
	}
	for _, w := range l.Within {
		d.fact("  it lies", w, d.a.look.Muted)
	}
	if !l.Hit && len(l.Near) == 0 {
		d.fact("  nearest", "no key comes near it", d.a.look.Muted)
	}
	paint := d.a.look.Warn
	if l.Hit {
		paint = d.a.look.Muted
	}
	for _, n := range l.Near {
		if len(n.Row) == 0 {
			d.fact("", n.Why, paint)
			continue
		}
		parts := make([]string, len(n.Row))
		for i, v := range n.Row {
			parts[i] = v.Name + "=" + report.Shown(v)
		}
		d.fact("  "+report.NearWord(n), report.NearWhy(n)+": "+strings.Join(parts, ", "), paint)
	}
}

// values compares the row before and after the step. What stayed as it was is left out unless all is wanted.
func (d *details) values(before, after []trace.Value, all bool) {
	was := map[string]trace.Value{}
	for _, v := range before {
		was[strings.ToLower(v.Name)] = v
	}
	same := 0
	for _, v := range after {
		old, had := was[strings.ToLower(v.Name)]
		switch {
		case !had:
			d.fact("new", v.Name+" = "+report.Shown(v), look.Paint{})
		case old.Text != v.Text || old.Null != v.Null:
			d.fact("changed", v.Name+": "+report.Shown(old)+" → "+report.Shown(v), d.a.look.Warn)
		case all:
			d.fact("same", v.Name+" = "+report.Shown(v), d.a.look.Muted)
		default:
			same++
		}
	}
	if same > 0 {
		d.fact("", fmt.Sprintf("%s as before; z shows them", report.Units(int64(same), "value")), d.a.look.Muted)
	}
}
