package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/sample"
	"funneltrace/trace"
)

// places are the folders in which snapshots are looked for.
func (p *program) places(cache string) snapshots.Places {
	return snapshots.Places{
		Listed: snapshots.SplitList(p.env.getenv("TRACE_SNAPSHOTS")),
		Local:  "snapshots",
		Cache:  cache,
		Run:    p.using,
		Fresh:  p.fresh,
	}
}

// findSnapshot returns the snapshot of --snapshot, or else the newest of the chain's family. It returns nil for the
// family's built-in snapshot, which is not looked for but made: when it is asked for by name, or when a built-in chain finds
// no other.
func (p *program) findSnapshot(c *trace.Chain, cache string) (*snapshots.Snapshot, error) {
	name := cmp.Or(p.snapshot, c.Snapshot)
	family := p.sampleFamily(c)
	snap, err := snapshots.Find(name, p.places(cache))
	switch {
	case family != "" && (isNotFound(err) || isSample(snap, err, cache, sample.Name(family))):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return snap, nil
}

// sampleFamily is the family whose built-in snapshot may be made for the chain; empty if none may.
func (p *program) sampleFamily(c *trace.Chain) string {
	for _, family := range sample.Families() {
		if p.snapshot == sample.Name(family) || p.snapshot == "" && isBuiltin(p.chain) && c.Snapshot == family {
			return family
		}
	}
	return ""
}

// isNotFound reports whether there is no such snapshot, rather than one that cannot be read.
func isNotFound(err error) bool {
	return err != nil && strings.HasPrefix(err.Error(), "find snapshot ")
}

// isSample reports whether what was found, or could not be read, is the built-in snapshot of this name in the cache.
func isSample(snap *snapshots.Snapshot, err error, cache, builtin string) bool {
	dir := filepath.Join(snapshots.CacheDir(cache), builtin)
	if err != nil {
		_, damage := snapshots.Open(dir)
		return damage != nil && damage.Error() == err.Error()
	}
	real, err := filepath.EvalSymlinks(dir)
	return err == nil && real == snap.Dir
}

// isBuiltin reports whether a chain comes with the program.
func isBuiltin(chain string) bool { return slices.Contains(chains.BuiltinChains(), chain) }

// sample returns the built-in snapshot that the chain runs over. It is written into the cache when it is used for the first time, when
// another version of the program makes another one, and again when it is damaged.
func (s *session) sample(ctx context.Context, again bool) (_ *snapshots.Snapshot, err error) {
	if s.cache == "" {
		return nil, errors.New("the built-in snapshot is kept in the cache, and there is none; set TRACE_CACHE to a folder of yours, or give --snapshot")
	}
	o := sample.Options{Family: s.sampleFamily(s.chain)}
	dir := filepath.Join(snapshots.CacheDir(s.cache), o.Name())
	bar := s.begin("making the built-in snapshot, " + o.Name() + ", which is synthetic")
	defer bar.finish()
	if err := os.MkdirAll(snapshots.CacheDir(s.cache), 0o700); err != nil {
		return nil, err
	}
	// The recipe is the program's own, and no engine that runs a chain's SQL may write where snapshots are.
	db, err := engine.Open(ctx, engine.Options{
		TempDir: s.tempDir(), Threads: s.threads, MemoryLimit: s.memoryLimit, Dirs: []string{snapshots.CacheDir(s.cache)},
	})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	written := false
	report := func(done float64) {
		if !written {
			s.tellDamage(dir, o.Name(), again)
		}
		written = true
		bar.report("", done)
	}
	write := o.Ensure
	if again {
		write = o.Write
	}
	if err := write(ctx, conn, dir, report); err != nil {
		return nil, err
	}
	snap, err := s.places(s.cache).Open(dir)
	s.builtin = true
	if err != nil || !written {
		return snap, err
	}
	return snap, s.trust().Mark(snap) // it was written just now; nobody else had a hand in it
}

// tellDamage says that the built-in snapshot in the folder dir is damaged, if it is; one that is not there, or of another
// version, is not.
func (s *session) tellDamage(dir, name string, known bool) {
	if !known {
		if _, err := os.Stat(dir); err != nil {
			return
		}
		_, err := snapshots.Open(dir)
		known = err != nil
	}
	if known {
		s.using.Damaged("the built-in snapshot %s in the cache was damaged; it is made again", name)
	}
}

// trust is what is remembered of snapshots that the engine has read whole without harm.
func (s *session) trust() snapshots.Trust { return s.trustIn(s.work) }

// still returns an error if a snapshot's files changed while they were read.
func (s *session) still(ctx context.Context) error {
	for _, snap := range s.snapshots() {
		if err := s.trust().Still(ctx, snap); err != nil {
			return err
		}
	}
	return nil
}

// attach makes sure that the snapshot can be read without harm and gives the engine its tables.
func (s *session) attach(ctx context.Context) error {
	if s.attached {
		return nil
	}
	if err := s.vet(ctx); err != nil {
		return err
	}
	if err := s.attachTo(ctx, s.conn, ""); err != nil {
		return err
	}
	if err := chains.Check(ctx, s.conn, s.chain); err != nil {
		return err
	}
	s.attached = true
	return nil
}

// attachTo gives an engine the tables of the snapshot, and those of the seeds, under the names that the chain uses: in a database of
// its own, if one is named.
func (s *session) attachTo(ctx context.Context, conn *sql.Conn, database string) error {
	tables := attach.Tables
	if database != "" {
		tables = func(ctx context.Context, conn *sql.Conn, snap *snapshots.Snapshot, cache string) error {
			return attach.TablesIn(ctx, conn, database, snap, cache)
		}
	}
	if err := tables(ctx, conn, s.snap, s.work); err != nil {
		return err
	}
	if s.seeds != nil {
		if err := attach.Tables(ctx, conn, s.seeds, s.work); err != nil {
			return err
		}
	}
	return chains.Define(ctx, conn, s.chain)
}

// vet makes sure that the snapshots can be read without harm, and makes tables of their text files.
func (s *session) vet(ctx context.Context) (err error) {
	if s.snap != nil {
		err = s.vetOne(ctx, s.snap)
	}
	if errors.Is(err, snapshots.ErrChanged) && s.builtin {
		if s.snap, err = s.sample(ctx, true); err == nil {
			err = s.vetOne(ctx, s.snap)
		}
	}
	if err == nil && s.seeds != nil {
		err = s.vetOne(ctx, s.seeds)
	}
	return err
}

func (s *session) vetOne(ctx context.Context, snap *snapshots.Snapshot) error {
	var notes laterNotes
	defer notes.say(s.program)
	bar := s.begin("reading snapshot " + snap.Name)
	defer bar.finish()
	limits := child.Options{
		TempDir: s.tempDir(), Threads: s.threads, MemoryLimit: s.memoryLimit, Run: s.using,
		Progress: func(table, _ string, read, total int64) { bar.report(table, float64(read)/float64(max(total, 1))) },
		Note:     notes.add,
	}
	if err := s.trust().Verify(ctx, snap, func(ctx context.Context) error { return attach.Scan(ctx, snap, limits) }); err != nil {
		return err
	}
	return attach.Import(ctx, snap, s.work, limits)
}
