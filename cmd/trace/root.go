package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"funneltrace/loaders/chains"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots/store"
	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

// run is the whole program but for the process: it does what args ask for and returns an error for [exit].
// Data goes to stdout; progress, notes and hints go to stderr.
func run(ctx context.Context, args []string, env environment, stdout, stderr io.Writer) error {
	p := &program{env: env, stdout: form.Guard(stdout), stderr: form.Guard(stderr)}
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	defer p.end()
	cmd, err := root.ExecuteContextC(ctx)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ended(ctx)
	case !p.started: // cobra did not like the command line
		return wrongUsage(cmd, err)
	}
	var usage *engine.UsageError
	var broken *trace.InvariantError
	switch {
	case errors.As(err, &usage):
		return &codedError{codeUsage, err}
	case errors.As(err, &broken):
		return &codedError{codeInvariant, err}
	}
	return err
}

// program is one run of the command line.
type program struct {
	env     environment
	stdout  io.Writer // a [form.Guard]; only what a form has made goes round it, see [writeOutput]
	stderr  io.Writer // a [form.Guard], or what is kept for one
	started bool      // the command line was understood

	chain       string
	via         []string
	snapshot    string
	threads     int
	memoryLimit string
	noCache     bool
	watched     bool // screens ask how far queries are
	fresh       bool // files are hashed, whatever is remembered of them
	project     projectFlags
	until       string     // what --to says of days
	traced      *found     // the project, once it is read
	told        trace.AsOf // what time it is for the models: by a flag, else, of nobody, where neither chain nor snapshot says so

	using *store.Run // of the cache; nil as long as it is not used

	listen func(trace.Progress) // hears of progress instead of stderr; nil is nobody
}

// over is the same run with another --snapshot.
func (p *program) over(snapshot string) *program {
	other := *p
	other.snapshot = snapshot
	return &other
}

const about = `trace explains where rows went in a chain of SQL models.

It runs every model of the chain over a frozen snapshot, on this machine, and accounts for every
row of the root table: it reached the number, or it left at one step because of one predicate.
A cause is expected (a filter that someone wants), a loss (data that nobody meant to lose) or
to review (nobody has said yet).

Without --snapshot, the newest snapshot of the chain's family is taken from $TRACE_SNAPSHOTS,
./snapshots or the cache. A built-in chain brings a snapshot of its own, which is synthetic.

Days, months and years are cut in the chain's time zone; --to is inclusive. Rows whose date cannot
be read belong to no year: a note says how many.

Results are cached in $TRACE_CACHE, or in "trace" in the user's cache folder.

Exit codes: 0 fine; 1 failed; 2 wrong usage; 3 an invariant or --verify did not hold;
4 a --fail-on rule tripped.`

const examples = `  trace --year 2024
  trace --year 2024 --csv -o 2024.csv
  trace --year 2024 --expect 16100 --md
  trace --by year --where country=BR
  trace --fail-on 'class=loss>0.5%' --fail-on 'kind=join_miss>1000'
  trace explain campaigns_funnel_clicks --year 2024
  trace rows posts_yt --cause ID --csv -o dropped.csv
  trace row "route.slashtag = 'abc'"
  trace --chain iterations --by boundary --vars '{risk_minutes: 30}'`

func (p *program) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use: "trace", Short: "explain where rows went in a chain of SQL models", Long: about, Example: examples,
		Args: cobra.NoArgs, SilenceErrors: true, SilenceUsage: true,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.chain, "chain", "creators", "a built-in chain, or the folder of one")
	flags.StringArrayVar(&p.via, "via", nil, "trace the path that leads through this model, where several lead to the number; repeatable")
	flags.StringVar(&p.snapshot, "snapshot", "", "a snapshot's name, or its folder")
	flags.IntVar(&p.threads, "threads", 0, "how many threads the engine may use; 0 is one per processor")
	flags.StringVar(&p.memoryLimit, "memory-limit", "", "how much memory the engine may use, such as 2GB; it spills to disk beyond, and a process that has a quarter and 256 MiB more is ended")
	flags.BoolVar(&p.noCache, "no-cache", false, "neither read nor keep results")
	p.projectFlags(root)
	_ = root.RegisterFlagCompletionFunc("chain", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return chains.BuiltinChains(), cobra.ShellCompDirectiveDefault
	})
	p.ledgerCommand(root)
	root.AddCommand(p.explainCommand(), p.rowsCommand(), p.rowCommand(), p.tableCommand(), p.diffCommand(), p.compareCommand(), p.whoCommand(), p.snapshotsCommand(), p.checkCommand(), p.chainsCommand(), p.initCommand(), p.versionCommand())
	refuseUnknown(root)
	refuseTwice(root)
	return root
}

// action is a command's work. What fails before it is wrong usage.
func (p *program) action(do func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		p.started = true
		if err := p.env.ending.holdMemory(p.memoryLimit); err != nil {
			return err
		}
		p.sweep()
		return do(cmd, args)
	}
}

// note tells stderr something that the reader must know.
func (p *program) note(format string, args ...any) {
	fmt.Fprintln(p.stderr, "trace: "+oneLine(fmt.Errorf(format, args...)))
}
