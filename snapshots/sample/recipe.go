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

// week is the folder of what only the later snapshot needs. The first one's recipe knows nothing of it.
const week = "sql/week"

// step is a statement on the way to the tables, and the file that it is from.
type step struct{ file, statement string }

// steps returns what is to be run, in this order. The later snapshot is made from the first one: its clicks are drawn
// by the same script, its sheet and what was planted are asked for by the same queries, before and after.
func (o Options) steps() []step {
	var steps []step
	for _, file := range glob("sql/[0-9]_*.sql") {
		steps = append(steps, step{file, script(file)})
	}
	if o.Date != Later {
		return steps
	}
	clicks := steps[len(steps)-1]
	for _, table := range glob("sql/tables/*.sql") {
		view := "CREATE TEMP VIEW sample_" + strings.TrimSuffix(path.Base(table), ".sql") + " AS\n"
		steps = append(steps, step{table, view + script(table)})
	}
	for _, file := range glob(week + "/[0-9]_*.sql") {
		if file == week+"/4_clicks.sql" {
			steps = append(steps, clicks)
		}
		steps = append(steps, step{file, script(file)})
	}
	return steps
}

// tables returns the files with the tables' queries.
func (o Options) tables() []string {
	tables := glob("sql/tables/*.sql")
	if o.Date != Later {
		return tables
	}
	changed := glob(week + "/tables/*.sql")
	tables = slices.DeleteFunc(tables, func(t string) bool {
		return slices.Contains(changed, week+"/tables/"+path.Base(t))
	})
	return append(changed, tables...)
}

// source is what the manifest says of the data: that they are made up, and by which recipe.
func (o Options) source() string {
	return fmt.Sprintf("synthetic: made up by trace, scale %g, recipe %s", o.Scale, o.recipe())
}

// recipe identifies the SQL that makes the data.
func (o Options) recipe() string {
	h := sha256.New()
	err := fs.WalkDir(files, "sql", func(p string, d fs.DirEntry, err error) error {
		if p == week && o.Date != Later {
			return fs.SkipDir
		}
		if err == nil && !d.IsDir() {
			fmt.Fprintf(h, "%s\n%s\n", p, script(p))
		}
		return err
	})
	if err != nil {
		panic(err) // the files are part of the program
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func glob(pattern string) []string {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		panic(err) // the patterns are part of the program
	}
	return names
}

func script(name string) string {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(err) // the files are part of the program
	}
	return string(text)
}
