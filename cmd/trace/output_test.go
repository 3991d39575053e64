package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestOutputAppearsWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := writeOutput(path, nil, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the writer's error", err)
	}
	if b, _ := os.ReadFile(path); string(b) != "old" {
		t.Errorf("after a failure the file holds %q, want what it held", b)
	}
	if err := writeOutput(path, nil, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(path); string(b) != "new" {
		t.Errorf("the file holds %q, want new", b)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v (%v), want the file alone", entries, err)
	}
	wantUsage(t, writeOutput(dir, nil, func(io.Writer) error { return nil }), "is a folder")
}

func TestOutputGoesToStdoutByDefault(t *testing.T) {
	for _, path := range []string{"", "-"} {
		var b bytes.Buffer
		if err := writeOutput(path, &b, func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err }); err != nil {
			t.Fatal(err)
		}
		if b.String() != "x" {
			t.Errorf("-o %q: stdout got %q", path, b.String())
		}
	}
}

func TestProgressOnATerminalIsABarThatFits(t *testing.T) {
	p := &progress{width: 50, what: "tracing \x1b[2Jcreators", part: "campaigns_funnel_creators", done: 0.5}
	if got, want := p.line(), `████████████░░░░░░░░░░░░  50%  tracing \x1b[2Jcr…`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCommandLineIsQuotedForAShell(t *testing.T) {
	for in, want := range map[string]string{
		"2024": "2024", "": "''", "class=loss>0.5%": "'class=loss>0.5%'", "it's": `'it'\''s'`, "country=BR": "country=BR", "a\nb": "'a\nb'",
	} {
		if got := quoteShell(in); got != want {
			t.Errorf("quoteShell(%q): got %s, want %s", in, got, want)
		}
	}
}
