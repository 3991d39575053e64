package freeze

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/loaders/child"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/tables"
	"funneltrace/trace"
)

// FileRead is a table that one of the engine's functions reads from files, as a project's SQL has it.
type FileRead struct {
	Table    string
	Function string   // one of [FileFunctions]
	Files    []string // absolute paths
	Options  string   // SQL behind the files, as "delim = ';', header = true", of literals; may be empty
}

// FileFunctions are the table functions that read files of data.
var FileFunctions = []string{
	"read_csv", "read_csv_auto", "read_parquet", "parquet_scan", "read_json", "read_json_auto", "read_ndjson", "read_ndjson_auto",
}

// ReadFiles has a child process read the files, as the engine does it, and write the table as Parquet to the path out, rows in the order of the
// files. The child can read these files and write into the folder of out, which is to be empty, and nothing else.
func ReadFiles(ctx context.Context, r FileRead, out string, opt child.Options) error {
	if !slices.Contains(FileFunctions, r.Function) {
		return fmt.Errorf("the function %s reads no files of data", r.Function)
	}
	_, err := child.Run(ctx, child.Task{Job: "read", With: readJob{FileRead: r, Out: out}, Files: r.Files, Dirs: []string{filepath.Dir(out)}}, opt)
	return engine.NoRoom(err)
}

// readJob is a [FileRead] for the child.
type readJob struct {
	FileRead
	Out string
}

// ReadFilesJob is the child of [ReadFiles].
var ReadFilesJob = child.Doing(readMain)

func readMain(ctx context.Context, conn *sql.Conn, j readJob, say func(child.Report) error) error {
	last := child.Report{Table: j.Table, File: filepath.Base(j.Files[0]), Doing: "reading"}
	if err := say(last); err != nil {
		return err
	}
	if err := j.write(ctx, conn); err != nil {
		last.Error = strings.ReplaceAll(engine.NoRoom(engine.InWords(err)).Error(), "\n", "; ")
		return say(last)
	}
	return say(child.Report{Done: true})
}

func (j readJob) write(ctx context.Context, conn *sql.Conn) error {
	for _, f := range j.Files {
		if strings.EqualFold(filepath.Ext(f), ".parquet") {
			if err := tables.ScanFile(ctx, conn, f); err != nil {
				return tables.Unread(filepath.Base(f), err)
			}
		}
	}
	arguments := engine.QuotePaths(j.Files)
	if j.Options != "" {
		arguments += ", " + j.Options
	}
	relation := j.Function + "(" + arguments + ")"
	columns, err := engine.Describe(ctx, conn, relation)
	if err != nil {
		return err
	}
	if tables.HoldsRowColumn(columns) {
		return fmt.Errorf("it has a column %s, which is what the row number is called here; rename the column", trace.RowColumn)
	}
	list := tables.SelectList(columns)
	if err := engine.WriteParquet(ctx, conn, "SELECT "+list.Casts+" FROM "+relation, j.Out); err != nil {
		return err
	}
	written, err := engine.Describe(ctx, conn, tables.ReadParquet([]string{j.Out}))
	if err != nil {
		return err
	}
	for i, c := range list.Columns {
		if written[i] != c {
			return fmt.Errorf("column %q is %s, which Parquet cannot hold as it is; cast it to another type, such as VARCHAR", engine.Visible(c.Name), engine.Visible(c.Type))
		}
	}
	return nil
}
