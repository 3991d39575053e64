package report

import (
	"cmp"
	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

// Markdown returns the ledgers as a page for a ticket: the sentence that matters, the steps, the causes, the number and
// how it comes about, and what the page was made from. Several ledgers become one table, a line per slice.
func Markdown(ls []*trace.Ledger, p Provenance) []byte {
	var m page
	switch len(ls) {
	case 0:
		m.Para("No rows in this slice.")
	case 1:
		m.ledger(ls[0])
	default:
		m.slices(ls)
	}
	if len(ls) > 0 && ls[0].Incomplete != nil {
		m.incomplete(ls[0].Incomplete)
	}
	m.Notes(Notes(ls))
	p.Markdown(&m.Page)
	return m.Bytes()
}

// page is a Markdown document that is being written.
type page struct{ form.Page }

// figure is a number as the program itself wrote it.
func figure(s string) form.Markdown { return form.Markdown(s) }

// count is a number of rows.
func count(n int64) form.Markdown { return figure(Count(n)) }

func (m *page) ledger(l *trace.Ledger) {
	m.Para("### " + form.MD(cmp.Or(l.Title, l.Chain)) + ", " + form.MD(l.Slice))
	m.Para("**" + form.MD(Summary(l)) + "**")
	m.steps(l)
	m.causes(l)
	m.totals(l)
	m.multiplied(l)
	m.number(l)
}

func (m *page) steps(l *trace.Ledger) {
	var rows [][]form.Markdown
	for _, s := range l.Steps {
		rows = append(rows, []form.Markdown{form.Code(s.Name), count(s.In), count(s.Out), figure(Minus(s.Dropped())), figure(Percent(s.Out, l.In()))})
	}
	if l.Incomplete != nil {
		for _, name := range l.Incomplete.NotReached {
			rows = append(rows, []form.Markdown{form.Code(name), NotReached, "", "", ""})
		}
	}
	m.Table([]form.Markdown{"step", "in:", "out:", "dropped:", "left of all:"}, rows)
	var about []form.Markdown
	for _, s := range l.Steps {
		if s.Description != "" {
			about = append(about, "- "+form.Code(s.Name)+": "+form.MD(Gist(s.Description)))
		}
	}
	m.List(about)
}

func (m *page) causes(l *trace.Ledger) {
	var rows [][]form.Markdown
	silent := 0
	for _, s := range l.Steps {
		names := Labels(s)
		for i, c := range s.Causes {
			if c.Clicks == 0 {
				silent++
				continue
			}
			sql := form.Code(Predicate(c))
			if c.Predicate == "" {
				sql = form.MD(Predicate(c))
			}
			name := form.MD(names[i])
			if worth := WorthOfCause(c); worth != "" {
				name += " <br><sub>" + form.MD(worth) + "</sub>"
			}
			if since := Since(c.Trend); since != "" {
				name += " <br><sub>" + form.MD(since+" "+Sparkline(c.Trend, 24)) + "</sub>"
			}
			rows = append(rows, []form.Markdown{
				form.Code(s.Name), form.MD(Glyph(c.Class) + " " + Classed(c)), name, count(c.Clicks),
				figure(Percent(c.Clicks, l.In())), count(c.OnlyCause), sql,
			})
		}
	}
	if len(rows) > 0 {
		m.Table([]form.Markdown{"step", "class", "cause", form.MD(trace.Plural(l.Unit)) + ":", "of all:", "only cause:", "predicate"}, rows)
	}
	if silent > 0 {
		m.Para(form.Markdownf("%s dropped nothing in this slice and %s not listed.", form.MD(Units(int64(silent), "cause")), Are(int64(silent))))
	}
}

// ClassMarkdown returns a class with its sign.
func ClassMarkdown(c trace.Class) form.Markdown { return form.MD(Glyph(c) + " " + string(c)) }

func (m *page) totals(l *trace.Ledger) {
	var rows [][]form.Markdown
	Sum(l).Each(func(c trace.Class, clicks int64) {
		rows = append(rows, []form.Markdown{ClassMarkdown(c), form.MD(classWords(l, c)), count(clicks), figure(Percent(clicks, l.In()))})
	})
	m.Table([]form.Markdown{"class", "what it means", form.MD(trace.Plural(l.Unit)) + ":", "of all:"}, rows)
}

// markClass is what a mark means, if somebody says.
func markClass(m trace.MarkCount) form.Markdown {
	if m.Class == "" {
		return ""
	}
	return " (" + ClassMarkdown(m.Class) + ")"
}

// multiplied lists which rows are marked, where rows became more, and where a build may come out otherwise.
func (m *page) multiplied(l *trace.Ledger) {
	var items []form.Markdown
	for _, s := range l.Steps {
		for i, label := range Labels(s) {
			switch looks := Looks(s.Causes[i].Looks); {
			case looks == "":
			case s.Causes[i].SplitOf != "":
				items = append(items, form.Markdownf("- %s at %s took %s", form.MD(label), form.Code(s.Name), form.MD(looks)))
			default:
				items = append(items, form.Markdownf("- %s **look** at %s: what %s dropped has values near those that it asks for: %s", GlyphMark, form.Code(s.Name), label, form.MD(looks)))
			}
		}
		for _, k := range s.Marks {
			if k.Clicks != 0 {
				items = append(items, form.Markdownf("- %s **%s**%s at %s: %s that it kept, where %s", GlyphMark, form.MD(k.Label), markClass(k),
					form.Code(s.Name), form.MD(Units(k.Clicks, l.Unit)), form.Code(k.When)))
			}
		}
		for _, f := range s.FanOuts {
			if f.Extra != 0 {
				item := form.Markdownf("- %s **fan-out** at %s: %s became %s rows by %s", GlyphFanOut,
					form.Code(s.Name), form.MD(Units(f.Clicks, l.Unit)), count(f.Clicks+f.Extra), form.Code(f.Join))
				if f.Keys != "" {
					item += ", where keys repeat: " + form.MD(f.Keys)
				}
				items = append(items, item+form.MD(Undone(s)))
			}
		}
		for _, t := range s.Ties {
			if t.Rows != 0 {
				which := form.MD(Units(t.Rows, "row"))
				if t.Tied != "" {
					which += " (" + form.MD(t.Tied) + ")"
				}
				items = append(items, form.Markdownf("- %s **tie** at %s: %s share their place in %s, so %s may change from build to build",
					GlyphTie, form.Code(s.Name), which, form.Code(OrderBy(t.Order)), form.Code(t.For)))
			}
		}
	}
	m.List(items)
}

func (m *page) number(l *trace.Ledger) {
	name := NumberName(l.Number.Label)
	rows := [][]form.Markdown{{"**" + form.MD(name) + "**", "**" + figure(Value(l)) + "**", form.Code(l.Number.Measure)}}
	if l.Number.Measure == "" {
		rows[0][2] = ""
	}
	for _, a := range Reconcile(l) {
		rows = append(rows, []form.Markdown{form.MD(a.What), figure(a.Count), form.MD(a.Note)})
	}
	m.Table([]form.Markdown{"number", "value:", ""}, rows)
}

func (m *page) slices(ls []*trace.Ledger) {
	m.Para("### " + form.MD(cmp.Or(ls[0].Title, ls[0].Chain)))
	var rows [][]form.Markdown
	for _, l := range ls {
		t := Sum(l)
		rows = append(rows, []form.Markdown{
			form.MD(l.Slice), count(l.In()), count(t.Expected), count(t.Loss), count(t.Review),
			count(l.Out()), figure(Value(l)), figure(Percent(t.Loss, l.In())), figure(Percent(t.Loss, Unfiltered(l))),
		})
	}
	m.Table([]form.Markdown{"slice", form.MD(trace.Plural(ls[0].Unit)) + " in:", "○ expected:", "● loss:", "? review:", "reached:", "number:", "loss of all:", "loss of not filtered:"}, rows)
	m.Para("The causes of each slice are in the CSV of the same command.")
}

// incomplete says why there is no number, with the SQL around the place.
func (m *page) incomplete(e *trace.IncompleteError) {
	m.Para("> **Incomplete:** " + form.MD(e.Why()))
	if e.Cause.Excerpt != "" {
		m.Fenced("sql", e.Cause.Excerpt)
	}
}

// Markdown writes what the page was made from, and how to make it again.
func (p Provenance) Markdown(m *form.Page) {
	if p.Synthetic {
		m.Para("> **Synthetic data:** " + synthetic + ".")
	}
	m.Para("<sub>" + form.MD(p.line()) + "</sub>")
	if p.Command != "" {
		m.Fenced("sh", form.Visible(p.Command))
	}
}
