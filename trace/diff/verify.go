package diff

import (
	"context"
	"fmt"
	"math"
	"sort"
)

// Both are lowered by tests.
var (
	// stretch is how many rows of a side are compared whole at once, as both sides have them in one order.
	stretch int64 = 245760
	// looseAtOnce is how many rows of a side are compared at once where the orders differ.
	looseAtOnce int64 = 300000
)

// verify compares rows whose hashes match whole. A hash that stands for several rows becomes odd.
//
// Most tables keep their order from one state to the next. So stretches of rows that should lie side by side are joined first,
// as wide as they are; the rows whose partner is elsewhere follow, a part of the hashes at a time.
func (c *comparison) verify(ctx context.Context) error {
	if err := c.exec(ctx, "CREATE TEMP TABLE "+looseTable+" (h UBIGINT)"); err != nil {
		return err
	}
	collided := "CREATE OR REPLACE TEMP TABLE __diff_collided AS SELECT DISTINCT h FROM (%s)"
	defer func() { _ = c.exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS __diff_collided") }()
	if err := c.exec(ctx, fmt.Sprintf(collided, c.heavyCollisions())); err != nil {
		return err
	}
	if err := c.verifyAligned(ctx); err != nil {
		return err
	}
	if err := c.verifyLoose(ctx); err != nil {
		return err
	}
	n, err := c.countOf(ctx, "SELECT count(*) FROM __diff_collided")
	if err != nil || n == 0 {
		return err
	}
	if err := c.exec(ctx, "INSERT INTO "+oddTable+" SELECT DISTINCT h FROM __diff_collided"); err != nil {
		return err
	}
	return c.fetchOdd(ctx)
}

// heavyCollisions finds hashes of many rows that stand for several rows.
func (c *comparison) heavyCollisions() string {
	side := func(i int) string {
		return fmt.Sprintf("SELECT h, r FROM (SELECT %s AS h, %s AS r FROM %s) SEMI JOIN (SELECT h FROM %s WHERE n = 0 AND copies > %d) AS x USING (h)",
			c.hash(), packed(c.values()), c.from[i], sumsTable, heavy)
	}
	return fmt.Sprintf("SELECT h FROM (%s UNION %s) GROUP BY h HAVING count(*) > 1", side(0), side(1))
}

// verifyAligned joins the k-th rows of both sides that are neither odd nor heavy, a stretch at a time.
func (c *comparison) verifyAligned(ctx context.Context) error {
	var odd [2][]int64
	for i := range odd {
		var err error
		if odd[i], err = c.oddPlaces(ctx, i); err != nil {
			return err
		}
	}
	even := min(c.count[0]-int64(len(odd[0])), c.count[1]-int64(len(odd[1])))
	for from := int64(0); from < even; from += stretch {
		upto := from + stretch
		var part [2]string
		for i := range part {
			end := int64(math.MaxInt64)
			if upto < even {
				end = place(odd[i], upto)
			}
			part[i] = fmt.Sprintf("(SELECT * FROM (SELECT %s AS h, %s FROM %s WHERE row_no >= %d AND row_no < %d) ANTI JOIN (SELECT h FROM %s WHERE n <> 0 OR copies > %d) AS x USING (h))",
				c.hash(), c.listed(), c.from[i], place(odd[i], from), end, sumsTable, heavy)
		}
		if err := c.compareParts(ctx, part, true); err != nil {
			return err
		}
		if from == 0 { // if the first stretch does not lie side by side, no other will
			loose, err := c.countOf(ctx, "SELECT count(*) FROM "+looseTable)
			if err != nil {
				return err
			}
			if loose > stretch/2 {
				return c.exec(ctx, fmt.Sprintf("CREATE OR REPLACE TEMP TABLE %s AS SELECT DISTINCT %s AS h FROM %s ANTI JOIN (SELECT h FROM %s WHERE n <> 0 OR copies > %d) AS x ON x.h = %[2]s",
					looseTable, c.hash(), c.from[0], sumsTable, heavy))
			}
		}
	}
	return nil
}

// oddPlaces are the places of a side's odd rows, in order.
func (c *comparison) oddPlaces(ctx context.Context, side int) ([]int64, error) {
	rows, err := c.conn.QueryContext(ctx, "SELECT row_no FROM "+oddRows(side)+" ORDER BY row_no")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// place is the place of the k-th row, from 0, that is not odd.
func place(odd []int64, k int64) int64 {
	// odd[i] - i rows before odd[i] are not odd.
	return k + int64(sort.Search(len(odd), func(i int) bool { return odd[i]-int64(i) > k }))
}

// listed is the columns but for positional ones, as v0, v1….
func (c *comparison) listed() string {
	out := ""
	for i, name := range c.values() {
		if i > 0 {
			out += ", "
		}
		out += fmt.Sprintf("%s AS v%d", name, i)
	}
	return out
}

func (c *comparison) values() []string {
	if list := c.cols.named(Own, Joined); len(list) > 0 {
		return list
	}
	return []string{"TRUE"}
}

// compareParts joins two parts by the hash and notes hashes whose rows differ; those that found no partner are loose.
func (c *comparison) compareParts(ctx context.Context, part [2]string, outer bool) error {
	differ := ""
	for i := range c.values() {
		if i > 0 {
			differ += " OR "
		}
		differ += fmt.Sprintf("a.v%d IS DISTINCT FROM b.v%[1]d", i)
	}
	join := "JOIN"
	if outer {
		join = "FULL JOIN"
	}
	query := fmt.Sprintf("CREATE OR REPLACE TEMP TABLE __diff_found AS SELECT coalesce(a.h, b.h) AS h, a.h IS NOT NULL AND b.h IS NOT NULL AS met FROM %s AS a %s %s AS b ON a.h = b.h WHERE a.h IS NULL OR b.h IS NULL OR %s",
		part[0], join, part[1], differ)
	if err := c.exec(ctx, query); err != nil {
		return err
	}
	defer func() { _ = c.exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS __diff_found") }()
	if err := c.exec(ctx, "INSERT INTO __diff_collided SELECT h FROM __diff_found WHERE met"); err != nil {
		return err
	}
	return c.exec(ctx, "INSERT INTO "+looseTable+" SELECT h FROM __diff_found WHERE NOT met")
}

// verifyLoose joins the rows of loose hashes, a part of them at a time.
func (c *comparison) verifyLoose(ctx context.Context) error {
	n, err := c.countOf(ctx, "SELECT count(DISTINCT h) FROM "+looseTable)
	if err != nil || n == 0 {
		return err
	}
	parts := n/looseAtOnce + 1
	for p := range parts {
		var part [2]string
		for i := range part {
			part[i] = fmt.Sprintf("(SELECT * FROM (SELECT %s AS h, %s FROM %s) SEMI JOIN (SELECT h FROM %s WHERE h %% %d = %d) AS x USING (h))",
				c.hash(), c.listed(), c.from[i], looseTable, parts, p)
		}
		if err := c.compareParts(ctx, part, false); err != nil {
			return err
		}
	}
	return nil
}
