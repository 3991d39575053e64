package fates

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// bags are two relations with the same columns, as bags of rows.
type bags struct {
	conn    *sql.Conn
	columns []trace.Column
	from    [2]string // what to put after FROM
}

// exact is a column as it is compared.
func exact(c trace.Column) string { return sqltree.Quote(c.Name) }

// rounded is a column less the last digits of a float, which hang on the order in which it was summed up.
func rounded(c trace.Column) string {
	if c.Type == "DOUBLE" || c.Type == "FLOAT" {
		return "format('{:.9g}', " + sqltree.Quote(c.Name) + ")"
	}
	return sqltree.Quote(c.Name)
}

// counts are the rows of both.
func (b bags) counts(ctx context.Context) (n [2]int64, err error) {
	for i, from := range b.from {
		if err := b.conn.QueryRowContext(ctx, "SELECT count(*) FROM "+from).Scan(&n[i]); err != nil {
			return n, err
		}
	}
	return n, nil
}

// differing counts the rows of either that the other does not have, in some columns, by their hashes.
func (b bags) differing(ctx context.Context, columns []string) (n int64, err error) {
	list := strings.Join(columns, ", ")
	if list == "" {
		list = "TRUE"
	}
	query := fmt.Sprintf("SELECT coalesce(sum(abs(n)), 0)::BIGINT FROM (SELECT sum(n) AS n FROM (SELECT hash(%[1]s) AS h, 1 AS n FROM %[2]s UNION ALL SELECT hash(%[1]s), -1 FROM %[3]s) GROUP BY h)",
		list, b.from[0], b.from[1])
	err = b.conn.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// without are the columns but for some, as they are compared.
func (b bags) without(left []string, as func(trace.Column) string) []string {
	var out []string
	for _, c := range b.columns {
		if !sqltree.ContainsName(left, c.Name) {
			out = append(out, as(c))
		}
	}
	return out
}

// varying are columns without which the bags are the same, as few as are found one by one; all of them where the numbers of rows
// differ. Some are known already.
func (b bags) varying(ctx context.Context, known []string) ([]string, error) {
	left := slices.Clone(known)
	for _, c := range b.columns { // most differ by themselves
		if sqltree.ContainsName(left, c.Name) {
			continue
		}
		n, err := b.differing(ctx, []string{exact(c)})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			left = append(left, c.Name)
		}
	}
	for {
		least, err := b.differing(ctx, b.without(left, exact))
		if err != nil {
			return nil, err
		}
		if least == 0 {
			return b.fewest(ctx, left, len(known))
		}
		best := ""
		for _, c := range b.columns { // others have changed places
			if sqltree.ContainsName(left, c.Name) {
				continue
			}
			n, err := b.differing(ctx, b.without(append(slices.Clone(left), c.Name), exact))
			if err != nil {
				return nil, err
			}
			if n < least {
				best, least = c.Name, n
			}
		}
		if best == "" {
			return tag.NameList(b.columns), nil
		}
		left = append(left, best)
	}
}

// fewest leaves out of a list those that are not needed, after the first ones, which stay.
func (b bags) fewest(ctx context.Context, left []string, stay int) ([]string, error) {
	for i := stay; i < len(left); {
		fewer := slices.Delete(slices.Clone(left), i, i+1)
		n, err := b.differing(ctx, b.without(fewer, exact))
		if err != nil {
			return nil, err
		}
		if n == 0 {
			left = fewer
		} else {
			i++
		}
	}
	return left, nil
}

// example returns a row of the first relation that the other does not have, and one of the other's that is the same but for some
// columns; empty where there is none.
func (b bags) example(ctx context.Context, varying []string) (rows [2]string, err error) {
	var pack []string
	for _, c := range b.columns {
		pack = append(pack, sqltree.Literal(c.Name)+": "+sqltree.Quote(c.Name))
	}
	same := []string{"TRUE"}
	for _, c := range b.without(varying, exact) {
		same = append(same, "x."+c+" IS NOT DISTINCT FROM y."+c)
	}
	side := func(i int) string {
		return fmt.Sprintf("(SELECT *, CAST({%s} AS VARCHAR) AS \"row\" FROM (SELECT * FROM %s EXCEPT ALL SELECT * FROM %s))", strings.Join(pack, ", "), b.columnsOf(i), b.columnsOf(1-i))
	}
	query := fmt.Sprintf(`SELECT x."row", coalesce(y."row", '') FROM %s AS x LEFT JOIN %s AS y ON %s ORDER BY y."row" IS NULL, 1, 2 LIMIT 1`, side(0), side(1), strings.Join(same, " AND "))
	err = b.conn.QueryRowContext(ctx, query).Scan(&rows[0], &rows[1])
	if !errors.Is(err, sql.ErrNoRows) {
		return rows, err
	}
	err = b.conn.QueryRowContext(ctx, `SELECT "row" FROM `+side(1)+" AS y ORDER BY 1 LIMIT 1").Scan(&rows[1])
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return rows, err
}

// columnsOf is a side with the columns of both.
func (b bags) columnsOf(i int) string {
	return "(SELECT " + sqltree.QuoteAll(tag.NameList(b.columns)) + " FROM " + b.from[i] + ")"
}
