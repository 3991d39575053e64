package sample

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed sql
var files embed.FS

// recipe is the SQL that makes a snapshot: the files of its family's folder, by their names there. Those in the folder
// later are only for the later snapshot; the first one's recipe knows nothing of them.
type recipe struct {
	family
	fs      fs.FS
	isLater bool
}

// recipe returns the recipe of options that were checked.
func (o Options) recipe() recipe {
	f, _ := familyOf(o.Family)
	dir, err := fs.Sub(files, "sql/"+f.name)
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return recipe{f, dir, o.Date != f.dates[0]}
}

// step is a statement on the way to the tables, and the file that it is from.
type step struct{ file, statement string }

// steps returns what is to be run, in this order. Where the later snapshot has steps of its own, it is made from the
// first one: its root rows are drawn by the same script, and its other tables are asked for by the same queries, before and after.
func (r recipe) steps() []step {
	var steps []step
	for _, file := range r.glob("[0-9]_*.sql") {
		steps = append(steps, step{file, r.script(file)})
	}
	more := r.glob(r.later + "/[0-9]_*.sql")
	if !r.isLater || len(more) == 0 {
		return steps
	}
	draw := steps[len(steps)-1]
	for _, table := range r.glob("tables/*.sql") {
		view := "CREATE TEMP VIEW sample_" + tableOf(table) + " AS\n"
		steps = append(steps, step{table, view + r.script(table)})
	}
	for i, file := range more {
		if i == len(more)-1 {
			steps = append(steps, draw)
		}
		steps = append(steps, step{file, r.script(file)})
	}
	return steps
}

// tables returns the files with the tables' queries.
func (r recipe) tables() []string {
	tables := r.glob("tables/*.sql")
	if !r.isLater {
		return tables
	}
	changed := r.glob(r.later + "/tables/*.sql")
	tables = slices.DeleteFunc(tables, func(t string) bool {
		return slices.Contains(changed, r.later+"/tables/"+path.Base(t))
	})
	return append(changed, tables...)
}

// tableOf is the table whose query is in the file.
func tableOf(file string) string { return strings.TrimSuffix(path.Base(file), ".sql") }

// clean drops what the steps make, of any snapshot of the family.
func (r recipe) clean() string {
	var b strings.Builder
	for _, file := range append(r.glob(r.later+"/clean.sql"), "clean.sql") {
		b.WriteString(r.script(file))
	}
	return b.String()
}

// hash identifies the SQL that makes the data. The folder that all recipes are in is a part of its files' names, that of
// the family is not.
func (r recipe) hash() string {
	h := sha256.New()
	err := fs.WalkDir(r.fs, ".", func(name string, d fs.DirEntry, err error) error {
		if name == r.later && !r.isLater {
			return fs.SkipDir
		}
		if err == nil && !d.IsDir() {
			fmt.Fprintf(h, "sql/%s\n%s\n", name, r.script(name))
		}
		return err
	})
	if err != nil {
		panic(err) // the files are part of the program
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func (r recipe) glob(pattern string) []string {
	names, err := fs.Glob(r.fs, pattern)
	if err != nil {
		panic(err) // the patterns are part of the program
	}
	return names
}

func (r recipe) script(name string) string {
	text, err := fs.ReadFile(r.fs, name)
	if err != nil {
		panic(err) // the files are part of the program
	}
	return string(text)
}
