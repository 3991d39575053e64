package diff

import (
	"context"
	"fmt"
)

// heavy is how many rows share a hash, on both sides together, if each row is there once. Hashes of more rows are verified by
// their distinct values rather than row by row.
const heavy = 2

// bag sums up the rows of each hash, those of A as 1 and those of B as -1. Where the sum is 0 both have as many.
func (c *comparison) bag(ctx context.Context) error {
	place, moved := "", "0"
	if c.position != "" {
		place, moved = ", "+c.sign(0)+"hash("+c.position+")::HUGEINT AS place", "sum(place)"
	}
	side := func(i int) string {
		if i == 1 && place != "" {
			place = ", -hash(" + c.position + ")::HUGEINT AS place"
		}
		return fmt.Sprintf("SELECT %s AS h, %s1 AS n%s FROM %s", c.hash(), c.sign(i), place, c.from[i])
	}
	query := fmt.Sprintf(`CREATE TEMP TABLE %s AS SELECT h, sum(n)::BIGINT AS n, count(*) AS copies, %[2]s <> 0 AS moved
		FROM (%[3]s UNION ALL %[4]s) GROUP BY h HAVING sum(n) <> 0 OR count(*) > %[5]d OR %[2]s <> 0`,
		sumsTable, moved, side(0), side(1), heavy)
	if err := c.exec(ctx, query); err != nil {
		return err
	}
	if err := c.exec(ctx, "CREATE TEMP TABLE "+oddTable+" AS SELECT h FROM "+sumsTable+" WHERE n <> 0"); err != nil {
		return err
	}
	if err := c.exec(ctx, "CREATE TEMP TABLE "+pairsTable+" (kind VARCHAR, ra BIGINT, rb BIGINT)"); err != nil {
		return err
	}
	return c.fetchOdd(ctx)
}

func (c *comparison) sign(side int) string {
	if side == 1 {
		return "-"
	}
	return ""
}

// fetchOdd keeps the rows of odd hashes, whole.
func (c *comparison) fetchOdd(ctx context.Context) error {
	for i := range c.from {
		query := fmt.Sprintf("CREATE OR REPLACE TEMP TABLE %s AS SELECT * FROM %s WHERE %s IN (SELECT h FROM %s)", oddRows(i), c.from[i], c.hash(), oddTable)
		if err := c.exec(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// renumbered pairs the rows that are equal, but for positional columns, outside the odd ones.
func (c *comparison) renumbered(ctx context.Context) error {
	if c.position == "" {
		return nil
	}
	moved := func(i int, copies string) string {
		return fmt.Sprintf("(SELECT h, row_no, %s AS p FROM (SELECT %s AS h, * FROM %s) SEMI JOIN (SELECT h FROM %s WHERE moved AND copies %s) AS m USING (h) ANTI JOIN %s AS o USING (h))",
			packed(c.cols.named(Positional)), c.hash(), c.from[i], sumsTable, copies, oddTable)
	}
	single := fmt.Sprintf("INSERT INTO %s SELECT '%s', a.row_no, b.row_no FROM %s AS a JOIN %s AS b USING (h)", pairsTable, Renumbered, moved(0, "= 2"), moved(1, "= 2"))
	if err := c.exec(ctx, single); err != nil {
		return err
	}
	if n, err := c.countOf(ctx, "SELECT count(*) FROM "+sumsTable+" WHERE moved AND copies > 2"); n == 0 || err != nil {
		return err
	}
	// Of several copies, those that kept their place are the same.
	for i := range c.from {
		if err := c.exec(ctx, fmt.Sprintf("CREATE OR REPLACE TEMP TABLE __diff_moved_%d AS SELECT *, row_number() OVER (PARTITION BY h, p ORDER BY row_no) AS copy FROM %s", i, moved(i, "> 2"))); err != nil {
			return err
		}
		defer func() { _ = c.exec(context.WithoutCancel(ctx), fmt.Sprintf("DROP TABLE IF EXISTS __diff_moved_%d", i)) }()
	}
	rest := func(i int) string {
		return fmt.Sprintf("(SELECT h, row_no, row_number() OVER (PARTITION BY h ORDER BY row_no) AS copy FROM __diff_moved_%d ANTI JOIN __diff_moved_%d USING (h, p, copy))", i, 1-i)
	}
	return c.exec(ctx, fmt.Sprintf("INSERT INTO %s SELECT '%s', a.row_no, b.row_no FROM %s AS a JOIN %s AS b USING (h, copy)", pairsTable, Renumbered, rest(0), rest(1)))
}
