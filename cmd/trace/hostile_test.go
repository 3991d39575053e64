package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"funneltrace/trace/tracetest"
)

// The corpus of hostile chains, projects and manifests: each archive of testdata/hostile is one, or one for each line of a list.
//
//	# What it tries.
//	payloads sql                               the list payloads/sql.txt: @PAYLOAD@ below is a line of it, each in turn
//	link p/seeds/raw.csv @OUT@/secret.csv      a link in the folder
//	pipe ch/chain.yml                          a named pipe in the folder
//	trace --chain ./ch --snapshot @BASE@/d_20240101
//	want a model is one SELECT                 what the run above it says, as a regular expression; each run has one
//	-- ch/chain.yml --
//
// @PAYLOAD_JSON@ is the payload as JSON and YAML quote it, @WORK@ the folder of the archive's files, which ./ means too; @BASE@ holds
// the snapshots d_20240101, alice_20240101 and f_20240101, which is frozen, @OUT@ what is nobody's business, @CACHE@ is the cache, which knows both snapshots.
//
// A run must not change a byte outside of the cache or of what the cache had, show a word of what it may not read (CANARY stands in all
// of it), crash, or take long; and the neighbour's number is what it was.

const canary = "CANARY"

// mostSeconds is how long a run may take, on a machine that does other things too.
const mostSeconds = 60

var hostileRuns atomic.Int64

func TestNothingHostileWritesReadsOutsideCrashesOrHangs(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/hostile/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("got %d cases, %v", len(cases), err)
	}
	base := hostileBase(t)
	t.Cleanup(func() {
		t.Logf("%d hostile inputs in %d archives; what was written, read outside, crashed, hung or was believed is listed above", hostileRuns.Load(), len(cases))
	})
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			t.Parallel()
			for _, payload := range payloadsOf(t, archive) {
				runHostile(t, base, archive, payload)
			}
		})
	}
}

// hostileBase makes the snapshots and a cache that knows them.
func hostileBase(t *testing.T) string {
	base := t.TempDir()
	secret := "id,v\n1," + canary + "_file\n"
	layOut(t, base, map[string]string{
		"d_20240101/t.csv": "id,v\n1,a\n2,b\n3,c\n", "d_20240101/.hidden/secret.csv": secret, "d_20240101/_old.csv": secret, "d_20240101/notes.txt": canary,
		"alice_20240101/t.csv": "id,secret\n1," + canary + "_alice\n2,x\n",
		"outside/secret.csv":   secret, "outside/secret.sql": "select '" + canary + "'", "outside/passwd": canary + ":x:0:0\n", "outside/trace.yml": "unit: " + canary + "\n",
		"outside/project/dbt_project.yml": "name: other\n", "outside/project/models/leak.sql": "select '" + canary + "'",
		"honest/alice/chain.yml": "root: {source: alice.t}\nnumber: {model: m}\n", "honest/alice/models/m.sql": "SELECT * FROM {{ source('alice', 't') }}",
		"honest/d/chain.yml": "root: {source: d.t}\nnumber: {model: m}\n", "honest/d/models/m.sql": "SELECT * FROM {{ source('d', 't') }}",
	})
	if out, err := traceIn(t, filepath.Join(base, "cache"), "snapshots", "freeze", "f_20240101", "--table", "t="+filepath.Join(base, "d_20240101", "t.csv"), "--into", base); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"d", "alice"} {
		out, err := traceIn(t, filepath.Join(base, "cache"), "--chain", filepath.Join(base, "honest", name), "--snapshot", filepath.Join(base, name+"_20240101"), "--json")
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	return base
}

// payloadsOf are the lines of the archive's list that this run tries, or one that is empty; a soak tries all.
func payloadsOf(t *testing.T, a *txtar.Archive) []string {
	m := regexp.MustCompile(`(?m)^payloads (\w+)$`).FindSubmatch(a.Comment)
	if m == nil {
		return []string{""}
	}
	text, err := os.ReadFile(filepath.Join("testdata", "hostile", "payloads", string(m[1])+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && !strings.HasPrefix(line, "#") {
			list = append(list, line)
		}
	}
	switch {
	case testing.Short():
		return list[:1]
	case tracetest.Soak(t) > 1:
		return list
	}
	// A sixth of them, not the same in each archive: every place is tried. CI tries all.
	const share = 6
	var some []string
	for i := int(crc32.ChecksumIEEE(a.Comment) % share); i < len(list); i += share {
		some = append(some, list[i])
	}
	return some
}

// runHostile lays the archive's files out and does what it says.
func runHostile(t *testing.T, base string, a *txtar.Archive, payload string) {
	t.Helper()
	work, cache := t.TempDir(), filepath.Join(t.TempDir(), "cache")
	places := []string{"@BASE@", base, "@OUT@", filepath.Join(base, "outside"), "@WORK@", work, "@CACHE@", cache}
	payload = strings.NewReplacer(append(places, `\0`, "\x00", `\n`, "\n")...).Replace(payload)
	quoted, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer(append(places, "@PAYLOAD@", payload, "@PAYLOAD_JSON@", string(quoted))...)
	if err := os.CopyFS(cache, os.DirFS(filepath.Join(base, "cache"))); err != nil {
		t.Fatal(err)
	}
	laid := map[string]string{}
	for _, f := range a.Files {
		laid[f.Name] = fill.Replace(string(f.Data))
	}
	layOut(t, work, laid)
	said, wanted := "", 1
	for line := range strings.Lines(string(a.Comment)) {
		words := strings.Fields(line)
		for i := range words {
			words[i] = fill.Replace(words[i])
		}
		switch {
		case len(words) == 0 || words[0] == "#" || words[0] == "payloads":
		case words[0] == "link" && len(words) == 3:
			link := filepath.Join(work, words[1])
			if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(words[2], link); err != nil {
				t.Fatal(err)
			}
		case words[0] == "pipe" && len(words) == 2:
			pipe := filepath.Join(work, words[1])
			if err := os.MkdirAll(filepath.Dir(pipe), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := exec.Command("mkfifo", pipe).Run(); err != nil {
				t.Skipf("no named pipes: %v", err)
			}
		case words[0] == "want":
			want := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "want"))
			if wanted++; !regexp.MustCompile(want).MatchString(said) {
				t.Errorf("payload %q: got\n%s\nwant %s", payload, said, want)
			}
		case words[0] == "trace":
			if wanted--; wanted != 0 {
				t.Fatalf("a run without a want: %s", line)
			}
			said = attack(t, base, work, cache, payload, words[1:])
		default:
			t.Fatalf("what is %q?", line)
		}
	}
	if wanted != 1 {
		t.Fatal("the last run has no want")
	}
	again, err := traceIn(t, cache, "--chain", filepath.Join(base, "honest", "alice"), "--snapshot", filepath.Join(base, "alice_20240101"), "--json")
	if err != nil || !strings.Contains(again, `"value": 2`) {
		t.Errorf("payload %q: believed: %v\n%s", payload, err, again)
	}
}

// attack runs the program and looks at what it did.
func attack(t *testing.T, base, work, cache, payload string, args []string) string {
	t.Helper()
	hostileRuns.Add(1)
	for i, arg := range args {
		if strings.HasPrefix(arg, "./") {
			args[i] = filepath.Join(work, arg)
		}
	}
	kept, around := tree(t, cache), [2]map[string]string{tree(t, base), tree(t, work)}
	said, err := traceIn(t, cache, args...)
	if err != nil {
		said += "\ntrace: " + err.Error()
	}
	if i := strings.Index(said, canary); i >= 0 {
		t.Errorf("payload %q: read outside: …%s", payload, said[max(0, i-200):min(len(said), i+100)])
	}
	if diff := cmp.Diff(around, [2]map[string]string{tree(t, base), tree(t, work)}); diff != "" {
		t.Errorf("payload %q: written: %s", payload, diff)
	}
	for name, sum := range tree(t, cache) {
		if was, ok := kept[name]; ok && was != sum && !strings.HasPrefix(name, "digests/") && !strings.HasPrefix(name, "trusted/") {
			t.Errorf("payload %q: the cache's %s was changed", payload, name)
		} else if !ok && !ownFile.MatchString(name) {
			t.Errorf("payload %q: written into the cache: %s", payload, name)
		}
	}
	return said
}

// ownFile are the names of what the program itself keeps.
var ownFile = regexp.MustCompile(`^(results/\w+/(lock|contents|\w+\.parquet|\w+\.json)|imports/\w+/[\w.]+|seeds/\w+/[\w .]+|(ledgers|digests|trusted|diffs)/\w+|snapshots/.*)$`)

// traceIn runs the program in this process and returns what it said. Its error is what ended it.
func traceIn(t *testing.T, cache string, args ...string) (said string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), mostSeconds*time.Second)
	defer cancel()
	env := environment{version: version, getenv: func(name string) string {
		return map[string]string{"TRACE_CACHE": cache, "COLUMNS": "80"}[name]
	}}
	var out, errs bytes.Buffer
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("crashed: %v", r)
				t.Errorf("%q crashed: %v", args, r)
			}
		}()
		done <- run(ctx, args, env, &out, &errs)
	}()
	select {
	case err = <-done:
	case <-time.After((mostSeconds + 10) * time.Second):
		t.Fatalf("%q hangs and cannot be interrupted", args)
	}
	if ctx.Err() != nil {
		t.Errorf("%q took more than %d s", args, mostSeconds)
	}
	said = out.String() + errs.String()
	if err != nil {
		var b bytes.Buffer
		printExcerpt(err, &b)
		said += b.String()
	}
	return said, err
}

// layOut writes files below a folder.
func layOut(t *testing.T, dir string, all map[string]string) {
	t.Helper()
	for name, text := range all {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// tree is the content of a folder's files, as hashes.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		if d.Type()&fs.ModeNamedPipe != 0 {
			out[name] = "pipe"
			return nil
		}
		if d.Type()&fs.ModeSymlink != 0 {
			out[name], err = os.Readlink(path)
			return err
		}
		text, err := os.ReadFile(path)
		out[name] = fmt.Sprintf("%x", sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
