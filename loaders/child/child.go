package child

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"funneltrace/loaders/engine"
)

// inChild marks the environment of the child, so that a program that forgot to call [Main] does not start itself for ever.
const inChild = "FUNNELTRACE_SCAN"

// Task is what a child process is to do. It may only read the files, write into the folders, and do both in its temporary folder.
type Task struct {
	Job         string // one of those that the program gives [Main]
	With        any    // what the job is told, as JSON
	Files, Dirs []string
	Sizes       map[[2]string]int64 // bytes of what it reports as read, by table and file
}

// Run has a child process do the task and returns its last report.
func Run(ctx context.Context, t Task, opt Options) (Report, error) {
	if os.Getenv(inChild) != "" {
		return Report{}, errors.New("the child process was started without ScanMain")
	}
	self, err := os.Executable()
	if err != nil {
		return Report{}, err
	}
	temp, err := os.MkdirTemp(opt.TempDir, "trace-") // ours, for a child that crashes removes nothing
	if err != nil {
		return Report{}, err
	}
	defer os.RemoveAll(temp)
	with, err := json.Marshal(t.With)
	if err != nil {
		return Report{}, err
	}
	input, err := json.Marshal(request{
		Options: engine.Options{Files: t.Files, Dirs: t.Dirs, TempDir: temp, Threads: opt.Threads, MemoryLimit: opt.MemoryLimit, Watched: true},
		Job:     t.Job, With: with,
	})
	if err != nil {
		return Report{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := exec.CommandContext(ctx, self, Command)
	cmd.Env = append(os.Environ(), inChild+"=1")
	var stderr tailWriter
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return Report{}, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return Report{}, err
	}
	if err := cmd.Start(); err != nil {
		return Report{}, fmt.Errorf("start the child process that reads it: %w", err)
	}
	_, writeErr := stdin.Write(append(input, '\n')) // stays open: its end tells the child that we are gone

	w := watch{cancel: cancel, opt: opt, sizes: t.Sizes}
	for _, size := range t.Sizes {
		w.total += size
	}
	last := w.follow(stdout)
	waitErr := cmd.Wait()
	switch {
	case last.Done && waitErr == nil:
		return last, nil
	case last.Error != "" && last.Table != "":
		return last, fmt.Errorf("table %s: %s", last.Table, last.Error)
	case last.Error != "":
		return last, errors.New(last.Error)
	case ctx.Err() != nil:
		return last, w.stopped(last, context.Cause(ctx))
	case last.Table == "":
		return last, fmt.Errorf("the child process that reads it failed: %w: %s", errors.Join(waitErr, writeErr), stderr.line())
	case last.Doing != "" && last.File == "":
		return last, fmt.Errorf("table %s: the child process that was %s it ended (%w): if the system was short of memory, give a lower --memory-limit",
			last.Table, last.Doing, waitErr)
	}
	return last, fmt.Errorf("table %s: file %s: cannot be read: the engine crashed on it; the file is damaged, fetch it again", last.Table, last.File)
}

// watch follows the child's reports and stops it when one file takes too long.
type watch struct {
	cancel context.CancelCauseFunc
	opt    Options
	sizes  map[[2]string]int64
	total  int64
	read   int64
}

var errPatience = errors.New("it takes too long")

// follow returns the last report.
func (w *watch) follow(out io.Reader) Report {
	var last Report
	timer := time.AfterFunc(w.patience(0), func() { w.cancel(errPatience) })
	defer timer.Stop()
	var before int64
	for in := json.NewDecoder(bufio.NewReader(out)); ; {
		var r Report
		if err := in.Decode(&r); err != nil {
			return last
		}
		if r.Error != "" && r.Table == "" {
			r.Table, r.File = last.Table, last.File // what was read when it ended
		}
		last = r
		if r.Done || r.Error != "" {
			continue
		}
		if r.Doing != "" {
			timer.Reset(w.patience(0))
			if w.opt.Progress != nil {
				w.opt.Progress(r.Table, r.Doing, int64(r.Part*1000), 1000)
			}
			continue
		}
		w.read += before
		before = w.sizes[[2]string{r.Table, r.File}]
		timer.Reset(w.patience(before))
		if w.opt.Progress != nil {
			w.opt.Progress(r.Table, r.File, w.read, w.total)
		}
	}
}

func (w *watch) patience(size int64) time.Duration {
	base := w.opt.Patience
	if base == 0 {
		base = time.Minute
	}
	return base + time.Duration(size>>20)*time.Second
}

func (w *watch) stopped(last Report, cause error) error {
	if errors.Is(cause, errPatience) {
		if last.Doing != "" && last.File == "" {
			return fmt.Errorf("table %s: %s it: %w", last.Table, last.Doing, cause)
		}
		return fmt.Errorf("table %s: file %s: cannot be read: %w for its size; the file is damaged, fetch it again", last.Table, last.File, cause)
	}
	return cause
}

// tailWriter keeps the first bytes of what a child says about its end.
type tailWriter struct{ buf bytes.Buffer }

func (t *tailWriter) Write(p []byte) (int, error) {
	const limit = 4096
	if room := limit - t.buf.Len(); room > 0 {
		t.buf.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func (t *tailWriter) line() string {
	line, _, _ := bytes.Cut(t.buf.Bytes(), []byte("\n"))
	return string(line)
}
