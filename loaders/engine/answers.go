package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// Answers is an engine for questions that other people's templates ask while they are rendered. It has no folder at all, reads
// the files that it was given, and runs nothing but single SELECTs: there is no way around [Answers.Select] and
// [Answers.View], since the connection is not given away.
type Answers struct {
	db   *DB
	conn *sql.Conn
	made []string // macros
}

// OpenAnswers opens the engine over the files of the options, whose folders are not used; prepare gives it its tables. The caller
// closes it.
func OpenAnswers(ctx context.Context, opt Options, prepare func(*sql.Conn) error) (*Answers, error) {
	opt.Dirs, opt.ReadOnly = nil, true
	db, err := Open(ctx, opt)
	if err != nil {
		return nil, err
	}
	a := &Answers{db: db}
	if a.conn, err = db.Conn(ctx); err == nil {
		err = prepare(a.conn)
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Close ends the engine.
func (a *Answers) Close() error {
	var err error
	if a.conn != nil {
		err = a.conn.Close()
	}
	return errors.Join(err, a.db.Close())
}

// Select runs a text that must hold one SELECT; the errors of any other are those of [sqltree.Parse].
func (a *Answers) Select(ctx context.Context, text string) (*sql.Rows, error) {
	if _, err := sqltree.Parse(ctx, a.conn, text); err != nil {
		return nil, err
	}
	if err := a.prepares(ctx, text, duckdb.STATEMENT_TYPE_SELECT); err != nil {
		return nil, err
	}
	return a.conn.QueryContext(ctx, text)
}

// View gives a name to a text that must hold one SELECT, in place of what had that name.
func (a *Answers) View(ctx context.Context, name trace.SourceName, text string) error {
	if _, err := sqltree.Parse(ctx, a.conn, text); err != nil {
		return err
	}
	if _, err := a.conn.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+sqltree.Quote(name.Schema)); err != nil {
		return err
	}
	create := "CREATE OR REPLACE VIEW " + sqltree.Quote(name.Schema) + "." + sqltree.Quote(name.Table) + " AS " + text
	if err := a.prepares(ctx, create, duckdb.STATEMENT_TYPE_CREATE); err != nil {
		return err
	}
	_, err := a.conn.ExecContext(ctx, create)
	return err
}

// Define makes macros of the program's own, which what is asked may call.
func (a *Answers) Define(ctx context.Context, macros []string) error {
	for _, m := range macros {
		if slices.Contains(a.made, m) {
			continue
		}
		a.made = append(a.made, m)
		if _, err := a.conn.ExecContext(ctx, m); err != nil {
			return fmt.Errorf("make the functions of the language: %w", err)
		}
	}
	return nil
}

// prepares asks the engine once more, of the very text that it is to run, of what kind it is.
func (a *Answers) prepares(ctx context.Context, text string, want duckdb.StmtType) error {
	return a.conn.Raw(func(c any) (err error) {
		stmt, err := c.(driver.ConnPrepareContext).PrepareContext(ctx, text)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stmt.Close()) }()
		got, err := stmt.(*duckdb.Stmt).StatementType()
		if err == nil && got != want {
			err = fmt.Errorf("%w: a statement of another kind (%d)", sqltree.ErrNotSelect, got)
		}
		return err
	})
}
