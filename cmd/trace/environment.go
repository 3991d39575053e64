package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/term"
)

// environment is what the program takes from the machine. Tests give their own.
type environment struct {
	getenv    func(string) string
	cacheHome func() (string, error) // the folder of all programs' caches
	version   string                 // of this program, part of the cache key
	outTTY    bool                   // stdout is a terminal
	errTTY    bool                   // stderr is a terminal
	screens   bool                   // a person looks at a terminal that can show the screens
	width     int                    // of the terminal, in columns; 0 is unknown
	ending    *ending                // ends the process if nothing else does; nil is nobody
}

// pipeWidth is the width of tables that no terminal shows.
const pipeWidth = 100

func systemEnvironment() environment {
	env := environment{
		getenv: os.Getenv, cacheHome: os.UserCacheDir, version: programVersion(),
		outTTY: term.IsTerminal(int(os.Stdout.Fd())), errTTY: term.IsTerminal(int(os.Stderr.Fd())),
	}
	env.screens = env.outTTY && term.IsTerminal(int(os.Stdin.Fd())) && os.Getenv("TERM") != "dumb" && os.Getenv("TERM") != ""
	if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		env.width = w
	}
	return env
}

// cacheDir returns trace's own cache folder: $TRACE_CACHE, else "trace" in the user's cache folder.
// It need not exist.
func (e environment) cacheDir() (string, error) {
	dir := e.getenv("TRACE_CACHE")
	if dir == "" {
		home, err := e.cacheHome()
		if err != nil {
			return "", fmt.Errorf("find the cache folder: %w; set TRACE_CACHE to a folder of yours", err)
		}
		dir = filepath.Join(home, "trace")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w", err)
	}
	return abs, nil
}

// columns returns the width of tables: COLUMNS if set, else the terminal's, else one for pipes.
func (e environment) columns() int {
	if n, err := strconv.Atoi(e.getenv("COLUMNS")); err == nil && n > 0 {
		return min(n, 1000)
	}
	if e.width > 0 {
		return e.width
	}
	return pipeWidth
}

// color reports whether stdout may have colours.
func (e environment) color() bool {
	return e.outTTY && e.getenv("NO_COLOR") == "" && e.getenv("TERM") != "dumb"
}
