package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/freeze"
	"funneltrace/snapshots"
	"funneltrace/trace/report"
)

// freezeFlags are the flags of the freeze command.
type freezeFlags struct {
	tables, sorts []string
	into          string
	accept        bool
	rejects       string
	strict        bool
	asOf          string

	delimiters, quotes, skips, encodings []string
}

func (p *program) freezeCommand() *cobra.Command {
	f := &freezeFlags{}
	cmd := &cobra.Command{
		Use:   "freeze NAME --table T=FILE|GLOB|FOLDER…",
		Short: "make a snapshot of files or of a DuckDB database",
		Long: `Freeze makes the snapshot NAME, which is <family>_<YYYYMMDD>, in ./snapshots or in the folder of --into.
Each table becomes one Parquet file, compressed and sorted; a manifest says what there is, with hashes.

A table comes from one file, from files of one format that fit a pattern or lie in a folder, or from a
table of a DuckDB database (data.duckdb:schema.table). --table with the same name again adds files.
Tables that are called alike are one: --table 'events_*=…' makes the table events, with _TABLE_SUFFIX.
Formats: .parquet, .csv, .tsv, .ndjson and .jsonl, all but the first also packed as .gz.

Rows are sorted by the columns of --sort, else by the column that says when things happened: one of type
TIMESTAMP or DATE, or of text or numbers whose name and values are plainly a time. What is equal, and a
table without a time, stays in the order of the input; --sort T= asks for that order.

How a CSV file is read is found out and said, where it is not usual: what stands between its fields, in
which line its header is, its encoding. --delimiter, --quote, --skip and --encoding say it instead; with
T= before the value, for one table. The manifest keeps it. Folders such as dt=2024-01-31 on the way to a
file are columns. A column that some files of a table lack is NULL there, unless --strict refuses that.

Text is read strictly. If a line cannot be read nothing is made, unless --accept-rejects leaves such lines
out; they are then listed in the snapshot's rejects.csv. --rejects writes that list in either case.

A snapshot does not change: if there is one of that name, nothing is done. A freeze that fails, or is
killed, leaves nothing behind; what a killed one could not remove, the next trace snapshots removes.`,
		Example: `  trace snapshots freeze shop_20240131 --table orders=orders.csv --table countries=countries.csv
  trace snapshots freeze web_20240131 --table clicks='logs/2024-01-*.ndjson.gz' --sort clicks=user,at
  trace snapshots freeze dwh_20240131 --table orders=dwh.duckdb:mart.orders --into /data/snapshots`,
		Args: one("the name of the new snapshot", "trace snapshots freeze shop_20240131 --table orders=orders.csv"),
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.tables, "table", nil, "a table and where it comes from: T=FILE, T=GLOB, T=FOLDER, T=FILE.duckdb:SCHEMA.TABLE (repeatable)")
	flags.StringArrayVar(&f.sorts, "sort", nil, "the columns that a table is sorted by: T=COLUMN,COLUMN; T= is the order of the input (repeatable)")
	flags.StringVar(&f.into, "into", "snapshots", "the folder in which the snapshot is made")
	flags.BoolVar(&f.accept, "accept-rejects", false, "leave out the lines that cannot be read")
	flags.StringVar(&f.rejects, "rejects", "", "write the list of lines that cannot be read to this file")
	flags.BoolVar(&f.strict, "strict", false, "refuse a table of files that do not all have the same columns")
	flags.StringVar(&f.asOf, "as-of", "", "what time it is for models that ask, as CURRENT_TIMESTAMP: 2026-02-04 or 2026-02-04T06:00:00+01:00; without it, that of each run")
	flags.StringArrayVar(&f.delimiters, "delimiter", nil, "what stands between the fields of CSV: ';', '|', tab…; T=X for one table (repeatable)")
	flags.StringArrayVar(&f.quotes, "quote", nil, "what stands around fields of CSV, or none; T=X for one table (repeatable)")
	flags.StringArrayVar(&f.skips, "skip", nil, "how many lines stand before the header of CSV; T=N for one table (repeatable)")
	flags.StringArrayVar(&f.encodings, "encoding", nil, "the encoding of CSV: utf-8, utf-16le, windows-1252…; T=NAME for one table (repeatable)")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error { return p.freeze(cmd.Context(), args[0], f) })
	return cmd
}

func (p *program) freeze(ctx context.Context, name string, f *freezeFlags) error {
	if err := snapshots.CheckName(name); err != nil {
		return usagef("%w", err)
	}
	if len(f.tables) == 0 {
		return usagef("a snapshot needs a table; give it with --table, as in --table orders=orders.csv")
	}
	if f.asOf != "" {
		if _, err := snapshots.ParseMoment(f.asOf); err != nil {
			return usagef("--as-of %w", err)
		}
	}
	sorts, err := parseSorts(f.sorts)
	if err != nil {
		return err
	}
	if f.into == "" {
		return usagef("--into needs a folder")
	}
	if err := checkOutput(f.rejects); err != nil {
		return err
	}
	_, cache := p.sweptPlaces()
	snapshots.Sweep(f.into)
	inputs, err := freeze.ParseInputs(f.tables)
	if err != nil {
		return err
	}
	if err := f.sparesInputs(inputs); err != nil {
		return err
	}
	given, err := f.given(inputs)
	if err != nil {
		return err
	}
	for _, in := range inputs {
		if len(in.Left) > 0 {
			p.note("note: table %s: %s, which %s no data, %s left out: %s", in.Table, report.Units(int64(len(in.Left)), "file"),
				areIs(len(in.Left)), areIs(len(in.Left)), baseNames(in.Left))
		}
	}
	stage, err := snapshots.NewStage(f.into, name)
	if err != nil {
		return err
	}
	defer stage.Discard()
	m, err := p.fill(ctx, stage, inputs, freeze.Options{Sort: sorts, Given: given}, f)
	if err != nil {
		return err
	}
	if m.Rejects != nil && f.rejects != "" {
		if err := p.copyRejects(filepath.Join(stage.Dir, m.Rejects.Path), f.rejects); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
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
		// All of it was read back by a child process and compared with what came in.
		if err := snapshots.TrustIn(cache, engine.Engine()).Mark(snap); err != nil {
			p.note("note: %w", err)
		}
	}
	return p.frozen(snap, f)
}

// sparesInputs refuses a list of rejects that would take the place of what is frozen.
func (f *freezeFlags) sparesInputs(inputs []freeze.Input) error {
	there, err := os.Stat(f.rejects)
	if f.rejects == "" || err != nil {
		return nil
	}
	for _, in := range inputs {
		for i, file := range in.Files {
			if info, err := os.Stat(file); err == nil && os.SameFile(info, there) {
				return usagef("--rejects %s: that is the file %s of table %s; take another", f.rejects, in.Names[i], in.Table)
			}
		}
	}
	return nil
}

// fill freezes the inputs into the stage.
func (p *program) fill(ctx context.Context, stage *snapshots.Stage, inputs []freeze.Input, opt freeze.Options, f *freezeFlags) (snapshots.Manifest, error) {
	bar := p.begin("freezing " + stage.Name)
	opt.Options = child.Options{
		Threads: p.threads, MemoryLimit: p.memoryLimit,
		Progress: func(table, doing string, done, all int64) {
			bar.report(doing+" "+table, float64(done)/float64(max(all, 1)))
		},
	}
	var notes laterNotes
	opt.Note = notes.add
	opt.AcceptRejects, opt.Strict, opt.AsOf, opt.Program = f.accept, f.strict, f.asOf, "trace "+p.env.version
	m, err := freeze.Into(ctx, stage, inputs, opt)
	bar.finish()
	notes.say(p)
	var bad *freeze.RejectsError
	if !errors.As(err, &bad) || f.rejects == "" {
		return m, err
	}
	if err := p.copyRejects(bad.List, f.rejects); err != nil {
		return m, err
	}
	return m, fmt.Errorf("freeze snapshot %s: %s; all are listed in %s: mend them, or leave them out with --accept-rejects",
		stage.Name, bad.Summary(), f.rejects)
}

// copyRejects writes the list of bad lines to where it was asked for.
func (p *program) copyRejects(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	return writeOutput(to, p.stdout, func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return err
	})
}

// frozen tells what was made.
func (p *program) frozen(snap *snapshots.Snapshot, f *freezeFlags) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s was made in %s: %s, %s\n", snap.Name, shortDir(filepath.Dir(snap.Dir)), report.Units(snap.Rows(), "row"), size(snap.Bytes()))
	var facts [][]string
	for _, t := range snap.Manifest.Tables {
		text := report.Units(t.Rows, "row") + ", " + sortedBy(t)
		if t.Time != nil {
			text += "; " + timeRange(t.Time)
		}
		facts = append(facts, []string{t.Name, text})
		if t.Rows == 0 && !slices.ContainsFunc(t.Columns, func(c snapshots.Column) bool { return c.Type != "VARCHAR" }) {
			p.note("note: table %s has no rows, so that nothing says of what type its columns are: they are text", t.Name)
		}
	}
	writeFacts(&b, append(facts, []string{"manifest", snap.Hash()}), p.env.columns())
	if _, err := io.WriteString(p.stdout, b.String()); err != nil {
		return err
	}
	if r := snap.Manifest.Rejects; r != nil {
		p.note("note: %s could not be read and %s left out; see %s", report.Units(r.Lines, "line"), wasWere(r.Lines), filepath.Join(shortDir(snap.Dir), r.Path))
	}
	if f.into != "snapshots" && !p.found(snap) {
		p.note("note: use it with --snapshot %s, or add its folder to TRACE_SNAPSHOTS", quoteShell(shortDir(snap.Dir)))
	}
	return nil
}

// found reports whether the snapshot is found by its name.
func (p *program) found(snap *snapshots.Snapshot) bool {
	cache, _ := p.env.cacheDir()
	got, err := snapshots.Find(snap.Name, p.places(cache))
	return err == nil && got.Dir == snap.Dir
}

// parseSorts reads the values of --sort.
func parseSorts(values []string) (map[string][]string, error) {
	sorts := map[string][]string{}
	for _, v := range values {
		table, columns, ok := strings.Cut(v, "=")
		if !ok || table == "" {
			return nil, usagef("--sort %q: write it as clicks=at,id; clicks= is the order of the input", v)
		}
		if _, ok := sorts[table]; ok {
			return nil, usagef("--sort %q: the table %s has a --sort already", v, table)
		}
		sorts[table] = nil
		for _, c := range strings.Split(columns, ",") {
			if columns == "" {
				break
			}
			if c == "" {
				return nil, usagef("--sort %q: a column has no name; write it as clicks=at,id", v)
			}
			sorts[table] = append(sorts[table], c)
		}
	}
	return sorts, nil
}

func baseNames(paths []string) string {
	const named = 5
	var names []string
	for _, path := range paths[:min(named, len(paths))] {
		names = append(names, filepath.Base(path))
	}
	if more := len(paths) - named; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}

func areIs(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func wasWere(n int64) string {
	if n == 1 {
		return "was"
	}
	return "were"
}
