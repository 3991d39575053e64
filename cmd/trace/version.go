package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
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
	return "devel-" + buildIdentity()
}

// headSize is how much of an executable holds its build ID, and is quick to read.
const headSize = 64 << 10

// buildIdentity is a hash of the executable's head, where Go writes a build ID that changes with the content. Where
// there is no build ID, the modification time stands in for it.
func buildIdentity() string {
	path, err := os.Executable()
	if err != nil {
		return "unknown"
	}
	f, err := os.Open(path)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, headSize))
	if err != nil {
		return "unknown"
	}
	h := sha256.New()
	h.Write(head)
	if info, err := f.Stat(); err == nil {
		fmt.Fprintf(h, "%d", info.Size())
		if !hasBuildID(head) {
			fmt.Fprintf(h, "%d", info.ModTime().UnixNano())
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// hasBuildID looks for Go's note of an ELF file, or for the text that other formats have.
func hasBuildID(head []byte) bool {
	return bytes.Contains(head, []byte("\x04\x00\x00\x00Go\x00\x00")) || bytes.Contains(head, []byte("\xff Go build ID: \""))
}
