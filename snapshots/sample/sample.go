// Package sample makes the built-in snapshots, two of each family: the one that a built-in chain brings, and a later one to
// compare it with. All of it is synthetic.
//
//	dir, err := sample.Ensure(ctx, conn, cacheDir, sample.Rebrandly, progress) // written on first use, in some seconds
//	snap, err := snapshots.Open(dir)
//
// The later one is made only where it is asked for:
//
//	o := sample.Options{Family: sample.AdSuite, Date: "20260204"}
//	err := o.Ensure(ctx, conn, filepath.Join(dir, o.Name()), progress)
//
// rebrandly_20260612 is five years of clicks on the short links of a creators program, the sheet that its marketing team
// keeps, and what was planted in each click:
//
//   - rebrandly_raw: 2.7 million clicks in the shape of Rebrandly's click stream, in the order of their arrival, which
//     is almost that of their timestamps;
//   - creators_sheet: which link belongs to which creator, platform and campaign, with a sheet's usual accidents;
//   - planted: for each row of rebrandly_raw, by its number, the fate that it should have in the creators chain and why.
//     No model reads it; tests do. See sql/rebrandly/tables/planted.sql for its columns.
//
// rebrandly_20260619, a week later, has a week of new clicks, others that arrived late, a sheet that was worked on, and a
// few clicks that are gone, were corrected or come in another order.
//
// adsuite_20260203 is four months of an advertiser's events, and what it takes to find the iteration of a strategy that each
// conversion belongs to:
//
//   - events: half a million, a third of them goal_complete, in the order of their arrival;
//   - clicks, campaigns: which click led to an event, and on which campaign it was;
//   - strategies, iterations, mirror: AdSuite as it was mirrored some hours before the snapshot was taken;
//   - planted: for each row of events, by its number, the fate that it should have in the iterations chain, and the
//     iteration. See sql/adsuite/tables/planted.sql for its columns.
//
// adsuite_20260204, a day later, has a day of new events and clicks, others that arrived late, and the next state of the mirror, in
// which offers are linked and iterations were added and edited.
//
// Each later snapshot has one table more:
//
//   - planted_changes: each row of either snapshot that is new, gone, changed or has another fate, and what was done to it.
//     See week/tables/planted_changes.sql and day/tables/planted_changes.sql for its columns. Nothing else differs.
//
// Everything is drawn from hash(i), in integers, and put in order before it is written: the data are the same on every
// machine, with any number of threads. The figures to change are in sql/rebrandly: the years and their clicks in
// 1_calendar.sql, what goes wrong with which links in 2_links.sql, the shares of the lanes in 6_traffic.sql, and in week what
// the week brings; and in sql/adsuite: what goes wrong with which offers in 1_offers.sql, with which clicks in 3_clicks.sql, and with
// which events in 4_events.sql.
package sample

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"funneltrace/snapshots"
)

// Write makes the snapshot as the folder dir, which appears when it is complete; a folder that is there already is
// replaced. conn must be allowed to write next to dir; what it holds is left alone. progress, which may be nil, is told
// the part that is done, from 0 to 1, one call at a time.
func (o Options) Write(ctx context.Context, conn *sql.Conn, dir string, progress func(done float64)) error {
	if err := o.write(ctx, conn, dir, progress); err != nil {
		return fmt.Errorf("write the sample snapshot: %w", err)
	}
	return nil
}

func (o Options) write(ctx context.Context, conn *sql.Conn, dir string, progress func(done float64)) error {
	o = o.orDefault()
	if err := o.check(); err != nil {
		return err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	stage, remove, err := snapshots.TempFolder(filepath.Dir(dir), filepath.Base(dir))
	if err != nil {
		return err
	}
	defer remove()
	temp := filepath.Join(stage, filepath.Base(dir))
	if err := os.Mkdir(temp, 0o755); err != nil {
		return err
	}
	w := o.watch(temp, progress)
	if err := o.generate(ctx, conn, temp, w); err != nil {
		return err
	}
	m, err := snapshots.Describe(temp, o.Name())
	if err != nil {
		return err
	}
	m.Synthetic, m.Source, m.AsOf, m.Program = true, o.Source(), o.AsOf(), program()
	if err := snapshots.WriteManifest(temp, m); err != nil {
		return err
	}
	if err := replace(temp, dir); err != nil {
		return err
	}
	w.report(1)
	return nil
}

// Source is what the manifest says of the data: that they are made up, and by which recipe. It is empty if there is no such snapshot.
func (o Options) Source() string {
	o = o.orDefault()
	if o.check() != nil {
		return ""
	}
	return fmt.Sprintf("synthetic: made up by trace, scale %g, recipe %s", o.Scale, o.recipe().hash())
}

// generate runs the statements of the recipe, then writes a file for each of its tables.
func (o Options) generate(ctx context.Context, conn *sql.Conn, dir string, w *watcher) error {
	defer w.stop()
	r := o.recipe()
	if _, err := conn.ExecContext(ctx, r.clean()); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), r.clean()) }() // only memory is at stake
	if _, err := conn.ExecContext(ctx, "CREATE TEMP TABLE sample_options AS SELECT ?::DOUBLE AS scale, ?::BOOLEAN AS later", o.Scale, r.isLater); err != nil {
		return err
	}
	steps := r.steps()
	for i, step := range steps {
		w.step(i, len(steps))
		if _, err := conn.ExecContext(ctx, step.statement); err != nil {
			return fmt.Errorf("%s: %w", step.file, err)
		}
	}
	w.writing()
	for _, t := range r.tables() {
		file := filepath.Join(dir, tableOf(t)+".parquet")
		// LZ4 takes more room than Zstandard and is scanned in half the time.
		write := "COPY (\n" + r.script(t) + ") TO " + literal(file) + " (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 122880)"
		if _, err := conn.ExecContext(ctx, write); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	return nil
}

// literal quotes s for SQL, where COPY takes no bound value.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
