package main

import (
	"cmp"
	"os"

	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/store"
)

// cacheFolder is trace's cache folder, which is in use until [program.end]; empty, with a note, if there is none to write to.
func (p *program) cacheFolder() string {
	dir, err := p.env.cacheDir()
	if err == nil && p.using == nil {
		p.using, err = store.Begin(dir, p.cacheLimit(), func(line string) { p.note("note: %s", line) })
	}
	if err != nil {
		p.note("note: there is no cache: %w", err)
		return ""
	}
	return dir
}

// cacheLimit is how many bytes the cache may have.
func (p *program) cacheLimit() int64 {
	said := p.env.getenv("TRACE_CACHE_SIZE")
	bytes, ok := engine.ParseBytes(said)
	switch {
	case said == "":
		return store.DefaultLimit
	case !ok:
		p.note("note: TRACE_CACHE_SIZE is %q, and a size such as 20GB is wanted; the cache has its usual one", said)
		return store.DefaultLimit
	}
	return bytes
}

// sweep removes what runs that were killed left in the cache.
func (p *program) sweep() {
	if dir, err := p.env.cacheDir(); err == nil {
		store.Sweep(dir)
		snapshots.Sweep(snapshots.CacheDir(dir))
	}
}

// end ends the use of the cache.
func (p *program) end() {
	if err := p.using.End(); err != nil {
		p.note("note: %w", err)
	}
	p.using = nil
}

// tempDir is where things are that need not outlive the run: the cache, since a system's temporary folder may be in memory. It is
// empty without a cache.
func (p *program) tempDir() string {
	if p.using == nil {
		return ""
	}
	return p.using.Dir
}

// madeIn is a new folder in the temporary one; the caller removes it.
func (p *program) madeIn(prefix string) (string, error) {
	return os.MkdirTemp(cmp.Or(p.tempDir(), os.TempDir()), prefix)
}
