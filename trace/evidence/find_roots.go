package evidence

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"github.com/agext/levenshtein"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/fates"
	"funneltrace/trace/sqltree"
)

// findRoots returns the numbers of the root rows that the predicate selects. Beside the source's columns it may read the number itself, by
// the name that row exports give it: click_row. A number alone is that of a row.
func findRoots(ctx context.Context, conn *sql.Conn, c *trace.Chain, predicate string, limit int) ([]int64, error) {
	src := c.Root.Source
	if regexp.MustCompile(`^\s*\d+\s*$`).MatchString(predicate) {
		predicate = trace.RowColumn + " = " + strings.TrimSpace(predicate)
	}
	columns, err := engine.Strings(ctx, conn, fmt.Sprintf("SELECT column_name FROM (DESCRIBE SELECT * FROM %s.%s)", sqltree.Quote(src.Schema), sqltree.Quote(src.Table)))
	if err != nil {
		return nil, fmt.Errorf("read source %s: %w", src, err)
	}
	expr, err := sqltree.ParseExpr(ctx, conn, predicate)
	if err != nil {
		return nil, fmt.Errorf("predicate %s: %w; text goes in single quotes: %s = 'abc'", predicate, err, exampleColumn(c, columns))
	}
	text, err := sqltree.PrintExpr(ctx, conn, expr)
	if err != nil {
		return nil, fmt.Errorf("predicate %s: %w", predicate, err)
	}
	from := sqltree.Quote(src.Schema) + "." + sqltree.Quote(trace.RowsView(src.Table))
	if number := c.Root.Unit + "_row"; !sqltree.ContainsName(columns, number) {
		from = fmt.Sprintf("(SELECT *, %s AS %s FROM %s)", trace.RowColumn, sqltree.Quote(number), from)
	}
	types, err := engine.Strings(ctx, conn, fmt.Sprintf("SELECT column_type FROM (DESCRIBE SELECT (%s) FROM %s AS %s)", text, from, sqltree.Quote(src.Table)))
	switch {
	case err != nil:
		return nil, fmt.Errorf("predicate %s: %s", predicate, misread(ctx, conn, err, c, columns))
	case types[0] != "BOOLEAN" && types[0] != `"NULL"`:
		return nil, fmt.Errorf("predicate %s is no condition but a value (%s); write one that rows fulfil or not, as %s = 'abc'", predicate, types[0], exampleColumn(c, columns))
	}
	query := fmt.Sprintf("SELECT %s FROM %s AS %s WHERE (%s) ORDER BY 1", trace.RowColumn, from, sqltree.Quote(src.Table), text)
	if limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", limit)
	}
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("predicate %s: %s", predicate, misread(ctx, conn, err, c, columns))
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// textAsNumber is what the engine says where a column of text is compared with a number, or a day, that some of the text is not.
var textAsNumber = regexp.MustCompile(`^could not convert string '.*' to \S+ when casting from source column (.+)$`)

// misread says why the source cannot be asked for a predicate, and how to write what was probably meant.
func misread(ctx context.Context, conn *sql.Conn, err error, c *trace.Chain, columns []string) string {
	message, _, _ := engine.SplitMessage(err.Error())
	said := engine.InWords(message)
	if m := textAsNumber.FindStringSubmatch(said.Text); m != nil {
		return fmt.Sprintf("%s; %s is text, and text goes in single quotes: %[2]s = 'abc'", said.Text, m[1])
	}
	if said.Name == "" || strings.Contains(said.Text, "function") {
		if said.Hint != "" {
			return fmt.Sprintf("%s (%s)", said.Text, said.Hint)
		}
		return said.Text
	}
	if meant := meantColumn(ctx, conn, said.Name, c.Root.Source); meant != "" {
		return fmt.Sprintf("%s (did you mean %s?)", said.Text, meant)
	}
	return fmt.Sprintf("%s; %s has %s; if it is text, it goes in single quotes: '%s'", said.Text, c.Root.Source, strings.Join(fates.FirstOf(columns, 12), ", "), said.Name)
}

// meantColumn is the value of the source, in a column or a struct, that may be meant by a name: it is called so, or nearly; empty if there is
// none.
func meantColumn(ctx context.Context, conn *sql.Conn, name string, src trace.SourceName) string {
	columns, err := engine.Strings(ctx, conn, fmt.Sprintf("SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM %s.%s)", sqltree.Quote(src.Schema), sqltree.Quote(src.Table)))
	if err != nil {
		return "" // it is a hint and no more
	}
	best, least := "", 2
	for _, c := range columns {
		column, typ, _ := strings.Cut(c, " ")
		fields, err := sqltree.Fields(ctx, conn, column, typ)
		if err != nil {
			continue
		}
		for _, f := range fields {
			d := levenshtein.Distance(strings.ToLower(name), strings.ToLower(f.Path[len(f.Path)-1]), nil)
			if d < least && (d == 0 || len(name) > 2) {
				best, least = f.Name(), d
			}
		}
	}
	return best
}

// exampleColumn is a column of the source to show in a hint: the key's, if that is one column.
func exampleColumn(c *trace.Chain, columns []string) string {
	if len(c.Root.Key) == 1 {
		return c.Root.Key[0]
	}
	if len(columns) == 0 {
		return "name"
	}
	return columns[0]
}
