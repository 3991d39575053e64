package loaders

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
	"path/filepath"
	"time"

	"funneltrace/snapshots"
)

// inChild marks the environment of the child, so that a program that forgot to call [ScanMain] does not start itself for ever.
const inChild = "FUNNELTRACE_SCAN"

// runChild has a child process do the jobs. It may only read the files, write into dirs, and do both in its temporary folder.
func runChild(ctx context.Context, jobs []job, files, dirs []string, opt ScanOptions) error {
	last, err := askChild(ctx, request{Options: Options{Files: files, Dirs: dirs}, Jobs: jobs}, opt)
	opt.note(last.Notes)
	return err
}

// askChild has a child process do what is requested and returns its last report. Of the request's options it wants the
// files and folders.
func askChild(ctx context.Context, req request, opt ScanOptions) (report, error) {
	if os.Getenv(inChild) != "" {
		return report{}, errors.New("the child process was started without ScanMain")
	}
	self, err := os.Executable()
	if err != nil {
		return report{}, err
	}
	temp, err := os.MkdirTemp(opt.TempDir, "trace-") // ours, for a child that crashes removes nothing
	if err != nil {
		return report{}, err
	}
	defer os.RemoveAll(temp)
	req.Options.TempDir, req.Options.Threads, req.Options.MemoryLimit = temp, opt.Threads, opt.MemoryLimit
	input, err := json.Marshal(req)
	if err != nil {
		return report{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := exec.CommandContext(ctx, self, ScanCommand)
	cmd.Env = append(os.Environ(), inChild+"=1")
	var stderr tailWriter
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return report{}, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return report{}, err
	}
	if err := cmd.Start(); err != nil {
		return report{}, fmt.Errorf("start the child process that reads it: %w", err)
	}
	_, writeErr := stdin.Write(append(input, '\n')) // stays open: its end tells the child that we are gone

	w := watch{cancel: cancel, opt: opt}
	w.sizes, w.total = sizes(req.Jobs)
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
	opt    ScanOptions
	sizes  map[[2]string]int64
	total  int64
	read   int64
}

var errPatience = errors.New("it takes too long")

// follow returns the last report.
func (w *watch) follow(out io.Reader) report {
	var last report
	timer := time.AfterFunc(w.patience(0), func() { w.cancel(errPatience) })
	defer timer.Stop()
	var before int64
	for in := json.NewDecoder(bufio.NewReader(out)); ; {
		var r report
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

func (w *watch) stopped(last report, cause error) error {
	if errors.Is(cause, errPatience) {
		if last.Doing != "" && last.File == "" {
			return fmt.Errorf("table %s: %s it: %w", last.Table, last.Doing, cause)
		}
		return fmt.Errorf("table %s: file %s: cannot be read: %w for its size; the file is damaged, fetch it again", last.Table, last.File, cause)
	}
	return cause
}

// fileKey is a file as the child reports it. A text table is reported once, under its first file.
func fileKey(j job, file string) [2]string {
	if j.Format != snapshots.Parquet {
		file = j.Files[0]
	}
	return [2]string{j.Table, filepath.Base(file)}
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
