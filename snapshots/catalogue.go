package snapshots

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/snapshots/regular"
	"funneltrace/snapshots/store"
)

// Places are the folders in which snapshots are looked for, in this order. Empty ones are skipped.
type Places struct {
	Listed []string // the folders of TRACE_SNAPSHOTS, see [SplitList]; each holds snapshots, or is one
	Local  string   // ./snapshots
	Cache  string   // the program's cache folder; snapshots are in its folder snapshots

	Run   *store.Run // hears of damage to the cache
	Fresh bool       // files are hashed, whatever is remembered of them
}

// SplitList returns the folders of a list such as TRACE_SNAPSHOTS.
func SplitList(list string) []string {
	return slices.DeleteFunc(filepath.SplitList(list), func(dir string) bool { return dir == "" })
}

// CacheDir returns where the snapshots of the cache folder cache are.
func CacheDir(cache string) string { return filepath.Join(cache, "snapshots") }

// Find returns the snapshot called name: a path, the name of a snapshot in one of the places, or a family. Of a family
// it is the newest by date, a synthetic one only if there is no other; of equal ones, the first by place.
// If there is none the error says what there is.
func Find(name string, places Places) (*Snapshot, error) {
	if name == "" {
		return nil, errors.New("find snapshot: no name given: use a path, a name such as rebrandly_20260612, or a family such as rebrandly")
	}
	if isPath(name) {
		return places.Open(name)
	}
	entries := places.list()
	for _, e := range entries {
		if e.name == name {
			return places.Open(e.dir)
		}
	}
	if e, ok := newest(name, entries); ok {
		return places.Open(e.dir)
	}
	for _, dir := range append(places.dirs(), ".") { // a folder of any other name, if it is asked for
		if dir := filepath.Join(dir, name); holdsData(dir) {
			return places.Open(dir)
		}
	}
	return nil, notFound(name, entries, places)
}

// Open is like the function [Open], but remembers in the cache the hashes of a folder without a manifest.
func (p Places) Open(dir string) (*Snapshot, error) {
	abs, err := filepath.Abs(dir)
	if p.Cache == "" || err != nil {
		return Open(dir)
	}
	known := p.digests(abs)
	s, err := open(dir, known)
	if err == nil {
		_ = known.save() // without it the files are hashed again, that is all
	}
	return s, err
}

// Listed is a snapshot of the catalogue.
type Listed struct {
	Name, Family string
	Date         string    // YYYYMMDD; empty if the name has none
	Dir          string    // the folder, as its place says it
	Snapshot     *Snapshot // nil if it cannot be read
	Err          error     // why it cannot
}

// List returns the snapshots of all places, opened, in the order of their families and dates; of equal names, the one that is
// found by it is first.
func (p Places) List() []Listed {
	var all []Listed
	seen := map[string]bool{}
	for _, e := range p.list() {
		real, err := filepath.EvalSymlinks(e.dir)
		if err == nil {
			real, err = filepath.Abs(real)
		}
		if err == nil && seen[real] {
			continue // a place that is a snapshot, within another place
		}
		seen[real] = true
		l := Listed{Name: e.name, Family: e.family, Date: e.date, Dir: e.dir}
		l.Snapshot, l.Err = p.Open(e.dir)
		all = append(all, l)
	}
	slices.SortStableFunc(all, func(a, b Listed) int {
		return cmp.Or(strings.Compare(a.Family, b.Family), strings.Compare(a.Date, b.Date), strings.Compare(a.Name, b.Name))
	})
	return all
}

// Names returns the names of the snapshots in all places.
func (p Places) Names() []string {
	var names []string
	for _, e := range p.list() {
		names = append(names, e.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Sweep removes what killed freezes left in the places.
func (p Places) Sweep() { Sweep(p.dirs()...) }

// entry is a snapshot of the catalogue, not opened yet.
type entry struct{ name, family, date, dir string }

func (p Places) dirs() []string {
	dirs := slices.Clone(p.Listed)
	if p.Local != "" {
		dirs = append(dirs, p.Local)
	}
	if p.Cache != "" {
		dirs = append(dirs, CacheDir(p.Cache))
	}
	return dirs
}

// list returns the snapshots of all places. A folder counts if it has a manifest, or a date in its name and data:
// source code and test data that happen to lie in ./snapshots do not.
func (p Places) list() []entry {
	var entries []entry
	add := func(dir string) bool {
		family, date := splitName(filepath.Base(dir))
		_, err := os.Stat(filepath.Join(dir, manifestFile))
		found := err == nil || date != "" && holdsData(dir)
		if found {
			entries = append(entries, entry{filepath.Base(dir), family, date, dir})
		}
		return found
	}
	for _, dir := range p.Listed {
		if abs, err := filepath.Abs(dir); err == nil {
			add(abs)
		}
	}
	for _, dir := range p.dirs() {
		children, err := os.ReadDir(dir)
		if err != nil {
			continue // a place that is not there holds nothing
		}
		for _, c := range children {
			if !Hidden(c.Name()) {
				add(filepath.Join(dir, c.Name()))
			}
		}
	}
	return entries
}

// newest returns the entry of a family with the latest date.
func newest(family string, entries []entry) (entry, bool) {
	var found []entry
	for _, e := range entries {
		if e.family == family {
			found = append(found, e)
		}
	}
	slices.SortStableFunc(found, func(a, b entry) int {
		return cmp.Or(cmp.Compare(btoi(a.synthetic()), btoi(b.synthetic())), strings.Compare(b.date, a.date))
	})
	if len(found) == 0 {
		return entry{}, false
	}
	return found[0], true
}

// synthetic reports whether the entry's manifest says so. A manifest that cannot be read says nothing.
func (e entry) synthetic() bool {
	root, err := regular.OpenRoot(e.dir)
	if err != nil {
		return false
	}
	defer root.Close()
	m, ok, err := readManifest(root)
	return ok && err == nil && m.Synthetic
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func isPath(name string) bool {
	return name == "." || name == ".." || filepath.IsAbs(name) || strings.ContainsRune(filepath.ToSlash(name), '/')
}

// holdsData reports whether dir has a table in it.
func holdsData(dir string) bool {
	root, err := regular.OpenRoot(dir)
	if err != nil {
		return false
	}
	defer root.Close()
	if _, err := root.Stat(manifestFile); err == nil {
		return true
	}
	tables, err := findTables(root)
	return err != nil || len(tables) > 0 // a table that is wrong is told about when it is opened
}

func notFound(name string, entries []entry, places Places) error {
	known := places.Names()
	if len(known) == 0 {
		return fmt.Errorf("find snapshot %q: there is none in %s: give a path, or put snapshots there", name, strings.Join(places.dirs(), ", "))
	}
	hint := ""
	if near := nearest(name, known); near != "" {
		hint = fmt.Sprintf(", did you mean %s?", near)
	}
	return fmt.Errorf("find snapshot %q: there are %s%s", name, strings.Join(known, ", "), hint)
}
