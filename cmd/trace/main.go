// Trace explains where rows went in a chain of SQL models.
//
// It runs every model of a chain over a frozen snapshot of Parquet tables, on this machine, and accounts for every
// row of the root table: it reached the number, or it left at one step because of one predicate, which is an expected
// filter or a real loss.
//
//	trace --year 2024                          the funnel of 2024, step by step
//	trace --year 2024 --csv                    the same for a spreadsheet or a script
//	trace --by year --fail-on 'class=loss>1%'  a check for a pipeline
//	trace explain campaigns_funnel_clicks      a model's SQL with each cause beside its predicate
//	trace rows posts_yt --cause ID --csv       the dropped rows themselves
//	trace row "route.slashtag = 'abc'"         the journey of single rows
//
// Data goes to stdout, everything else to stderr. Exit codes: 0 fine; 1 failed; 2 wrong usage; 3 an invariant or
// --verify did not hold; 4 a --fail-on rule tripped.
//
// The command line computes nothing. It turns flags into a [trace.Slice], has package loaders open the snapshot and the
// chain, and hands what package trace finds to package report.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"funneltrace/loaders"
	"funneltrace/loaders/child"
	"funneltrace/trace/report/form"
	"funneltrace/tui"
)

func main() {
	// A snapshot is read for the first time in a child process, since a hostile file can crash the engine.
	if len(os.Args) > 1 && os.Args[1] == child.Command {
		os.Exit(loaders.ScanMain(os.Args[2:]))
	}
	ctx, end := watchSignals()
	// A reader that has seen enough ends a run in order, so that temporary folders are removed.
	signal.Ignore(syscall.SIGPIPE)
	env := systemEnvironment()
	env.ending = end
	err := run(ctx, os.Args[1:], env, os.Stdout, os.Stderr)
	end.now(err)
}

// exit prints the error's line and returns the exit code.
func exit(err error, stderr io.Writer) int {
	stderr = form.Guard(stderr)
	var code *codedError
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return 0
	case errors.Is(err, errInterrupted):
		fmt.Fprintln(stderr, "trace: interrupted")
		return 1
	case errors.As(err, &code):
		fmt.Fprintln(stderr, "trace: "+oneLine(err))
		return code.code
	}
	fmt.Fprintln(stderr, "trace: "+oneLine(err))
	printExcerpt(err, stderr)
	if crash := (*tui.CrashError)(nil); errors.As(err, &crash) {
		fmt.Fprintln(stderr, crash.Stack)
	}
	return 1
}

// oneLine is an error's text on one line, so that no name in it can begin a line of its own. Of errors that were joined each has
// one.
func oneLine(err error) string {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return form.Visible(err.Error())
	}
	var plain, lines []string
	for _, e := range joined.Unwrap() {
		plain, lines = append(plain, e.Error()), append(lines, form.Visible(e.Error()))
	}
	if strings.Join(plain, "\n") != err.Error() {
		return form.Visible(err.Error())
	}
	return strings.Join(lines, "\n")
}
