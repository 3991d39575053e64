package diff

import (
	"context"
	"fmt"
)

// same is the kind, among pairs, of odd rows that are equal after all.
const same Kind = "same"

// exact pairs odd rows by whole values: those that are equal, those that are but for positional columns, and those whose own
// columns are.
func (c *comparison) exact(ctx context.Context) error {
	for _, r := range []struct {
		kind  Kind
		roles []Role
		runs  bool
	}{
		{same, []Role{Own, Joined, Positional}, true},
		{Renumbered, []Role{Own, Joined}, c.position != ""},
		{Reattached, []Role{Own}, len(c.cols.named(Joined)) > 0 && len(c.cols.named(Own)) > 0},
	} {
		if !r.runs {
			continue
		}
		if err := c.pairBy(ctx, r.kind, packed(c.cols.named(r.roles...)), ""); err != nil {
			return err
		}
	}
	return nil
}

// pairBy pairs the odd rows that are left and have one value, in the order of their rows.
func (c *comparison) pairBy(ctx context.Context, kind Kind, value, where string) error {
	side := func(i int) string {
		return fmt.Sprintf("(SELECT v, row_no, row_number() OVER (PARTITION BY v ORDER BY row_no) AS copy FROM (SELECT %s AS v, row_no FROM %s%s))",
			value, c.left(i), where)
	}
	return c.exec(ctx, fmt.Sprintf("INSERT INTO %s SELECT '%s', a.row_no, b.row_no FROM %s AS a JOIN %s AS b ON a.v IS NOT DISTINCT FROM b.v AND a.copy = b.copy",
		pairsTable, kind, side(0), side(1)))
}

// left is the odd rows of a side that have no partner yet.
func (c *comparison) left(side int) string {
	return fmt.Sprintf("(SELECT * FROM %s AS o WHERE NOT EXISTS (FROM %s AS p WHERE p.%s = o.row_no))", oddRows(side), pairsTable, pairColumn(side))
}

func pairColumn(side int) string { return [2]string{"ra", "rb"}[side] }
