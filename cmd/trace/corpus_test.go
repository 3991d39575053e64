//go:build unix

package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"funneltrace/loaders/attach"
	"funneltrace/loaders/chains"
	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
)

// corpus is a star schema, and queries to ask it.
type corpus struct {
	dir      string
	rows     int      // of the fact
	snapshot string   // its folder
	queries  []string // their names
	plain    measuredProgram
	trace    measuredProgram
}

// corpusRows is how many rows the fact has, before TRACE_BENCH_SCALE.
const corpusRows = 3_000_000

// corpusFolder has the tables as SELECTs, and the queries: a file each, or a folder of models.
const corpusFolder = "testdata/corpus"

// chain is the folder of a query, as trace reads it.
func (c corpus) chain(query string) string { return filepath.Join(c.dir, "chains", query) }

// makeCorpus writes tables and chains, and builds the programs to be compared.
func makeCorpus(b *testing.B) corpus {
	b.Helper()
	c := corpus{dir: os.Getenv("TRACE_BENCH_CORPUS"), rows: int(corpusRows * benchScale(b))}
	if c.dir == "" {
		c.dir = b.TempDir()
	}
	c.snapshot = filepath.Join(c.dir, fmt.Sprintf("rows_%d", c.rows), "post_20260101")
	if _, err := os.Stat(filepath.Join(c.snapshot, "manifest.json")); errors.Is(err, fs.ErrNotExist) {
		c.writeTables(b)
	}
	c.writeChains(b)
	path := buildProgram(b)
	env := []string{"TRACE_CACHE=" + filepath.Join(filepath.Dir(path), "cache")}
	c.plain = measuredProgram{path: "plain", dir: c.dir, env: env, limit: time.Hour}
	c.trace = measuredProgram{path: path, dir: c.dir, env: env, limit: corpusLimit}
	if u := c.trace.run(b, "--chain", c.chain(c.queries[0]), "--snapshot", c.snapshot, "--csv"); u.Failure != "" { // proves that it is safe to read
		b.Fatal(u.Failure)
	}
	return c
}

func (c corpus) writeTables(b *testing.B) {
	b.Helper()
	if err := os.MkdirAll(c.snapshot, 0o755); err != nil {
		b.Fatal(err)
	}
	conn := openEngine(b, c.snapshot)
	defer conn.close(b)
	exec := func(query string) {
		if _, err := conn.ExecContext(b.Context(), query); err != nil {
			b.Fatalf("%v\n%s", err, query)
		}
	}
	exec(fmt.Sprintf("SET VARIABLE rows = %d", c.rows))
	exec(readText(b, filepath.Join(corpusFolder, "tables.sql")))
	files, err := filepath.Glob(filepath.Join(corpusFolder, "tables", "*.sql"))
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range files {
		table := filepath.Join(c.snapshot, strings.TrimSuffix(filepath.Base(file), ".sql")+".parquet")
		exec("COPY (\n" + readText(b, file) + ") TO '" + table + "' (FORMAT parquet, COMPRESSION lz4)")
	}
	m, err := snapshots.Describe(c.snapshot, filepath.Base(c.snapshot))
	if err != nil {
		b.Fatal(err)
	}
	if err := snapshots.WriteManifest(c.snapshot, m); err != nil {
		b.Fatal(err)
	}
}

// writeChains makes a chain of each query; the number is that of the rows of the model that no other reads.
func (c *corpus) writeChains(b *testing.B) {
	b.Helper()
	entries, err := os.ReadDir(filepath.Join(corpusFolder, "queries"))
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range entries {
		path := filepath.Join(corpusFolder, "queries", e.Name())
		files := []string{path}
		if e.IsDir() {
			if files, err = filepath.Glob(filepath.Join(path, "*.sql")); err != nil {
				b.Fatal(err)
			}
		}
		query := strings.TrimSuffix(e.Name(), ".sql")
		models := map[string]string{}
		for _, file := range files {
			models[strings.TrimSuffix(filepath.Base(file), ".sql")] = readText(b, file)
		}
		c.writeChain(b, query, models)
		c.queries = append(c.queries, query)
	}
}

func (c corpus) writeChain(b *testing.B, query string, models map[string]string) {
	b.Helper()
	last := ""
	for name := range models {
		read := false
		for _, text := range models {
			read = read || strings.Contains(text, "ref('"+name+"')")
		}
		if !read {
			last = name
		}
	}
	write := func(path, text string) {
		path = filepath.Join(c.chain(query), path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	write("chain.yml", fmt.Sprintf("name: %s\nsnapshot: post\nroot: {source: post.parcels, unit: parcel}\nnumber: {model: %s}\n", query, last))
	for name, text := range models {
		write(filepath.Join("models", name+".sql"), text)
	}
}

func readText(b *testing.B, file string) string {
	b.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}

// plain is the program that a trace is compared with: plain CHAIN SNAPSHOT OUT opens an engine as trace does, makes the
// snapshot's tables known, builds each model as a table, as dbt does, and writes into OUT how many rows the last one has.
func plain() {
	if err := runPlain(context.Background(), os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runPlain(ctx context.Context, chainDir, snapshot, out string) (err error) {
	chain, err := chains.ReadChain(chainDir)
	if err != nil {
		return err
	}
	snap, err := snapshots.Open(snapshot)
	if err != nil {
		return err
	}
	db, err := engine.Open(ctx, engine.Options{Files: attach.Files(snap, ""), MemoryLimit: corpusMemory})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := attach.Tables(ctx, conn, snap, ""); err != nil {
		return err
	}
	chain.Number.Measure = "count(*)"
	rows, err := build(ctx, conn, chain, "TABLE")
	if err != nil {
		return err
	}
	return os.WriteFile(out, []byte(strconv.FormatFloat(rows, 'f', 0, 64)), 0o644)
}

// faultIn says what is wrong with the ledger of a trace: rows that are not attributed, or other rows at the end than the
// plain chain's.
func faultIn(b *testing.B, ledger, plainRows string) string {
	b.Helper()
	lines, err := csv.NewReader(strings.NewReader(readText(b, ledger))).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range lines[0] {
		column[name] = i
	}
	rows := ""
	for _, line := range lines[1:] {
		switch line[column["kind"]] {
		case "unattributed":
			return line[column["clicks"]] + " rows unattributed: " + line[column["label"]]
		case "kept":
			rows = line[column["rows_out"]]
		}
	}
	if want := readText(b, plainRows); rows != want {
		return fmt.Sprintf("%s rows at the end, and the plain chain has %s", rows, want)
	}
	return ""
}
