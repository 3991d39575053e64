package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// readmes are the Markdown files of the source tree, by their paths from its top.
func readmes(t *testing.T) map[string]page {
	t.Helper()
	tree := os.DirFS(top)
	all := map[string]page{}
	err := fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		text, err := fs.ReadFile(tree, path)
		all[path] = readPage(string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// page is what a Markdown file links to, and what can be linked to in it.
type page struct {
	links   []string
	anchors map[string]bool
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func readPage(text string) page {
	p := page{anchors: map[string]bool{}}
	fenced := false
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		line := lines.Text()
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if fenced {
			continue
		}
		if title := strings.TrimLeft(line, "#"); title != line {
			p.anchors[anchor(title)] = true
		}
		for _, m := range link.FindAllStringSubmatch(line, -1) {
			p.links = append(p.links, m[1])
		}
	}
	return p
}

// anchor is the name by which GitHub lets one link to a heading.
func anchor(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(title))
}

func TestEveryLinkOfAPageLeadsSomewhere(t *testing.T) {
	all := readmes(t)
	links := 0
	for path, p := range all {
		for _, l := range p.links {
			if strings.Contains(l, "://") {
				continue
			}
			links++
			if err := leads(all, path, l); err != nil {
				t.Errorf("%s: [](%s): %v", path, l, err)
			}
		}
	}
	if len(all) < 7 || links < 20 {
		t.Errorf("found %d pages with %d links: the test looks in the wrong place", len(all), links)
	}
}

// leads says why a link of the page at path leads nowhere.
func leads(all map[string]page, path, link string) error {
	file, heading, anchored := strings.Cut(link, "#")
	target := path
	if file != "" {
		target = filepath.ToSlash(filepath.Join(filepath.Dir(path), file))
	}
	if _, err := os.Stat(filepath.Join(top, target)); err != nil {
		return err
	}
	if anchored && !all[target].anchors[heading] {
		return fmt.Errorf("%s has no such heading", target)
	}
	return nil
}

func TestTheFirstPageIsShort(t *testing.T) {
	info, err := os.Stat(filepath.Join(top, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if limit := int64(14_000); info.Size() > limit {
		t.Errorf("README.md has %d bytes, want at most %d: what is about one folder goes into the README beside it", info.Size(), limit)
	}
}

var named = regexp.MustCompile("`([a-z][\\w.*/-]*/[\\w.*-]+)`")

func TestEveryFileThatContributorsAreShownIsThere(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(top, ".github/CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := named.FindAllSubmatch(text, -1)
	if len(files) < 20 {
		t.Errorf("found only %d files: the test looks for something else", len(files))
	}
	for _, f := range files {
		if found, err := filepath.Glob(filepath.Join(top, string(f[1]))); err != nil || len(found) == 0 {
			t.Errorf("%s: it is not there (%v)", f[1], err)
		}
	}
}
