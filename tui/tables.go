package tui

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

// tableList is the list of what can be looked at row by row: the tables of the snapshot, and the models.
type tableList struct {
	a    *app
	list list
	got  slot[[]string]
}

// tablesBinding opens the list.
func (a *app) tablesBinding() binding {
	return binding{keys: []string{"t"}, name: "tables and models, row by row", do: func() tea.Cmd { return a.push(&tableList{a: a}) }}
}

func (t *tableList) title() string { return "tables" }

func (t *tableList) start() tea.Cmd {
	return ask(&t.got, t.a.desk, func(ctx context.Context, progress Progress) (names []string, err error) {
		err = t.a.withEvidence(ctx, progress, "listing the tables", func(e *evidence.Evidence) error {
			names, err = e.Tables(ctx)
			return err
		})
		return names, err
	})
}

func (t *tableList) stop() tea.Cmd {
	t.got.stop(t.a.desk)
	return nil
}

func (t *tableList) answer(m answered) tea.Cmd {
	if t.got.take(m) && m.err == nil {
		t.list.length = len(t.got.value)
	}
	return nil
}

func (t *tableList) failure() *failure {
	if t.got.err != nil && !t.got.busy() && !t.got.have {
		return &failure{"list the tables", t.got.err, t.got.retry}
	}
	return nil
}

func (t *tableList) bindings() []binding {
	off := ""
	if t.list.at >= len(t.got.value) {
		off = "the tables are not there yet"
	}
	open := binding{keys: []string{"enter", "l"}, short: "rows", name: "the rows of this table or model", off: off, do: func() tea.Cmd {
		return t.a.push(newTableRows(t.a, t.got.value[t.list.at]))
	}}
	return append([]binding{open}, t.list.bindings()...)
}

func (t *tableList) view(width, height int) []string {
	if !t.got.have {
		return t.a.waiting("listing the tables", t.got.q, width, height)
	}
	lk, all := t.a.look, t.got.value
	out := []string{lk.Title.On(look.Ends("tables of the snapshot, and models", report.Count(int64(len(all))), width))}
	from, to := t.list.show(len(all), max(height-len(out), 1))
	for i := from; i < to; i++ {
		kind := "model"
		if strings.Contains(all[i], ".") {
			kind = "table"
		}
		line := look.Ends(look.Clean(all[i]), kind, width-2)
		if i == t.list.at {
			out = append(out, "› "+lk.Cursor.On(line))
		} else {
			out = append(out, "  "+line)
		}
	}
	return out
}

// newTableRows shows the rows of a table or model. They are no root rows, unless the table is the root's.
func newTableRows(a *app, name string) *rows {
	root := a.opt.Chain.TableOf(a.opt.Chain.Root.Source).String()
	return &rows{a: a, step: name, name: name, table: true, isRoot: strings.EqualFold(root, name), first: trace.RowsQuery{Step: name}, roots: map[int64][]trace.Record{}}
}
