package evidence

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/tag"
)

// pageAt is how many rows are read with one query: a list of keys that is much longer is slow to look into.
const pageAt = 200

// Page returns n rows of the set from offset on, which counts from 0; fewer, or none, at the end.
func (s *RowSet) Page(ctx context.Context, offset int64, n int) ([]trace.Record, error) {
	if offset < 0 || n < 0 {
		return nil, fmt.Errorf("page of %d rows from %d: neither can be negative", n, offset)
	}
	out := make([]trace.Record, 0, min(int64(n), max(0, s.Matching-offset)))
	for len(out) < cap(out) {
		rows, err := s.read(ctx, offset+int64(len(out)), min(pageAt, cap(out)-len(out)))
		if err != nil {
			return nil, fmt.Errorf("read rows from %d on: %w", offset, err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// read returns the rows of one query.
func (s *RowSet) read(ctx context.Context, offset int64, n int) ([]trace.Record, error) {
	keys, out, err := s.keysAt(ctx, offset, n)
	if err != nil {
		return nil, err
	}
	at := make(map[int64]int, len(keys))
	for i, k := range keys {
		at[k] = i
	}
	list := []string{"x." + s.in.key, "x." + tag.IDCol}
	for _, c := range s.Columns {
		list = append(list, printed(c))
	}
	rows, err := s.trace.Conn.QueryContext(ctx, s.in.read(strings.Join(list, ", "), keys))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var key, id int64
	cells := make([]sql.NullString, len(s.Columns))
	dest := []any{&key, &id}
	for i := range cells {
		dest = append(dest, &cells[i])
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		i, ok := at[key]
		if !ok || out[i].Cells != nil {
			return nil, fmt.Errorf("row %d is there twice", key)
		}
		if !s.Grouped {
			out[i].Root, out[i].Count = id, 1
		}
		out[i].Cells = make([]trace.Value, len(cells))
		for k, c := range cells {
			out[i].Cells[k] = trace.Value{Name: s.Columns[k].Name, Text: c.String, Null: !c.Valid}
		}
	}
	for i, k := range keys {
		if out[i].Cells == nil && rows.Err() == nil {
			return nil, fmt.Errorf("row %d is gone", k)
		}
	}
	return out, rows.Err()
}

// keysAt returns the keys of a range of the set, and for groups what its table knows of the rows.
func (s *RowSet) keysAt(ctx context.Context, offset int64, n int) ([]int64, []trace.Record, error) {
	list := setKey + ", 0, 0"
	if s.Grouped {
		list = strings.Join([]string{setKey, setRoot, setCount}, ", ")
	}
	rows, err := s.trace.Conn.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM %s WHERE rowid >= %d AND rowid < %d ORDER BY rowid", list, s.table, offset, offset+int64(n)))
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var keys []int64
	var out []trace.Record
	for rows.Next() {
		var key int64
		var r trace.Record
		if err := rows.Scan(&key, &r.Root, &r.Count); err != nil {
			return nil, nil, err
		}
		keys, out = append(keys, key), append(out, r)
	}
	return keys, out, rows.Err()
}
