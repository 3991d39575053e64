package main

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/chainfile"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/snapshots/store"
	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/report"
)

// session is a chain and a snapshot with an engine that may read both, for one command.
type session struct {
	*program
	chain      *trace.Chain
	snap       *snapshots.Snapshot
	seeds      *snapshots.Snapshot // of a project, beside snap; nil if there are none, or nothing but them
	db         *engine.DB
	conn       *sql.Conn
	cache      string // trace's cache folder; empty if there is none to write to
	work       string // where files are kept: the cache, or else a temporary folder that goes with the session
	builtin    bool   // snap is the built-in one in the cache
	attached   bool
	result     *fates.Result
	unsaved    bool      // result was computed now and is not in the cache
	memo       store.Key // of the ledgers that are not in the cache; none if they are
	provenance report.Provenance
}

// readChain reads the chain of --chain, or that of a project, to be traced by way of --via.
func (p *program) readChain(ctx context.Context) (*trace.Chain, error) {
	if err := p.project.checkDimensions(); err != nil {
		return nil, err
	}
	if p.project.given() {
		return p.readProject(ctx)
	}
	if err := p.project.unused(); err != nil {
		return nil, err
	}
	c, err := chains.FindChainWith(p.chain, p.project.vars)
	if err != nil {
		return nil, err
	}
	chainfile.AddDimensions(c, p.project.wanted.Dimensions)
	for _, m := range p.via {
		if _, ok := c.Model(m); !ok {
			return nil, unknown("model", m, models(c))
		}
	}
	c.Via = p.via
	return c, nil
}

// open finds the snapshot and starts the engine. The snapshot is not read yet: a cached result does not need it. The
// built-in one, and the engine, are nil until [session.ensureSnapshot]. The caller closes the session.
func (p *program) open(ctx context.Context, c *trace.Chain) (_ *session, err error) {
	s, err := p.session(c, p.cacheFolder())
	if err != nil {
		return nil, err
	}
	if s.snap, s.seeds, err = p.snapshotsOf(c, s.cache); err == nil && s.snap != nil {
		err = s.start(ctx)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	s.provenance = report.Provenance{Chain: c.Name, Vars: strings.Join(strings.Fields(p.project.vars), " "), ChainHash: c.Hash(), Snapshot: sample.Name(p.sampleFamily(c)), Version: p.env.version, Synthetic: true}
	if s.snap != nil {
		s.describe()
	}
	return s, nil
}

// session is one without a snapshot yet. The caller closes it.
func (p *program) session(c *trace.Chain, cache string) (s *session, err error) {
	s = &session{program: p, chain: c, cache: cache, work: cache}
	if cache == "" {
		s.work, err = os.MkdirTemp("", "trace-work-")
	}
	return s, err
}

// snapshotsOf returns what the chain runs over: a snapshot, and beside it the seeds of a project.
func (p *program) snapshotsOf(c *trace.Chain, cache string) (snap, seeds *snapshots.Snapshot, err error) {
	if p.traced != nil {
		return p.traced.over(p, cache)
	}
	snap, err = p.findSnapshot(c, cache)
	return snap, nil, err
}

// start starts the engine. It may read the files of the snapshots and of this very result, and write into a temporary folder of its own.
func (s *session) start(ctx context.Context) (err error) {
	s.db, err = engine.Open(ctx, engine.Options{
		TempDir: s.tempDir(), Threads: s.threads, MemoryLimit: s.memoryLimit, Watched: s.watched, Files: append(s.files(), fates.SavedFiles(s.resultDir())...),
	})
	if err == nil {
		s.conn, err = s.db.Conn(ctx)
	}
	return err
}

// files are those that the tables of the snapshots are read from.
func (s *session) files() []string {
	var files []string
	for _, snap := range s.snapshots() {
		files = append(files, attach.Files(snap, s.work)...)
	}
	return files
}

// snapshots are the snapshot and the seeds beside it, where there are such.
func (s *session) snapshots() []*snapshots.Snapshot {
	return slices.DeleteFunc([]*snapshots.Snapshot{s.snap, s.seeds}, func(snap *snapshots.Snapshot) bool { return snap == nil })
}

// openWhole is open, and the snapshot is there: the built-in one is made if need be.
func (p *program) openWhole(ctx context.Context, c *trace.Chain) (*session, error) {
	s, err := p.open(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := s.ensureSnapshot(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// ensureSnapshot makes the built-in snapshot, or finds that it is made, if no other was found.
func (s *session) ensureSnapshot(ctx context.Context) (err error) {
	if s.snap != nil {
		return nil
	}
	if s.snap, err = s.sample(ctx, false); err != nil {
		return err
	}
	s.describe()
	return s.start(ctx)
}

// describe notes which snapshot it is that numbers are made from.
func (s *session) describe() {
	s.provenance.Snapshot, s.provenance.ManifestHash, s.provenance.Synthetic = s.snap.Name, s.snap.Hash(), s.snap.Synthetic
}

// close ends the engine and removes its temporary folder.
func (s *session) close() {
	if s.result != nil {
		_ = s.result.Close() // its tables end with the engine anyway
	}
	if s.conn != nil {
		_ = s.conn.Close()
	}
	var err error
	if s.db != nil {
		err = s.db.Close()
	}
	if s.work != s.cache {
		err = errors.Join(err, os.RemoveAll(s.work))
	}
	if err != nil {
		s.note("note: %w", err)
	}
}

// asOf is what time it is for the models: what a flag says, or else the chain, or the snapshot. It has been found by now.
func (s *session) asOf() trace.AsOf {
	switch {
	case s.told.By != "":
		return s.told
	case !s.chain.AsOf.IsZero():
		return trace.AsOf{Moment: s.chain.AsOf, By: s.chain.File}
	case !s.snap.AsOf().IsZero():
		return trace.AsOf{Moment: s.snap.AsOf(), By: s.snap.Name}
	}
	return s.told
}

// resultKey is all that the result is made from.
func (s *session) resultKey() store.Key {
	seeds := ""
	if s.seeds != nil {
		seeds = s.seeds.Hash()
	}
	asOf := s.snap.Manifest.AsOf
	if s.told.By != "" {
		asOf = trace.MomentText(s.told.Moment) + " " + s.told.By
	}
	return store.NewKey("results", s.snap.Hash(), seeds, asOf, s.chain.Hash(), s.chain.PlacesHash(), s.env.version, store.Build())
}

// resultDir is where the result is kept.
func (s *session) resultDir() string { return s.resultKey().Path(s.cache) }

// cached reports whether results are read and kept.
func (s *session) cached() bool { return s.cache != "" && !s.noCache }

// sound reports whether what the cache holds of this snapshot, chain and program may be used. Of a snapshot whose files
// were touched since they were read nothing may, whatever its manifest says.
func (s *session) sound() bool {
	if !s.cached() {
		return false
	}
	if _, err := os.Stat(s.resultDir()); err != nil {
		return false
	}
	return s.trust().Trusted(s.snap)
}

// ledgers returns the ledgers of a slice, by month, year or dimension if by says so: from the cache if it has them, else
// from the kept result, else from a run. A full run, which keeps all columns, takes nothing from the cache.
// The caller ends with keep.
func (s *session) ledgers(ctx context.Context, slice trace.Slice, by string, full bool) ([]*trace.Ledger, error) {
	s.memo = s.memoKey(slice, by)
	if !full {
		sound := s.sound()
		if sound {
			if ls := s.recall(s.memo); ls != nil {
				s.memo = store.Key{}
				return ls, nil
			}
		}
		if s.result != nil {
			return s.count(ctx, slice, by)
		}
		if sound && s.load(ctx) {
			if ls, err := s.count(ctx, slice, by); err == nil {
				return ls, nil
			}
		} // stale or damaged: it is computed again
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err := s.run(ctx, full); err != nil {
		return nil, err
	}
	return s.count(ctx, slice, by)
}

// load takes the result from the cache, and says whether it could.
func (s *session) load(ctx context.Context) bool {
	dir, err := store.Use(s.cache, s.resultKey(), s.using)
	if err == nil {
		s.result, err = fates.Load(ctx, s.conn, s.chain, dir)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) && ctx.Err() == nil {
		s.using.Damaged("the cached result of %s over %s was damaged; it is computed again", s.chain.Name, s.snap.Name)
	}
	return err == nil
}

// count takes the ledgers of a slice from the result.
func (s *session) count(ctx context.Context, slice trace.Slice, by string) (ls []*trace.Ledger, err error) {
	if by != "" {
		ls, err = s.result.By(ctx, slice, by)
	} else {
		ls = make([]*trace.Ledger, 1)
		ls[0], err = s.result.Ledger(ctx, slice)
	}
	if err != nil {
		return nil, err
	}
	for _, l := range ls {
		l.Snapshot = s.snap.Name
	}
	return ls, nil
}

// run traces the chain over the snapshot.
func (s *session) run(ctx context.Context, full bool) (err error) {
	if err := s.attach(ctx); err != nil {
		return err
	}
	bar := s.begin("tracing " + s.chain.Name + " over " + s.snap.Name)
	defer bar.finish()
	notes, err := chains.TimeNotes(ctx, s.conn, s.chain)
	if err != nil {
		return err
	}
	s.result, err = fates.Run(ctx, s.conn, s.chain, trace.Options{
		Full:     full,
		AsOf:     s.asOf(),
		Notes:    notes,
		Progress: func(p trace.Progress) { bar.report(p.What, p.Done) },
	})
	if err != nil {
		chains.ExplainUntyped(ctx, s.conn, s.chain, err)
	} else {
		if end := s.result.Incomplete(); end != nil {
			chains.ExplainUntyped(ctx, s.conn, s.chain, end)
		}
		err = s.still(ctx)
	}
	s.unsaved = err == nil
	return err
}

// keep puts into the cache what it does not have of the result and of the ledgers that ledgers returned. The numbers are
// out already, so a failure is a note.
func (s *session) keep(ctx context.Context, ls []*trace.Ledger) {
	if s.unsaved && s.cached() && ctx.Err() == nil {
		if err := s.save(ctx); err != nil && ctx.Err() == nil {
			s.note("note: the result is not cached: %w", err)
		}
	}
	if s.memo != (store.Key{}) {
		s.remember(ctx, s.memo, ls)
		s.memo = store.Key{}
	}
}

// save puts the result into the cache.
func (s *session) save(ctx context.Context) error {
	_, err := store.Keep(s.cache, s.resultKey(), s.using, func(dir string) error {
		return s.result.Save(ctx, dir, s.db.TempDir())
	})
	return err
}
