package dbt

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"funneltrace/loaders/inside"
	"funneltrace/loaders/project"

	"funneltrace/snapshots/regular"
)

// Schema versions of manifests that are read, from dbt 1.0 on.
const oldest, newest = 4, 12

// maxManifest is the largest manifest that is read, in bytes.
const maxManifest = 512 << 20

// manifest is the part of a manifest.json that is of interest, in all of its versions.
type manifest struct {
	Metadata struct {
		Schema  string `json:"dbt_schema_version"`
		Project string `json:"project_name"`
		Adapter string `json:"adapter_type"`
	} `json:"metadata"`
	Nodes   map[string]*manifestNode `json:"nodes"`
	Sources map[string]*manifestNode `json:"sources"`
}

type manifestNode struct {
	Type         string          `json:"resource_type"`
	Package      string          `json:"package_name"`
	Name         string          `json:"name"`
	Alias        string          `json:"alias"`
	Database     string          `json:"database"`
	Schema       string          `json:"schema"`
	Identifier   string          `json:"identifier"`  // of a source
	SourceName   string          `json:"source_name"` // of a source
	RelationName string          `json:"relation_name"`
	File         string          `json:"original_file_path"`
	RootPath     string          `json:"root_path"` // up to version 7, and of seeds
	Language     string          `json:"language"`
	CompiledPath string          `json:"compiled_path"`
	CompiledSQL  string          `json:"compiled_sql"`  // up to version 6
	CompiledCode string          `json:"compiled_code"` // from version 7 on
	RawSQL       string          `json:"raw_sql"`
	RawCode      string          `json:"raw_code"`
	Description  string          `json:"description"`
	Version      json.RawMessage `json:"version"`
	Latest       json.RawMessage `json:"latest_version"`
	Config       map[string]any  `json:"config"`
	Meta         map[string]any  `json:"meta"`
	SourceMeta   map[string]any  `json:"source_meta"` // of a source
	DependsOn    struct {
		Nodes []string `json:"nodes"`
	} `json:"depends_on"`

	// Of a generic test.
	Test *struct {
		Name   string         `json:"name"`
		Kwargs map[string]any `json:"kwargs"`
	} `json:"test_metadata"`
	ColumnName   string `json:"column_name"`
	AttachedNode string `json:"attached_node"`
	FileKey      string `json:"file_key_name"`
}

// OpenManifest reads a manifest.json that dbt has compiled. The project's seeds and its trace.yml are looked for in the folder that the options
// name, or else beside it, and in the folder above a folder called target.
func OpenManifest(file string, opt project.Options) (*Project, error) {
	p, err := openManifest(file, opt)
	if err != nil {
		return nil, fmt.Errorf("read manifest %s: %w", file, err)
	}
	return p, nil
}

func openManifest(file string, opt project.Options) (*Project, error) {
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return nil, errors.New("it is a folder; give the manifest.json in it")
	}
	text, err := regular.Read(file, maxManifest)
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err // the file is named already
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file; `dbt compile` writes target/manifest.json")
	case err != nil:
		return nil, err
	}
	m, err := parseManifest(text)
	if err != nil {
		return nil, err
	}
	dir, err := manifestDir(file, opt)
	if err != nil {
		return nil, err
	}
	p := &Project{Dir: dir, Name: m.Metadata.Project, file: file, opt: opt, byName: map[string][]*node{}, manifest: true}
	if p.folder, err = inside.Open(dir); err != nil {
		return nil, err
	}
	if err := p.readSettings(); err != nil {
		return nil, err
	}
	p.warehouse = duckDB
	if said := cmp.Or(p.opt.Dialect, p.Settings.Dialect, m.Metadata.Adapter); said == string(bigQuery) {
		p.warehouse = bigQuery
	}
	return p, p.takeManifest(m)
}

// manifestDir is the folder of the project that a manifest is of.
func manifestDir(file string, opt project.Options) (string, error) {
	dir := filepath.Dir(file)
	switch abs, err := filepath.Abs(dir); {
	case opt.Dir != "":
		info, err := os.Stat(opt.Dir)
		if err == nil && !info.IsDir() {
			err = fmt.Errorf("give the folder that %s is in", projectFile)
		}
		if err != nil {
			return "", fmt.Errorf("its project %s: %w", opt.Dir, err)
		}
		return opt.Dir, nil
	case err == nil && filepath.Base(abs) == "target":
		return filepath.Dir(dir), nil
	}
	return dir, nil
}

var schemaVersion = regexp.MustCompile(`/manifest/v(\d+)(\.json)?$`)

func parseManifest(text []byte) (*manifest, error) {
	m := &manifest{}
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch err := json.Unmarshal(text, m); {
	case errors.As(err, &syntax):
		return nil, fmt.Errorf("not readable as JSON, in line %d: %w", 1+strings.Count(string(text[:min(int(syntax.Offset), len(text))]), "\n"), err)
	case errors.As(err, &wrong) && wrong.Field == "":
		return nil, fmt.Errorf("it is a JSON %s, not an object", wrong.Value)
	case errors.As(err, &wrong):
		return nil, fmt.Errorf("%s is a %s, which it is in no version of dbt's manifests", wrong.Field, wrong.Value)
	case err != nil:
		return nil, err
	}
	found := schemaVersion.FindStringSubmatch(m.Metadata.Schema)
	if found == nil {
		return nil, errors.New("it does not say that it is a manifest of dbt's (metadata.dbt_schema_version); `dbt compile` writes target/manifest.json")
	}
	if v, err := strconv.Atoi(found[1]); err != nil || v < oldest || v > newest {
		return nil, fmt.Errorf("its schema is version %s; versions %d to %d are read, those of dbt 1.0 and later", found[1], oldest, newest)
	}
	return m, nil
}
