package freeze

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"funneltrace/loaders/child"
	"funneltrace/loaders/csvform"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/tables"
	"funneltrace/loaders/textfile"
	"funneltrace/snapshots"
)

// job is one table for the child to freeze.
type job struct {
	Table   string
	Format  snapshots.Format // empty for a database
	Files   []string
	Names   []string
	Folders [][]snapshots.Partition // what the names of each file's folders say
	Given   csvform.Given           // how CSV is read, as far as the user says
	Strict  bool                    // each file has all columns
	From    [2]string               // of a database: schema and table
	Sort    []string
	AsIs    bool // in the order of the input
	Out     string
	Work    string // a folder for copies
}

// frozen is what the child tells of a table that it wrote.
type frozen struct {
	Rows     int64
	Nulls    []int64 // by column
	Sorted   []string
	Time     *snapshots.TimeRange
	Rejected []int64             // by file
	Read     []snapshots.Reading // by file, of CSV
	Notes    []string            // what is to be said of how the files were read
}

// freezing is what the child is told.
type freezing struct {
	Tables []job
	Accept bool // it leaves out what cannot be read
}

// result is what the child tells when it ends.
type result struct {
	Frozen  []frozen
	Rejects tables.Rejected
}

// freezer does the jobs one after the other.
type freezer struct {
	conn   *sql.Conn
	accept bool
	list   *tables.RejectList
	work   string

	mu   sync.Mutex
	last child.Report
	say  func(child.Report) error
}

// table is a job on its way.
type table struct {
	job
	n         int
	relation  string   // what is read, in the order of the input
	parts     []string // SELECTs, if it is of several
	rows      int64    // that text has; -1 if the engine counts
	lost      []int64
	text      *tables.TextFiles
	textTable tables.TextTable
	parquet   tables.ParquetTable
	notes     []string
	read      []snapshots.Reading
}

// FreezeJob is the child of [Into].
var FreezeJob = child.Doing(serve)

// serve reads all text first, so that the bad lines of all tables are counted.
func serve(ctx context.Context, conn *sql.Conn, given freezing, say func(child.Report) error) error {
	f := &freezer{conn: conn, accept: given.Accept, work: given.Tables[0].Work, say: say}
	done, err := f.freeze(ctx, given.Tables)
	f.mu.Lock()
	defer f.mu.Unlock()
	told := result{Frozen: done}
	if f.list != nil {
		if closing := f.list.Close(); err == nil {
			err = closing
		}
		told.Rejects = f.list.Rejected
	}
	text, marshalled := json.Marshal(told)
	if f.last.Result = text; err == nil {
		err = marshalled
	}
	if err != nil {
		f.last.Error = strings.ReplaceAll(engine.NoRoom(engine.InWords(err)).Error(), "\n", "; ")
		return say(f.last)
	}
	return say(child.Report{Done: true, Result: text})
}

// errRejected ends a freeze that found lines which cannot be read; how many, and which, is told beside it.
var errRejected = errors.New("there are lines that cannot be read")

func (f *freezer) freeze(ctx context.Context, jobs []job) ([]frozen, error) {
	tables := make([]table, len(jobs))
	for i, j := range jobs {
		tables[i] = table{job: j, n: i, rows: -1}
		if j.Format != snapshots.CSV && j.Format != snapshots.NDJSON {
			continue
		}
		if err := f.readText(ctx, &tables[i], float64(i)/float64(len(jobs))*0.3); err != nil {
			return nil, err
		}
	}
	if f.list != nil && !f.accept {
		f.mu.Lock()
		f.last.Table = ""
		f.mu.Unlock()
		return nil, errRejected
	}
	done := make([]frozen, len(tables))
	for i, t := range tables {
		var err error
		if done[i], err = f.table(ctx, t, func(part float64) float64 { return 0.3 + 0.6*(float64(i)+part)/float64(len(tables)) }); err != nil {
			return nil, err
		}
	}
	return done, nil
}

// doing reports what is done now. With a file, that is to blame for a crash.
func (f *freezer) doing(t table, what, file string, part float64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = child.Report{Table: t.Table, File: file, Doing: what, Part: part}
	return f.say(f.last)
}

// readText looks at every line of a table of text and makes its relation.
func (f *freezer) readText(ctx context.Context, t *table, part float64) (err error) {
	if err := f.doing(*t, "reading", t.Names[0], part); err != nil {
		return err
	}
	t.text = &tables.TextFiles{Format: t.Format, Given: t.Given, Strict: t.Strict, Work: func(i int) string {
		return filepath.Join(f.work, fmt.Sprintf("%d-%d.%s", t.n, i, t.Format))
	}}
	for i, path := range t.Files {
		t.text.Sources = append(t.text.Sources, textfile.Source{Path: path, Name: t.Names[i], Folders: t.Folders[i]})
	}
	if t.notes, err = t.text.Open(ctx, f.conn); err != nil {
		return err
	}
	for _, s := range t.text.Sources {
		if t.Format == snapshots.CSV {
			t.read = append(t.read, s.Form.Reading)
		}
	}
	if err = f.siftText(t); err != nil || len(t.textTable.Parts) == 0 { // nobody has accepted that lines are left out
		return err
	}
	t.rows, t.relation, t.parts = t.textTable.Rows, "("+t.textTable.Parts[0]+")", t.textTable.Parts
	t.notes = append(t.notes, t.textTable.Notes...)
	return nil
}

// siftText reads the text, and where lines of it cannot be read, what is left without them.
func (f *freezer) siftText(t *table) (err error) {
	asFound := slices.Clone(t.text.Sources)
	t.textTable, err = t.text.Read()
	if err == nil || !textfile.IsFaults(err) {
		return err
	}
	if f.list == nil {
		if f.list, err = tables.NewRejectList(filepath.Join(f.work, RejectsFile)); err != nil {
			return err
		}
	}
	t.text.Sources = asFound
	clean, lost, err := t.text.Sift(f.list)
	if err != nil || !f.accept {
		return err
	}
	t.lost, t.text.Sources = lost, clean
	if t.textTable, err = t.text.Read(); err != nil {
		return fmt.Errorf("without the lines that cannot be read: %w", err)
	}
	t.notes = append(t.notes, t.text.Totals...)
	return nil
}
