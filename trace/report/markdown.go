package report

import (
	"bytes"
	"fmt"
	"strings"

	"funneltrace/trace"
)

// Markdown returns the ledgers as a page for a ticket: the sentence that matters, the steps, the causes, the number and
// how it comes about, and what the page was made from. Several ledgers become one table, a line per slice.
func Markdown(ls []*trace.Ledger, p Provenance) []byte {
	var m page
	switch len(ls) {
	case 0:
		m.para("No rows in this slice.")
	case 1:
		m.ledger(ls[0])
	default:
		m.slices(ls)
	}
	if len(ls) > 0 && ls[0].Incomplete != nil {
		m.incomplete(ls[0].Incomplete)
	}
	for _, n := range allNotes(ls) {
		m.para("> **Note:** " + EscapeMarkdown(n))
	}
	m.provenance(p)
	return m.Bytes()
}

// page is a Markdown document that is being written.
type page struct{ bytes.Buffer }

func (m *page) para(s string) {
	if m.Len() > 0 {
		m.WriteByte('\n')
	}
	m.WriteString(s + "\n")
}

// table writes a table; columns whose title ends with ":" are numbers, set to the right.
func (m *page) table(titles []string, rows [][]string) {
	rule := make([]string, len(titles))
	head := make([]string, len(titles))
	for i, t := range titles {
		var number bool
		head[i], number = strings.CutSuffix(t, ":")
		rule[i] = "---"
		if number {
			rule[i] = "--:"
		}
	}
	m.WriteByte('\n')
	for _, r := range append([][]string{head, rule}, rows...) {
		m.WriteString("| " + strings.Join(r, " | ") + " |\n")
	}
}

func (m *page) ledger(l *trace.Ledger) {
	title := l.Title
	if title == "" {
		title = l.Chain
	}
	m.para("### " + EscapeMarkdown(title) + ", " + EscapeMarkdown(l.Slice))
	m.para("**" + EscapeMarkdown(Summary(l)) + "**")
	m.steps(l)
	m.causes(l)
	m.totals(l)
	m.multiplied(l)
	m.number(l)
}

func (m *page) steps(l *trace.Ledger) {
	var rows [][]string
	for _, s := range l.Steps {
		rows = append(rows, []string{codeMarkdown(s.Name), Count(s.In), Count(s.Out), Minus(s.Dropped()), Percent(s.Out, l.In())})
	}
	if l.Incomplete != nil {
		for _, name := range l.Incomplete.NotReached {
			rows = append(rows, []string{codeMarkdown(name), NotReached, "", "", ""})
		}
	}
	m.table([]string{"step", "in:", "out:", "dropped:", "left of all:"}, rows)
	var about []string
	for _, s := range l.Steps {
		if s.Description != "" {
			about = append(about, "- "+codeMarkdown(s.Name)+": "+EscapeMarkdown(Gist(s.Description)))
		}
	}
	if len(about) > 0 {
		m.para(strings.Join(about, "\n"))
	}
}

func (m *page) causes(l *trace.Ledger) {
	var rows [][]string
	silent := 0
	for _, s := range l.Steps {
		names := Labels(s)
		for i, c := range s.Causes {
			if c.Clicks == 0 {
				silent++
				continue
			}
			sql := codeMarkdown(Predicate(c))
			if c.Predicate == "" {
				sql = EscapeMarkdown(Predicate(c))
			}
			rows = append(rows, []string{
				codeMarkdown(s.Name), Glyph(c.Class) + " " + EscapeMarkdown(Classed(c)), EscapeMarkdown(names[i]), Count(c.Clicks),
				Percent(c.Clicks, l.In()), Count(c.OnlyCause), sql,
			})
		}
	}
	if len(rows) > 0 {
		m.table([]string{"step", "class", "cause", trace.Plural(l.Unit) + ":", "of all:", "only cause:", "predicate"}, rows)
	}
	if silent > 0 {
		m.para(fmt.Sprintf("%s dropped nothing in this slice and %s not listed.", Units(int64(silent), "cause"), are(silent)))
	}
}

func classMarkdown(c trace.Class) string { return Glyph(c) + " " + EscapeMarkdown(string(c)) }

func (m *page) totals(l *trace.Ledger) {
	var rows [][]string
	Sum(l).each(func(c trace.Class, clicks int64) {
		rows = append(rows, []string{classMarkdown(c), classWords(l, c), Count(clicks), Percent(clicks, l.In())})
	})
	m.table([]string{"class", "what it means", trace.Plural(l.Unit) + ":", "of all:"}, rows)
}

// multiplied lists which rows are marked, where rows became more, and where a build may come out otherwise.
func (m *page) multiplied(l *trace.Ledger) {
	var items []string
	for _, s := range l.Steps {
		for _, k := range s.Marks {
			if k.Clicks != 0 {
				items = append(items, fmt.Sprintf("- %s **%s** at %s: %s that it kept, where %s", GlyphMark, EscapeMarkdown(k.Label),
					codeMarkdown(s.Name), Units(k.Clicks, l.Unit), codeMarkdown(k.When)))
			}
		}
		for _, f := range s.FanOuts {
			if f.Extra != 0 {
				item := fmt.Sprintf("- %s **fan-out** at %s: %s became %s rows by %s", GlyphFanOut,
					codeMarkdown(s.Name), Units(f.Clicks, l.Unit), Count(f.Clicks+f.Extra), codeMarkdown(f.Join))
				if f.Keys != "" {
					item += ", where keys repeat: " + EscapeMarkdown(Visible(f.Keys))
				}
				items = append(items, item+Undone(s))
			}
		}
		for _, t := range s.Ties {
			if t.Rows != 0 {
				items = append(items, fmt.Sprintf("- %s **tie** at %s: %s share their place in %s, so %s may change from build to build",
					GlyphTie, codeMarkdown(s.Name), Units(t.Rows, "row"), codeMarkdown(order(t)), codeMarkdown(t.For)))
			}
		}
	}
	if len(items) > 0 {
		m.para(strings.Join(items, "\n"))
	}
}

func (m *page) number(l *trace.Ledger) {
	name := l.Number.Label
	if name == "" {
		name = "the number"
	}
	rows := [][]string{{"**" + EscapeMarkdown(name) + "**", "**" + Value(l) + "**", codeMarkdown(l.Number.Measure)}}
	if l.Number.Measure == "" {
		rows[0][2] = ""
	}
	for _, a := range Reconcile(l) {
		rows = append(rows, []string{EscapeMarkdown(a.What), a.Count, EscapeMarkdown(a.Note)})
	}
	m.table([]string{"number", "value:", ""}, rows)
}

func (m *page) slices(ls []*trace.Ledger) {
	title := ls[0].Title
	if title == "" {
		title = ls[0].Chain
	}
	m.para("### " + EscapeMarkdown(title))
	var rows [][]string
	for _, l := range ls {
		t := Sum(l)
		rows = append(rows, []string{
			EscapeMarkdown(l.Slice), Count(l.In()), Count(t.Expected), Count(t.Loss), Count(t.Review),
			Count(l.Out()), Value(l), Percent(t.Loss, l.In()),
		})
	}
	m.table([]string{"slice", trace.Plural(ls[0].Unit) + " in:", "○ expected:", "● loss:", "? review:", "reached:", "number:", "loss of all:"}, rows)
	m.para("The causes of each slice are in the CSV of the same command.")
}

// incomplete says why there is no number, with the SQL around the place.
func (m *page) incomplete(e *trace.IncompleteError) {
	m.para("> **Incomplete:** " + EscapeMarkdown(e.Why()))
	if e.Cause.Excerpt != "" {
		m.fenced("sql", VisibleText(e.Cause.Excerpt))
	}
}

func (m *page) provenance(p Provenance) {
	if p.Synthetic {
		m.para("> **Synthetic data:** " + synthetic + ".")
	}
	m.para("<sub>" + EscapeMarkdown(p.line()) + "</sub>")
	if p.Command != "" {
		m.fenced("sh", Visible(p.Command))
	}
}

// fenced writes code that may hold fences itself.
func (m *page) fenced(language, code string) {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	m.para(fence + language + "\n" + code + "\n" + fence)
}
