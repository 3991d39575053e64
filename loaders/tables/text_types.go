package tables

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"funneltrace/loaders/engine"
	"funneltrace/trace/sqltree"
)

//go:embed types.sql
var typesSQL string

//go:embed commas.sql
var commasSQL string

// TypeColumns gives columns of text the type that they can have without a value being printed differently afterwards, but for
// those that are typed. Numbers written with a comma stay text. So do those whose point may be one between thousands, as
// in 1.200, where commas stand before fractions: comma says that of the files, or else other columns do.
func TypeColumns(ctx context.Context, conn *sql.Conn, from string, columns []engine.Column, typed []string, comma bool) ([]engine.Column, []string, error) {
	columns = slices.Clone(columns)
	var withCommas, withPoints []string
	var points []int
	for i, c := range columns {
		if slices.Contains(typed, c.Name) {
			continue
		}
		in := strings.NewReplacer("$COLUMN", sqltree.Quote(c.Name), "$TABLE", from)
		if err := conn.QueryRowContext(ctx, in.Replace(typesSQL)).Scan(&columns[i].Type); err != nil {
			return nil, nil, err
		}
		if typ := columns[i].Type; typ != "VARCHAR" && typ != "DOUBLE" {
			continue
		}
		var commas, between, thousands bool
		if err := conn.QueryRowContext(ctx, in.Replace(commasSQL)).Scan(&commas, &between, &thousands); err != nil {
			return nil, nil, err
		}
		switch {
		case commas:
			withCommas = append(withCommas, engine.Visible(c.Name))
			comma = comma || !between
		case thousands:
			points = append(points, i)
		}
	}
	for _, i := range points {
		if comma {
			columns[i].Type = "VARCHAR"
			withPoints = append(withPoints, engine.Visible(columns[i].Name))
		}
	}
	var notes []string
	if len(withCommas) > 0 {
		notes = append(notes, fmt.Sprintf("numbers with a comma, which may stand before a fraction or between thousands, are text: %s", strings.Join(withCommas, ", ")))
	}
	if len(withPoints) > 0 {
		notes = append(notes, fmt.Sprintf("numbers whose point may stand between thousands, as in 1.200, are text: %s", strings.Join(withPoints, ", ")))
	}
	return columns, notes, nil
}
