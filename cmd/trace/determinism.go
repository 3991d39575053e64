package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"funneltrace/loaders/engine"
	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report/diffs"
	"funneltrace/trace/report/form"
	"funneltrace/trace/spine"
)

// checkFlags are the flags of the check commands.
type checkFlags struct {
	outputFlags
	rebuilds int
}

func (p *program) checkCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "check", Short: "check a chain for what a single run does not show"}
	f := &checkFlags{}
	determinism := &cobra.Command{
		Use:   "determinism",
		Short: "rebuild the chain in other orders and say which models are not reproducible",
		Long: `Determinism builds the chain over one snapshot again and again, with the rows of its tables in other
orders and with other numbers of threads, and compares every model with the first build: how many rows
swap numbers, how many are attached to another row, how many differ otherwise. It names the ORDER BY
that does not decide, looks for the columns that would, and rebuilds the chain with them to see.

Exit code 3 says that a model is not reproducible.`,
		Example: `  trace check determinism
  trace check determinism --rebuilds 5 --md -o determinism.md`,
		Args: cobra.NoArgs,
	}
	f.register(determinism, rawHelp,
		offer{kind: form.KindCSV, help: "print CSV"},
		offer{kind: form.KindJSON, help: "print JSON: everything"},
		offer{kind: form.KindMarkdown, help: "print Markdown for a ticket"})
	determinism.Flags().IntVar(&f.rebuilds, "rebuilds", 3, "how often to build the chain anew")
	determinism.RunE = p.action(func(cmd *cobra.Command, _ []string) error { return p.determinism(cmd.Context(), f) })
	cmd.AddCommand(determinism)
	return cmd
}

func (p *program) determinism(ctx context.Context, f *checkFlags) error {
	if f.rebuilds < 1 || f.rebuilds > 100 {
		return usagef("--rebuilds %d: use 1 to 100", f.rebuilds)
	}
	if err := f.parseCells(); err != nil {
		return err
	}
	c, err := p.readChain(ctx)
	if err != nil {
		return err
	}
	s, err := p.openWhole(ctx, c)
	if err != nil {
		return err
	}
	defer s.close()
	d, err := s.determinism(ctx, f.rebuilds)
	if err != nil {
		return err
	}
	b, err := diffs.PrintDeterminism(d, f.kind, p.screen(&f.outputFlags), f.raw)
	err = p.print(&f.outputFlags, b, err)
	if err == nil && !d.Reproducible() {
		err = invariantf("%s is not reproducible: %s", c.Name, diffs.Verdict(d))
	}
	return err
}

// determinism rebuilds the chain in engines of their own.
func (s *session) determinism(ctx context.Context, rebuilds int) (_ *diff.Determinism, err error) {
	if err := s.vet(ctx); err != nil {
		return nil, err
	}
	ls, err := s.ledgers(ctx, trace.Slice{}, "", false) // it knows the ties
	if err != nil {
		return nil, err
	}
	s.keep(ctx, ls)
	if stopped := incomplete(ls, s.result); stopped != nil {
		return nil, stopped
	}
	needed, err := spine.Needed(ctx, s.conn, s.chain)
	if err != nil {
		return nil, err
	}
	dir, err := s.madeIn("rebuild-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	open := func(ctx context.Context, threads int) (*sql.Conn, func() error, error) {
		db, err := engine.Open(ctx, engine.Options{TempDir: s.tempDir(), Threads: threads, MemoryLimit: s.memoryLimit, Files: s.files(), Dirs: []string{dir}})
		if err != nil {
			return nil, nil, err
		}
		conn, err := db.Conn(ctx)
		if err == nil {
			err = s.attachTo(ctx, conn, "snapshot")
		}
		if err != nil {
			return nil, nil, errors.Join(err, db.Close())
		}
		return conn, func() error { return errors.Join(conn.Close(), db.Close()) }, nil
	}
	conn, end, err := open(ctx, s.threads)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, end()) }()
	bar := s.begin("rebuilding " + s.chain.Name + " over " + s.snap.Name)
	defer bar.finish()
	most := s.threads
	if most == 0 {
		most = runtime.NumCPU()
	}
	d, err := diff.CheckDeterminism(ctx, conn, needed, diff.RebuildOptions{
		Rebuilds: rebuilds, Threads: []int{most, 1, 2 * most}, Dir: dir, Open: open, Ties: ls[0].Steps, AsOf: s.asOf(), Progress: bar.report,
	})
	if err != nil {
		return nil, err
	}
	d.Hash = s.chain.Hash()
	d.Snapshot, d.ManifestHash, d.Synthetic, d.Version = s.snap.Name, s.snap.Hash(), s.snap.Synthetic, s.env.version
	return d, nil
}
