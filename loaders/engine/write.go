package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"funneltrace/trace/sqltree"
)

// Append adds rows to a table of the connection's database, in their order and with no SQL in between. rows calls add with the
// values of one row after the other, one for each column; nil is NULL. It stops at the first error and returns it.
func Append(conn *sql.Conn, table string, rows func(add func(...driver.Value) error) error) error {
	return conn.Raw(func(c any) (err error) {
		a, err := duckdb.NewAppenderFromConn(c.(driver.Conn), "", table)
		if err != nil {
			return Plain(err)
		}
		defer func() { err = errors.Join(err, a.Close()) }()
		return rows(a.AppendRow)
	})
}

// WriteParquet writes the rows of a query, in their order, as a Parquet file that is packed as [freeze.Freeze] does.
func WriteParquet(ctx context.Context, conn *sql.Conn, query, path string) error {
	_, err := conn.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE %d)", query, sqltree.Literal(path), rowGroup))
	return Plain(err)
}

// rowGroup is how many rows the engine's threads take at once.
const rowGroup = 122880
