package chains

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/ident"
	"funneltrace/loaders/moments"
	"funneltrace/trace"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// dateOrders are the ways in which people write days that the engine's cast does not read, in two of which 03/01/2026 is another day each.
var dateOrders = []string{"%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%m-%d-%Y", "%d-%m-%Y", "%Y/%m/%d"}

// explainTextDates adds to an error about the type of a text, or about a cast of one, which columns of the tables that the model reads are
// texts that hold dates, and the SQL that makes them dates. Where the error has no place, it gets that of the first of them.
func explainTextDates(ctx context.Context, conn *sql.Conn, c *trace.Chain, e *trace.ModelError) {
	if !strings.Contains(e.Message, "VARCHAR") && !strings.Contains(e.Message, "field format") {
		return
	}
	m, ok := c.Model(e.Model)
	if !ok {
		return
	}
	var said []string
	for _, s := range m.Reads {
		if s.Schema == trace.RefSchema {
			continue
		}
		columns, err := engine.Describe(ctx, conn, sqltree.Quote(s.Schema)+"."+sqltree.Quote(s.Table))
		if err != nil {
			return
		}
		for _, column := range columns {
			named := regexp.MustCompile(`(?i)(^|\W)` + regexp.QuoteMeta(column.Name) + `(\W|$)`).MatchString(m.SQL)
			if column.Type != "VARCHAR" || !named {
				continue
			}
			if reading := dateReading(ctx, conn, s, column.Name); reading != "" {
				said = append(said, reading)
				spine.PlaceAt(m, e, column.Name)
			}
		}
	}
	if len(said) == 0 {
		return
	}
	if e.Hint != "" {
		said = append([]string{e.Hint}, said...)
	}
	e.Hint = strings.Join(said, "; ")
}

// dateReading says that a column of texts holds dates, and how to read them; empty if it does not.
func dateReading(ctx context.Context, conn *sql.Conn, s trace.SourceName, column string) string {
	relation, value, name := sqltree.Quote(s.Schema)+"."+sqltree.Quote(s.Table), sqltree.Quote(column), ident.Of(column)
	var example sql.NullString
	if err := conn.QueryRowContext(ctx, "SELECT min("+value+") FROM "+relation).Scan(&example); err != nil || !example.Valid {
		return ""
	}
	var ways []string
	for _, order := range dateOrders {
		for _, format := range []string{order, order + " %H:%M:%S", order + " %H:%M"} {
			var all bool
			query := fmt.Sprintf("SELECT count(*) > 0 AND bool_and(try_strptime(%s, '%s') IS NOT NULL) FROM %s WHERE %[1]s IS NOT NULL", value, format, relation)
			if err := conn.QueryRowContext(ctx, query).Scan(&all); err == nil && all {
				ways = append(ways, fmt.Sprintf("strptime(%s, '%s')", name, format))
			}
		}
	}
	if len(ways) == 0 {
		found, err := moments.Find(ctx, conn, relation, value, "VARCHAR")
		if found == nil || err != nil {
			return ""
		}
		ways = append(ways, found.SQL(name))
	}
	return fmt.Sprintf("%s of %s is text, as in %s: write %s", column, s, engine.Visible(example.String), strings.Join(ways, ", or "))
}
