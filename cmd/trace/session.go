package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"funneltrace/loaders"
	"funneltrace/snapshots"
	"funneltrace/trace"
	"funneltrace/trace/report"
)

// session is a chain and a snapshot with an engine that may read both, for one command.
type session struct {
	*program
	chain      *trace.Chain
	snap       *snapshots.Snapshot
	db         *loaders.DB
	conn       *sql.Conn
	cache      string // trace's cache folder; empty if there is none to write to
	attached   bool
	result     *trace.Result
	unsaved    bool // result was computed now and is not in the cache
	provenance report.Provenance
}

// readChain reads the chain of --chain.
func (p *program) readChain() (*trace.Chain, error) { return loaders.FindChain(p.chain) }

// open finds the snapshot and starts the engine. The snapshot is not read yet: a cached result does not need it.
// The caller closes the session.
func (p *program) open(ctx context.Context, c *trace.Chain) (_ *session, err error) {
	s := &session{program: p, chain: c}
	if s.cache, err = p.env.cacheDir(); err == nil {
		err = os.MkdirAll(filepath.Join(s.cache, "tmp"), 0o755)
	}
	if err != nil {
		p.note("note: there is no cache: %w", err)
		s.cache = ""
	}
	if s.snap, err = p.findSnapshot(c, s.cache); err != nil {
		return nil, err
	}
	opt := loaders.Options{TempDir: s.tempDir(), Threads: p.threads, MemoryLimit: p.memoryLimit}
	if s.cache != "" {
		opt.Dirs = append(opt.Dirs, s.cache)
	}
	if s.snap != nil {
		opt.Dirs = append(opt.Dirs, s.snap.Dir)
	}
	if s.db, err = loaders.Open(ctx, opt); err != nil {
		return nil, err
	}
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	if s.snap == nil {
		if s.snap, err = s.sample(ctx); err != nil {
			s.close()
			return nil, err
		}
	}
	s.provenance = report.Provenance{
		Chain: c.Name, ChainHash: c.Hash(), Snapshot: s.snap.Name, ManifestHash: s.snap.Hash(),
		Version: p.env.version, Synthetic: s.snap.Synthetic,
	}
	return s, nil
}

// close ends the engine and removes its temporary folder.
func (s *session) close() {
	if s.result != nil {
		_ = s.result.Close() // its tables end with the engine anyway
	}
	_ = s.conn.Close()
	if err := s.db.Close(); err != nil {
		s.note("note: %w", err)
	}
}

// resultDir is where the result of this snapshot, chain and program is kept.
func (s *session) resultDir() string {
	key := sha256.Sum256(fmt.Appendf(nil, "%q %q %q", s.snap.Hash(), s.chain.Hash(), s.env.version))
	return filepath.Join(s.cache, "results", hex.EncodeToString(key[:16]))
}

// tempDir is where the engine spills to: the cache, since a system's temporary folder may be in memory.
func (s *session) tempDir() string {
	if s.cache == "" {
		return ""
	}
	return filepath.Join(s.cache, "tmp")
}

// cached reports whether results are read and kept.
func (s *session) cached() bool { return s.cache != "" && !s.noCache }

// load returns the kept result of this snapshot, chain and program, or nil. A snapshot whose files were touched since
// it was read has none, whatever its manifest says.
func (s *session) load(ctx context.Context) *trace.Result {
	if !s.cached() {
		return nil
	}
	if _, err := os.Stat(s.resultDir()); err != nil {
		return nil
	}
	if trust, err := s.trust(ctx); err != nil || !trust.Trusted(s.snap) {
		return nil
	}
	r, err := trace.Load(ctx, s.conn, s.chain, s.resultDir())
	if err != nil {
		return nil // stale or damaged: it is computed again
	}
	return r
}

// cutter takes ledgers from a result.
type cutter func(context.Context, *trace.Result) ([]*trace.Ledger, error)

// ledgers returns what cut takes from the result: the cached one if there is one and it is sound, else that of a run.
// A full run, which keeps all columns, is never taken from the cache.
func (s *session) ledgers(ctx context.Context, full bool, cut cutter) ([]*trace.Ledger, error) {
	ls, err := s.cut(ctx, full, cut)
	for _, l := range ls {
		l.Snapshot = s.snap.Name
	}
	return ls, err
}

func (s *session) cut(ctx context.Context, full bool, cut cutter) ([]*trace.Ledger, error) {
	if !full {
		if r := s.load(ctx); r != nil {
			ls, err := cut(ctx, r)
			if err == nil {
				s.result = r
				return ls, nil
			}
			_ = r.Close() // damaged: it is computed again
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	if err := s.run(ctx, full); err != nil {
		return nil, err
	}
	return cut(ctx, s.result)
}

// run traces the chain over the snapshot.
func (s *session) run(ctx context.Context, full bool) (err error) {
	if err := s.attach(ctx); err != nil {
		return err
	}
	bar := startProgress(s.env, s.stderr, "tracing "+s.chain.Name+" over "+s.snap.Name)
	defer bar.finish()
	s.result, err = trace.Run(ctx, s.conn, s.chain, trace.Options{
		Full: full, Version: s.env.version,
		Progress: func(p trace.Progress) { bar.report(p.What, p.Done) },
	})
	s.unsaved = err == nil
	return err
}

// keptResults is how many results the cache holds; older ones go.
const keptResults = 16

// save keeps the result for the next time. The numbers are out already, so a failure is a note.
func (s *session) save(ctx context.Context) {
	if !s.unsaved || !s.cached() || ctx.Err() != nil {
		return
	}
	dir := s.resultDir()
	err := os.MkdirAll(filepath.Dir(dir), 0o755)
	if err == nil {
		err = s.result.Save(ctx, dir)
	}
	if err == nil {
		err = keepNewest(filepath.Dir(dir), keptResults)
	}
	if err != nil && ctx.Err() == nil {
		s.note("note: the result is not cached: %w", err)
	}
}
