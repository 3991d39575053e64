package chains

import (
	"embed"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/loaders/inside"
	"funneltrace/snapshots/near"
	"funneltrace/trace"
)

//go:embed creators iterations
var builtin embed.FS

// BuiltinChains returns the names of the chains that come with the program.
func BuiltinChains() []string {
	entries, err := builtin.ReadDir(".")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// BuiltinChain reads a chain that comes with the program.
func BuiltinChain(name string) (*trace.Chain, error) { return builtinChain(name, "") }

func builtinChain(name, vars string) (*trace.Chain, error) {
	dir, err := fs.Sub(builtin, name)
	if err != nil || !fs.ValidPath(name) || strings.Contains(name, "/") {
		return nil, noChain(name)
	}
	if _, err := fs.Stat(dir, "."); err != nil {
		return nil, noChain(name)
	}
	return readChain(dir, name, vars)
}

// ReadChain reads the chain of a folder, or of the folder that a chain.yml is in. Everything about it that can be checked
// without data is checked. An error names the file, line and column.
func ReadChain(dirOrFile string) (*trace.Chain, error) { return readFolder(dirOrFile, "") }

func readFolder(dirOrFile, vars string) (*trace.Chain, error) {
	dir := dirOrFile
	if filepath.Base(dir) == chainFile {
		dir = filepath.Dir(dir)
	}
	folder, err := inside.Open(dir) // what a chain reads is what it came with
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read chain %s: there is no such folder", dirOrFile)
	case err != nil:
		return nil, fmt.Errorf("read chain %s: not a folder with a %s: %w", dirOrFile, chainFile, err)
	}
	return readChain(folder.FS(), dir, vars)
}

// FindChain reads the chain that comes with the program under this name, or else the one in this folder.
// Write ./creators for a folder that is called like a built-in chain.
func FindChain(nameOrDir string) (*trace.Chain, error) { return FindChainWith(nameOrDir, "") }

// FindChainWith is like [FindChain], with other values for vars of the chain than its own: YAML, as in {risk_minutes: 30}.
// A var that the chain does not have is an error.
func FindChainWith(nameOrDir, vars string) (*trace.Chain, error) {
	if slices.Contains(BuiltinChains(), nameOrDir) {
		return builtinChain(nameOrDir, vars)
	}
	if _, err := os.Stat(nameOrDir); err == nil || strings.ContainsAny(nameOrDir, `/\`) {
		return readFolder(nameOrDir, vars)
	}
	return nil, noChain(nameOrDir)
}

func noChain(name string) error {
	names := BuiltinChains()
	return fmt.Errorf("there is no chain %q%s; built in: %s; a folder with a %s is one too",
		name, near.Hint(name, names), strings.Join(names, ", "), chainFile)
}
