package dbt

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/yamlfile"
)

const profilesFile = "profiles.yml"

// chooseWarehouse decides for which warehouse templates are rendered: --dialect says it, or trace.yml, or the profile that lies in the
// project. What neither is nor can be one that is known is rendered for DuckDB.
func (p *Project) chooseWarehouse() error {
	said := cmp.Or(p.opt.Dialect, p.Settings.Dialect)
	switch warehouse(said) {
	case duckDB, bigQuery:
		p.warehouse, p.byProfile = warehouse(said), true
		return nil
	case "":
	default:
		if p.opt.Dialect != "" {
			return engine.Usagef("--dialect %s is none that trace knows; it knows %s and %s", said, duckDB, bigQuery)
		}
		return p.Settings.file.Errorf(p.Settings.file.At[&p.Settings.Dialect], "dialect: %s is none that trace knows; it knows %s and %s", said, duckDB, bigQuery)
	}
	p.warehouse = duckDB
	typ, err := p.profileType()
	if w := warehouse(typ); err == nil && (w == duckDB || w == bigQuery) {
		p.warehouse, p.byProfile = w, true
	}
	return err
}

// profileType is the type of the target in the project's own profiles.yml: of the one that is asked for, or of prod, or of the one that the
// profile takes by itself.
func (p *Project) profileType() (string, error) {
	root := p.packages[0]
	text, err := readText(root.fsys, profilesFile, maxYAML)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("%s: %w", root.path(profilesFile), err)
	}
	tree, err := yamlfile.Tree(root.path(profilesFile), text)
	if err != nil {
		return "", err
	}
	profile := tree.Key(cmp.Or(root.config.Get("profile").Text(), root.name))
	outputs := profile.Key("outputs")
	for _, name := range []string{p.targetName(), p.text(root, profile.Key("target"))} {
		if typ := outputs.Key(name).Key("type"); !typ.IsZero() {
			return strings.ToLower(p.text(root, typ)), nil
		}
	}
	return "", nil
}

// targetName is what templates see as the name of the target. The number is that of production, so that is it unless something else is said.
func (p *Project) targetName() string { return cmp.Or(p.opt.Target, p.Settings.Target, "prod") }
