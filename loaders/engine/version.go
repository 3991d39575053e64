package engine

import (
	mapping "github.com/duckdb/duckdb-go-bindings"
)

// Engine is the name and version of the engine, which is what a [snapshots.Trust] is about.
func Engine() string { return "duckdb " + mapping.LibraryVersion() }
