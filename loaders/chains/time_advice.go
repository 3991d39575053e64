package chains

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/ident"
	"funneltrace/loaders/moments"
	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// rootRelation is the root's table in SQL.
func rootRelation(c *trace.Chain) string {
	return sqltree.Quote(c.Root.Source.Schema) + "." + sqltree.Quote(c.Root.Source.Table)
}

// noTimestamp is the error of a root.time that is of another type. It looks at the values to say how to read them.
func noTimestamp(ctx context.Context, conn *sql.Conn, c *trace.Chain, typ string) error {
	said := fmt.Sprintf("root.time: %s is %s, a timestamp is wanted", c.Root.Time, typ)
	if untyped(ctx, conn, c.Root.Source) {
		return fmt.Errorf("%s; %s has no rows, so that all its columns are text: write it as try_cast(%s AS TIMESTAMP)", said, c.Root.Source, c.Root.Time)
	}
	found, err := moments.Find(ctx, conn, rootRelation(c), "("+c.Root.Time+"\n)", typ)
	if err != nil || found == nil {
		return fmt.Errorf("%s, and fewer than 19 in 20 of its values are times of one form; name the column that says when, or write SQL that reads this one", said)
	}
	return fmt.Errorf("%s; write it as %s%s", said, found.SQL(c.Root.Time), inBrackets(whatItHolds(found)))
}

// whatItHolds says why a reading is the right one, where that is not plain.
func whatItHolds(f *moments.Found) string {
	switch f.Unit {
	case "s", "ms", "us", "ns":
		return "it counts " + map[string]string{"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}[f.Unit] + " since 1970"
	}
	if !f.HasOffsets() {
		return ""
	}
	text := "its values have offsets from UTC"
	if f.Naive > 0 {
		text += fmt.Sprintf("; %d of %d have none and are taken for UTC", f.Naive, f.Values)
	}
	return text
}

func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// TimeNotes says what the reader of the chain's numbers must know of root.time: that it drops the offsets of values that have one,
// so that rows are in a wrong year, or that it cannot read values that are times in another form. The chain has passed [Check].
func TimeNotes(ctx context.Context, conn *sql.Conn, c *trace.Chain) ([]string, error) {
	if c.Root.Time == "" {
		return nil, nil
	}
	tree, err := sqltree.ParseExpr(ctx, conn, c.Root.Time)
	if err != nil {
		return nil, fmt.Errorf("root.time: %w", err)
	}
	var notes []string
	var columns []string
	tree.Walk(func(n sqltree.Node) bool {
		if err != nil {
			return false
		}
		if parts := n.Strings("column_names"); n.Class() == "COLUMN_REF" && len(parts) == 1 && !slices.Contains(columns, parts[0]) {
			columns = append(columns, parts[0])
		}
		if n.Class() == "CAST" {
			var note string
			if note, err = offsetsDropped(ctx, conn, c, n); note != "" {
				notes = append(notes, note)
			}
		}
		return true
	})
	if err != nil || len(columns) != 1 {
		return notes, err
	}
	note, err := notRead(ctx, conn, c, columns[0])
	if note != "" {
		notes = append(notes, note)
	}
	return notes, err
}

// offsetsDropped says how many texts have an offset that a cast passes over, or "".
func offsetsDropped(ctx context.Context, conn *sql.Conn, c *trace.Chain, cast sqltree.Node) (string, error) {
	typ := cast.Child("cast_type").Str("id")
	if typ != "DATE" && (!strings.HasPrefix(typ, "TIMESTAMP") || strings.Contains(typ, "TZ") || strings.Contains(typ, "ZONE")) {
		return "", nil
	}
	value, err := sqltree.PrintExpr(ctx, conn, cast.Child("child"))
	if err != nil {
		return "", nil //nolint:nilerr // it is the chain's expression, which has been bound
	}
	if got, err := bind(ctx, conn, c.Root.Source, value); err != nil || got != "VARCHAR" {
		return "", nil //nolint:nilerr // no text, no offset
	}
	value = "(" + value + ")"
	day := func(at string) string { return at }
	if typ == "DATE" {
		day = func(at string) string { return "CAST(" + at + " AS DATE)" }
	}
	var rows int64
	var example sql.NullString
	query := fmt.Sprintf("SELECT count(*), min(held) FROM (SELECT %s AS held FROM %s) WHERE strlen(held) > 19 AND NOT suffix(held, 'Z') AND %s AND %s <> %s", value, rootRelation(c), moments.HasOffset("held"),
		day("timezone('UTC', TRY_CAST(held AS TIMESTAMPTZ))"), day("TRY_CAST(held AS TIMESTAMP)"))
	if err := conn.QueryRowContext(ctx, query).Scan(&rows, &example); err != nil || rows == 0 {
		return "", err
	}
	text, err := sqltree.PrintExpr(ctx, conn, cast)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("root.time: %s drops the offset from UTC that %s have, as in %s: they may be in a wrong day or year; cast to TIMESTAMPTZ instead",
		text, trace.Units(rows, c.Root.Unit), engine.Visible(example.String)), nil
}

// sampled is how many rows say that all is well.
const sampled = 10_000

// notRead says how the column of root.time is to be read, if root.time cannot read it and that is known; else "".
func notRead(ctx context.Context, conn *sql.Conn, c *trace.Chain, column string) (string, error) {
	value := sqltree.Quote(column)
	for _, limit := range []string{fmt.Sprintf(" LIMIT %d", sampled), ""} {
		var values, times int64
		query := fmt.Sprintf("SELECT count(held), count(CAST(moment AS TIMESTAMP)) FROM (SELECT %s AS held, (%s\n) AS moment FROM %s%s) WHERE held IS NOT NULL", value, c.Root.Time, rootRelation(c), limit)
		if err := conn.QueryRowContext(ctx, query).Scan(&values, &times); err != nil || times*20 >= values*19 {
			return "", nil //nolint:nilerr // what is an error here is one of the run, which says where
		}
	}
	typ, err := bind(ctx, conn, c.Root.Source, value)
	if err != nil {
		return "", nil //nolint:nilerr // a column of that name is a field of another
	}
	found, err := moments.Find(ctx, conn, rootRelation(c), value, typ)
	if found == nil || err != nil {
		return "", err
	}
	return fmt.Sprintf("root.time: %s reads few of the times in %s; write %s%s", c.Root.Time, column, found.SQL(ident.Of(column)), inBrackets(whatItHolds(found))), nil
}
