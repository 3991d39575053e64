package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"funneltrace/trace/report/form"
	"funneltrace/trace/report/reporttest"
)

// nasty puts text that means ill into files, where they say NASTY, or NASTYNAME for one line of it: nasty FILE...
// The ending says how it is quoted.
func nasty(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		path := ts.MkAbs(name)
		text, err := os.ReadFile(path)
		ts.Check(err)
		ts.Check(os.WriteFile(path, []byte(strings.NewReplacer("NASTYNAME", nastyIn(filepath.Ext(name), false), "NASTY", nastyIn(filepath.Ext(name), true)).Replace(string(text))), 0o644))
	}
}

// nastyIn is the text as it stands between the quotes of a file.
func nastyIn(ending string, lines bool) string {
	var b strings.Builder
	for _, r := range reporttest.Nasty {
		switch {
		case r == 0 && ending != ".json": // no engine takes it
		case ending == ".yml":
			fmt.Fprintf(&b, `\U%08x`, r)
		case ending == ".json":
			fmt.Fprintf(&b, `\u%04x`, r)
		case !lines && strings.ContainsRune("\r\n", r):
		case r == '\ufffd': // nor bytes that are no text
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// badName makes a file whose name means ill in a folder: file FOLDER.
func badName(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o755))
	ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[0]), "x\x1b[2J\u202e<b>|\n.sql"), []byte("select * from {{ ref('raw') }}"), 0o644))
	ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[0]), "y\x1b[2J\u202e<b>|\n.csv"), []byte("id\n1\n"), 0o644))
}

// harmless fails if what the last command printed has something that its reader would obey: harmless FORM [FILE]. What it said on
// stderr is text.
func harmless(ts *testscript.TestScript, _ bool, args []string) {
	kind, from := form.Kind(args[0]), "stdout"
	if len(args) > 1 {
		from = args[1]
	}
	t := &problems{}
	reporttest.Harmless(t, kind, []byte(ts.ReadFile(from)))
	reporttest.Harmless(t, form.KindText, []byte(strings.NewReplacer("\t", " ", "\r\n", "\n").Replace(ts.ReadFile("stderr"))))
	if len(t.all) > 0 {
		ts.Fatalf("%s", strings.Join(t.all, "\n"))
	}
}

// problems are what a check found, of a script that has no *testing.T.
type problems struct{ all []string }

func (p *problems) Helper() {}
func (p *problems) Errorf(format string, args ...any) {
	p.all = append(p.all, fmt.Sprintf(format, args...))
}
