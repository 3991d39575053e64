package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

// top is the folder of the source tree.
const top = "../.."

// fence is a block of a page, with what the line above says.
var fence = regexp.MustCompile("(?ms)^([^\n]*)\n\n```\\w*\n(.*?)^```$")

var fileName = regexp.MustCompile("`([\\w/.]+)`:$")

// unpack writes the files that a page quotes, each below a line that ends with its name: unpack page
func unpack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: unpack page")
	}
	files := 0
	for _, m := range fence.FindAllStringSubmatch(readTop(ts, args[0]), -1) {
		if name := fileName.FindStringSubmatch(m[1]); name != nil {
			path := ts.MkAbs(name[1])
			ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
			ts.Check(os.WriteFile(path, []byte(m[2]), 0o600))
			files++
		}
	}
	if files == 0 {
		ts.Fatalf("%s quotes no files", args[0])
	}
}

// quoted runs a command that a page quotes with its output, and compares them: quoted page command
// A line … stands for any lines. What a chain was made from is left out, since that changes with the program.
func quoted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: quoted page command")
	}
	command := "$ " + strings.Join(args[1:], " ") + "\n"
	_, rest, found := strings.Cut(readTop(ts, args[0]), "```\n"+command)
	if !found {
		ts.Fatalf("%s does not quote %s", args[0], command)
	}
	want, _, _ := strings.Cut(rest, "```\n")
	words := splitShell(strings.Join(args[1:], " "))
	err := ts.Exec(words[0], words[1:]...)
	got := ts.ReadFile("stdout")
	if got == "" && err != nil {
		ts.Fatalf("%v", err)
	}
	if diff := differ(lines(want), lines(got)); diff != "" {
		ts.Fatalf("%s is out of date (-page +program):\n%s", args[0], diff)
	}
}

// splitShell splits a command at its blanks, but not within quotes.
func splitShell(command string) (words []string) {
	for _, m := range regexp.MustCompile(`'([^']*)'|"([^"]*)"|(\S+)`).FindAllStringSubmatch(command, -1) {
		words = append(words, m[1]+m[2]+m[3])
	}
	return words
}

var madeFrom = regexp.MustCompile(`(?s)\n  chain \w+ \([0-9a-f]{12}\).*`)

func lines(text string) []string {
	return strings.Split(strings.TrimRight(madeFrom.ReplaceAllString(text, ""), "\n"), "\n")
}

// differ compares lines, of which … in want stands for any.
func differ(want, got []string) string {
	for len(want) > 0 {
		at := slices.IndexFunc(want, func(l string) bool { return strings.TrimSpace(l) == "…" })
		if at < 0 {
			return cmp.Diff(want, got)
		}
		if len(got) < at {
			return cmp.Diff(want, got)
		}
		if diff := cmp.Diff(want[:at], got[:at]); diff != "" {
			return diff
		}
		want, got = want[at+1:], got[at:]
		if len(want) == 0 {
			return ""
		}
		next := slices.Index(got, want[0])
		if next < 0 {
			return cmp.Diff(want, got)
		}
		got = got[next:]
	}
	return cmp.Diff(want, got)
}

func readTop(ts *testscript.TestScript, page string) string {
	text, err := os.ReadFile(filepath.Join(top, page))
	ts.Check(err)
	return string(text)
}
