package loaders

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"strings"

	"funneltrace/trace/sqltree"
)

// compare reads what was written and compares it with what was read: the number of rows and a hash of all of them. It notes
// the NULLs and the time range.
func (f *freezer) compare(ctx context.Context, t table, typed string, l columnList, times *timeColumn, done *frozen, part func(float64) float64) error {
	if err := f.doing(t, "checking", "", part(0.85)); err != nil {
		return err
	}
	written := scan([]string{t.Out})
	want, wantRows, err := fingerprint(ctx, f.conn, typed, l.hash)
	if err != nil {
		return err
	}
	got, rows, err := fingerprint(ctx, f.conn, written, l.hash)
	if err != nil {
		return damaged(filepath.Base(t.Out), err)
	}
	if rows != wantRows || got.Cmp(want) != 0 {
		return f.unfaithful(ctx, typed, written, l)
	}
	done.Rows, done.Rejected = rows, t.lost
	if times != nil {
		if done.Time, err = times.span(ctx, f.conn, written); err != nil {
			return err
		}
	}
	done.Nulls, err = nulls(ctx, f.conn, written, l.columns)
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
func (f *freezer) unfaithful(ctx context.Context, typed, written string, l columnList) error {
	for _, c := range l.columns {
		hash := "hash(" + sqltree.Quote(c.name) + ")"
		want, _, err := fingerprint(ctx, f.conn, typed, hash)
		if err != nil {
			return err
		}
		got, _, err := fingerprint(ctx, f.conn, written, hash)
		if err != nil {
			return err
		}
		if want.Cmp(got) != 0 {
			return fmt.Errorf("column %q is %s, which Parquet cannot hold as it is; cast it to another type, such as VARCHAR", visible(c.name), visible(c.typ))
		}
	}
	return errors.New("what was written is not what was read; try again, and if it happens again report it")
}

func nulls(ctx context.Context, conn *sql.Conn, relation string, columns []column) ([]int64, error) {
	counts := make([]string, len(columns))
	found := make([]int64, len(columns))
	into := make([]any, len(columns))
	for i, c := range columns {
		counts[i] = "count(*) - count(" + sqltree.Quote(c.name) + ")"
		into[i] = &found[i]
	}
	err := conn.QueryRowContext(ctx, "SELECT "+strings.Join(counts, ", ")+" FROM "+relation).Scan(into...)
	return found, err
}
