package tui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/report"
)

// exportLedgers asks for a file name and writes the ledgers: as CSV, Parquet or Markdown, by the name's ending.
func (a *app) exportLedgers(ls []*trace.Ledger, name string) tea.Cmd {
	return a.export(fileName(name, sliceName(a.slice), "csv"), []string{".csv", ".parquet", ".md"}, func(ctx context.Context, path string) (string, error) {
		return fmt.Sprintf("the ledger of %s", sliceName(a.slice)), a.opt.Export(ctx, ls, path)
	})
}

// exportRows asks for a file name and writes all rows of a set.
func (a *app) exportRows(set *trace.RowSet, step, cause string) tea.Cmd {
	return a.export(fileName(step, cause, "csv"), []string{".csv", ".parquet", ".md"}, func(ctx context.Context, path string) (said string, err error) {
		err = a.withEvidence(ctx, func(trace.Progress) {}, func(*trace.Evidence) error {
			n, err := a.opt.ExportRows(ctx, set, path)
			said = report.Units(n, "row")
			return err
		})
		return said, err
	})
}

// exportText asks for a file name and writes a text.
func (a *app) exportText(text, name string) tea.Cmd {
	return a.export(name, []string{".txt", ".md"}, func(_ context.Context, path string) (string, error) {
		return "the journey", a.opt.WriteFile(path, []byte(text))
	})
}

// written is what an export says when it is done.
type written struct{ what, path string }

// export asks for a file name with one of the endings and has write fill it. A file that is there already is written over
// only if the user says so.
func (a *app) export(preset string, endings []string, write func(ctx context.Context, path string) (string, error)) tea.Cmd {
	question := "Write to which file? The ending says how: " + strings.Join(endings, ", ")
	sure := ""
	return a.prompt(question, preset, func(path string) (tea.Cmd, string) {
		path = strings.TrimSpace(path)
		if path == "" {
			return nil, "give it a name"
		}
		if rest, ok := strings.CutPrefix(path, "~/"); ok {
			if home, err := os.UserHomeDir(); err == nil {
				path = filepath.Join(home, rest)
			}
		}
		ending := strings.ToLower(filepath.Ext(path))
		known := false
		for _, e := range endings {
			known = known || e == ending
		}
		if !known {
			return nil, "the name ends in none of " + strings.Join(endings, ", ")
		}
		if info, err := os.Stat(path); err == nil {
			if info.IsDir() {
				return nil, path + " is a folder"
			}
			if sure != path {
				sure = path
				return nil, path + " is there already: enter again writes over it, esc leaves it"
			}
		}
		e := &exporting{a: a}
		a.exports = append(a.exports, e)
		return ask(&e.slot, a.desk, func(ctx context.Context, _ Progress) (written, error) {
			what, err := write(ctx, path)
			return written{what, path}, err
		}), ""
	})
}

// exporting is an export that is under way.
type exporting struct {
	a    *app
	slot slot[written]
}

// exported takes the answer of an export, if it is one.
func (a *app) exported(m answered) tea.Cmd {
	for i, e := range a.exports {
		if !e.slot.take(m) {
			continue
		}
		a.exports = append(a.exports[:i], a.exports[i+1:]...)
		if m.err != nil {
			return a.warn(m.err.Error())
		}
		return a.say("wrote " + e.slot.value.what + " to " + e.slot.value.path)
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

func plural(a *app) string { return report.Plural(a.opt.Chain.Root.Unit) }
