package fates

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace/tag"
)

// The branches of a UNION lie side by side. Of a row that all of them drop, the rules are:
//
//   - A condition on the row itself says which rows a branch is for. A row belongs to the branches whose conditions on itself it passes.
//   - What drops it in the first written branch that it belongs to is its cause.
//   - If it belongs to none, its cause is the first condition on itself that it fails, in the branch of which it passes the most
//     before that, and among equals the first written: it would not be in that branch whatever that joins.

// telling is SQL for the bits of the mask of which the lowest is the cause: those of the conditions that say which rows the branch is
// for, if the row fails any.
func (t writer) telling(e tag.Deaths) string {
	routing := routing(e)
	if routing == 0 || t.branchOf(e) == 0 {
		return e.Mask()
	}
	return fmt.Sprintf("(CASE WHEN %[1]s & %[2]d <> 0 THEN %[1]s & %[2]d ELSE %[1]s END)", e.Mask(), routing)
}

// rankInUnion is SQL that compares a row with its copies in other branches, and in this one; it leaves 12 bits free. A row that is
// dropped before the branch has asked all of its conditions may not have been for it.
func (t writer) rankInUnion(e tag.Deaths, rung string) string {
	first := e.Causes[0]
	var passed strings.Builder
	for _, c := range e.Causes {
		fmt.Fprintf(&passed, " WHEN %d THEN %d", c.Code, t.conditionsOnRow(first, func(other *tag.Cause) bool { return other.Code < c.Code && placeOf(other) != placeOf(c) }))
	}
	belongs := fmt.Sprintf("mask & %d::UBIGINT = 0", routing(e))
	rank := fmt.Sprintf("((CASE WHEN %s THEN 255 ELSE CASE cause%s ELSE 0 END END)::BIGINT << 36)", belongs, passed.String())
	if t.isUnsure(e) {
		rank = fmt.Sprintf("((CASE cause%s ELSE 0 END)::BIGINT << 36) + ((%s)::BIGINT << %d)", passed.String(), belongs, unsureBit)
	}
	union := t.firstCause(func(c *tag.Cause) bool { return c.Union == first.Union })
	branch := t.firstCause(func(c *tag.Cause) bool { return c.Union == first.Union && c.Branch == first.Branch })
	return fmt.Sprintf("(%d::BIGINT << 44) + %s + (%d::BIGINT << 23) + (least(%s - %d, 2047)::BIGINT << 12)",
		union.Code, rank, max(4095-(first.Branch-union.Branch), 0), rung, branch.Code)
}

// unsureBit is that of the rank of a row of which it is not sure that it is for another branch.
const unsureBit = 35

// isUnsure says whether rows may be for another branch: this one has not asked them all that says so.
func (t writer) isUnsure(e tag.Deaths) bool {
	last := e.Causes[len(e.Causes)-1]
	return t.branchOf(e) > 0 && t.conditionsOnRow(last, func(other *tag.Cause) bool { return other.Code > last.Code }) > 0
}

// placed is a query whose rows may be for another branch, with those for the rows that its branch has asked, by their places.
type placed struct {
	place int
	asked []string
}

// askedInBranchOf are the places of the queries for the rows that the branch has asked all, where it has not asked those of f.
func askedInBranchOf(f fatesOf, list []fatesOf) (places []string) {
	for i, other := range list {
		if f.unsure && other.shared && other.branch == f.branch && !other.unsure {
			places = append(places, strconv.Itoa(i))
		}
	}
	return places
}

// makeSure takes the bit from the rows of which the branch has asked another copy: what drops that one is farther.
func (t writer) makeSure(ctx context.Context, u placed) error {
	return t.Exec(ctx, fmt.Sprintf(`UPDATE %[1]s AS c SET kind = s.kind FROM %[2]s AS k JOIN %[2]s AS s ON s.place = k.place AND s.mask = k.mask AND s.sure
		WHERE c.kind = k.kind AND k.place = %[3]d AND NOT k.sure AND c.id IN (SELECT a.id FROM %[1]s AS a JOIN %[2]s AS o USING (kind) WHERE o.place IN (%[4]s))`,
		copiedTable, kindsTable, u.place, strings.Join(u.asked, ", ")))
}

// branchOf is the branch of a UNION in which the rows lie; 0 is none, or that there is no other.
func (t writer) branchOf(e tag.Deaths) int {
	if first := e.Causes[0]; first.Union > 0 && t.branches(first.Union) > 1 {
		return first.Branch
	}
	return 0
}

// routing is the bits of the conditions that say which rows the branch is for.
func routing(e tag.Deaths) (bits uint64) {
	for i, c := range e.Causes {
		if c.Union > 0 && c.OnRow && !c.InCTE {
			bits |= 1 << i
		}
	}
	return bits
}

// conditionsOnRow counts those of a branch that say which rows it is for, of those that are meant; 254 at most.
func (t writer) conditionsOnRow(in *tag.Cause, meant func(c *tag.Cause) bool) int {
	found := map[[2]int]bool{} // a condition may have several causes
	for _, s := range t.Steps {
		for _, c := range s.Causes {
			if c.Union == in.Union && c.Branch == in.Branch && c.OnRow && !c.InCTE && meant(c) {
				found[placeOf(c)] = true
			}
		}
	}
	return min(len(found), 254)
}

// placeOf is where a cause's SQL stands in its model.
func placeOf(c *tag.Cause) [2]int { return [2]int{c.Start, c.End} }

// branches is how many branches of a UNION drop rows.
func (t writer) branches(union int) int {
	found := map[int]bool{}
	for _, s := range t.Steps {
		for _, c := range s.Causes {
			if c.Union == union {
				found[c.Branch] = true
			}
		}
	}
	return len(found)
}

// firstCause is the first cause on the ladder that is meant.
func (t writer) firstCause(meant func(c *tag.Cause) bool) *tag.Cause {
	for _, s := range t.Steps {
		for _, c := range s.Causes {
			if meant(c) {
				return c
			}
		}
	}
	return nil
}
