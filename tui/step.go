package tui

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/since"
	"funneltrace/tui/look"
)

// step shows one step: its causes, its SQL with the predicate of the selected cause, and what it did to the rows.
type step struct {
	a     *app
	name  string
	list  list // the causes, then what is to be said of the rows that it kept
	sql   *sqlText
	model trace.Model
	top   int    // the first line of the SQL that is shown
	left  int    // the first column
	aimed string // the cause that the SQL was last scrolled to
	rows  int    // lines of SQL that were shown last
	ready slot[struct{}]
	times slot[[]*trace.Ledger] // the slice by month or week, from which the causes' trends come
}

func newStep(a *app, name string) *step {
	s := &step{a: a, name: name}
	s.open(name)
	return s
}

// open shows the step called name, with the cursor on its biggest cause.
func (s *step) open(name string) {
	s.name, s.list, s.top, s.left, s.aimed = name, list{}, 0, 0, ""
	st := s.step()
	s.model, _ = s.a.opt.Chain.Model(st.Model)
	s.sql = readSQL(s.model.Text, s.a.look)
	s.list.length = len(st.Causes) + len(keptOf(st))
	for i, c := range st.Causes {
		if c.Clicks > st.Causes[s.list.at].Clicks {
			s.list.to(i)
		}
	}
}

// aim puts the cursor on a cause, if there is one.
func (s *step) aim(at *trace.Cause) *step {
	for i, c := range s.step().Causes {
		if at != nil && c.ID == at.ID {
			s.list.to(i)
		}
	}
	return s
}

// step is the step in the slice that is shown.
func (s *step) step() trace.Step {
	if l := s.a.ledger(); l != nil {
		if st := stepNamed(l, s.name); st != nil {
			return *st
		}
	}
	return trace.Step{Name: s.name, Model: s.name}
}

func (s *step) title() string     { return s.name }
func (s *step) failure() *failure { return nil }
func (s *step) turn() tea.Cmd     { return s.askTimes() }

// start prepares the rows: whoever looks at a step is likely to want them next.
func (s *step) start() tea.Cmd {
	return tea.Batch(s.askTimes(), ask(&s.ready, s.a.desk, func(ctx context.Context, progress Progress) (struct{}, error) {
		_, err := s.a.evidence.get(ctx, progress, s.a.opt.Evidence)
		return struct{}{}, err
	}))
}

// askTimes asks for the slice by month or week. Without it the screen shows all but the trends, so a failure is not told.
func (s *step) askTimes() tea.Cmd {
	if s.a.opt.Chain.Root.Time == "" {
		return nil
	}
	slice := s.a.slice
	s.times.have = false
	return ask(&s.times, s.a.desk, func(ctx context.Context, progress Progress) ([]*trace.Ledger, error) {
		return s.a.opt.Ledgers(ctx, slice, since.By(slice), progress)
	})
}

// trend is that of a cause; nil as long as it is not known.
func (s *step) trend(id string) *trace.Trend {
	if !s.times.have {
		return nil
	}
	l := *s.a.ledger()
	l.Steps = slices.Clone(l.Steps)
	for i := range l.Steps {
		l.Steps[i].Causes = slices.Clone(l.Steps[i].Causes)
	}
	since.Trends(&l, s.times.value, since.By(s.a.slice))
	for _, c := range report.StepOf(&l, s.name).Causes {
		if c.ID == id {
			return c.Trend
		}
	}
	return nil
}

func (s *step) stop() tea.Cmd {
	s.ready.stop(s.a.desk)
	s.times.stop(s.a.desk)
	return nil
}

// answer takes note that the rows are there. If they are not, the screen that needs them says why.
func (s *step) answer(m answered) tea.Cmd {
	_ = s.ready.take(m) || s.times.take(m)
	return nil
}

// cause is the one under the cursor, or nil if the step has none.
func (s *step) cause() *trace.Cause {
	st := s.step()
	if s.list.at >= len(st.Causes) {
		return nil
	}
	return &st.Causes[s.list.at]
}

// kept is the mark or fan-out under the cursor, or nil if a cause is.
func (s *step) kept() *keptRows {
	st := s.step()
	at := s.list.at - len(st.Causes)
	if all := keptOf(st); at >= 0 && at < len(all) {
		return &all[at]
	}
	return nil
}

func (s *step) bindings() []binding {
	c, k := s.cause(), s.kept()
	off, rows, what := "", "", "the rows that the cause dropped"
	switch {
	case k != nil:
		rows, what = k.rows, "the rows that it kept and that this is about"
	case c == nil:
		off = "this step drops no rows"
	case c.Clicks == 0:
		off = "this cause dropped nothing in this slice"
	default:
		rows = c.ID
	}
	kept := ""
	if s.step().Out == 0 {
		kept = "the step kept nothing in this slice"
	}
	list := []binding{
		{keys: []string{"enter", "l"}, short: "rows", name: what, off: off, do: func() tea.Cmd { return s.a.push(newRows(s.a, s.name, rows)) }},
		{keys: []string{"o"}, short: "kept", name: "the rows that the step kept", off: kept, do: func() tea.Cmd { return s.a.push(newRows(s.a, s.name, string(trace.Kept))) }},
		{keys: []string{"w"}, name: "who loses: which values stand out among the rows that the cause dropped", off: off, do: func() tea.Cmd {
			return s.a.push(newWho(s.a, s.name, report.Labels(s.step())[s.list.at], *s.cause()))
		}},
		{keys: []string{"tab"}, short: "next step", name: "the next step", do: func() tea.Cmd { return s.turnStep(1) }},
		{keys: []string{"shift+tab"}, name: "the step before", do: func() tea.Cmd { return s.turnStep(-1) }},
		{keys: []string{"J", "shift+down"}, short: "scroll SQL", name: "scroll the SQL down", do: func() tea.Cmd { s.top++; return nil }},
		{keys: []string{"K", "shift+up"}, name: "scroll the SQL up", do: func() tea.Cmd { s.top--; return nil }},
		{keys: []string{">", "shift+right"}, name: "scroll the SQL to the right", do: func() tea.Cmd { s.left += 8; return nil }},
		{keys: []string{"<", "shift+left"}, name: "scroll the SQL to the left", do: func() tea.Cmd { s.left -= 8; return nil }},
		{keys: []string{"y"}, name: "copy the model's SQL", do: func() tea.Cmd { return s.a.copy(s.model.Text, "the SQL of "+s.model.Name) }},
		{keys: []string{"Y"}, name: "copy the causes as Markdown", do: func() tea.Cmd { return s.a.copy(s.markdown(), "the causes of "+s.name+" as Markdown") }},
		{keys: []string{"x"}, name: "export the step's lines to a file", do: func() tea.Cmd { return s.a.exportLedgers([]*trace.Ledger{s.only()}, s.name) }},
		s.a.verifyBinding(),
	}
	return append(append(list, s.a.sliceBindings()...), s.list.bindings()...)
}

// turnStep shows the step before or after this one.
func (s *step) turnStep(d int) tea.Cmd {
	l := s.a.ledger()
	at := slices.IndexFunc(l.Steps, func(x trace.Step) bool { return x.Name == s.name }) + d
	if at < 0 || at >= len(l.Steps) {
		return s.a.say("there is no further step")
	}
	s.open(l.Steps[at].Name)
	return nil
}

// only is the ledger with this step alone.
func (s *step) only() *trace.Ledger {
	l := *s.a.ledger()
	l.Steps = []trace.Step{s.step()}
	return &l
}

// markdown is the causes as a table.
func (s *step) markdown() string {
	st, l := s.step(), s.a.ledger()
	b := form.Markdownf("| %s, %s | class | %s | share | alone | predicate |\n| --- | --- | --: | --: | --: | --- |\n",
		s.name, sliceName(s.a.slice), trace.Plural(l.Unit))
	for i, label := range report.Labels(st) {
		c := st.Causes[i]
		b += form.Markdownf("| %s | %s | %s | %s | %s | %s |\n", label, report.Classed(c), report.Count(c.Clicks),
			report.Percent(c.Clicks, l.In()), report.Count(c.OnlyCause), report.Predicate(c))
	}
	return string(b + form.Markdownf("| kept | | %s | %s | | |\n", report.Count(st.Out), report.Percent(st.Out, l.In())))
}

func (s *step) view(width, height int) []string {
	if width >= 120 {
		left := width / 2
		return s.a.besides(s.facts(left, height), left, s.text(width-left-3, height), height)
	}
	facts := s.facts(width, max(height*3/5, 6))
	out := append(facts, s.a.look.Muted.On(strings.Repeat("╌", width)))
	return append(out, s.text(width, height-len(out))...)
}

// facts draws what the step did, its causes, and what is known of the selected one.
func (s *step) facts(width, height int) []string {
	st, l := s.step(), s.a.ledger()
	lk := s.a.look
	var out []string
	short := height < 12
	if st.Description != "" && !short {
		out = append(out, lk.Muted.On(look.Clip(look.Clean(report.Gist(st.Description)), width)))
	}
	out = append(out, lk.Title.On(look.Clip(fmt.Sprintf("%s in  −  %s dropped  =  %s out", report.Count(st.In), report.Count(st.Dropped()), report.Count(st.Out)), width)))
	rows := fmt.Sprintf("%s in its output", report.Units(st.RowsOut, "row"))
	if st.Rollup {
		rows += ", rolled up: a row stands for many " + s.a.plural()
	}
	out = append(out, lk.Muted.On(look.Clip(rows, width)))
	about := append(s.about(width, short), s.a.multiplied(onlyTies(st), width)...)
	kept := keptOf(st)
	all := len(st.Causes) + len(kept)
	room := max(height-len(out)-len(about), min(3, all))
	from, to := s.list.show(all, room)
	if to-from < all {
		out[len(out)-1] = lk.Muted.On(look.Ends(rows, fmt.Sprintf("causes %d–%d of %d", from+1, to, all), width))
	}
	labels := report.Labels(st)
	for i := from; i < to; i++ {
		if at := i - len(st.Causes); at >= 0 {
			out = append(out, s.a.keptLine(kept[at], l, width, i == s.list.at))
		} else {
			out = append(out, s.a.causeLine(st.Causes[i], labels[i], l, width, i == s.list.at))
		}
	}
	if len(st.Causes) == 0 {
		out = append(out, lk.Muted.On("  it drops no rows"))
	}
	for _, line := range about {
		if len(out) < height {
			out = append(out, line)
		}
	}
	return out
}

// onlyTies is the step without what the list has and what has been said.
func onlyTies(st trace.Step) trace.Step {
	st.Rollup, st.Marks, st.FanOuts = false, nil, nil
	return st
}

// about says what the selected cause is: the predicate, who classed it, and the kind; on a short screen in a line each.
func (s *step) about(width int, short bool) []string {
	c, k := s.cause(), s.kept()
	if c == nil && k == nil {
		return nil
	}
	const column = 13
	most := 3
	if short {
		most = 1
	}
	if k != nil {
		most *= 2
	}
	var out []string
	say := func(word, text string) {
		parts := look.Wrap(look.Clean(text), width-column)
		if len(parts) > most {
			parts = append(parts[:most-1], look.Clip(parts[most-1]+" …", width-column))
		}
		for _, part := range parts {
			out = append(out, s.a.look.Muted.On(look.Fit("  "+word, column))+part)
			word = ""
		}
	}
	if k != nil {
		say(k.what, k.about+report.Undone(s.step()))
		return out
	}
	say("predicate", report.Predicate(*c))
	class := string(c.Class) + ", as no rule says otherwise"
	switch at := c.RuleAt; {
	case at == nil:
	case c.Because != "":
		class = fmt.Sprintf("%s at %s:%d", report.Classed(*c), filepath.Base(at.File), at.Line)
	default:
		class = fmt.Sprintf("%s, by the rule at %s:%d", c.Class, filepath.Base(at.File), at.Line)
	}
	say("class", class)
	kind := strings.ReplaceAll(string(c.Kind), "_", " ") + ": " + kindText(c.Kind)
	if c.Reason != "" {
		kind += " (" + c.Reason + ")"
	}
	say("kind", kind)
	switch looks := report.Looks(c.Looks); {
	case looks == "":
	case c.SplitOf != "":
		say("values", looks)
	default:
		say(report.GlyphMark+" look", looks)
	}
	if t := s.trend(c.ID); t != nil {
		words := cmp.Or(report.Since(t), "its share is steady")
		say("by "+t.By, report.Sparkline(t, max(width-column-form.Width(words)-2, 12))+"  "+words)
	}
	return out
}

// kindText says what the SQL of a kind did to a row.
func kindText(k trace.Kind) string {
	switch k {
	case trace.Filter:
		return "it was FALSE"
	case trace.NullPredicate:
		return "it was NULL, so it could not tell"
	case trace.MissingValue:
		return "there was no value"
	case trace.JoinMiss:
		return "the lookup has no row for it"
	case trace.Dedup:
		return "another row stayed in its place"
	case trace.Having:
		return "its group failed"
	case trace.Limit:
		return "it came after the limit"
	case trace.EmptyUnnest:
		return "it had no elements"
	case trace.SetOp:
		return "EXCEPT or INTERSECT took it out"
	case trace.ParseError:
		return "a value was there and could not be read"
	}
	return "trace cannot tell why"
}

// text draws the model's SQL, the predicate of the selected cause in sight.
func (s *step) text(width, height int) []string {
	if height < 1 {
		return nil
	}
	start, end := 0, 0
	where := ""
	c := s.cause()
	if k := s.kept(); k != nil && k.end > 0 {
		c = &trace.Cause{ID: k.rows, Start: k.start, End: k.end}
	}
	if c != nil {
		start, end = c.Start, c.End
		if end > len(s.model.Text) || end <= start {
			start, end = 0, 0
			where = "  (the predicate is not in this text)"
		}
		if first, last := s.sql.span(start, end); s.aimed != c.ID && first >= 0 {
			s.top = first - max((height-1-(last-first+1))/2, 0)
		}
		s.aimed = c.ID
	}
	s.rows = height - 1
	s.top = max(0, min(s.top, len(s.sql.lines)-s.rows))
	s.left = max(0, min(s.left, s.sql.width-width/2))
	name := look.Clean(filepath.Base(s.model.File)) + where
	if len(s.sql.lines) > s.rows {
		name = look.Ends(name, fmt.Sprintf("lines %d–%d of %d", s.top+1, min(s.top+s.rows, len(s.sql.lines)), len(s.sql.lines)), width)
	}
	out := []string{s.a.look.Muted.On(look.Clip(name, width))}
	for i := s.top; i < min(s.top+s.rows, len(s.sql.lines)); i++ {
		out = append(out, s.sql.draw(i, s.left, width, start, end, s.a.look))
	}
	return out
}
