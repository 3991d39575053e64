package tui

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report/findings"
	"funneltrace/trace/report/form"
	"funneltrace/trace/who"
	"funneltrace/tui/look"
)

// whoLoses shows which values stand out among the rows that a cause took, as trace who prints it.
type whoLoses struct {
	a     *app
	query who.Query
	got   slot[*who.Findings]
	list  list
}

func newWho(a *app, step, label string, cause trace.Cause) *whoLoses {
	return &whoLoses{a: a, query: who.Query{Step: step, Causes: []string{cause.ID}, Label: label, Slice: a.slice}}
}

func (w *whoLoses) title() string { return "who: " + look.Clean(w.query.Label) }

func (w *whoLoses) start() tea.Cmd {
	q := w.query
	return ask(&w.got, w.a.desk, func(ctx context.Context, progress Progress) (found *who.Findings, err error) {
		err = w.a.withEvidence(ctx, progress, "looking who it is", func(e *evidence.Evidence) error {
			found, err = e.Who(ctx, q)
			return err
		})
		return found, err
	})
}

func (w *whoLoses) stop() tea.Cmd {
	w.got.stop(w.a.desk)
	return nil
}

func (w *whoLoses) answer(m answered) tea.Cmd {
	w.got.take(m)
	return nil
}

func (w *whoLoses) failure() *failure {
	if w.got.err == nil || cancelled(w.got.err) {
		return nil
	}
	return &failure{what: "find who it is", err: w.got.err, retry: w.got.retry}
}

func (w *whoLoses) bindings() []binding {
	off := ""
	if !w.got.have {
		off = "it is not known yet"
	}
	copied := binding{keys: []string{"Y"}, short: "copy", name: "copy it as Markdown", off: off, do: func() tea.Cmd {
		return w.a.copy(string(findings.Markdown(w.got.value, w.a.opt.Provenance(), shownValues)), "who it is, as Markdown")
	}}
	exported := binding{keys: []string{"x"}, short: "export", name: "export it to a file", off: off, do: w.export}
	rows := binding{keys: []string{"enter", "l"}, short: "rows", name: "the rows that the cause dropped", do: func() tea.Cmd {
		return w.a.push(newRows(w.a, w.query.Step, trace.CausesRows(w.query.Causes)))
	}}
	return append([]binding{rows, copied, exported}, w.list.scrolling()...)
}

// export asks for a file name and writes who it is.
func (w *whoLoses) export() tea.Cmd {
	name := fileName("who", w.query.Label, sliceName(w.query.Slice), "md")
	return w.a.export(name, findings.Kinds, func(_ context.Context, _ Progress, path string, over bool) (string, error) {
		b, err := findings.Print(w.got.value, w.a.opt.Provenance(), form.KindOf(path), shownValues, form.Screen{Width: 120}, false)
		if err != nil {
			return "", err
		}
		return "who it is", w.a.opt.WriteFile(path, b, over)
	})
}

// shownValues is how many values of a column the screen has.
const shownValues = 10

func (w *whoLoses) view(width, height int) []string {
	if !w.got.have {
		return w.a.waiting("looking who it is", w.got.q, width, height)
	}
	return w.list.page(string(findings.Text(w.got.value, w.a.opt.Provenance(), shownValues, form.Screen{Width: width})), width, height)
}

// scrolling are the bindings of a page of text.
func (l *list) scrolling() []binding {
	return move(func(d int) { l.top += d }, func() int { return max(l.height-1, 1) }, func() { l.top = 0 }, func() { l.top = l.length })
}

// page returns the lines of a text that are in sight.
func (l *list) page(text string, width, height int) []string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	l.length, l.height = len(lines), height
	l.top = max(0, min(l.top, len(lines)-height))
	var out []string
	for _, line := range lines[l.top:min(l.top+height, len(lines))] {
		out = append(out, look.Clip(line, width))
	}
	return out
}
