package moments

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Found is how the values of a column are times.
type Found struct {
	Reading
	Values int64 // that are not NULL
	Times  int64 // of them, those that are times
	Naive  int64 // of texts with offsets, those that have none and are taken for UTC
}

// What a text ends with, behind its minutes or seconds: an offset from UTC, or that or the name of a zone.
const (
	offset = `:[0-9]{2}([.,][0-9]+)? ?[+-][0-9]{2}(:?[0-9]{2}){0,2}$`
	zone   = `:[0-9]{2}([.,][0-9]+)? ?([+-][0-9]{2}(:?[0-9]{2}){0,2}|[A-Za-z][A-Za-z0-9_/+-]*)$`
)

// HasOffset is SQL that says whether a text ends with an offset from UTC.
func HasOffset(value string) string { return "regexp_matches(" + value + ", '" + offset + "')" }

// Find returns how the values of a relation are times, but for one in twenty, or nil if they are not. The value is SQL over the
// relation's rows, of the type typ.
func Find(ctx context.Context, conn *sql.Conn, relation, value, typ string) (*Found, error) {
	readings := Readings(typ)
	if len(readings) == 0 {
		return nil, nil
	}
	offsets := int64(0)
	if typ == "VARCHAR" {
		query := "SELECT count(*) FILTER (" + HasOffset(value) + ") FROM " + relation
		if err := conn.QueryRowContext(ctx, query).Scan(&offsets); err != nil {
			return nil, err
		}
	}
	var best *Found
	for _, r := range readings {
		if r.Unit == plainText && offsets > 0 {
			continue
		}
		f := &Found{Reading: r}
		query := fmt.Sprintf("SELECT count(%s), count(%s) FROM %s", value, r.At(value), relation)
		if err := conn.QueryRowContext(ctx, query).Scan(&f.Values, &f.Times); err != nil {
			return nil, err
		}
		if f.Values == 0 {
			return nil, nil
		}
		if best == nil || f.Times > best.Times {
			best = f
		}
		if f.Times == f.Values {
			break
		}
	}
	if best.Times*20 < best.Values*19 {
		return nil, nil
	}
	if best.Times < best.Values && isNumber(best.Unit) {
		best.Reading = best.guarded()
	}
	return best, best.countNaive(ctx, conn, relation, value)
}

// countNaive counts the texts that are times and say nothing of their zone.
func (f *Found) countNaive(ctx context.Context, conn *sql.Conn, relation, value string) error {
	if !f.HasOffsets() {
		return nil
	}
	query := "SELECT count(*) FILTER (NOT regexp_matches(" + value + ", '" + zone + "') AND " + f.At(value) + " IS NOT NULL) FROM " + relation
	return conn.QueryRowContext(ctx, query).Scan(&f.Naive)
}

// HasOffsets reports whether texts say how far they are from UTC.
func (f *Found) HasOffsets() bool { return strings.HasPrefix(f.Unit, offsetText) }
