package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/loaders"
	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/trace/report"
)

// sampleFlags are the flags of the sample command.
type sampleFlags struct{ into, date string }

func (p *program) sampleCommand() *cobra.Command {
	f := &sampleFlags{}
	cmd := &cobra.Command{
		Use:   "sample",
		Short: "write the built-in snapshot, which is synthetic, where you want it",
		Long: `Sample writes the built-in snapshot, ` + sample.Name + `, into ./snapshots or the folder of --into. It is synthetic:
2.7 million made-up clicks. Nobody needs to do that to use it with the built-in chain: then it is made in
the cache. --date ` + sample.Later + ` writes the one of a week later, to be compared with it.`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVar(&f.into, "into", "snapshots", "the folder in which the snapshot is made")
	cmd.Flags().StringVar(&f.date, "date", sample.First, "which one: "+strings.Join(sample.Dates(), " or "))
	_ = cmd.RegisterFlagCompletionFunc("date", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return sample.Dates(), cobra.ShellCompDirectiveNoFileComp
	})
	cmd.RunE = p.action(func(cmd *cobra.Command, _ []string) error { return p.writeSample(cmd.Context(), f) })
	return cmd
}

func (p *program) writeSample(ctx context.Context, f *sampleFlags) (err error) {
	known := false
	for _, d := range sample.Dates() {
		known = known || d == f.date
	}
	if !known {
		return usagef("--date %q: there is %s", f.date, strings.Join(sample.Dates(), " and "))
	}
	if f.into == "" {
		return usagef("--into needs a folder")
	}
	_, cache := p.sweptPlaces()
	snapshots.Sweep(f.into)
	o := sample.Options{Date: f.date}
	stage, err := snapshots.NewStage(f.into, o.Name())
	if err != nil {
		return err
	}
	defer stage.Discard()
	if err := p.generate(ctx, o, stage); err != nil {
		return err
	}
	dir, err := stage.Publish()
	if err != nil {
		return err
	}
	snap, err := snapshots.Open(dir)
	if err != nil {
		return err
	}
	if cache != "" {
		if err := snapshots.TrustIn(cache, loaders.Engine()).Mark(snap); err != nil { // nobody else had a hand in it
			p.note("note: %w", err)
		}
	}
	_, err = fmt.Fprintf(p.stdout, "%s, which is synthetic, was made in %s: %s, %s\n  manifest  %s\n", snap.Name,
		report.Visible(shortDir(filepath.Dir(dir))), report.Units(snap.Rows(), "row"), size(snap.Bytes()), snap.Hash())
	return err
}

// generate makes the data within the stage, the engine's spill included.
func (p *program) generate(ctx context.Context, o sample.Options, stage *snapshots.Stage) (err error) {
	bar := p.begin("making " + stage.Name + ", which is synthetic")
	defer bar.finish()
	db, err := loaders.Open(ctx, loaders.Options{
		Dirs: []string{filepath.Dir(stage.Dir)}, TempDir: stage.Work, Threads: p.threads, MemoryLimit: p.memoryLimit,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return o.Write(ctx, conn, stage.Dir, func(done float64) { bar.report("", done) })
}
