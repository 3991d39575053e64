package dbt

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
	"funneltrace/snapshots/near"
)

// brought are DuckDB's versions of the macros that most projects use, in the program's own words: the dbt namespace, and packages that
// public projects name in packages.yml and do not bring along.
//
//go:embed macros
var brought embed.FS

// macroFile is a file of macros.
type macroFile struct{ tpl *jinja.Template }

// readMacros reads the macros below a folder of the package. A file that does not parse is only missed by who needs it.
func (k *pkg) readMacros(dir string) error {
	return k.walk(dir, []string{".sql"}, func(name string) error {
		text, err := readText(k.fsys, name, maxTemplate)
		if err != nil {
			return fmt.Errorf("%s: %w", k.path(name), err)
		}
		tpl, err := jinja.Parse(k.path(name), string(text))
		if err != nil {
			k.broken = append(k.broken, err)
			return nil
		}
		for _, m := range tpl.Macros() {
			k.macros[m] = &macroFile{tpl}
		}
		return nil
	})
}

// bringMacros adds the packages that the program brings, but for those that the project has.
func (p *Project) bringMacros() {
	p.spare = map[string]*pkg{}
	for _, name := range slices.Sorted(maps.Keys(broughtOnce())) {
		k := broughtPackage(name)
		if p.pkg(name) == nil {
			p.packages = append(p.packages, k)
		} else {
			p.spare[name] = k
		}
	}
}

// broughtPackage is a package that the program brings.
func broughtPackage(name string) *pkg {
	k := broughtOnce()[name] // a copy: what a project notes of it is the project's
	return &k
}

// broughtOnce reads the packages that the program brings, once: templates do not change. A test renders them all, so they can be read.
var broughtOnce = sync.OnceValue(func() map[string]pkg {
	entries, err := fs.ReadDir(brought, "macros")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	all := map[string]pkg{}
	for _, e := range entries {
		fsys, err := fs.Sub(brought, path.Join("macros", e.Name()))
		if err != nil {
			panic(err)
		}
		k := &pkg{name: e.Name(), shown: "trace's " + e.Name(), fsys: fsys, macros: map[string]*macroFile{}}
		if err := k.readMacros("."); err != nil || len(k.broken) > 0 {
			panic(fmt.Sprint(err, k.broken))
		}
		all[e.Name()] = *k
	}
	return all
})

// brought reports whether the program brings the package itself.
func (k *pkg) brought() bool { return k.folder == nil }

// asked are macros of packages that ask the warehouse while a model is rendered, some of them for its tables. The program's own know those of the
// snapshot, and leave no order open, and so they are taken even where the package is there.
var asked = map[string][]string{
	"dbt_utils": {"get_column_values", "get_single_value", "get_query_results_as_dict", "get_intervals_between", "get_relations_by_pattern",
		"get_relations_by_prefix", "get_tables_by_pattern", "get_tables_by_prefix"},
	"dbt_date": {"get_intervals_between"},
}

// macro finds a macro of a package; the project's own is nil for what the package does not have.
func (r *rendering) macro(k *pkg, name string) (jinja.Value, error) {
	if slices.Contains(asked[k.name], strings.TrimPrefix(name, "default__")) && !k.brought() {
		if ours := r.p.spare[k.name]; ours != nil && ours.macros[name] != nil {
			k = ours
		}
	}
	file, ok := k.macros[name]
	if !ok {
		return nil, nil
	}
	if k.brought() && k.name != "dbt" && !r.peeking && r.p.spare[k.name] != k {
		r.p.note("package %s is not in dbt_packages: trace's own versions of its macros are taken", k.name)
	}
	module, ok := r.modules[file.tpl]
	if !ok {
		var err error
		r.modules[file.tpl] = map[string]jinja.Value{} // for a file that uses itself while it is read
		if module, err = file.tpl.Module(r.env(k)); err != nil {
			return nil, err
		}
		r.modules[file.tpl] = module
	}
	return module[name], nil
}

// namespace is a package as templates see it: dbt_utils.star.
type namespace struct {
	r *rendering
	k *pkg
}

func (n namespace) String() string        { return "<package " + n.k.name + ">" }
func (n namespace) Type() string          { return "package" }
func (n namespace) Freeze()               {}
func (n namespace) Truth() starlark.Bool  { return true }
func (n namespace) Hash() (uint32, error) { return starlark.String(n.k.name).Hash() }

// Attr returns a macro of the package.
func (n namespace) Attr(name string) (starlark.Value, error) {
	m, err := n.r.macro(n.k, name)
	if m == nil && err == nil {
		return nil, n.missing(name)
	}
	return m, err
}

func (n namespace) missing(name string) error {
	var names []string
	for m := range n.k.macros {
		names = append(names, m)
	}
	slices.Sort(names)
	if len(n.k.broken) > 0 {
		return fmt.Errorf("there is no macro %s.%s; a file of the package does not parse: %w", n.k.name, name, n.k.broken[0])
	}
	if n.k.brought() {
		return fmt.Errorf("there is no macro %s.%s%s among those that trace brings; run `dbt deps`, so that the package lies in dbt_packages", n.k.name, name, near.Hint(name, names))
	}
	return fmt.Errorf("there is no macro %s.%s%s", n.k.name, name, near.Hint(name, names))
}

// AttrNames returns the names of the package's macros.
func (n namespace) AttrNames() []string { return nil }

// absent is a package that packages.yml names and that is not there.
type absent struct{ name string }

func (a absent) String() string        { return "" }
func (a absent) Type() string          { return "package" }
func (a absent) Freeze()               {}
func (a absent) Truth() starlark.Bool  { return false }
func (a absent) Hash() (uint32, error) { return starlark.String(a.name).Hash() }

// Attr says that the package is missing.
func (a absent) Attr(name string) (starlark.Value, error) {
	return nil, fmt.Errorf("macro %s.%s: the package is not in dbt_packages; run `dbt deps`", a.name, name)
}

// AttrNames returns none.
func (a absent) AttrNames() []string { return nil }

// dispatch is adapter.dispatch: the macro's version for DuckDB, or else its default, of the packages that the namespace is looked up in.
func (r *rendering) dispatch(k *pkg, name, space string) (jinja.Value, error) {
	var order []*pkg
	add := func(name string) {
		if k := r.p.pkg(name); k != nil && !slices.Contains(order, k) {
			order = append(order, k)
		}
	}
	root := r.p.packages[0]
	if before, after, ok := strings.Cut(name, "."); ok {
		space, name = before, after
	}
	if space != "" {
		for _, d := range root.config.Get("dispatch").Items() {
			if d.Get("macro_namespace").Text() == space {
				for _, n := range d.Get("search_order").Texts() {
					add(n)
				}
			}
		}
		if len(order) == 0 {
			add(root.name)
		}
		add(space)
	} else {
		add(root.name)
		add(k.name)
	}
	add("dbt")
	for _, k := range order {
		for _, prefix := range []string{string(r.p.warehouse) + "__", "default__"} {
			if prefix == "duckdb__" && k.brought() && !r.p.byProfile {
				continue // for a warehouse that is none of ours, the version that most of them have in common
			}
			if m, err := r.macro(k, prefix+name); m != nil || err != nil {
				return m, err
			}
		}
	}
	var others []string
	for _, k := range order {
		for m := range k.macros {
			if strings.HasSuffix(m, "__"+name) {
				others = append(others, m)
			}
		}
	}
	slices.Sort(others)
	if len(others) > 0 {
		return nil, fmt.Errorf("macro %s has no version for %s: there is no %s__%s or default__%s, only %s", name, r.p.warehouse.title(), r.p.warehouse, name, name, strings.Join(others, ", "))
	}
	return nil, fmt.Errorf("there is no macro %s__%s or default__%s", r.p.warehouse, name, name)
}
