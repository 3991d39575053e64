package dbt

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"funneltrace/loaders/inside"
	"funneltrace/loaders/jinja"
	"funneltrace/loaders/project"
	"funneltrace/loaders/yamlfile"
	"funneltrace/snapshots/regular"
)

// Project is a dbt project, with its packages.
type Project struct {
	Dir      string // as it was given
	Name     string
	Settings Settings // of trace.yml
	Notes    []string // what the reader must know: packages that are not there, files that cannot be read

	opt       project.Options
	warehouse warehouse      // that templates are rendered for
	byProfile bool           // somebody has said so; else it is DuckDB, on which the models are run
	folder    *inside.Folder // Dir
	vars      map[string]any // of the command line and of trace.yml
	packages  []*pkg         // the project itself is the first
	nodes     []*node
	sources   []*source
	byName    map[string][]*node // models, seeds and snapshots, in lower case
	docs      map[string]string
	file      string // the manifest
	manifest  bool
	wanted    []string        // packages that packages.yml names and that are not there
	known     *jinja.Object   // dbt's graph, once a template has asked for it
	spare     map[string]*pkg // packages that the program brings though the project has them
}

// pkg is the project itself or one of its packages.
type pkg struct {
	name     string
	folder   *inside.Folder // on disk: nothing outside of it is read; nil for what the program brings
	shown    string         // what its files are called in errors: their path from where the project was given
	fsys     fs.FS
	config   yamlfile.Node // dbt_project.yml
	macros   map[string]*macroFile
	broken   []error  // macro files that do not parse
	outside  []string // linked folders that are not of the package and are not followed
	vars     yamlfile.Node
	modelDir []string
}

const projectFile = "dbt_project.yml"

// Limits for files that somebody else wrote.
const (
	maxYAML     = 4 << 20
	maxTemplate = 2 << 20
)

// Open reads the project of a folder. What stands in the models is not looked at yet.
func Open(dir string, opt project.Options) (*Project, error) {
	if filepath.Base(dir) == projectFile {
		dir = filepath.Dir(dir)
	}
	p := &Project{Dir: dir, opt: opt, byName: map[string][]*node{}, docs: map[string]string{}}
	switch info, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read project %s: there is no such folder", dir)
	case err != nil:
		return nil, fmt.Errorf("read project %s: %w", dir, err)
	case !info.IsDir():
		return nil, fmt.Errorf("read project %s: give the folder that %s is in", dir, projectFile)
	}
	var err error
	if p.folder, err = inside.Open(dir); err != nil {
		return nil, fmt.Errorf("read project %s: %w", dir, err)
	}
	if err := p.readSettings(); err != nil {
		return nil, err
	}
	if err := p.readVars(); err != nil {
		return nil, err
	}
	root, err := p.readPackage(p.folder)
	if err != nil {
		return nil, err
	}
	p.Name = root.name
	if err := p.readPackages(root); err != nil {
		return nil, err
	}
	for _, one := range p.packages {
		if err := p.readNodes(one); err != nil {
			return nil, err
		}
	}
	for _, one := range p.packages {
		for _, err := range one.broken {
			p.note("%s; the macros of this file are not there", err)
		}
		for _, name := range one.outside {
			p.note("%s is a link to a folder outside of the project, which is not followed: what is in it is not there", one.path(name))
		}
	}
	p.bringMacros()
	if err := p.chooseWarehouse(); err != nil {
		return nil, err
	}
	if err := p.applyProperties(); err != nil {
		return nil, err
	}
	p.findFiles()
	return p, nil
}

// readPackage reads a package's dbt_project.yml and its macros, and adds it to the project.
func (p *Project) readPackage(folder *inside.Folder) (*pkg, error) {
	dir := folder.Dir
	one := &pkg{folder: folder, shown: dir, fsys: folder.FS(), macros: map[string]*macroFile{}}
	text, err := readText(one.fsys, projectFile, maxYAML)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no %s in this folder; give the folder of a dbt project%s", dir, projectFile, below(dir))
	case err != nil:
		return nil, fmt.Errorf("%s: %w", one.path(projectFile), err)
	}
	if one.config, err = yamlfile.Tree(one.path(projectFile), text); err != nil {
		return nil, err
	}
	if one.name = one.config.Get("name").Text(); one.name == "" {
		return nil, one.config.Errorf("the project has no name; write name: at the top")
	}
	one.vars = one.config.Get("vars")
	p.packages = append(p.packages, one)
	for _, dir := range one.paths("macro-paths", "macros") {
		if err := one.readMacros(dir); err != nil {
			return nil, err
		}
	}
	return one, nil
}

// below names a project in a folder below, for somebody who gave the one above it.
func below(dir string) string {
	found, _ := filepath.Glob(filepath.Join(dir, "*", projectFile))
	if len(found) == 0 {
		return ""
	}
	return fmt.Sprintf(", such as %s", filepath.Dir(found[0]))
}

// path is a file of the package as errors call it.
func (k *pkg) path(name string) string { return filepath.Join(k.shown, filepath.FromSlash(name)) }

// paths are the folders that a key of dbt_project.yml names, or else the usual one.
func (k *pkg) paths(key, usual string) []string {
	old := map[string]string{"model-paths": "source-paths", "seed-paths": "data-paths", "packages-install-path": "modules-path"}[key]
	list := k.config.First(key, cmp.Or(old, key)).Texts()
	if len(list) == 0 {
		list = []string{usual}
		if key == "seed-paths" {
			list = append(list, "data") // of dbt before 1.0, if it is there
		}
	}
	var out []string
	for _, l := range list {
		if l = path.Clean(filepath.ToSlash(l)); fs.ValidPath(l) && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// readPackages reads what lies in dbt_packages, and what packages.yml calls local. `dbt deps` links a local package into dbt_packages;
// it is a folder of its own, which packages.yml names, and such a link is not followed.
func (p *Project) readPackages(root *pkg) error {
	for _, install := range append(root.paths("packages-install-path", "dbt_packages"), "dbt_modules") {
		entries, err := fs.ReadDir(root.fsys, install)
		if err != nil {
			continue // there are none
		}
		for _, e := range entries {
			name := path.Join(install, e.Name())
			if _, err := root.folder.Stat(path.Join(name, projectFile)); err != nil {
				continue
			}
			folder, err := root.folder.Folder(name)
			if err != nil {
				return fmt.Errorf("%s: %w", root.path(name), err)
			}
			if err := p.addPackage(folder); err != nil {
				return err
			}
		}
	}
	for _, file := range []string{"packages.yml", "dependencies.yml"} {
		text, err := readText(root.fsys, file, maxYAML)
		if err != nil {
			continue
		}
		tree, err := yamlfile.Tree(root.path(file), text)
		if err != nil {
			return err
		}
		for _, n := range tree.Get("packages").Items() {
			local := n.Get("local").Text()
			if local == "" {
				p.wanted = append(p.wanted, packageName(cmp.Or(n.Get("package").Text(), n.Get("git").Text())))
				continue
			}
			folder, err := inside.Open(filepath.Join(p.Dir, filepath.FromSlash(local)))
			if err == nil {
				_, err = folder.Stat(projectFile)
			}
			if err != nil {
				return n.Errorf("the local package %s is not there", local)
			}
			if err := p.addPackage(folder); err != nil {
				return err
			}
		}
	}
	return nil
}

// packageName is what a package is probably called: dbt_utils for dbt-labs/dbt_utils and for https://github.com/dbt-labs/dbt-utils.git.
func packageName(from string) string {
	return strings.ReplaceAll(strings.TrimSuffix(path.Base(from), ".git"), "-", "_")
}

// addPackage reads a package, unless one of its name was read before.
func (p *Project) addPackage(folder *inside.Folder) error {
	one, err := p.readPackage(folder)
	if err != nil {
		return err
	}
	for _, other := range p.packages[:len(p.packages)-1] {
		if other.name == one.name {
			p.packages = p.packages[:len(p.packages)-1]
		}
	}
	return nil
}

func (p *Project) pkg(name string) *pkg {
	for _, one := range p.packages {
		if one.name == name {
			return one
		}
	}
	return nil
}

// readText reads a text file of at most limit bytes, without a byte order mark. What is not UTF-8 is read as Latin-1, as it is in old files.
func readText(fsys fs.FS, name string, limit int64) ([]byte, error) {
	text, err := regular.ReadFS(fsys, name, limit)
	if err != nil {
		return nil, err
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		runes := make([]rune, len(text))
		for i, b := range text {
			runes[i] = rune(b)
		}
		text = []byte(string(runes))
	}
	return text, nil
}
