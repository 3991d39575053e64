package tables

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/schema"

	"funneltrace/loaders/engine"
)

// refusedError is about a file that may be whole and is not read all the same: the engine would round its values, or not come to an end.
type refusedError struct{ text string }

func (e *refusedError) Error() string { return e.text }

// maxPrecision is how many digits the engine's decimals have. It reads longer ones as DOUBLE, which has 15 to 17.
const maxPrecision = 38

// checkExact refuses a Parquet file whose values the engine would round: decimals of more than 38 digits, and nanoseconds
// where it has microseconds. What the file says is read by another reader than the engine's.
func checkExact(ctx context.Context, conn *sql.Conn, path string) error {
	suspect, err := mayRound(ctx, conn, path)
	if err != nil || !suspect {
		return err
	}
	return withParquet(path, func(f *file.Reader) error {
		s := f.MetaData().Schema
		for i := range s.NumColumns() {
			c := s.Column(i)
			name := engine.Visible(strings.Join(c.ColumnPath(), "."))
			if d, ok := c.LogicalType().(*schema.DecimalLogicalType); ok && d.Precision() > maxPrecision {
				return &refusedError{fmt.Sprintf("column %q is DECIMAL(%d,%d), and the engine has %d digits at most, so that it would be rounded; write it as text, or as NUMERIC with fewer digits",
					name, d.Precision(), d.Scale(), maxPrecision)}
			}
			if !holdsNanos(c) {
				continue
			}
			if err := checkNanos(f, i, name); err != nil {
				return err
			}
		}
		return nil
	})
}

// mayRound asks the engine whether it is worth while to look at a file: most have neither long decimals nor nanoseconds.
func mayRound(ctx context.Context, conn *sql.Conn, path string) (found bool, err error) {
	err = conn.QueryRowContext(ctx, "SELECT count(*) > 0 FROM parquet_schema("+engine.QuotePath(path)+`)
		WHERE precision > 38 OR type = 'INT96' OR logical_type LIKE 'TimestampType%NANOS=Nano%' OR logical_type LIKE 'TimeType%NANOS=Nano%'
			OR logical_type LIKE 'DecimalType%'`).Scan(&found)
	return found, err
}

// holdsNanos reports whether a column may have nanoseconds that the engine has no type for.
func holdsNanos(c *schema.Column) bool {
	switch l := c.LogicalType().(type) {
	case *schema.TimestampLogicalType:
		return l.TimeUnit() == schema.TimeUnitNanos && l.IsAdjustedToUTC()
	case *schema.TimeLogicalType:
		return l.TimeUnit() == schema.TimeUnitNanos && l.IsAdjustedToUTC()
	}
	return c.PhysicalType() == parquet.Types.Int96
}

// withParquet opens a file with a reader that is not the engine's. That it panics on damage is an error.
func withParquet(path string, do func(*file.Reader) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("its pages contradict each other")
		}
	}()
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		return err
	}
	defer f.Close()
	return do(f)
}

// checkNanos looks for a value of a column that is no whole number of microseconds.
func checkNanos(f *file.Reader, column int, name string) error {
	const batch = 8192
	levels := make([]int16, batch)
	var before int64
	for g := range f.NumRowGroups() {
		group := f.RowGroup(g)
		chunk, err := group.Column(column)
		if err != nil {
			return err
		}
		for chunk.HasNext() {
			found, read, err := nanosIn(chunk, batch, levels)
			switch {
			case err != nil && !errors.Is(err, io.EOF):
				return err
			case found != "":
				return &refusedError{fmt.Sprintf("column %q has nanoseconds, such as %s among the rows from %d on, and the engine would cut them off; write microseconds, or the nanoseconds as BIGINT",
					name, found, before+1)}
			case read == 0:
				return fmt.Errorf("column %q ends early", name)
			}
		}
		before += group.NumRows()
	}
	return nil
}

// nanosIn reads the next values of a column and returns the first with nanoseconds in words, or "".
func nanosIn(chunk file.ColumnChunkReader, batch int64, levels []int16) (found string, read int64, err error) {
	switch r := chunk.(type) {
	case *file.Int64ColumnChunkReader:
		values := make([]int64, batch)
		read, n, err := r.ReadBatch(batch, values, levels, levels)
		for _, v := range values[:n] {
			if v%1000 != 0 {
				return fmt.Sprintf("…%03d ns", abs(v)%1000), read, err
			}
		}
		return "", read, err
	case *file.Int96ColumnChunkReader:
		values := make([]parquet.Int96, batch)
		read, n, err := r.ReadBatch(batch, values, levels, levels)
		for _, v := range values[:n] {
			if t := v.ToTime(); t.Nanosecond()%1000 != 0 {
				return t.UTC().Format("2006-01-02 15:04:05.000000000"), read, err
			}
		}
		return "", read, err
	}
	return "", 0, errors.New("its type is not that of a time")
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// Unread says that a file cannot be taken: it is damaged, or the engine would not read its values as they are.
func Unread(file string, err error) error {
	var refused *refusedError
	if errors.As(err, &refused) {
		return fmt.Errorf("file %s: %w", file, err)
	}
	return engine.Damaged(file, err)
}
