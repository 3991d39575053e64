package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/child"
	"funneltrace/snapshots"
	"funneltrace/trace/report"
)

func (p *program) recheckCommand() *cobra.Command {
	all := false
	cmd := &cobra.Command{
		Use:   "verify NAME…",
		Short: "compare the files of snapshots with their hashes and read them whole",
		Long: `Verify compares every file of a snapshot with the hash in its manifest, then reads every value in a child
process, whatever is remembered of it. A snapshot that holds is remembered as verified.

NAME is a snapshot's name, its family, or its folder; --all verifies each that trace snapshots lists.
The exit code is 1 if one does not hold.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if all && len(args) > 0 {
				return fmt.Errorf("--all verifies all snapshots; leave out %q", args[0])
			}
			if all {
				return nil
			}
			if len(args) == 0 {
				return fmt.Errorf("%s needs the name of a snapshot, or --all, as in: trace snapshots verify shop_20240131", cmd.CommandPath())
			}
			return nil
		},
		ValidArgsFunction: p.completeSnapshots,
	}
	cmd.Flags().BoolVar(&all, "all", false, "verify every snapshot that is found")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		p.fresh = true
		places, cache := p.sweptPlaces()
		if all {
			return p.recheckEach(cmd.Context(), places.List(), cache)
		}
		named := make([]snapshots.Listed, len(args))
		for i, name := range args {
			named[i].Snapshot, named[i].Err = snapshots.Find(name, places)
			if named[i].Err == nil {
				named[i].Dir = named[i].Snapshot.Dir
			}
		}
		return p.recheckEach(cmd.Context(), named, cache)
	})
	return cmd
}

// recheckEach verifies snapshots. One that does not hold keeps none of the others from being verified.
func (p *program) recheckEach(ctx context.Context, all []snapshots.Listed, cache string) error {
	failed := 0
	for _, l := range all {
		err := l.Err
		if err == nil {
			err = p.recheck(ctx, l.Snapshot, cache)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case err != nil && len(all) == 1:
			return err
		case err != nil:
			failed++
			if l.Dir != "" { // a copy in a folder of another name is told by its folder
				err = fmt.Errorf("%s: %w", shortDir(l.Dir), err)
			}
			p.note("✗ %w", err)
		}
	}
	switch {
	case len(all) == 0:
		p.note("there is no snapshot to verify")
	case failed > 0:
		return fmt.Errorf("%d of %s cannot be trusted", failed, report.Units(int64(len(all)), "snapshot"))
	}
	return nil
}

// recheck verifies a snapshot and says so.
func (p *program) recheck(ctx context.Context, snap *snapshots.Snapshot, cache string) error {
	if err := p.verifyAgain(ctx, snap, cache); err != nil {
		return err
	}
	against := "as its manifest says"
	if !snap.HasManifest {
		against = "as when they were first seen, for there is no manifest"
	}
	_, err := fmt.Fprintf(p.stdout, "✓ %s holds: %s, %s, read whole and %s\n  manifest  %s\n",
		snap.Name, report.Units(int64(files(snap)), "file"), size(snap.Bytes()), against, snap.Hash())
	return err
}

func files(snap *snapshots.Snapshot) (n int) {
	for _, t := range snap.Manifest.Tables {
		n += len(t.Files)
	}
	if snap.Manifest.Rejects != nil {
		n++
	}
	return n
}

func (p *program) verifyAgain(ctx context.Context, snap *snapshots.Snapshot, cache string) error {
	var notes laterNotes
	defer notes.say(p)
	bar := p.begin("verifying " + snap.Name)
	defer bar.finish()
	work, err := p.madeIn("verify-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	limits := child.Options{
		TempDir: work, Threads: p.threads, MemoryLimit: p.memoryLimit, Run: p.using,
		Progress: func(table, _ string, read, total int64) { bar.report(table, float64(read)/float64(max(total, 1))) },
		Note:     notes.add,
	}
	kept := cache
	if kept == "" {
		kept = work
	}
	return p.trustIn(kept).Again(ctx, snap, func(ctx context.Context) error {
		// Text is read whole by importing it, each time anew.
		return errors.Join(attach.Scan(ctx, snap, limits), attach.Import(ctx, snap, work, limits))
	})
}

// completeSnapshots completes the names of snapshots.
func (p *program) completeSnapshots(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	cache, _ := p.env.cacheDir()
	return p.places(cache).Names(), cobra.ShellCompDirectiveDefault
}
