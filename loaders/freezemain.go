package loaders

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"funneltrace/loaders/csvform"
	"funneltrace/snapshots"
)

// freezeJob is one table for the child to freeze.
type freezeJob struct {
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

// freezer does the jobs of a request one after the other.
type freezer struct {
	conn   *sql.Conn
	accept bool
	list   *rejectList
	work   string

	mu   sync.Mutex
	last report
	say  func(report) error
}

// table is a job on its way.
type table struct {
	freezeJob
	n         int
	relation  string   // what is read, in the order of the input
	parts     []string // SELECTs, if it is of several
	rows      int64    // that text has; -1 if the engine counts
	lost      []int64
	text      *textFiles
	textTable textTable
	parquet   parquetTable
	notes     []string
	read      []snapshots.Reading
}

// freezeMain is the child of [Freeze]. It reads all text first, so that the bad lines of all tables are counted.
func freezeMain(ctx context.Context, conn *sql.Conn, req request, say func(report) error) error {
	f := &freezer{conn: conn, accept: req.Accept, work: req.Freeze[0].Work, say: say}
	done, err := f.freeze(ctx, req.Freeze)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.list != nil {
		if closing := f.list.close(); err == nil {
			err = closing
		}
		f.last.Rejects = f.list.rejected
	}
	if err != nil {
		f.last.Error = strings.ReplaceAll(noRoom(inWords(err)).Error(), "\n", "; ")
		return say(f.last)
	}
	return say(report{Done: true, Frozen: done, Rejects: f.last.Rejects})
}

// errRejected ends a freeze that found lines which cannot be read; how many, and which, is told beside it.
var errRejected = errors.New("there are lines that cannot be read")

// inWords words an error of the engine that nobody has put words around.
func inWords(err error) error {
	var engine *duckdb.Error
	if errors.As(err, &engine) && engine.Error() == err.Error() {
		return plain(err)
	}
	return err
}

func (f *freezer) freeze(ctx context.Context, jobs []freezeJob) ([]frozen, error) {
	tables := make([]table, len(jobs))
	for i, j := range jobs {
		tables[i] = table{freezeJob: j, n: i, rows: -1}
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
	f.last = report{Table: t.Table, File: file, Doing: what, Part: part}
	return f.say(f.last)
}

// readText looks at every line of a table of text and makes its relation.
func (f *freezer) readText(ctx context.Context, t *table, part float64) (err error) {
	if err := f.doing(*t, "reading", t.Names[0], part); err != nil {
		return err
	}
	t.text = &textFiles{format: t.Format, given: t.Given, strict: t.Strict, work: func(i int) string {
		return filepath.Join(f.work, fmt.Sprintf("%d-%d.%s", t.n, i, t.Format))
	}}
	for i, path := range t.Files {
		t.text.sources = append(t.text.sources, textSource{path: path, name: t.Names[i], folders: t.Folders[i]})
	}
	if t.text.folders, err = readFolders(ctx, f.conn, t.Folders); err != nil {
		return err
	}
	if t.notes, err = t.text.findForms(); err != nil {
		return err
	}
	for _, s := range t.text.sources {
		if t.Format == snapshots.CSV {
			t.read = append(t.read, s.form.Reading)
		}
	}
	if err = f.siftText(t); err != nil || len(t.textTable.parts) == 0 { // nobody has accepted that lines are left out
		return err
	}
	t.rows, t.relation, t.parts = t.textTable.rows, "("+t.textTable.parts[0]+")", t.textTable.parts
	t.notes = append(t.notes, t.textTable.notes...)
	return nil
}

// siftText reads the text, and where lines of it cannot be read, what is left without them.
func (f *freezer) siftText(t *table) (err error) {
	asFound := slices.Clone(t.text.sources)
	t.textTable, err = t.text.read()
	if err == nil || !isFaults(err) {
		return err
	}
	if f.list == nil {
		if f.list, err = newRejectList(filepath.Join(f.work, RejectsFile)); err != nil {
			return err
		}
	}
	t.text.sources = asFound
	clean, lost, err := t.text.sift(f.list)
	if err != nil || !f.accept {
		return err
	}
	t.lost, t.text.sources = lost, clean
	if t.textTable, err = t.text.read(); err != nil {
		return fmt.Errorf("without the lines that cannot be read: %w", err)
	}
	t.notes = append(t.notes, t.text.totals...)
	return nil
}

// isFaults reports whether an error is about lines, not about the whole file.
func isFaults(err error) bool {
	var f *faultsError
	return errors.As(err, &f)
}
