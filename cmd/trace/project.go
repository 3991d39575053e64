package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"funneltrace/loaders"
	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/project"
	"funneltrace/loaders/seeds"
	"funneltrace/snapshots"
	"funneltrace/trace"
)

// projectFlags say which chain of a dbt project is traced.
type projectFlags struct {
	dir, manifest string
	wanted        project.Wanted
	vars          string
	read          project.Options // how its files are read: --target, --dialect, --run-query
}

func (p *program) projectFlags(root *cobra.Command) {
	f, flags := &p.project, root.PersistentFlags()
	flags.StringVar(&f.dir, "project", "", "a dbt project's folder: trace its models as they are")
	flags.StringVar(&f.manifest, "manifest", "", "a manifest.json of dbt's: trace what it compiled; --project says where its project is")
	flags.StringVar(&f.wanted.Root, "root", "", "with a project: the source or seed whose rows are followed")
	flags.Var(&toFlag{days: &p.until, model: &f.wanted.To}, "to", "only rows up to and with this day, month or year; with a project also the model that the number is in")
	flags.StringVar(&f.wanted.Measure, "measure", "", "with a project: the number, such as sum(amount); without it, rows are counted")
	flags.StringVar(&f.wanted.Label, "label", "", "with a project: what the number is called")
	flags.StringVar(&f.wanted.Unit, "unit", "", "with a project: what one row of the root is called")
	flags.StringVar(&f.wanted.Time, "time", "", "with a project: SQL over the root row, a timestamp; years are cut by it")
	flags.StringArrayVar(&f.wanted.Dimensions, "dimension", nil, "one more thing to slice by: a column of the root, or name=SQL over its row; repeatable")
	flags.StringVar(&f.vars, "vars", "", "values of the chain's or the project's vars, as '{name: value}'")
	flags.StringVar(&f.read.Dialect, "dialect", "", "with a project: the language of its models, bigquery or duckdb (default what its profile or manifest says)")
	flags.StringVar(&f.read.Target, "target", "", "with a project: the name of the target that models see (default prod)")
	flags.BoolVar(&f.read.RunQuery, "run-query", false, "with a project: let the snapshot answer run_query and statement, which are refused otherwise")
	root.MarkFlagsMutuallyExclusive("project", "chain")
	root.MarkFlagsMutuallyExclusive("manifest", "chain")
	complete := func(flag string, names func(project.Project) []string) {
		_ = root.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			of, err := p.openProject()
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return names(of), cobra.ShellCompDirectiveNoFileComp
		})
	}
	complete("to", project.Project.Models)
	complete("via", project.Project.Models)
	complete("root", func(of project.Project) []string { return of.Roots(f.wanted.To) })
}

// toFlag is --to, which is a day for slices and a model for projects. No model is called like a day.
type toFlag struct{ days, model *string }

var looksLikeDay = regexp.MustCompile(`^\d`)

func (t *toFlag) String() string { return strings.Join(t.GetSlice(), ", ") }
func (t *toFlag) Type() string   { return "day or model" }

// GetSlice, Append and Replace make it a flag that may be given twice.
func (t *toFlag) GetSlice() []string {
	var out []string
	for _, s := range []*string{t.model, t.days} {
		if s != nil && *s != "" {
			out = append(out, *s)
		}
	}
	return out
}

func (t *toFlag) Append(s string) error { return t.Set(s) }

func (t *toFlag) Replace(values []string) error {
	*t.days, *t.model = "", ""
	for _, s := range values {
		if err := t.Set(s); err != nil {
			return err
		}
	}
	return nil
}

func (t *toFlag) Set(s string) error {
	if looksLikeDay.MatchString(s) || s == "" {
		*t.days = s
	} else {
		*t.model = s
	}
	return nil
}

// checkDimensions returns a usage error for a --dimension that has no name, or one that --by has another meaning for.
func (f *projectFlags) checkDimensions() error {
	for _, d := range f.wanted.Dimensions {
		switch name, expr, ok := strings.Cut(d, "="); {
		case name == "" || ok && expr == "":
			return usagef("--dimension %s: write it as name=SQL, or as the name of a column", d)
		case name == "month" || name == "year":
			return usagef("--dimension %s: %s is cut by the time of the row; give it another name", d, name)
		}
	}
	return nil
}

func (f *projectFlags) given() bool { return f.dir != "" || f.manifest != "" }

// chainFlags are the flags that name the chain, as a shell takes them, with a blank before each.
func (p *program) chainFlags() string {
	f := p.project
	out := ""
	add := func(flag string, values ...string) {
		for _, v := range values {
			if v != "" {
				out += " --" + flag + " " + quoteShell(v)
			}
		}
	}
	if !f.given() {
		add("chain", p.chain)
	}
	add("project", f.dir)
	add("manifest", f.manifest)
	add("root", f.wanted.Root)
	add("to", f.wanted.To)
	add("via", p.via...)
	add("measure", f.wanted.Measure)
	add("label", f.wanted.Label)
	add("unit", f.wanted.Unit)
	add("time", f.wanted.Time)
	add("dimension", f.wanted.Dimensions...)
	add("vars", f.vars)
	add("target", f.read.Target)
	add("dialect", f.read.Dialect)
	if f.read.RunQuery {
		out += " --run-query"
	}
	return out
}

// unused returns a usage error for flags that are about a project where there is none.
func (f *projectFlags) unused() error {
	for _, one := range []struct {
		flag string
		set  bool
	}{
		{"--root", f.wanted.Root != ""}, {"--measure", f.wanted.Measure != ""}, {"--label", f.wanted.Label != ""}, {"--unit", f.wanted.Unit != ""},
		{"--time", f.wanted.Time != ""}, {"--target", f.read.Target != ""}, {"--dialect", f.read.Dialect != ""},
		{"--run-query", f.read.RunQuery},
	} {
		if one.set {
			return usagef("%s is about a dbt project; add --project DIR or --manifest FILE", one.flag)
		}
	}
	if to := f.wanted.To; to != "" {
		return usagef("--to %s is no date; write it as 2024-03-31, 2024-03 or 2024, or add --project DIR if it is a model", to)
	}
	return nil
}

// found is a project, with what it runs over.
type found struct {
	project project.Project
	plan    *project.Plan
	snap    *snapshots.Snapshot // nil if there is none but the seeds
	seeds   *snapshots.Snapshot // nil if there are none
}

// over returns what the chain runs over: the snapshot that the program names now, and the seeds.
func (f *found) over(p *program, cache string) (snap, beside *snapshots.Snapshot, err error) {
	if snap = f.snap; p.snapshot != "" {
		if snap, err = snapshots.Find(p.snapshot, p.places(cache)); err != nil {
			return nil, nil, err
		}
	}
	if snap == nil {
		return f.seeds, nil, nil
	}
	return snap, f.seeds, nil
}

// readProject reads the project of --project or --manifest and makes the chain that is asked for.
func (p *program) readProject(ctx context.Context) (*trace.Chain, error) {
	if p.traced != nil {
		return p.traced.plan.Chain, nil
	}
	f, cache, err := p.findProject(ctx)
	if err != nil {
		return nil, err
	}
	err = p.withTables(f, cache, func(t project.Tables) (err error) {
		f.plan, err = f.project.Plan(ctx, t, p.wanted())
		return err
	})
	for _, n := range f.project.About().Notes { // they may say why there is no plan
		p.note("note: %s", n)
	}
	if err != nil {
		return nil, err
	}
	if len(f.plan.Guessed) > 0 {
		p.note("note: guessed from names and types: %s; `trace init` writes them into a %s, where they can be changed", strings.Join(f.plan.Guessed, ", "), filepath.Base(f.project.About().Settings))
	}
	p.traced = f
	return f.plan.Chain, nil
}

// wanted is what is to be traced of a project.
func (p *program) wanted() project.Wanted {
	w := p.project.wanted
	w.Via = p.via
	return w
}

// withTables calls do with what the project runs over. Templates may ask for columns while they are rendered: of an engine that is opened when
// the first does, and closed behind do.
func (p *program) withTables(f *found, cache string, do func(project.Tables) error) error {
	tables := project.Tables{}
	if f.snap != nil {
		tables.Snapshot = f.snap.Manifest.Tables
	}
	if f.seeds != nil {
		tables.Seeds = f.seeds.Manifest.Tables
	}
	asked, err := p.session(&trace.Chain{}, cache)
	if err != nil {
		return err
	}
	defer asked.close()
	tables.Open = func(ctx context.Context, names []trace.Alias) (*engine.Answers, error) {
		return asked.answer(ctx, f, names)
	}
	return do(tables)
}

// findProject reads the project's files, makes a snapshot of its seeds, and finds the other one.
func (p *program) findProject(ctx context.Context) (_ *found, cache string, err error) {
	f := &found{}
	if f.project, err = p.openProject(); err != nil {
		return nil, "", err
	}
	cache = p.cacheFolder()
	if f.snap, err = p.projectSnapshot(f.project, cache); err != nil {
		return nil, "", err
	}
	f.seeds, err = p.seedsOf(ctx, f.project, cache)
	if err == nil && f.snap == nil && f.seeds == nil {
		err = f.project.NoTables()
	}
	return f, cache, err
}

// openProject reads the files of the project. What run_started_at is changes by the day only, so that results can be kept.
func (p *program) openProject() (project.Project, error) {
	opt := p.project.read
	opt.Vars, opt.Now, opt.Getenv = p.project.vars, time.Now().UTC().Truncate(24*time.Hour), p.lookupEnv
	return loaders.OpenProject(p.project.dir, p.project.manifest, opt)
}

func (p *program) lookupEnv(name string) (string, bool) {
	v := p.env.getenv(name)
	return v, v != ""
}

// projectSnapshot is the snapshot of --snapshot or of the project's settings, or else the newest of the family that is called like the
// project, or like one of its sources. It is nil if there is none.
func (p *program) projectSnapshot(of project.Project, cache string) (*snapshots.Snapshot, error) {
	about := of.About()
	name := cmp.Or(p.snapshot, about.Snapshot)
	if name != "" {
		return snapshots.Find(name, p.places(cache))
	}
	var found []*snapshots.Snapshot
	places := p.places(cache)
	known := places.Names()
	for _, name := range of.Families() {
		dated := regexp.MustCompile(`^` + regexp.QuoteMeta(name) + `_\d{8}$`) // a folder of the bare name may be the project's own
		if !slices.ContainsFunc(known, dated.MatchString) {
			continue
		}
		snap, err := snapshots.Find(name, places)
		if err != nil {
			return nil, err
		}
		if snap.Synthetic && name != about.Name {
			continue
		}
		if found = append(found, snap); name == about.Name {
			break
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	if len(found) > 1 {
		p.note("note: there are snapshots called like several of the project's sources: %s is taken, not %s; --snapshot says which", found[0].Name, found[1].Name)
	}
	return found[0], nil
}

// seedsOf makes a snapshot of the project's seeds, or finds it in the cache. What does not fit is told. A seed that cannot be read at all is
// left out; the project says so if the number needs it.
func (p *program) seedsOf(ctx context.Context, of project.Project, cache string) (*snapshots.Snapshot, error) {
	list, name := of.Seeds(), of.About().Name
	if len(list) == 0 {
		return nil, nil
	}
	if cache == "" {
		return nil, errors.New("the project's seeds are kept in the cache, and there is none; set TRACE_CACHE to a folder of yours")
	}
	bar := p.begin("reading the seeds of " + name)
	defer bar.finish()
	limits := child.Options{
		TempDir: p.tempDir(), Threads: p.threads, MemoryLimit: p.memoryLimit, Run: p.using,
		Progress: func(table, _ string, read, total int64) { bar.report(table, float64(read)/float64(max(total, 1))) },
	}
	name += "_seeds"
	snap, problems, err := seeds.Snapshot(ctx, cache, name, list, limits)
	for bad := new(seeds.SeedError); errors.As(err, &bad) && ctx.Err() == nil; snap, problems, err = seeds.Snapshot(ctx, cache, name, list, limits) {
		of.BadSeed(bad.Name, bad)
		list = slices.DeleteFunc(list, func(one seeds.Seed) bool { return one.Name == bad.Name })
		if len(list) == 0 {
			return nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	for _, problem := range problems {
		p.note("note: %s", problem)
	}
	return snap, nil
}

// answer opens the engine that templates ask.
func (s *session) answer(ctx context.Context, f *found, names []trace.Alias) (*engine.Answers, error) {
	if s.snap, s.seeds = f.snap, f.seeds; s.snap == nil {
		s.snap, s.seeds = f.seeds, nil
	}
	if err := s.vet(ctx); err != nil {
		return nil, err
	}
	s.chain.Tables = names
	return engine.OpenAnswers(ctx, engine.Options{Threads: s.threads, MemoryLimit: s.memoryLimit, Files: s.files()},
		func(conn *sql.Conn) error { return s.attachTo(ctx, conn, "") })
}
