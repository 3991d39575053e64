package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
	"funneltrace/trace/report/pages"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/who"
)

// exportForm streams the rows of a query as text in a form; without one, in columns for people, which are not counted. Raw is of the CSV.
func (s *session) exportForm(ctx context.Context, conn *sql.Conn, query string, kind form.Kind, w io.Writer, raw bool) (int64, error) {
	switch kind {
	case form.KindCSV:
		return s.exportCSV(ctx, conn, query, w, raw)
	case form.KindJSON:
		return s.exportJSON(ctx, conn, query, w)
	case form.KindMarkdown:
		return exportMarkdown(ctx, conn, query, w)
	}
	return 0, exportGrid(ctx, conn, query, false, w)
}

// exportCSV streams the rows of a query as CSV: NULL is an empty cell, empty text is "".
func (s *session) exportCSV(ctx context.Context, conn *sql.Conn, query string, w io.Writer, raw bool) (int64, error) {
	text, err := textColumns(ctx, conn, query)
	if err != nil {
		return 0, err
	}
	return exportLines(ctx, conn, query, func(names []string) error {
		for i, n := range names {
			names[i] = form.Cell(n, raw)
		}
		_, err := io.WriteString(w, strings.Join(names, ",")+"\n")
		return err
	}, func(cells []sql.NullString, line []string) error {
		for i, c := range cells {
			switch {
			case !c.Valid:
				line[i] = ""
			case c.String == "":
				line[i] = `""`
			default:
				line[i] = form.Cell(c.String, raw || !text[i])
			}
		}
		_, err := io.WriteString(w, strings.Join(line, ",")+"\n")
		return err
	})
}

// exportMarkdown streams the rows of a query as a Markdown table.
func exportMarkdown(ctx context.Context, conn *sql.Conn, query string, w io.Writer) (int64, error) {
	line := func(texts []string) form.Markdown {
		cells := make([]form.Markdown, len(texts))
		for i, t := range texts {
			cells[i] = form.MD(t)
		}
		return form.Row(cells)
	}
	return exportLines(ctx, conn, query, func(names []string) error {
		_, err := io.WriteString(w, string(line(names))+"|"+strings.Repeat(" --- |", len(names))+"\n")
		return err
	}, func(cells []sql.NullString, texts []string) error {
		for i, c := range cells {
			texts[i] = report.Shown(trace.Value{Text: c.String, Null: !c.Valid})
		}
		_, err := io.WriteString(w, string(line(texts)))
		return err
	})
}

// exportLines streams the rows of a query as text: first the names of its columns, then row by row the cells, with a line of
// as many texts to make of them.
func exportLines(ctx context.Context, conn *sql.Conn, query string, head func(names []string) error, row func(cells []sql.NullString, line []string) error) (int64, error) {
	rows, err := conn.QueryContext(ctx, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+query+") AS dropped")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	line, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	if err := head(line); err != nil {
		return 0, err
	}
	cells := make([]sql.NullString, len(line))
	return each(rows, pointers(cells), func() error { return row(cells, line) })
}

// exportJSON streams the rows of a query as JSON, one object per line.
func (s *session) exportJSON(ctx context.Context, conn *sql.Conn, query string, w io.Writer) (int64, error) {
	rows, err := conn.QueryContext(ctx, "SELECT CAST(to_json(dropped) AS VARCHAR) FROM ("+query+") AS dropped")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	object := make([]sql.NullString, 1)
	return each(rows, pointers(object), func() error {
		_, err := w.Write(append(form.EscapeJSON([]byte(object[0].String)), '\n'))
		return err
	})
}

// exportParquet has the engine write the rows of a query into its own folder, since it may write nowhere else, and moves
// the file to path by put.
func (s *session) exportParquet(ctx context.Context, conn *sql.Conn, query, path string, put placing) (n int64, err error) {
	temp := filepath.Join(s.db.TempDir(), rand.Text()+".parquet")
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	done, err := conn.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd)", query, sqltree.Literal(temp)))
	if err != nil {
		return 0, err
	}
	if n, err = done.RowsAffected(); err != nil {
		return 0, err
	}
	from, err := os.Open(temp)
	if err != nil {
		return 0, err
	}
	defer from.Close()
	return n, put(path, func(f *os.File) error {
		_, err := io.Copy(f, from)
		return err
	})
}

//go:embed ledger_parquet.sql
var ledgerParquetSQL string

// exportLedgers has the engine make Parquet of the ledgers' CSV.
func (s *session) exportLedgers(ctx context.Context, ls []*trace.Ledger, p report.Provenance, path string, put placing) (err error) {
	temp := filepath.Join(s.db.TempDir(), rand.Text()+".csv")
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	if err := os.WriteFile(temp, report.CSV(ls, p, true), 0o600); err != nil {
		return err
	}
	query := strings.ReplaceAll(ledgerParquetSQL, "$FILE", sqltree.Literal(temp))
	_, err = s.exportParquet(ctx, s.conn, query, path, put)
	return err
}

// ledgersIn returns ledgers in one of the forms that are text, with who loses where that was looked for.
func ledgersIn(kind form.Kind, ls []*trace.Ledger, found map[string]*who.Findings, p report.Provenance, s form.Screen, raw bool) ([]byte, error) {
	if kind == form.KindHTML {
		return pages.HTML(ls, found, p)
	}
	return report.Ledgers(ls, p, kind, s, raw)
}

// textColumns says which columns of a query hold free text, which a spreadsheet might run; numbers and dates are not it.
func textColumns(ctx context.Context, conn *sql.Conn, query string) ([]bool, error) {
	rows, err := conn.QueryContext(ctx, "SELECT * FROM ("+query+") AS dropped LIMIT 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	text := make([]bool, len(types))
	for i, t := range types {
		switch name := t.DatabaseTypeName(); {
		case strings.HasSuffix(name, "INT"), strings.HasSuffix(name, "INTEGER"), strings.HasPrefix(name, "DECIMAL"),
			name == "DOUBLE", name == "FLOAT", name == "BOOLEAN", name == "DATE", strings.HasPrefix(name, "TIME"), name == "UUID":
		default:
			text[i] = true
		}
	}
	return text, rows.Err()
}

// each scans the rows one by one into the cells and calls f for each; it returns how many there were.
func each(rows *sql.Rows, into []any, f func() error) (n int64, err error) {
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		if err := f(); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

func pointers(cells []sql.NullString) []any {
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	return into
}
