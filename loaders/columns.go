package loaders

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

type column struct{ name, typ string }

// sameColumns returns the columns of the files, which must be the same in all of them. Their order may differ.
func sameColumns(ctx context.Context, tx *sql.Tx, files []string) ([]column, error) {
	var first []column
	for i, f := range files {
		if _, err := os.Stat(f); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("file %s is not there; fetch the snapshot again", filepath.Base(f))
		}
		cols, err := describe(ctx, tx, scan([]string{f}))
		if err != nil {
			return nil, damaged(filepath.Base(f), err)
		}
		if i == 0 {
			first = cols
			continue
		}
		if err := compareColumns(filepath.Base(files[0]), first, filepath.Base(f), cols); err != nil {
			return nil, err
		}
	}
	return first, nil
}

// compareColumns says what the columns a of file aFile and b of file bFile disagree about.
func compareColumns(aFile string, a []column, bFile string, b []column) error {
	types := make(map[string]string, len(a))
	for _, c := range a {
		types[c.name] = c.typ
	}
	for _, c := range b {
		typ, ok := types[c.name]
		switch {
		case !ok:
			return fmt.Errorf("file %s has a column %q that file %s lacks; write the table's files with the same columns", bFile, c.name, aFile)
		case typ != c.typ:
			return fmt.Errorf("column %q is %s in file %s and %s in file %s; write the table's files with one type", c.name, typ, aFile, c.typ, bFile)
		}
		delete(types, c.name)
	}
	for _, c := range a {
		if _, missing := types[c.name]; missing {
			return fmt.Errorf("file %s lacks the column %q of file %s; write the table's files with the same columns", bFile, c.name, aFile)
		}
	}
	return nil
}

// describe returns the columns of a relation.
func describe(ctx context.Context, tx querier, relation string) ([]column, error) {
	rows, err := tx.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "+relation+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var cols []column
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.name, &c.typ); err != nil {
			return nil, err
		}
		cols = append(cols, c)
	}
	return cols, rows.Err()
}

// querier is a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}
