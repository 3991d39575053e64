package loaders_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/moments"
	"funneltrace/trace/sqltree"
)

func open(t *testing.T) *sql.Conn {
	t.Helper()
	db, err := engine.Open(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// relation is a table with one column at of these values, which are separated by |; none is NULL.
func relation(typ, values string) string {
	var rows []string
	for _, v := range strings.Split(values, "|") {
		value := "NULL"
		if v != "" {
			value = sqltree.Literal(v)
		}
		rows = append(rows, "(CAST("+value+" AS "+typ+"))")
	}
	return `(SELECT * FROM (VALUES ` + strings.Join(rows, ", ") + `) AS t("at"))`
}

func TestTheValuesSayHowAColumnIsRead(t *testing.T) {
	conn := open(t)
	for _, c := range []struct {
		name, typ, values, sql string
		moments                string // in UTC
		naive                  int64
	}{
		{"no offset", "VARCHAR", "2025-01-01 00:30:00|2025-01-01T00:30:00.5|", "try_cast(x AS TIMESTAMP)", "2025-01-01 00:30:00|2025-01-01 00:30:00.5|", 0},
		{"UTC", "VARCHAR", "2025-01-01T00:30:00Z|2025-01-01 00:30:00", "try_cast(x AS TIMESTAMP)", "2025-01-01 00:30:00|2025-01-01 00:30:00", 0},
		{"offset", "VARCHAR", "2025-01-01T00:30:00-05:00|2024-12-31T23:00:00-05:00", "try_cast(x AS TIMESTAMPTZ)", "2025-01-01 05:30:00|2025-01-01 04:00:00", 0},
		{"offset of nothing, as in winter", "VARCHAR", "2025-01-01T00:30:00+00:00", "try_cast(x AS TIMESTAMPTZ)", "2025-01-01 00:30:00", 0},
		{"short offsets", "VARCHAR", "2025-01-01T00:30:00+0530|2025-01-01 00:30:00.123456789+05", "try_cast(x AS TIMESTAMPTZ)", "2024-12-31 19:00:00|2024-12-31 19:30:00.123456", 0},
		{"mixed", "VARCHAR", "2025-01-01T00:30:00-05:00|2025-01-01T00:30:00Z|2025-01-01T00:30:00|2025-01-01", "try_cast(x AS TIMESTAMPTZ)",
			"2025-01-01 05:30:00|2025-01-01 00:30:00|2025-01-01 00:30:00|2025-01-01 00:00:00", 2},
		{"named zones", "VARCHAR", "2025-01-01 00:30:00 America/New_York", "try_cast(x AS TIMESTAMPTZ)", "2025-01-01 05:30:00", 0},
		{"lower case", "VARCHAR", "2025-01-01t00:30:00z|2025-01-01t00:30:00-05:00", "try_cast(upper(x) AS TIMESTAMPTZ)", "2025-01-01 00:30:00|2025-01-01 05:30:00", 0},
		{"offset apart", "VARCHAR", "2025-01-01 00:30:00 -0500|2025-01-01 00:30:00.25 +0100",
			"try_strptime(x, ['%Y-%m-%d %H:%M:%S %z', '%Y-%m-%d %H:%M:%S.%f %z', '%Y-%m-%dT%H:%M%z', '%Y-%m-%d %H:%M%z'])", "2025-01-01 05:30:00|2024-12-31 23:30:00.25", 0},
		{"minutes with an offset", "VARCHAR", "2025-01-01T00:30-05:00",
			"try_strptime(x, ['%Y-%m-%d %H:%M:%S %z', '%Y-%m-%d %H:%M:%S.%f %z', '%Y-%m-%dT%H:%M%z', '%Y-%m-%d %H:%M%z'])", "2025-01-01 05:30:00", 0},
		{"days", "VARCHAR", "20240131|20240201", "try_strptime(x, '%Y%m%d')", "2024-01-31 00:00:00|2024-02-01 00:00:00", 0},
		{"days in numbers", "INTEGER", "20240131", "try_strptime(CAST(x AS VARCHAR), '%Y%m%d')", "2024-01-31 00:00:00", 0},
		{"seconds", "BIGINT", "1717200000|", "to_timestamp(x)", "2024-06-01 00:00:00|", 0},
		{"milliseconds", "BIGINT", "1717200000123", "epoch_ms(x)", "2024-06-01 00:00:00.123", 0},
		{"microseconds", "BIGINT", "1717200000123456", "make_timestamp(x)", "2024-06-01 00:00:00.123456", 0},
		{"nanoseconds", "BIGINT", "1717200000123456789", "make_timestamp_ns(x)", "2024-06-01 00:00:00.123456", 0},
		{"microseconds as text", "VARCHAR", "1717200000123456", "make_timestamp(try_cast(x AS BIGINT))", "2024-06-01 00:00:00.123456", 0},
		{"seconds with a fraction", "DOUBLE", "1717200000.5", "to_timestamp(x)", "2024-06-01 00:00:00.5", 0},
		{"the last millisecond of a year", "DOUBLE", "1735689599999.75", "epoch_ms(CAST(floor(x) AS BIGINT))", "2024-12-31 23:59:59.999", 0},
		{"unsigned", "UBIGINT", "1717200000123", "epoch_ms(CAST(x AS BIGINT))", "2024-06-01 00:00:00.123", 0},
		{"decimals", "DECIMAL(20,0)", "1717200000123", "epoch_ms(CAST(floor(x) AS BIGINT))", "2024-06-01 00:00:00.123", 0},
		{"decimal seconds", "DECIMAL(20,3)", "1717200000.125", "to_timestamp(CAST(x AS DOUBLE))", "2024-06-01 00:00:00.125", 0},
		{"timestamps", "TIMESTAMPTZ", "2025-01-01T00:30:00-05:00", "x", "2025-01-01 05:30:00", 0},
		{"dates", "DATE", "2025-01-01", "x", "2025-01-01 00:00:00", 0},
	} {
		from := relation(c.typ, c.values)
		found, err := moments.Find(t.Context(), conn, from, `"at"`, c.typ)
		if err != nil || found == nil {
			t.Errorf("%s: got %v, error %v", c.name, found, err)
			continue
		}
		if diff := cmp.Diff(c.sql, found.SQL("x")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
		if found.Naive != c.naive {
			t.Errorf("%s: %d values have no offset, want %d", c.name, found.Naive, c.naive)
		}
		// What is sorted by, and what a chain says, are the same moments.
		for _, at := range []string{found.At(`"at"`), "CAST(" + found.SQL(`"at"`) + " AS TIMESTAMP)"} {
			var got string
			if err := conn.QueryRowContext(t.Context(), "SELECT string_agg(coalesce(CAST("+at+" AS VARCHAR), ''), '|') FROM "+from).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.moments, got); diff != "" {
				t.Errorf("%s: %s (-want +got)\n%s", c.name, at, diff)
			}
		}
		again, ok := moments.Of(found.Unit, c.typ, false)
		if !ok || again.SQL("x") != c.sql {
			t.Errorf("%s: the unit %q of a %s is read as %s, want %s", c.name, found.Unit, c.typ, again.SQL("x"), c.sql)
		}
	}
}

func TestValuesThatAreNoTimesAreNone(t *testing.T) {
	conn := open(t)
	for _, c := range []struct{ typ, values string }{
		{"VARCHAR", "abc|2024-01-01"}, {"VARCHAR", ""}, {"VARCHAR", "17|18"}, {"BIGINT", "17"}, {"BIGINT", "9223372036854775807"}, {"HUGEINT", "170141183460469231731687303715884105727"},
		{"DOUBLE", "nan|1e300"}, {"BOOLEAN", "true"}, {"BLOB", "abc"}, {"INTEGER[]", "[1]"},
	} {
		found, err := moments.Find(t.Context(), conn, relation(c.typ, c.values), `"at"`, c.typ)
		if err != nil || found != nil {
			t.Errorf("%s %s: got %v, error %v", c.typ, c.values, found, err)
		}
	}
}

func TestAStrayNumberIsNoError(t *testing.T) {
	conn := open(t)
	from := "(SELECT CASE WHEN i = 7 THEN 9223372036854775807 ELSE 1717200000123 END AS \"at\" FROM range(100) AS r(i))"
	found, err := moments.Find(t.Context(), conn, from, `"at"`, "BIGINT")
	if err != nil || found == nil {
		t.Fatal(found, err)
	}
	if diff := cmp.Diff("TRY(epoch_ms(x))", found.SQL("x")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var times int
	if err := conn.QueryRowContext(t.Context(), "SELECT count("+found.SQL(`"at"`)+") FROM "+from).Scan(&times); err != nil || times != 99 {
		t.Errorf("got %d times, error %v; want 99", times, err)
	}
}
