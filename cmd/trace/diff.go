package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/trace"
	"funneltrace/trace/diff"
	"funneltrace/trace/fates"
	"funneltrace/trace/report/diffs"
	"funneltrace/trace/report/form"
	"funneltrace/trace/spine"
)

// diffFlags are the flags of the diff command.
type diffFlags struct {
	sliceFlags
	outputFlags
	tables, models   []string
	keys, positional []string
	asOf             []string
	samples          int
	all              bool
}

func (p *program) diffCommand() *cobra.Command {
	f := &diffFlags{}
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "say how snapshot B differs from snapshot A: tables, models, and the number click by click",
		Long: `Diff compares two snapshots, names or folders, at three levels:

  tables and models  rows that are the same, renumbered, re-attached, changed, removed or added;
                     changes of the schema
  the number         a bridge from A's number to B's: rows that are new or gone, that a cause
                     drops now and did not then, or the other way round; it adds up exactly
  the ledger         both side by side

With a chain, the tables that its models read are compared, and the number. --model compares a model
too, built over both; "--model all" every one. --table compares one table and nothing else.

Rows are matched as bags, by whole rows. Columns that only number rows (row_number and its kin, found
from the SQL, or named with --positional) are set aside: rows that differ in nothing else are
renumbered. Rows whose own columns agree but whose looked-up ones do not are re-attached. The rest is
paired by the key (the chain's for its root table, or --key), else by most equal columns.`,
		Example: `  trace diff rebrandly_20260612 rebrandly_20260619 --year 2024
  trace diff rebrandly_20260612 rebrandly_20260619 --year 2024 --html -o diff.html
  trace diff A B --model rebrandly_prep --table creators_sheet --key creators_sheet=slashtag`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("%s needs two snapshots, as in: trace diff rebrandly_20260612 rebrandly_20260619", cmd.CommandPath())
			}
			return nil
		},
	}
	f.sliceFlags.register(cmd, p)
	f.outputFlags.register(cmd, rawHelp,
		offer{kind: kindText, help: textHelp},
		offer{kind: form.KindMarkdown, help: "print Markdown for a ticket"},
		offer{kind: form.KindCSV, help: "print CSV: a line per class, part and cause"},
		offer{kind: form.KindJSON, help: "print JSON: everything"},
		offer{kind: form.KindHTML, help: "print one HTML file, to attach or to show"})
	flags := cmd.Flags()
	flags.StringArrayVar(&f.tables, "table", nil, "compare this table, and leave out the others and the number; repeatable")
	flags.StringArrayVar(&f.models, "model", nil, `compare this model too, built over both snapshots, or "all"; repeatable`)
	flags.StringArrayVar(&f.keys, "key", nil, "who is who in a table or model: table=column,column; repeatable")
	flags.StringArrayVar(&f.positional, "positional", nil, "columns that only number the rows: table=column,column; repeatable")
	flags.StringArrayVar(&f.asOf, "as-of", nil, "what time it is for models that ask: 2026-02-04, or of one side A=2026-02-04; without it, what the chain or the side's snapshot says")
	flags.IntVar(&f.samples, "samples", 5, "how many rows of each class to keep as samples; all of them are in the JSON")
	flags.BoolVar(&f.all, "all", false, "show every line of the ledgers, also those that did not move")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error { return p.diff(cmd, [2]string(args), f) })
	return cmd
}

func (p *program) diff(cmd *cobra.Command, names [2]string, f *diffFlags) error {
	if p.snapshot != "" {
		return usagef("trace diff takes the snapshots as arguments; leave out --snapshot")
	}
	if err := f.parseCells(); err != nil {
		return err
	}
	if f.samples < 1 || f.samples > 100000 {
		return usagef("--samples %d: use 1 to 100,000", f.samples)
	}
	keys, err := columnLists("--key", f.keys)
	if err != nil {
		return err
	}
	positional, err := columnLists("--positional", f.positional)
	if err != nil {
		return err
	}
	told, err := f.moments()
	if err != nil {
		return err
	}
	x, err := p.openPair(cmd.Context(), names, told, cmd.Flags().Changed("chain") || p.project.given())
	if err != nil {
		return err
	}
	defer x.close()
	want := wanted{tables: f.tables, models: f.models, keys: keys, positional: positional, number: len(f.tables) == 0, samples: f.samples}
	if x.chain != nil {
		if want.slice, err = f.slice(x.chain); err != nil {
			return err
		}
	} else if f.year != "" || f.from != "" || f.to != "" || len(f.where) > 0 || len(f.models) > 0 {
		return usagef("these snapshots belong to no chain, so there are no models and nothing to slice; give --chain")
	}
	d, err := x.compare(cmd.Context(), want)
	if err != nil {
		return err
	}
	d.Reproduce = []string{commandLine(cmd, "output")}
	if err := p.printDiff(d, f); err != nil {
		return err
	}
	if d.Incomplete != nil {
		return d.Incomplete
	}
	return nil
}

// moments reads what --as-of says of the two sides.
func (f *diffFlags) moments() (told [2]trace.AsOf, err error) {
	for _, text := range f.asOf {
		sides, moment := "AB", text
		if side, rest, ok := strings.Cut(text, "="); ok {
			if sides, moment = strings.ToUpper(side), rest; sides != "A" && sides != "B" {
				return told, usagef("--as-of %q: the sides are A and B, as in --as-of A=2026-02-04", text)
			}
		}
		at, err := snapshots.ParseMoment(moment)
		if err != nil {
			return told, usagef("--as-of: %w", err)
		}
		for i := range told {
			if strings.Contains(sides, string("AB"[i])) {
				told[i] = trace.AsOf{Moment: at, By: "--as-of"}
			}
		}
	}
	return told, nil
}

// columnLists reads flags such as table=column,column. The tables are in lower case.
func columnLists(flag string, texts []string) (map[string][]string, error) {
	out := map[string][]string{}
	for _, t := range texts {
		table, list, ok := strings.Cut(t, "=")
		if !ok || table == "" || list == "" {
			return nil, usagef("%s %q: write it as table=column,column", flag, t)
		}
		for c := range strings.SplitSeq(list, ",") {
			out[strings.ToLower(table)] = append(out[strings.ToLower(table)], strings.TrimSpace(c))
		}
	}
	return out, nil
}

func (p *program) printDiff(d *diff.Diff, f *diffFlags) error {
	if f.kind == form.KindCSV {
		for _, n := range d.Notes {
			p.note("note: %s", n)
		}
	}
	b, err := diffs.Print(d, f.kind, f.all, p.screen(&f.outputFlags), f.raw)
	return p.print(&f.outputFlags, b, err)
}

// pair is two snapshots with an engine that may read both, for one command.
type pair struct {
	*program
	chain    *trace.Chain // nil if they belong to none
	sessions [2]*session
	results  string // a temporary folder of results that the cache does not keep
}

// databases are the names under which the engine has the two snapshots.
var databases = [2]string{"a", "b"}

// openPair finds the snapshots, and the chain that reads them both: that of --chain, or the default one if they are of its family.
// Where nobody says what time it is, it is the same for both: what differs is then not the clock's doing.
func (p *program) openPair(ctx context.Context, names [2]string, told [2]trace.AsOf, asked bool) (_ *pair, err error) {
	x := &pair{program: p}
	defer func() {
		if err != nil {
			x.close()
		}
	}()
	p.cacheFolder()           // in use by the copies of p, too
	newer := p.over(names[1]) // a project's models are made for it, and run over both
	chain, err := newer.readChain(ctx)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	for i, name := range names {
		side := newer.over(name)
		if side.told = told[i]; side.told.Moment.IsZero() {
			side.told.Moment = now
		}
		if x.sessions[i], err = side.openWhole(ctx, chain); err != nil {
			return nil, err
		}
	}
	belong := true
	for _, s := range x.sessions {
		belong = belong && s.snap.Family == chain.Snapshot
	}
	if belong || asked {
		x.chain = chain
	}
	return x, nil
}

func (x *pair) close() {
	for _, s := range x.sessions {
		if s != nil {
			s.close()
		}
	}
	if x.results != "" {
		_ = os.RemoveAll(x.results)
	}
}

// wanted is what a diff is to compare.
type wanted struct {
	slice            trace.Slice
	tables, models   []string
	number           bool
	samples          int // rows of each class
	keys, positional map[string][]string
}

// compare traces both snapshots if need be, and compares them in an engine that sees both.
func (x *pair) compare(ctx context.Context, w wanted) (*diff.Diff, error) {
	states := diff.States{Databases: databases, Chain: x.chain, Slice: w.slice, Keys: w.keys, Positional: w.positional, Samples: w.samples}
	var saved [2]string
	for i, s := range x.sessions {
		if err := s.vet(ctx); err != nil {
			return nil, err
		}
		if x.chain != nil && w.number {
			var err error
			if saved[i], err = x.traced(ctx, s, w.slice, i); err != nil {
				return nil, fmt.Errorf("%s: %w", s.snap.Name, err)
			}
		}
	}
	a, b := x.sessions[0], x.sessions[1]
	opt := engine.Options{TempDir: a.tempDir(), Threads: x.threads, MemoryLimit: x.memoryLimit, Files: append(a.files(), b.files()...)}
	for _, dir := range saved {
		if dir != "" {
			opt.Files = append(opt.Files, fates.SavedFiles(dir)...)
		}
	}
	db, err := engine.Open(ctx, opt)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	for i, s := range x.sessions {
		if err := s.attachTo(ctx, conn, databases[i]); err != nil {
			return nil, err
		}
		states.AsOf[i] = s.asOf()
		if saved[i] != "" {
			if states.Results[i], err = fates.Load(ctx, conn, x.chain, saved[i]); err != nil {
				return nil, err
			}
		}
	}
	var notes []string
	if states.Models, err = x.wantedModels(w.models); err != nil {
		return nil, err
	}
	if x.chain != nil {
		sources, err := spine.Sources(ctx, conn, x.chain)
		if err != nil {
			return nil, err
		}
		for i, s := range sources {
			sources[i] = x.chain.TableOf(s)
		}
		states.Tables, notes, err = x.wantedTables(w, sources)
		if err != nil {
			return nil, err
		}
	} else if states.Tables, notes, err = x.wantedTables(w, nil); err != nil {
		return nil, err
	}
	bar := x.begin("comparing " + a.snap.Name + " with " + b.snap.Name)
	defer bar.finish()
	states.Progress = bar.report
	d, err := diff.Snapshots(ctx, conn, states)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(a.still(ctx), b.still(ctx)); err != nil {
		return nil, err
	}
	d.A, d.B, d.Version = a.side(d.Ledgers[0]), b.side(d.Ledgers[1]), x.env.version
	d.Notes = append(d.Notes, notes...)
	for i, l := range d.Ledgers {
		if l != nil {
			l.Snapshot = x.sessions[i].snap.Name
		}
	}
	return d, nil
}

// side is where the session's side of a diff comes from; l is its ledger, if there is one.
func (s *session) side(l *trace.Ledger) diff.Side {
	d := diff.Side{Snapshot: s.snap.Name, ManifestHash: s.snap.Hash(), Source: s.snap.Manifest.Source, Synthetic: s.snap.Synthetic}
	if l != nil && l.Clock != "" {
		d.AsOf = s.asOf()
	}
	return d
}

// traced returns the folder of a snapshot's result: that of the cache, or a temporary one.
func (x *pair) traced(ctx context.Context, s *session, slice trace.Slice, side int) (string, error) {
	undeclared := s.asOf().By == "" // so that what was kept, and asks, is of another moment
	if s.sound() && s.load(ctx) {
		if !undeclared || s.result.Meta.Clock == "" {
			return s.resultDir(), nil
		}
		if err := s.result.Close(); err != nil {
			return "", err
		}
	}
	if err := s.run(ctx, false); err != nil {
		return "", err
	}
	ls, err := s.count(ctx, slice, "")
	if err != nil {
		return "", err
	}
	if err := balanced(ls); err != nil {
		return "", err
	}
	if s.cached() && (!undeclared || s.result.Meta.Clock == "") {
		s.keep(ctx, nil)
		if _, err := os.Stat(s.resultDir()); err == nil {
			return s.resultDir(), nil
		}
	}
	if x.results == "" {
		if x.results, err = x.madeIn("diff-"); err != nil {
			return "", err
		}
	}
	// The session's engine may write into its own temporary folder only.
	dir := filepath.Join(s.db.TempDir(), "result")
	if err := s.result.Save(ctx, dir, s.db.TempDir()); err != nil {
		return "", err
	}
	kept := filepath.Join(x.results, databases[side])
	return kept, os.CopyFS(kept, os.DirFS(dir))
}

// wantedModels are the chain's models that were asked for.
func (x *pair) wantedModels(asked []string) ([]string, error) {
	if len(asked) == 0 || x.chain == nil {
		return nil, nil
	}
	all := models(x.chain)
	if slices.Contains(asked, "all") {
		return all, nil
	}
	for _, m := range asked {
		if !slices.Contains(all, m) {
			return nil, unknown("model", m, all)
		}
	}
	return asked, nil
}

// wantedTables are the tables that were asked for, or those that the chain reads, or all if there is no chain.
func (x *pair) wantedTables(w wanted, sources []trace.SourceName) (out []diff.Source, notes []string, err error) {
	byName := map[string]int{}
	for side, s := range x.sessions {
		for _, t := range s.snap.Manifest.Tables {
			i, ok := byName[strings.ToLower(t.Name)]
			if !ok {
				i = len(out)
				byName[strings.ToLower(t.Name)] = i
				out = append(out, diff.Source{Name: t.Name, Table: t.Name})
			}
			out[i].Schemas[side] = s.snap.Family
		}
	}
	read := func(s diff.Source) bool {
		return slices.ContainsFunc(sources, func(o trace.SourceName) bool { return strings.EqualFold(o.Table, s.Table) })
	}
	switch {
	case len(w.tables) > 0:
		var all []string
		for _, s := range out {
			all = append(all, s.Name)
		}
		var asked []diff.Source
		for _, t := range w.tables {
			i, ok := byName[strings.ToLower(t)]
			if !ok {
				return nil, nil, unknown("table", t, all)
			}
			asked = append(asked, out[i])
		}
		return asked, nil, nil
	case sources != nil:
		var left []string
		for _, s := range out {
			if !read(s) {
				left = append(left, s.Name)
			}
		}
		if len(left) > 0 {
			notes = append(notes, fmt.Sprintf("not compared, as no model reads it: %s; --table compares it", strings.Join(left, ", ")))
		}
		out = slices.DeleteFunc(out, func(s diff.Source) bool { return !read(s) })
	}
	if len(out) == 0 {
		return nil, nil, errors.New("the snapshots have no table to compare")
	}
	return out, notes, nil
}
