package dbt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"funneltrace/loaders/inside"
)

// walk calls do for every file below a folder of the package that ends in one of these; a folder that is not there is empty.
// As in dbt, linked folders are followed, but for those that lead out of the package.
func (k *pkg) walk(dir string, ends []string, do func(name string) error) error {
	return fs.WalkDir(k.fsys, dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == dir:
			return fs.SkipAll
		case err != nil:
			return fmt.Errorf("%s: %w", k.path(name), err)
		case name != dir && d.IsDir() && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case !d.IsDir() && slices.Contains(ends, strings.ToLower(path.Ext(name))):
			return do(name)
		case d.Type()&fs.ModeSymlink != 0 && k.follows(name):
			return k.walk(name, ends, do)
		}
		return nil
	})
}

// follows says whether a link leads to a folder of the package that it is not in itself.
func (k *pkg) follows(link string) bool {
	to, err := fs.Stat(k.fsys, link)
	if err != nil {
		if errors.Is(err, inside.ErrOutside) && !slices.Contains(k.outside, link) {
			k.outside = append(k.outside, link)
		}
		return false
	}
	for above := link; to.IsDir() && above != "."; {
		above = path.Dir(above)
		if info, err := fs.Stat(k.fsys, above); err != nil || os.SameFile(info, to) {
			return false
		}
	}
	return to.IsDir()
}
