package diff

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// Weaken makes hashes collide: modulo n, or not for 0.
func Weaken(opt Options, n int) Options {
	if n > 0 {
		opt.hash = func(columns string) string { return fmt.Sprintf("(hash(%s) %% %d)::UBIGINT", columns, n) }
	}
	return opt
}

// Applying has the comparison check that A with the differences applied is B, as a bag, in the columns that both have.
func Applying(opt Options) Options {
	opt.after = applies
	return opt
}

func applies(ctx context.Context, c *comparison) error {
	if len(c.cols.list) == 0 {
		return nil
	}
	var list []string
	for i := range c.cols.list {
		list = append(list, column(i))
	}
	values := "row(" + strings.Join(list, ", ") + ") AS v"
	paired := func(side int) string {
		return fmt.Sprintf("(SELECT row_no FROM %s AS x WHERE EXISTS (FROM %s WHERE %s = x.row_no AND kind <> 'same') OR row_no IN (SELECT row_no FROM %s))", c.from[side], pairsTable, pairColumn(side), c.left(side))
	}
	applied := fmt.Sprintf("(SELECT %[1]s FROM %[2]s WHERE row_no NOT IN %[3]s UNION ALL SELECT %[1]s FROM %[4]s WHERE row_no IN %[5]s)", values, c.from[0], paired(0), c.from[1], paired(1))
	for _, query := range []string{
		fmt.Sprintf("SELECT count(*) FROM (FROM %s EXCEPT ALL SELECT %s FROM %s)", applied, values, c.from[1]),
		fmt.Sprintf("SELECT count(*) FROM (SELECT %s FROM %s EXCEPT ALL FROM %s)", values, c.from[1], applied),
	} {
		n, err := c.countOf(ctx, query)
		if err != nil {
			return err
		}
		if n != 0 {
			return fmt.Errorf("the differences applied to A do not give B: %d rows", n)
		}
	}
	return nil
}

// InSmallParts has rows be compared whole a few at a time, until the test ends.
func InSmallParts(t testing.TB) {
	beside, loose := stretch, looseAtOnce
	stretch, looseAtOnce = 3, 2
	t.Cleanup(func() { stretch, looseAtOnce = beside, loose })
}
