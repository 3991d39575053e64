package diff

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"

	"funneltrace/trace/sqltree"
)

// A build is kept in a folder. Of one with which others are compared that is all of each model, and hashes of its rows. Of one that is
// compared with another, only the rows are kept that the other has not: that is seen while the models are in memory, and the hashes of the
// other are narrow. Two hashes tell rows apart, so that none is taken for another.

// kept is how a model of a build lies in its folder.
type kept struct {
	rows   int64
	apart  int64  // of a build that is compared: its rows that the other has not, or that tie with such rows
	others int64  // the same of the other
	parted bool   // it is compared, and only these are kept
	dir    string // of the build
	with   string // the folder of the build that it is compared with
}

func (k kept) file(model, what string) string {
	return sqltree.Literal(filepath.Join(k.dir, model+what+".parquet"))
}

// keep writes a model of a build, which stands in the schema; with is the folder of the build that it is compared with, empty if there is
// none. whole says that others will be compared with this one.
func (r *rebuilder) keep(ctx context.Context, conn *sql.Conn, schema, model, dir, with string, whole bool) (k kept, err error) {
	k = kept{dir: dir, with: with, parted: with != ""}
	table := schema + "." + sqltree.Quote(model)
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&k.rows); err != nil {
		return k, err
	}
	hashes, err := r.hashes(ctx, conn, table, model)
	if err != nil {
		return k, err
	}
	exec := func(format string, args ...any) {
		if err == nil {
			if _, failed := conn.ExecContext(ctx, fmt.Sprintf(format, args...)); failed != nil {
				err = fmt.Errorf("keep model %s: %w", model, failed)
			}
		}
	}
	exec("CREATE OR REPLACE TEMP TABLE __diff_keys AS SELECT rowid AS row_no, %s FROM %s", hashes, table)
	if whole {
		exec("COPY (SELECT rowid AS %s, * FROM %s) TO %s (FORMAT parquet, COMPRESSION lz4)", rowColumn, table, k.file(model, ""))
		exec("COPY (FROM __diff_keys) TO %s (FORMAT parquet, COMPRESSION lz4)", k.file(model, ".keys"))
	}
	if k.parted {
		keys := [2]string{"read_parquet(" + kept{dir: with}.file(model, ".keys") + ")", "__diff_keys"}
		exec("CREATE OR REPLACE TEMP TABLE __diff_apart AS SELECT h, g FROM (SELECT h, g, 1 AS n FROM %s UNION ALL SELECT h, g, -1 FROM %s) GROUP BY h, g HAVING sum(n) <> 0", keys[0], keys[1])
		for i, what := range []string{".others", ".apart"} {
			exec("CREATE OR REPLACE TEMP TABLE __diff_part%d AS %s", i, r.apart(model, keys, i))
			if i == 0 {
				exec("COPY (FROM __diff_part0) TO %s (FORMAT parquet)", k.file(model, what))
			} else {
				exec("COPY (SELECT rowid AS %s, * FROM %s WHERE rowid IN (FROM __diff_part1)) TO %s (FORMAT parquet, COMPRESSION lz4)", rowColumn, table, k.file(model, what))
			}
		}
		if err == nil {
			err = conn.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM __diff_part0), (SELECT count(*) FROM __diff_part1)").Scan(&k.others, &k.apart)
		}
	}
	exec("DROP TABLE IF EXISTS __diff_keys")
	return k, err
}

// hashes is a SELECT list of two hashes of a whole row, and one of what each window orders by whose ORDER BY is known.
func (r *rebuilder) hashes(ctx context.Context, conn *sql.Conn, table, model string) (string, error) {
	fields, err := describe(ctx, conn, "SELECT * FROM "+table)
	if err != nil {
		return "", err
	}
	var names []string
	for _, f := range fields {
		names = append(names, sqltree.Quote(f.name))
	}
	all := strings.Join(names, ", ")
	out := "hash(" + all + ") AS h, hash(" + all + ", 1) AS g"
	for i, by := range r.orders(model) {
		out += fmt.Sprintf(", hash(%s) AS o%d", sqltree.QuoteAll(by), i)
	}
	return out, nil
}

// orders are the columns of a model by which its windows number, as far as they are among them.
func (r *rebuilder) orders(model string) [][]string {
	var out [][]string
	for _, c := range r.roles[model].Columns {
		if c.Window != nil && len(c.Orders) > 0 {
			out = append(out, c.Orders)
		}
	}
	return out
}

// apart selects the rows of a side that the other has not, and those that share with such a row what a window orders by: they stand
// between those that changed places.
func (r *rebuilder) apart(model string, keys [2]string, side int) string {
	odd := "(SELECT * FROM %s SEMI JOIN __diff_apart USING (h, g))"
	where := []string{"(h, g) IN (SELECT (h, g) FROM __diff_apart)"}
	for i := range r.orders(model) {
		var ofOdd []string
		for _, k := range keys {
			ofOdd = append(ofOdd, fmt.Sprintf("SELECT o%d FROM "+odd, i, k))
		}
		where = append(where, fmt.Sprintf("o%d IN (%s)", i, strings.Join(ofOdd, " UNION ")))
	}
	return fmt.Sprintf("SELECT row_no FROM %s WHERE %s", keys[side], strings.Join(where, " OR "))
}

// compare compares a model of a build with that of the build that it was compared with when it was kept.
func (r *rebuilder) compare(ctx context.Context, build, model string) (Table, error) {
	k := r.kept[build][model]
	first := r.relation(filepath.Base(k.with), model)
	others := fmt.Sprintf("(SELECT * FROM %s WHERE %s IN (SELECT row_no FROM read_parquet(%s)))", first.From, rowColumn, k.file(model, ".others"))
	apart := "read_parquet(" + k.file(model, ".apart") + ", hive_partitioning = false)"
	t, err := Relations(ctx, r.conn, Relation{others, rowColumn}, Relation{apart, rowColumn}, ModelOptions(model, r.roles[model]))
	t.Same += k.rows - k.apart
	t.Rows = [2]int64{r.kept[filepath.Base(k.with)][model].rows, k.rows}
	return t, err
}
