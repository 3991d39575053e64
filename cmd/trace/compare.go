package main

import (
	"bytes"
	"context"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/report/form"
	"funneltrace/tui"
)

// snapshots lists the snapshots for the screens.
func (d *desk) snapshots(ctx context.Context) ([]tui.Snapshot, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	current := d.provenance().ManifestHash
	var out []tui.Snapshot
	for _, l := range d.places(d.cache).List() {
		line := d.describeListed(l, d.cache)
		out = append(out, tui.Snapshot{
			Name: line.Name, Date: line.Date, Dir: line.Dir, Tables: line.Tables, Rows: line.Rows, Bytes: line.Bytes,
			Verified: line.Verified, Synthetic: line.Synthetic, Current: line.Manifest != "" && line.Manifest == current, Problem: line.Error,
		})
	}
	return out, nil
}

// diff compares another snapshot with the one that is shown, in engines of their own: the session goes on meanwhile.
func (d *desk) diff(ctx context.Context, other tui.Snapshot, slice trace.Slice, progress tui.Progress) (*diff.Diff, error) {
	if err := take(ctx, d.turn); err != nil {
		return nil, err
	}
	err := d.ensureSnapshot(ctx)
	snap, one := d.snap, *d.program
	d.turn <- struct{}{}
	if err != nil {
		return nil, err
	}
	var notes bytes.Buffer
	one.listen, one.stderr = progress, &notes
	a, b := other.Dir, snap.Dir
	if other.Name > snap.Name { // from the earlier to the later, whichever is shown: names end in the date
		a, b = b, a
	}
	x, err := one.openPair(ctx, [2]string{a, b}, [2]trace.AsOf{}, true)
	if err != nil {
		return nil, err
	}
	defer x.close()
	out, err := x.compare(ctx, wanted{slice: slice, number: true, samples: 500})
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(notes.String()) {
		out.Notes = append(out.Notes, strings.TrimPrefix(strings.TrimSpace(line), "trace: "))
	}
	out.Reproduce = []string{"trace diff " + quoteShell(form.VisibleText(a)) + " " + quoteShell(form.VisibleText(b)) + d.program.chainFlags()}
	if slice.Label != "" && slice.Label != "all" {
		out.Notes = append(out.Notes, "the slice is "+slice.Label+": --year, --from, --to and --where cut it")
	}
	return out, nil
}
