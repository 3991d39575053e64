package attach

import (
	"context"
	"database/sql"
	"fmt"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/tables"
	"funneltrace/snapshots"
)

// Survey is what only a scan can tell of a table.
type Survey struct {
	Rows    int64
	Columns []snapshots.Column
	Nulls   []int64 // by column
	Time    *snapshots.TimeRange
}

// SurveyTable reads a table of a snapshot that is trusted; one of text must be imported below cache.
func SurveyTable(ctx context.Context, conn *sql.Conn, snap *snapshots.Snapshot, t snapshots.Table, cache string) (Survey, error) {
	files := parquetOf(snap, t, cache)
	read, err := files.Read(ctx, conn, false)
	if err != nil {
		return Survey{}, fmt.Errorf("read snapshot %s: table %s: %w", snap.Name, t.Name, err)
	}
	s, err := survey(ctx, conn, read.Relation())
	if err != nil {
		return s, fmt.Errorf("read snapshot %s: table %s: %w", snap.Name, t.Name, engine.Damaged(files.Names[0], err))
	}
	return s, nil
}

func survey(ctx context.Context, conn *sql.Conn, relation string) (s Survey, err error) {
	columns, err := engine.Describe(ctx, conn, relation)
	if err != nil {
		return s, err
	}
	for _, c := range columns {
		s.Columns = append(s.Columns, snapshots.Column{Name: c.Name, Type: c.Type})
	}
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM "+relation).Scan(&s.Rows); err != nil {
		return s, err
	}
	if s.Nulls, err = tables.Nulls(ctx, conn, relation, columns); err != nil {
		return s, err
	}
	times, err := tables.FindTime(ctx, conn, relation, columns)
	if err != nil || times == nil {
		return s, err
	}
	s.Time, err = times.Span(ctx, conn, relation)
	return s, err
}
