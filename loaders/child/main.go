package child

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"

	"funneltrace/loaders/engine"
)

// Command is the first argument of the program when it is the child of [attach.Scan], [attach.Import], [freeze.Freeze] or [freeze.ReadFiles].
const Command = "__scan"

// request is what the child is told, as JSON on its standard input.
type request struct {
	Options engine.Options
	Job     string
	With    json.RawMessage
}

// Job is something that a child process does, over an engine that can touch what the [Task] names. Whatever happens is said.
type Job func(ctx context.Context, conn *sql.Conn, with json.RawMessage, say func(Report) error) error

// Doing makes a job of a function that takes what the [Task] gives it.
func Doing[T any](do func(context.Context, *sql.Conn, T, func(Report) error) error) Job {
	return func(ctx context.Context, conn *sql.Conn, with json.RawMessage, say func(Report) error) error {
		var given T
		if err := json.Unmarshal(with, &given); err != nil {
			return say(Report{Error: err.Error()})
		}
		return do(ctx, conn, given, say)
	}
}

// Report is one line that the child prints, as JSON.
type Report struct {
	Table, File string          // the file that is read now
	Doing       string          // what a freeze does with the table now, if no file is to blame for what may happen
	Part        float64         // of 1, how much of a freeze is done
	Error       string          // the end: what is wrong with it
	Done        bool            // the end: all was read
	Notes       []string        // when it ends: what is to be said of how files were read
	Result      json.RawMessage // when it ends: what else the job tells
}

// Main is the child process, which does one of these jobs and returns the program's exit code.
func Main(jobs map[string]Job) int {
	signal.Ignore(os.Interrupt) // a Ctrl-C reaches the parent too, which stops this process in its own way
	OutliveFileLimit()
	if err := serve(context.Background(), jobs, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, jobs map[string]Job, in io.Reader, out io.Writer) error {
	var req request
	if err := json.NewDecoder(in).Decode(&req); err != nil {
		return fmt.Errorf("read the request: %w", err)
	}
	go func() { // the parent keeps the pipe open as long as it lives
		_, _ = io.Copy(io.Discard, in)
		os.Exit(1)
	}()
	ctx, stop := holdMemory(ctx, req.Options, out)
	defer stop()
	lines := json.NewEncoder(out)
	say := func(r Report) error {
		if r.Error != "" && ctx.Err() != nil { // what failed was called off
			r.Error = context.Cause(ctx).Error()
		}
		return lines.Encode(r)
	}
	db, err := engine.Open(ctx, req.Options)
	if err != nil {
		return say(Report{Error: err.Error()})
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return say(Report{Error: err.Error()})
	}
	defer conn.Close()
	do, ok := jobs[req.Job]
	if !ok {
		return say(Report{Error: "the child process knows no job " + req.Job})
	}
	return do(ctx, conn, req.With, say)
}
