package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/trace/report/form"
)

// showFlags are the flags of the show command.
type showFlags struct {
	outputFlags
	scan bool
}

func (p *program) showCommand() *cobra.Command {
	f := &showFlags{}
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "print what a snapshot holds: tables, columns, NULLs, times, files, hashes",
		Long: `Show prints what a snapshot holds, without reading its data: the manifest and the ends of the Parquet files
say most of it. A question mark is what they do not say; --scan reads the tables for it.

NAME is a snapshot's name, its family (the newest), or its folder.`,
		Args:              one("the name of a snapshot", "trace snapshots show shop_20240131"),
		ValidArgsFunction: p.completeSnapshots,
	}
	f.register(cmd, "", offer{kind: form.KindJSON, help: "print JSON"})
	cmd.Flags().BoolVar(&f.scan, "scan", false, "read the tables to count what nothing else says")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error { return p.show(cmd.Context(), args[0], f) })
	return cmd
}

// shown is a snapshot as it is printed.
type shown struct {
	Name      string             `json:"name"`
	Date      string             `json:"date"`
	Dir       string             `json:"dir"`
	Source    string             `json:"source"`
	Program   string             `json:"program"`
	Manifest  string             `json:"manifest"`
	Verified  bool               `json:"verified"`
	Synthetic bool               `json:"synthetic"`
	AsOf      string             `json:"as_of"` // what time it is for models that ask; empty is that of each run
	Rejects   *snapshots.Rejects `json:"rejects"`
	Tables    []shownTable       `json:"tables"`

	made bool // there is no manifest
}

type shownTable struct {
	Name        string               `json:"name"`
	Format      snapshots.Format     `json:"format"`
	Rows        int64                `json:"rows"` // -1 is not known
	Bytes       int64                `json:"bytes"`
	RowGroups   int                  `json:"row_groups"`
	LargestRows int64                `json:"largest_row_group"`
	Compression string               `json:"compression"`
	Sorted      []string             `json:"sorted"`
	Time        *snapshots.TimeRange `json:"time"`
	Columns     []shownColumn        `json:"columns"`
	Files       []snapshots.File     `json:"files"`
	Inputs      []snapshots.Input    `json:"inputs"`

	frozen bool // the manifest says how it is sorted
}

type shownColumn struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Nulls int64  `json:"nulls"` // -1 is not known
	Bytes int64  `json:"bytes"` // -1 is not known
}

func (p *program) show(ctx context.Context, name string, f *showFlags) error {
	if err := f.parse(); err != nil {
		return err
	}
	places, cache := p.sweptPlaces()
	snap, err := snapshots.Find(name, places)
	if err != nil {
		return err
	}
	v, err := inspectSnapshot(snap)
	if err != nil {
		return err
	}
	if f.scan {
		if err := p.survey(ctx, snap, cache, &v); err != nil {
			return err
		}
	}
	v.Verified = p.trusted(snap, cache)
	b := v.text(p.env.columns())
	if f.kind == form.KindJSON {
		b, err = form.JSON(v)
	}
	return p.print(&f.outputFlags, b, err)
}

// inspectSnapshot takes together what is known without reading the data.
func inspectSnapshot(snap *snapshots.Snapshot) (shown, error) {
	m := snap.Manifest
	v := shown{
		Name: snap.Name, Dir: snap.Dir, Source: m.Source, Program: m.Program, Manifest: snap.Hash(),
		Synthetic: snap.Synthetic, AsOf: m.AsOf, Rejects: m.Rejects, made: !snap.HasManifest,
	}
	if date := strings.TrimPrefix(snap.Name, snap.Family+"_"); date != snap.Name {
		v.Date = dashed(date)
	}
	for _, t := range m.Tables {
		s := shownTable{
			Name: t.Name, Format: t.Format, Rows: t.Rows, Bytes: t.Bytes(), Sorted: t.Sorted, Time: t.Time,
			Files: t.Files, Inputs: t.Inputs, frozen: len(t.Inputs) > 0,
		}
		d, err := snap.Detail(t)
		if err != nil {
			return v, err
		}
		for i, c := range t.Columns {
			s.Columns = append(s.Columns, shownColumn{c.Name, c.Type, d.Columns[i].Nulls, d.Columns[i].Bytes})
		}
		if d != nil {
			s.RowGroups, s.LargestRows, s.Compression = d.RowGroups, d.LargestRows, d.Compression
		}
		v.Tables = append(v.Tables, s)
	}
	return v, nil
}

// survey reads the tables for what is not known of them.
func (p *program) survey(ctx context.Context, snap *snapshots.Snapshot, cache string, v *shown) (err error) {
	var notes laterNotes
	defer notes.say(p)
	bar := p.begin("reading snapshot " + snap.Name)
	defer bar.finish()
	work, err := p.madeIn("show-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	limits := child.Options{
		TempDir: work, Threads: p.threads, MemoryLimit: p.memoryLimit, Run: p.using,
		Note: notes.add,
	}
	if cache == "" {
		cache = work
	}
	err = p.trustIn(cache).Verify(ctx, snap, func(ctx context.Context) error { return attach.Scan(ctx, snap, limits) })
	if err != nil {
		return err
	}
	if err := attach.Import(ctx, snap, cache, limits); err != nil {
		return err
	}
	db, err := engine.Open(ctx, engine.Options{Files: attach.Files(snap, cache), TempDir: work, Threads: p.threads, MemoryLimit: p.memoryLimit})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	for i, t := range snap.Manifest.Tables {
		bar.report(t.Name, float64(i)/float64(len(snap.Manifest.Tables)))
		s, err := attach.SurveyTable(ctx, conn, snap, t, cache)
		if err != nil {
			return err
		}
		out := &v.Tables[i]
		out.Rows, out.Time = s.Rows, s.Time
		if len(out.Columns) != len(s.Columns) { // text says no columns by itself
			out.Columns = make([]shownColumn, len(s.Columns))
			for j, c := range s.Columns {
				out.Columns[j] = shownColumn{c.Name, c.Type, 0, -1}
			}
		}
		for j := range out.Columns {
			out.Columns[j].Nulls = s.Nulls[j]
		}
	}
	return nil
}
