package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/trace/report"
)

// sampleFlags are the flags of the sample command.
type sampleFlags struct{ into, family, date string }

func (p *program) sampleCommand() *cobra.Command {
	f := &sampleFlags{}
	cmd := &cobra.Command{
		Use:   "sample",
		Short: "write a built-in snapshot, which is synthetic, where you want it",
		Long: `Sample writes a built-in snapshot into ./snapshots or the folder of --into. They are synthetic: 2.7 million
made-up clicks of the family ` + sample.Rebrandly + `, for the chain creators, or half a million events of ` + sample.AdSuite + `,
for the chain iterations. Nobody needs to do that to use ` + sample.Name(sample.Rebrandly) + ` or ` + sample.Name(sample.AdSuite) + ` with
its chain: then it is made in the cache. --date writes a later one of the family, to be compared with it.`,
		Example: `  trace snapshots sample --date 20260619
  trace snapshots sample --family adsuite
  trace snapshots sample --family adsuite --date 20260204`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVar(&f.into, "into", "snapshots", "the folder in which the snapshot is made")
	cmd.Flags().StringVar(&f.family, "family", sample.Rebrandly, "which family: "+strings.Join(sample.Families(), " or "))
	cmd.Flags().StringVar(&f.date, "date", "", "which one of the family: "+sampleDates()+" (default the first)")
	_ = cmd.RegisterFlagCompletionFunc("family", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return sample.Families(), cobra.ShellCompDirectiveNoFileComp
	})
	_ = cmd.RegisterFlagCompletionFunc("date", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return sample.Dates(f.family), cobra.ShellCompDirectiveNoFileComp
	})
	cmd.RunE = p.action(func(cmd *cobra.Command, _ []string) error { return p.writeSample(cmd.Context(), f) })
	return cmd
}

// sampleDates are the dates of each family.
func sampleDates() string {
	var all []string
	for _, f := range sample.Families() {
		all = append(all, f+" "+strings.Join(sample.Dates(f), " or "))
	}
	return strings.Join(all, "; ")
}

func (p *program) writeSample(ctx context.Context, f *sampleFlags) (err error) {
	dates := sample.Dates(f.family)
	switch {
	case dates == nil:
		return usagef("--family %q: there is %s", f.family, strings.Join(sample.Families(), " and "))
	case f.date != "" && !slices.Contains(dates, f.date):
		return usagef("--date %q: of %s there is %s", f.date, f.family, strings.Join(dates, " and "))
	}
	if f.into == "" {
		return usagef("--into needs a folder")
	}
	_, cache := p.sweptPlaces()
	snapshots.Sweep(f.into)
	o := sample.Options{Family: f.family, Date: f.date}
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
		if err := snapshots.TrustIn(cache, engine.Engine()).Mark(snap); err != nil { // nobody else had a hand in it
			p.note("note: %w", err)
		}
	}
	_, err = fmt.Fprintf(p.stdout, "%s, which is synthetic, was made in %s: %s, %s\n  manifest  %s\n", snap.Name,
		shortDir(filepath.Dir(dir)), report.Units(snap.Rows(), "row"), size(snap.Bytes()), snap.Hash())
	return err
}

// generate makes the data within the stage, the engine's spill included.
func (p *program) generate(ctx context.Context, o sample.Options, stage *snapshots.Stage) (err error) {
	bar := p.begin("making " + stage.Name + ", which is synthetic")
	defer bar.finish()
	db, err := engine.Open(ctx, engine.Options{
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
