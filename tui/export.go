package tui

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/tui/look"
)

// writing writes a file; over one that is there already only if over is set. It says what it wrote.
type writing func(ctx context.Context, progress Progress, path string, over bool) (what string, err error)

// The forms that ledgers, rows and journeys can be written in, as by the command line.
var (
	LedgerForms  = []form.Kind{form.KindCSV, form.KindJSON, form.KindMarkdown, form.KindHTML, form.KindParquet}
	RowForms     = []form.Kind{form.KindCSV, form.KindJSON, form.KindMarkdown, form.KindParquet}
	JourneyForms = []form.Kind{form.KindText, form.KindMarkdown, form.KindJSON}
)

// exportLedgers asks for a file name and writes the ledgers in the form that the name's ending asks for.
func (a *app) exportLedgers(ls []*trace.Ledger, name string) tea.Cmd {
	slice := sliceName(a.slice)
	ls = a.verified(ls)
	return a.export(fileName(name, slice, "csv"), LedgerForms, func(ctx context.Context, _ Progress, path string, over bool) (string, error) {
		return "the ledger of " + slice, a.opt.Export(ctx, ls, path, over)
	})
}

// exportRows asks for a file name and writes all rows of a set.
func (a *app) exportRows(set *evidence.RowSet, step, cause string) tea.Cmd {
	return a.export(fileName(step, cause, "csv"), RowForms, func(ctx context.Context, progress Progress, path string, over bool) (said string, err error) {
		err = a.withEvidence(ctx, progress, "writing "+filepath.Base(path), func(*evidence.Evidence) error {
			n, err := a.opt.ExportRows(ctx, set, path, over)
			said = report.Units(n, "row")
			return err
		})
		return said, err
	})
}

// exportJourney asks for a file name and writes a journey.
func (a *app) exportJourney(j trace.Journey, name string) tea.Cmd {
	return a.export(fileName(name, "txt"), JourneyForms, func(_ context.Context, _ Progress, path string, over bool) (string, error) {
		b, err := report.JourneysIn(form.KindOf(path), []trace.Journey{j}, a.opt.Provenance(), form.Screen{Width: 100})
		if err != nil {
			return "", err
		}
		return "the journey", a.opt.WriteFile(path, b, over)
	})
}

// exporting is an export that is under way.
type exporting struct {
	slot  slot[string] // what was written
	path  string
	again func(preset, wrong, over string) tea.Cmd // asks for the name again, and takes over as consent to write over it
}

// export asks for a file name with the ending of one of the forms and has write fill it. A file that is there already is written over
// only if the user, who is told so, asks for the same name again.
func (a *app) export(preset string, kinds []form.Kind, write writing) tea.Cmd {
	endings := strings.Join(form.Endings(kinds), ", ")
	var ask func(preset, wrong, over string) tea.Cmd
	ask = func(preset, wrong, over string) tea.Cmd {
		cmd := a.prompt("Write to which file? The ending says how: "+endings, preset, func(path string) (tea.Cmd, string) {
			path = strings.TrimSpace(path)
			if rest, ok := strings.CutPrefix(path, "~/"); ok {
				path = filepath.Join(a.opt.Getenv("HOME"), rest)
			}
			switch {
			case path == "":
				return nil, "give it a name"
			case !slices.Contains(kinds, form.KindOf(path)):
				return nil, "the name ends in none of " + endings
			}
			return a.write(&exporting{path: path, again: ask}, write, path == over), ""
		})
		a.over.(*prompt).wrong = wrong
		return cmd
	}
	return ask(preset, "", "")
}

// write runs an export.
func (a *app) write(e *exporting, write writing, over bool) tea.Cmd {
	a.exports = append(a.exports, e)
	return ask(&e.slot, a.desk, func(ctx context.Context, progress Progress) (string, error) {
		return write(ctx, progress, e.path, over)
	})
}

// exported takes the answer of an export, if it is one.
func (a *app) exported(m answered) tea.Cmd {
	for i, e := range a.exports {
		if !e.slot.take(m) {
			continue
		}
		a.exports = slices.Delete(a.exports, i, i+1)
		switch {
		case m.err == nil:
			return a.say("wrote " + e.slot.value + " to " + e.path)
		case errors.Is(m.err, fs.ErrExist) && a.over == nil:
			return e.again(e.path, e.path+" is there already: enter writes over it, esc leaves it", e.path)
		case errors.Is(m.err, fs.ErrExist):
			return a.warn(e.path + " is there already; nothing was written")
		}
		return a.warn("nothing was written: " + m.err.Error())
	}
	return nil
}

// fileName makes a file's name of words; what does no good in one becomes a dash.
func fileName(words ...string) string {
	ending := words[len(words)-1]
	var parts []string
	for _, w := range words[:len(words)-1] {
		safe := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r) {
				return r
			}
			return '-'
		}, w)
		if safe = strings.Trim(safe, "-."); safe != "" {
			parts = append(parts, safe[:min(len(safe), 60)])
		}
	}
	return strings.Join(parts, "-") + "." + ending
}

// plural is what the chain counts.
func (a *app) plural() string { return look.Clean(trace.Plural(a.opt.Chain.Root.Unit)) }

// unit is one of what the chain counts.
func (a *app) unit() string {
	return look.Clean(cmp.Or(a.opt.Chain.Root.Unit, "row"))
}
