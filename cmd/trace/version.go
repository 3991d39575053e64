package main

import (
	"runtime/debug"
	"strings"

	"funneltrace/snapshots/store"
)

// version is set by release builds: go build -ldflags "-X main.version=v1.2.3".
var version string

// programVersion returns the version of a release, or "devel-" and what tells this build from any other, so that a
// changed program never reads the results of the one before.
func programVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Version != "" && info.Main.Version != "(devel)" && !strings.Contains(info.Main.Version, "+dirty") {
		return info.Main.Version
	}
	return "devel-" + store.Build()
}
