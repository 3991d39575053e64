package chains

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"funneltrace/loaders/inside"
	"funneltrace/snapshots/regular"
	"funneltrace/trace"
)

const modelsDir = "models"

// Larger files are no chain. The limits keep a hostile one from filling the memory.
const (
	maxChainFile = 64 << 10
	maxModel     = 1 << 20
)

// model is a model with what it reads.
type model struct {
	trace.Model
	written string // its file's text
	uses    []use
	macros  []string // that its SQL calls
}

// posOf is where what is used is written.
func (m model) posOf(u use) trace.Pos { return position(m.File, m.written, u.offset) }

// readModels reads and renders models/**/*.sql of the folder fsys, which is called dir in errors, in order of name.
func readModels(fsys fs.FS, dir string, vars *variables, l language) ([]model, error) {
	var models []model
	err := fs.WalkDir(fsys, modelsDir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if to, err := fs.Stat(fsys, name); d.Type()&fs.ModeSymlink != 0 && err == nil && to.IsDir() {
			return fmt.Errorf("%s is a link to a folder, which is not followed; put the folder itself there", filepath.Join(dir, filepath.FromSlash(name)))
		}
		if d.IsDir() || path.Ext(name) != ".sql" {
			return nil
		}
		m, err := readModel(fsys, dir, name, vars, l)
		if err != nil {
			return err
		}
		for _, other := range models {
			if strings.EqualFold(other.Name, m.Name) {
				return fmt.Errorf("%s: there is a model of this name already, %s; rename one", m.File, other.File)
			}
		}
		models = append(models, m)
		return nil
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no folder %s beside the %s", dir, modelsDir, chainFile)
	case errors.Is(err, inside.ErrOutside): // of the folder itself; a model names its file
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, modelsDir), err)
	case err != nil:
		return nil, err
	case len(models) == 0:
		return nil, fmt.Errorf("%s: there is no .sql file in it; each model is one", filepath.Join(dir, modelsDir))
	}
	slices.SortFunc(models, func(a, b model) int { return strings.Compare(a.Name, b.Name) })
	return models, nil
}

func readModel(fsys fs.FS, dir, name string, vars *variables, l language) (model, error) {
	m := model{Model: trace.Model{
		Name: strings.TrimSuffix(path.Base(name), ".sql"),
		File: filepath.Join(dir, filepath.FromSlash(name)),
	}}
	if m.Name == "" || strings.ContainsFunc(m.Name, func(r rune) bool { return r == '.' || r == '"' || r == '\'' || r == '#' || unicode.IsControl(r) }) {
		return m, fmt.Errorf("%s: %q cannot be a model's name; use letters, digits and _", m.File, m.Name)
	}
	text, err := readFile(fsys, name, maxModel)
	if err != nil {
		return m, fmt.Errorf("%s: %w", m.File, err)
	}
	m.written = string(text)
	r, err := render(text, l)
	if err == nil {
		err = m.fill(r, vars, l)
	}
	var at *textError
	if errors.As(err, &at) {
		return m, fmt.Errorf("%s: %w", position(m.File, string(text), at.offset), err)
	}
	if err != nil {
		return m, fmt.Errorf("%s: %w", m.File, err)
	}
	m.uses = r.uses
	return m, l.translate(&m)
}

// readFile reads a text file of at most limit bytes.
func readFile(fsys fs.FS, name string, limit int64) ([]byte, error) {
	text, err := regular.ReadFS(fsys, name, limit)
	if err != nil {
		return nil, regular.Plain(err)
	}
	if !utf8.Valid(text) {
		return nil, fmt.Errorf("not UTF-8 text; save it as UTF-8")
	}
	return text, nil
}

// position turns a byte offset into a place; columns count characters.
func position(file, text string, offset int) trace.Pos {
	before := text[:offset]
	line := strings.Count(before, "\n") + 1
	start := strings.LastIndexByte(before, '\n') + 1
	return trace.Pos{File: file, Line: line, Column: utf8.RuneCountInString(before[start:]) + 1}
}
