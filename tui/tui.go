// Package tui is the investigator: screens that walk from the root rows to the number, step by step, down to one row.
//
// It shows what package trace found and asks for more; it knows no SQL and no engine. What it needs of them comes as
// functions in [Options]. They may take long, so they run in commands, never in Update: a screen holds a [slot] for each
// thing that it waits for, an answer that nobody waits for any more is dropped, and its query is cancelled.
//
// The [app] holds a stack of screens: [funnel], [step], [rows], [journey], and beside them [cut], which chooses the
// slice, [heat], which shows when a leak starts, and [shelf], the snapshots, from which [diffs] and [diffRows] show what
// differs. A screen says which keys do what by a list of [binding]; the line at the bottom, the help page and the command
// palette are made from these lists.
package tui

import (
	"context"
	"os"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/evidence"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
	_ "funneltrace/tui/quiet" // before Bubble Tea's own init
)

// Options are what the screens show and how they come by it. The functions may block; they are called from several
// goroutines, and stop when their context ends. Those that write a file write it whole or not at all; if it is there already
// and over is not set, they change nothing and the error is [fs.ErrExist].
type Options struct {
	Chain      *trace.Chain
	Provenance func() report.Provenance // what the numbers are made from; it may be told in full only when they are there
	Slice      trace.Slice              // the first to show
	First      []*trace.Ledger          // the ledger of Slice, if it is known already
	Expect     *float64                 // the published number
	Verify     bool                     // verify at once

	Ledgers       func(ctx context.Context, s trace.Slice, by string, progress Progress) ([]*trace.Ledger, error) // as [fates.Result.By]; an empty by is the ledger of the slice
	Values        func(ctx context.Context, dim string) ([]trace.DimValue, error)                                 // as [fates.Result.Values]
	Evidence      func(ctx context.Context, progress Progress) (*evidence.Evidence, error)                        // the full run that rows and journeys come from
	QueryProgress func() (done float64, ok bool)                                                                  // how far the evidence's query is, from 0 to 1; not ok if that is not known
	Cut           func(year, from, to string, where []string) (trace.Slice, error)                                // a slice as the command line takes it
	ExportRows    func(ctx context.Context, set *evidence.RowSet, path string, over bool) (int64, error)          // in one of RowForms
	Export        func(ctx context.Context, ls []*trace.Ledger, path string, over bool) error                     // in one of LedgerForms
	WriteFile     func(path string, data []byte, over bool) error                                                 // whole or not at all
	Computed      func() time.Time                                                                                // when the ledger's result was computed; zero if just now
	Snapshots     func(ctx context.Context) ([]Snapshot, error)                                                   // all there are, the one that is shown too; nil if they cannot be listed
	Diff          func(ctx context.Context, other Snapshot, s trace.Slice, progress Progress) (*diff.Diff, error) // from the other snapshot, A, to the one that is shown, B, over the slice; nil if they cannot be compared

	Left func() // called when the user has left, before what still runs is waited for

	Now     func() time.Time
	Getenv  func(string) string
	Theme   look.Theme
	Profile look.Profile
	Mouse   bool
}

// Progress is told how far something is.
type Progress func(trace.Progress)

// Run shows the screens until the user quits or ctx ends. The terminal is then as it was before, after a [CrashError] too.
func Run(ctx context.Context, opt Options, in, out *os.File) error {
	terminal := &terminal{File: out, fd: out.Fd()}
	a := newApp(ctx, opt, terminal)
	defer a.desk.close()
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(terminal), tea.WithAltScreen(),
		tea.WithoutSignalHandler(), // ctx ends on a signal
	}
	if opt.Mouse {
		options = append(options, tea.WithMouseCellMotion())
	}
	model := &guarded{app: a}
	program := tea.NewProgram(model, options...)
	model.send = program.Send
	_, err := program.Run()
	if opt.Left != nil {
		opt.Left()
	}
	switch {
	case model.crash != nil:
		return model.crash
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil && len(failedChecks(a.checks)) > 0:
		return &VerifyError{failedChecks(a.checks)}
	}
	return err
}

// VerifyError says that verifying found steps that keep other rows than their plain model.
type VerifyError struct{ Steps []string }

func (e *VerifyError) Error() string {
	return "the rows are not the plain model's at " + strings.Join(e.Steps, ", ")
}

// terminal is the screen's output. What is sent to it beside the frames, to the clipboard, does not cut into one.
type terminal struct {
	*os.File
	fd uintptr
	mu sync.Mutex
}

// Fd does not ask the file: Bubble Tea calls it from a goroutine that may outlive the screens, and the file may be closed then.
func (t *terminal) Fd() uintptr { return t.fd }

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.File.Write(p)
}
