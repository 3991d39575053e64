package snapshots

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// ScanInChild runs the program exe, which reads a snapshot whole, and waits for it. The child says what is wrong in
// one line on stderr and exits with 1; that line is the error. A child that crashes or is killed is an error that says
// so, whatever it printed. The deadline of ctx, if it has one, is how long the child may take.
func ScanInChild(ctx context.Context, exe string, args, env []string) error {
	cmd := exec.CommandContext(ctx, exe, args...)
	cmd.Env = env
	cmd.WaitDelay = time.Second
	var stderr headWriter
	cmd.Stderr = &stderr
	began := time.Now()
	err := cmd.Run()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return fmt.Errorf("reading it whole took longer than %s: a file may be damaged, or give it more time", time.Since(began).Round(time.Second))
		}
		return ctx.Err()
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("start the process that reads it: %w", err)
	}
	line := stderr.firstLine()
	if exit.ExitCode() == 1 && line != "" {
		return errors.New(line)
	}
	return fmt.Errorf("reading it whole crashed the engine (%s): a file is damaged, copy the snapshot again or do not trust it", crash(exit, line))
}

// crash says how the child ended. The Go runtime turns a fault of the engine into exit code 2 and a long report
// whose first line has the signal's name.
func crash(exit *exec.ExitError, line string) string {
	if signal, _, ok := strings.Cut(line, ":"); ok && strings.HasPrefix(signal, "SIG") {
		return signal
	}
	return exit.String()
}

// headWriter keeps the beginning of what is written to it: a crash report can be long.
type headWriter struct{ head []byte }

func (w *headWriter) Write(p []byte) (int, error) {
	const most = 4096
	w.head = append(w.head, p[:min(len(p), most-len(w.head))]...)
	return len(p), nil
}

// firstLine returns the first line that says something, with nothing in it that a terminal would obey.
func (w *headWriter) firstLine() string {
	for line := range bytes.Lines(w.head) {
		text := strings.Map(func(r rune) rune {
			if printable(string(r)) {
				return r
			}
			return -1
		}, string(line))
		if text = strings.TrimSpace(text); text != "" {
			return text
		}
	}
	return ""
}
