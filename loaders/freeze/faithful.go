package freeze

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/tables"
	"funneltrace/trace/sqltree"
)

// compare reads what was written and compares it with what was read: the number of rows and a hash of all of them. It notes
// the NULLs and the time range.
func (f *freezer) compare(ctx context.Context, t table, typed string, l tables.ColumnList, times *tables.TimeColumn, done *frozen, part func(float64) float64) error {
	if err := f.doing(t, "checking", "", part(0.85)); err != nil {
		return err
	}
	written := tables.ReadParquet([]string{t.Out})
	want, wantRows, err := fingerprint(ctx, f.conn, typed, l.Hash)
	if err != nil {
		return err
	}
	got, rows, err := fingerprint(ctx, f.conn, written, l.Hash)
	if err != nil {
		return engine.Damaged(filepath.Base(t.Out), err)
	}
	if rows != wantRows || got.Cmp(want) != 0 {
		return f.unfaithful(ctx, typed, written, l)
	}
	done.Rows, done.Rejected = rows, t.lost
	if times != nil {
		if done.Time, err = times.Span(ctx, f.conn, written); err != nil {
			return err
		}
	}
	done.Nulls, err = tables.Nulls(ctx, f.conn, written, l.Columns)
	return err
}

// fingerprint returns a hash of a relation's rows, whatever their order, and how many there are.
func fingerprint(ctx context.Context, conn *sql.Conn, relation, hash string) (sum *big.Int, rows int64, err error) {
	var value any
	if err := conn.QueryRowContext(ctx, "SELECT sum("+hash+"), count(*) FROM "+relation).Scan(&value, &rows); err != nil {
		return nil, 0, err
	}
	sum, ok := value.(*big.Int)
	if !ok {
		sum = new(big.Int) // of no rows
	}
	return sum, rows, nil
}

// unfaithful names the column that is not the same after it was written.
func (f *freezer) unfaithful(ctx context.Context, typed, written string, l tables.ColumnList) error {
	for _, c := range l.Columns {
		hash := "hash(" + sqltree.Quote(c.Name) + ")"
		want, _, err := fingerprint(ctx, f.conn, typed, hash)
		if err != nil {
			return err
		}
		got, _, err := fingerprint(ctx, f.conn, written, hash)
		if err != nil {
			return err
		}
		if want.Cmp(got) != 0 {
			return fmt.Errorf("column %q is %s, which Parquet cannot hold as it is; cast it to another type, such as VARCHAR", engine.Visible(c.Name), engine.Visible(c.Type))
		}
	}
	return errors.New("what was written is not what was read; try again, and if it happens again report it")
}
