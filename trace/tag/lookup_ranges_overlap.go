package tag

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// overlaps says whether two rows of the lookup with one key can be met by one row, where the join compares one value of the row with the
// beginning and the end of a range, as value >= lookup.begin AND value < lookup.end. known is false where the join is another, and only the
// key can tell.
func (q *selection) overlaps(ctx context.Context, j *joined) (overlap, known bool, err error) {
	pairs, rest, err := q.conjunctsOf(ctx, j.condition(), j.marker)
	if err != nil {
		return false, false, err
	}
	begin, end := rangeIn(rest)
	if begin == nil || end == nil {
		return false, false, nil
	}
	far := []sqltree.Node{sqltree.Aliased(begin.far, "b"), sqltree.Aliased(end.far, "e")}
	near := []sqltree.Node{sqltree.Aliased(begin.near, "b")}
	var keys []string
	for i, p := range pairs {
		k := "k" + strconv.Itoa(i)
		far, near = append(far, sqltree.Aliased(p.far, k)), append(near, sqltree.Aliased(p.near, k))
		keys = append(keys, k)
	}
	rows, farTypes, err := q.typesIn(ctx, far, j.lookup())
	if err != nil || farTypes == nil {
		return false, false, err
	}
	_, nearTypes, err := q.typesIn(ctx, near, q.from)
	if err != nil || nearTypes == nil {
		return false, false, err
	}
	// The order of the bounds must be that in which the value is compared with them.
	if !sqltree.SameOrder(nearTypes["b"], farTypes["b"]) || !sqltree.SameOrder(nearTypes["b"], farTypes["e"]) ||
		farTypes["b"] != farTypes["e"] && !(sqltree.IsMoment(farTypes["b"]) && sqltree.IsMoment(farTypes["e"])) {
		return false, false, nil
	}
	for _, k := range keys {
		if !sqltree.SameKeys(nearTypes[k], farTypes[k]) {
			return false, false, nil
		}
	}
	partition := ""
	if len(keys) > 0 {
		partition = "PARTITION BY " + strings.Join(keys, ", ") + " "
	}
	before := "<" // (begin, end] and [begin, end) do not meet where the one ends and the other begins
	if begin.op == ">=" && end.op == "<=" {
		before = "<="
	}
	// Rows whose range is empty meet nothing; a bound that is NULL makes it so. Of ranges in order of their beginnings, two overlap only if
	// two neighbours do.
	err = q.t.Conn.QueryRowContext(ctx, fmt.Sprintf(
		"SELECT EXISTS (SELECT 1 FROM (SELECT e, lead(b) OVER (%[1]sORDER BY b) AS next FROM (%[2]s) WHERE b %[3]s e) WHERE next %[3]s e)",
		partition, rows, before)).Scan(&overlap)
	if err != nil {
		return false, false, ctx.Err() // a lookup that cannot be read alone
	}
	return overlap, true, nil
}

// rangeIn finds the two conditions that say that one value lies between two of the lookup's.
func rangeIn(rest []conjunct) (begin, end *conjunct) {
	for i := range rest {
		switch c := &rest[i]; {
		case c.reads != compares:
		case (c.op == ">" || c.op == ">=") && begin == nil:
			begin = c
		case (c.op == "<" || c.op == "<=") && end == nil:
			end = c
		}
	}
	if begin == nil || end == nil || begin.near.Key() != end.near.Key() {
		return nil, nil
	}
	return begin, end
}
