package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/snapshots/store"
	"funneltrace/trace"
	"funneltrace/trace/tracetest"
)

// world is two snapshots of text, a dbt project with a seed, and a cache that knows all of them.
type world struct {
	testing.TB
	dir     string
	size    string            // of the cache; empty is the usual one
	good    map[string][]byte // the files of the cache, by their path inside of it
	folders map[string]bool
}

// asks are what is asked of the world, with other numbers each.
var asks = [][]string{
	{"--chain", "mini", "--snapshot", "shop_20240101", "--csv"},
	{"--chain", "mini", "--snapshot", "shop_20240201", "--csv"},
	{"--chain", "mini", "--snapshot", "shop_20240101", "--csv", "--where", "region=LATAM"},
	{"--project", "store", "--root", "raw", "--to", "m", "--csv"},
	{"--chain", "mini", "--snapshot", "shop_20240101", "--csv", "--no-cache"},
	{"--chain", "mini", "--snapshot", "shop_20240201", "--csv", "--verify"},
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{TB: tb, dir: tb.TempDir()}
	if err := os.CopyFS(w.dir, os.DirFS("testdata/shop")); err != nil {
		tb.Fatal(err)
	}
	orders, err := os.ReadFile(w.path("shop_20240101/orders.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	fewer := orders[:bytes.LastIndexByte(bytes.TrimSpace(orders), '\n')+1]
	for name, text := range map[string]string{
		"shop_20240201/orders.csv": string(fewer), "shop_20240201/countries.csv": "code,region\nBR,LATAM\n",
		"store/dbt_project.yml": "name: store\nmodel-paths: [models]\nseed-paths: [seeds]\n",
		"store/models/m.sql":    "select * from {{ ref('raw') }} where amount > 15",
		"store/seeds/raw.csv":   "id,amount\n1,10\n2,20\n3,30\n",
	} {
		if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(w.path(name), []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	time.Sleep(3 * time.Second) // what is younger is hashed each time, and nothing is believed of it
	for _, args := range asks {
		if _, said, err := w.ask(args); err != nil {
			tb.Fatal(said, err)
		}
	}
	w.good, w.folders = w.cached(), map[string]bool{"tmp": true}
	for name := range w.good {
		for dir := filepath.Dir(name); dir != "."; dir = filepath.Dir(dir) {
			w.folders[dir] = true
		}
	}
	return w
}

func (w *world) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *world) cache() string { return w.path("cache") }

// ask runs the program and returns what it prints.
func (w *world) ask(args []string) (out, said string, err error) {
	words := make([]string, len(args))
	for i, a := range args {
		if words[i] = a; i > 0 && (args[i-1] == "--chain" || args[i-1] == "--snapshot" || args[i-1] == "--project") {
			words[i] = w.path(a)
		}
	}
	var stdout, stderr bytes.Buffer
	err = run(w.Context(), words, w.environment(), &stdout, &stderr)
	return stdout.String(), stderr.String(), err
}

func (w *world) environment() environment {
	return environment{version: "v0.0.0-test", getenv: func(name string) string {
		return map[string]string{"TRACE_CACHE": w.cache(), "TRACE_CACHE_SIZE": w.size, "COLUMNS": "80"}[name]
	}}
}

// cached are the files of the cache as they are now.
func (w *world) cached() map[string][]byte {
	w.Helper()
	files := map[string][]byte{}
	for _, name := range w.names() {
		text, err := os.ReadFile(filepath.Join(w.cache(), name))
		if err != nil {
			w.Fatal(err)
		}
		files[name] = text
	}
	return files
}

// names are the paths of the cache's files, in order.
func (w *world) names() []string {
	var all []string
	_ = filepath.WalkDir(w.cache(), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			name, _ := filepath.Rel(w.cache(), path)
			all = append(all, name)
		}
		return nil
	})
	return all
}

// restore makes the cache what it was, and writes no more than it has to.
func (w *world) restore() {
	w.Helper()
	sound := map[string]bool{}
	_ = filepath.WalkDir(w.cache(), func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(w.cache(), path)
		if err != nil || name == "." {
			return nil
		}
		if _, isFile := w.good[name]; d.IsDir() && !isFile {
			if !w.folders[name] {
				_ = os.RemoveAll(path)
				return fs.SkipDir
			}
			return nil
		}
		text, err := os.ReadFile(path)
		want, known := w.good[name]
		if sound[name] = err == nil && known && bytes.Equal(text, want); !sound[name] {
			_ = os.RemoveAll(path)
			if d.IsDir() {
				return fs.SkipDir
			}
		}
		return nil
	})
	for name, text := range w.good {
		if sound[name] {
			continue
		}
		path := filepath.Join(w.cache(), name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			w.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			w.Fatal(err)
		}
	}
}

// damageLength is how many bytes say what damage is done.
const damageLength = 8

// damage does to the cache what the bytes say: a kind of damage, two files or entries, and a place in the first. Whatever fails is left.
func (w *world) damage(say []byte) {
	names := w.names()
	if len(names) == 0 {
		return
	}
	pick := func(at int) string {
		return filepath.Join(w.cache(), names[int(binary.LittleEndian.Uint16(say[at:]))%len(names)])
	}
	a, b := pick(1), pick(3)
	text, _ := os.ReadFile(a)
	at := int(binary.LittleEndian.Uint16(say[5:])) % (len(text) + 1)
	entry := func(path string) string {
		rel, _ := filepath.Rel(w.cache(), path)
		kind, rest, _ := strings.Cut(filepath.ToSlash(rel), "/")
		name, _, _ := strings.Cut(rest, "/")
		return filepath.Join(w.cache(), kind, name)
	}
	write := func(path string, text []byte) { _ = os.WriteFile(path, text, 0o600) }
	switch say[0] % 13 {
	case 0:
		if at < len(text) {
			text[at] ^= 1 << (say[7] % 8)
		}
		write(a, text)
	case 1:
		write(a, text[:at])
	case 2:
		write(a, append(text, say...))
	case 3:
		_ = os.Remove(a)
	case 4:
		swap(a, b)
	case 5:
		_ = os.Rename(a, b)
	case 6:
		write(b, text)
	case 7:
		write(a+".copy", text)
	case 8:
		swap(entry(a), entry(b))
	case 9: // an entry under the name of another
		_ = os.RemoveAll(entry(b))
		if info, err := os.Stat(entry(a)); err == nil && info.IsDir() {
			_ = os.CopyFS(entry(b), os.DirFS(entry(a)))
		} else {
			write(entry(b), text)
		}
	case 10:
		_ = os.RemoveAll(entry(a))
	case 11: // a folder where a file was
		_ = os.Remove(a)
		_ = os.Mkdir(a, 0o700)
	case 12: // a file where an entry or a kind was
		gone := entry(a)
		if say[7]%4 == 0 {
			gone = filepath.Dir(gone)
		}
		_ = os.RemoveAll(gone)
		write(gone, say)
	}
}

func swap(a, b string) {
	_ = os.Rename(a, a+".swap")
	_ = os.Rename(b, a)
	_ = os.Rename(a+".swap", b)
}

// Whatever happens to the cache, the number is that of an empty one, or there is a clear error.
func TestADamagedCacheNeverChangesANumber(t *testing.T) {
	t.Parallel()
	trials := 30 * tracetest.Soak(t)
	w := newWorld(t)
	want := make([]string, len(asks))
	for i, args := range asks {
		if err := os.RemoveAll(w.cache()); err != nil {
			t.Fatal(err)
		}
		var err error
		if want[i], _, err = w.ask(args); err != nil {
			t.Fatal(err)
		}
	}
	rng := rand.New(rand.NewPCG(1, 12))
	told, failed := 0, 0
	for trial := range trials {
		w.restore()
		say := make([]byte, damageLength*(1+rng.IntN(3)))
		for i := range say {
			say[i] = byte(rng.Uint32())
		}
		for b := say; len(b) > 0; b = b[damageLength:] {
			w.damage(b)
		}
		i := trial % len(asks)
		got, said, err := w.ask(asks[i])
		switch {
		case err != nil:
			failed++
			if got != "" || strings.ContainsAny(err.Error(), "\n") {
				t.Errorf("%x: %v: got %s and %v, want one clear line", say, asks[i], got, err)
			}
		case got != want[i]:
			t.Errorf("%x: %v: got\n%swant\n%s", say, asks[i], got, want[i])
		}
		if strings.Contains(said, "damaged") {
			told++
		}
		for line := range strings.Lines(said) {
			if strings.Count(said, line) > 1 {
				t.Errorf("%x: %v: it says twice %s", say, asks[i], line)
			}
		}
	}
	t.Logf("%d damages: %d were told of, %d ended in an error", trials, told, failed)
	if told == 0 || failed > trials/10 {
		t.Errorf("%d of %d damages were told of, %d ended in an error", told, trials, failed)
	}
}

// A cache that has room for nothing is one in which each run removes what the others have just made.
func TestRunsAtOnceTakeNothingFromEachOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	want, _, err := w.ask(asks[0])
	if err != nil {
		t.Fatal(err)
	}
	w.size = "1"
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for range 3 {
				if got, said, err := w.ask(asks[0]); err != nil || got != want {
					t.Errorf("got %v, %s, %s, want %s", err, said, got, want)
				}
			}
		})
	}
	group.Wait()
}

// kept is what the world's cache holds of one snapshot.
type kept struct {
	*session
	memo    string   // the ledger that is remembered, as JSON
	imports []string // the files that were made of its text, by their path in the cache
}

// FuzzADamagedCacheIsNotBelieved does all that a run does before it computes: what is believed is byte for byte what was kept.
func FuzzADamagedCacheIsNotBelieved(f *testing.F) {
	w := newWorld(f)
	chain, err := chains.FindChain(w.path("mini"))
	if err != nil {
		f.Fatal(err)
	}
	var all []kept
	for _, name := range []string{"shop_20240101", "shop_20240201"} {
		all = append(all, w.kept(chain, name))
	}
	if err := os.CopyFS(w.path("unseen_20240101"), os.DirFS(w.path("store/seeds"))); err != nil {
		f.Fatal(err)
	}
	unseen, err := snapshots.Open(w.path("unseen_20240101"))
	if err != nil {
		f.Fatal(err)
	}
	for kind := range byte(13) {
		f.Add([]byte{kind, 3 * kind, 0, 17, 0, 90, 0, 3})
	}
	f.Fuzz(func(t *testing.T, say []byte) {
		if len(say) > 4*damageLength {
			return // which is enough
		}
		w.TB = t
		w.restore()
		for ; len(say) >= damageLength; say = say[damageLength:] {
			w.damage(say)
		}
		for _, k := range all {
			w.checkBelieved(k)
		}
		if snapshots.TrustIn(w.cache(), engine.Engine()).Trusted(unseen) {
			t.Error("a snapshot is trusted that nobody has read")
		}
	})
}

func (w *world) kept(chain *trace.Chain, name string) kept {
	w.Helper()
	snap, err := snapshots.Open(w.path(name))
	if err != nil {
		w.Fatal(err)
	}
	k := kept{session: &session{program: &program{stderr: w.Output(), env: w.environment()}, chain: chain, cache: w.cache(), snap: snap}}
	k.memo = w.remembered(k)
	if k.memo == "null" {
		w.Fatalf("no ledger of %s is remembered", name)
	}
	apart := w.TempDir()
	if err := attach.Import(w.Context(), snap, apart, child.Options{}); err != nil {
		w.Fatal(err)
	}
	if k.imports, err = filepath.Glob(filepath.Join(apart, "imports", "*", "*.parquet")); err != nil || len(k.imports) != 2 {
		w.Fatal(k.imports, err)
	}
	for i, path := range k.imports {
		k.imports[i], _ = filepath.Rel(apart, path)
	}
	return k
}

func (w *world) remembered(k kept) string {
	w.Helper()
	text, err := json.Marshal(k.recall(k.memoKey(trace.Slice{Label: "all"}, "")))
	if err != nil {
		w.Fatal(err)
	}
	return string(text)
}

// checkBelieved fails if a run over the snapshot would believe what was not kept of it.
func (w *world) checkBelieved(k kept) {
	w.Helper()
	snap, err := snapshots.Places{Cache: w.cache()}.Open(k.snap.Dir)
	if err != nil || snap.Hash() != k.snap.Hash() {
		w.Errorf("%s: other files are believed to be in it (%v)", k.snap.Name, err)
	}
	if got := w.remembered(k); got != k.memo && got != "null" {
		w.Errorf("%s: got the ledger\n%s\nwant none or\n%s", k.snap.Name, got, k.memo)
	}
	if dir, err := store.Use(w.cache(), k.resultKey(), nil); err == nil {
		for _, file := range []string{"result.json", "fates.parquet", "groups.parquet", "fan.parquet"} {
			w.checkSame(filepath.Join(dir, file))
		}
	}
	// What is not believed would be made again by a child process, which a context that has ended keeps from starting.
	ended, cancel := context.WithCancel(w.Context())
	cancel()
	if attach.Import(ended, k.snap, w.cache(), child.Options{}) == nil {
		for _, file := range k.imports {
			w.checkSame(filepath.Join(w.cache(), file))
		}
	}
}

// checkSame fails unless a file of the cache is what it was.
func (w *world) checkSame(path string) {
	w.Helper()
	name, _ := filepath.Rel(w.cache(), path)
	text, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(text, w.good[name]) || w.good[name] == nil {
		w.Errorf("%s is believed and is not what was kept (%v)", name, err)
	}
}
