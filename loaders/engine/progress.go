package engine

import (
	"database/sql"
	"errors"
	"reflect"

	mapping "github.com/duckdb/duckdb-go-bindings"
)

// QueryProgress returns a function that says how far the query is that runs on the connection, from 0 to 1; ok is false if
// none runs or the engine cannot tell. It may be called from anywhere while the connection is open, also while it is busy.
func QueryProgress(conn *sql.Conn) (func() (done float64, ok bool), error) {
	var handle mapping.Connection
	err := conn.Raw(func(driver any) error {
		// The driver keeps the handle to itself and has no call for this.
		v := reflect.Indirect(reflect.ValueOf(driver))
		if v.Kind() != reflect.Struct || !v.FieldByName("conn").IsValid() || v.FieldByName("conn").Type() != reflect.TypeFor[mapping.Connection]() {
			return errors.New("the driver's connection has another form")
		}
		handle.Ptr = v.FieldByName("conn").FieldByName("Ptr").UnsafePointer()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return func() (float64, bool) {
		q := mapping.QueryProgress(handle)
		percent, _, _ := mapping.QueryProgressTypeMembers(&q)
		return percent / 100, percent >= 0
	}, nil
}
