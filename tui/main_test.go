package tui

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"funneltrace/loaders"
	"funneltrace/loaders/attach"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/snapshots/sample/sampletest"
	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/evidence"
	"funneltrace/trace/fates"
	"funneltrace/trace/report"
	"funneltrace/tui/look"
)

var update = flag.Bool("update", false, "write the golden screens anew")

// creators is the built-in chain over the built-in snapshot, hostile a chain of testdata that means ill; both are traced
// once for all tests.
var creators, hostile *traced

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == child.Command { // a snapshot of text is read in a child process
		os.Exit(loaders.ScanMain(os.Args[2:]))
	}
	flag.Parse()
	if *update && os.Getenv("CI") != "" {
		fmt.Fprintln(os.Stderr, "-update is for people, who look at what changed; CI does not")
		os.Exit(1)
	}
	code, err := 1, error(nil)
	if creators, err = traceCreators(context.Background()); err == nil {
		if hostile, err = traceHostile(context.Background()); err == nil {
			code = m.Run()
			err = hostile.close()
		}
		err = errors.Join(err, creators.close())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// traced is a chain over a snapshot, with a ledger and evidence to show.
type traced struct {
	cache    string
	chain    *trace.Chain
	snap     *snapshots.Snapshot
	db       *engine.DB
	mu       sync.Mutex // of result's connection, and of counted
	result   *fates.Result
	evidence *evidence.Evidence
	counted  map[string][]*trace.Ledger // what was counted for another test
}

func traceCreators(ctx context.Context) (*traced, error) {
	chain, err := chains.BuiltinChain("creators")
	if err != nil {
		return nil, err
	}
	o := sample.Options{Family: sample.Rebrandly}
	folder, err := sampletest.Folder(ctx, o)
	if err != nil {
		return nil, err
	}
	return traceChain(ctx, chain, filepath.Join(folder, o.Name()))
}

func traceHostile(ctx context.Context) (*traced, error) {
	chain, err := chains.FindChain("testdata/hostile")
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs("testdata/hostile_20240101")
	if err != nil {
		return nil, err
	}
	return traceChain(ctx, chain, dir)
}

// traceChain traces a chain over the snapshot in a folder, and gathers its evidence.
func traceChain(ctx context.Context, chain *trace.Chain, dir string) (_ *traced, err error) {
	c := &traced{chain: chain, counted: map[string][]*trace.Ledger{}}
	if c.cache, err = os.MkdirTemp("", "tui"); err != nil {
		return nil, err
	}
	if c.db, err = engine.Open(ctx, engine.Options{Dirs: []string{dir, c.cache}}); err != nil {
		return nil, err
	}
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if c.snap, err = snapshots.Open(dir); err != nil {
		return nil, err
	}
	if err := attach.Import(ctx, c.snap, c.cache, child.Options{}); err != nil {
		return nil, err
	}
	if err := attach.Tables(ctx, conn, c.snap, c.cache); err != nil {
		return nil, err
	}
	rows, err := c.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if c.result, err = c.run(ctx, conn); err != nil {
		return nil, err
	}
	c.evidence, err = evidence.Gather(ctx, rows, c.chain, trace.Options{})
	return c, err
}

// run traces the chain and holds the result.
func (c *traced) run(ctx context.Context, conn *sql.Conn) (*fates.Result, error) {
	r, err := fates.Run(ctx, conn, c.chain, trace.Options{})
	if err != nil {
		return nil, err
	}
	return r, r.Hold(ctx)
}

func (c *traced) close() error { return errors.Join(c.db.Close(), os.RemoveAll(c.cache)) }

// moment is when all tests take place.
var moment = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// options are those of a program that shows the built-in chain.
func options(t testing.TB) Options {
	t.Helper()
	opt := optionsOf(creators)
	opt.Slice = year(t, "2024")
	return opt
}

// optionsOf are those of a program that shows all of a chain.
func optionsOf(c *traced) Options {
	return Options{
		Chain: c.chain,
		Provenance: func() report.Provenance {
			return report.Provenance{Chain: c.chain.Name, ChainHash: "c4a1", Snapshot: c.snap.Name, ManifestHash: "5a9e", Version: "v0.0.0-test", Synthetic: c == creators}
		},
		Slice: trace.Slice{Label: "all"},
		Ledgers: func(ctx context.Context, s trace.Slice, by string, progress Progress) (ls []*trace.Ledger, err error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			key := s.Label + sliceKey(s, by)
			if ls := c.counted[key]; ls != nil {
				return ls, nil
			}
			if by != "" {
				ls, err = c.result.By(ctx, s, by)
			} else {
				ls = make([]*trace.Ledger, 1)
				ls[0], err = c.result.Ledger(ctx, s)
			}
			if err == nil {
				c.counted[key] = ls
			}
			return ls, err
		},
		Values: func(ctx context.Context, dim string) ([]trace.DimValue, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.result.Values(ctx, dim, 0)
		},
		Evidence:      func(context.Context, Progress) (*evidence.Evidence, error) { return c.evidence, nil },
		Cut:           cutOf,
		QueryProgress: func() (float64, bool) { return 0, false },
		ExportRows: func(_ context.Context, set *evidence.RowSet, path string, over bool) (int64, error) {
			return set.Matching, writeFile(path, []byte(set.Query()), over)
		},
		Export: func(_ context.Context, ls []*trace.Ledger, path string, over bool) error {
			return writeFile(path, report.CSV(ls, report.Provenance{}, false), over)
		},
		WriteFile: writeFile,
		Snapshots: func(context.Context) ([]Snapshot, error) { return snapshotsOf(c), nil },
		Diff: func(_ context.Context, other Snapshot, s trace.Slice, _ Progress) (*diff.Diff, error) {
			if c == hostile {
				return hostileDiff(), nil
			}
			d := richDiff()
			d.Slice = s.Label
			return d, nil
		},
		Computed: func() time.Time { return moment.Add(-3 * time.Minute) },
		Now:      func() time.Time { return moment },
		Getenv:   func(string) string { return "" },
		Profile:  look.Plain,
	}
}

func writeFile(path string, data []byte, over bool) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if over {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// cutOf makes slices of years, months and dimension values, in UTC.
func cutOf(year, from, to string, where []string) (s trace.Slice, err error) {
	var words []string
	if year != "" {
		from, to = year, year
		words = append(words, year)
	} else if from+to != "" {
		words = append(words, from+".."+to)
		if from == to {
			words[0] = from
		}
	}
	layout := func(text string) (layout string, years, months, days int) {
		switch len(text) {
		case 4:
			return "2006", 1, 0, 0
		case 7:
			return "2006-01", 0, 1, 0
		}
		return "2006-01-02", 0, 0, 1
	}
	if from != "" {
		l, _, _, _ := layout(from)
		if s.From, err = time.Parse(l, from); err != nil {
			return s, fmt.Errorf("--from %q is no date; write it as 2024-03-31, 2024-03 or 2024", from)
		}
	}
	if to != "" {
		l, years, months, days := layout(to)
		end, err := time.Parse(l, to)
		if err != nil {
			return s, fmt.Errorf("--to %q is no date; write it as 2024-03-31, 2024-03 or 2024", to)
		}
		s.To = end.AddDate(years, months, days)
	}
	for _, w := range where {
		dim, value, _ := strings.Cut(w, "=")
		s.Where = append(s.Where, trace.DimValue{Dim: dim, Value: value, Null: value == trace.Unknown})
		words = append(words, w)
	}
	s.Label = "all"
	if len(words) > 0 {
		s.Label = strings.Join(words, " ")
	}
	return s, nil
}

func year(t testing.TB, y string) trace.Slice {
	t.Helper()
	s, err := cutOf(y, "", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// stage is a program without a terminal: it is given keys and shows its screen.
type stage struct {
	t       testing.TB
	app     *app
	answers chan answer
	asked   int          // commands so far
	running map[int]bool // those that have not answered, by their number; true if it was waited for in vain, as for a toast's that fades
	out     *os.File     // what was sent to the terminal beside the frames
}

// answer is what a command returned.
type answer struct {
	command int
	msg     tea.Msg
}

// open starts the program in a window and waits until it is at rest.
func open(t testing.TB, opt Options, width, height int) *stage {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "terminal"))
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, app: newApp(t.Context(), opt, &terminal{File: out}), answers: make(chan answer, 1000), running: map[int]bool{}, out: out}
	t.Cleanup(func() {
		s.app.desk.close()
		if err := out.Close(); err != nil {
			t.Error(err)
		}
	})
	s.do(s.app.Init())
	s.send(tea.WindowSizeMsg{Width: width, Height: height})
	s.rest()
	return s
}

// do runs a command beside the test, as Bubble Tea does.
func (s *stage) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	s.asked++
	n := s.asked
	s.running[n] = false
	go func() { s.answers <- answer{n, cmd()} }()
}

// take hands an answer to the program.
func (s *stage) take(a answer) {
	delete(s.running, a.command)
	s.send(a.msg)
}

// send hands a message to the program.
func (s *stage) send(msg tea.Msg) {
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			s.do(cmd)
		}
		return
	}
	if c, ok := msg.(*CrashError); ok {
		s.t.Fatalf("%v\n%s", c, c.Stack)
	}
	_, cmd := s.app.Update(msg)
	s.do(cmd)
}

// rest handles answers until no question is open and nothing more comes.
func (s *stage) rest() {
	s.t.Helper()
	deadline := time.After(5 * time.Minute) // a hang, not a slow machine
	for {
		if len(s.app.open) == 0 && len(s.answers) == 0 && !s.busy() {
			s.app.View() // as Bubble Tea does after every message
			return
		}
		select {
		case a := <-s.answers:
			s.take(a)
		case <-time.After(15 * time.Millisecond):
			if len(s.app.open) == 0 { // what runs is a toast, and is not waited for again
				for n := range s.running {
					s.running[n] = true
				}
			}
		case <-deadline:
			s.t.Fatalf("the program does not come to rest; %d questions are open", len(s.app.open))
		}
	}
}

// busy reports whether a command runs that may answer soon.
func (s *stage) busy() bool {
	for _, inVain := range s.running {
		if !inVain {
			return true
		}
	}
	return false
}

// press presses keys, one after the other, and waits until the program is at rest. A key is named as Bubble Tea does.
func (s *stage) press(keys ...string) *stage {
	s.t.Helper()
	for _, k := range keys {
		s.send(keyMsg(k))
		s.rest()
	}
	return s
}

// write types a text.
func (s *stage) write(text string) *stage {
	for _, r := range text {
		s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	return s
}

// named are the keys that are no letters.
var named = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
	"backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "ctrl+c": tea.KeyCtrlC, "ctrl+p": tea.KeyCtrlP, "ctrl+u": tea.KeyCtrlU,
	"ctrl+z": tea.KeyCtrlZ, " ": tea.KeySpace, "shift+left": tea.KeyShiftLeft, "shift+right": tea.KeyShiftRight,
	"shift+up": tea.KeyShiftUp, "shift+down": tea.KeyShiftDown,
}

func keyMsg(k string) tea.KeyMsg {
	if k == " " {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	if typ, ok := named[k]; ok {
		return tea.KeyMsg{Type: typ}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
}

// screen is what is shown now.
func (s *stage) screen() string { return s.app.View() }

// shows fails the test unless the screen has each of the texts.
func (s *stage) shows(texts ...string) *stage {
	s.t.Helper()
	screen := s.screen()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			s.t.Errorf("the screen does not show %q:\n%s", text, screen)
		}
	}
	return s
}
