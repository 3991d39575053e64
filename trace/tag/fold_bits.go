package tag

import (
	"fmt"
	"strings"
)

// bits says which bits of a stage's mask the cases of each rung have, in their order.
type bits struct {
	of  map[*rung]int // that of its first case
	typ string
}

// bits numbers the cases of the ladder. It leaves room for the bits of earlier causes.
func (l ladder) bits(earlier int) (bits, error) {
	b := bits{of: map[*rung]int{}}
	n := 0
	for _, r := range l {
		b.of[r] = n
		n += len(r.cases)
	}
	if n+earlier > maxCauses {
		return b, cannot("%d ways to drop a row in one SELECT, more than the %d that are told apart", n, maxCauses)
	}
	b.typ = maskType(n + earlier)
	return b, nil
}

func (b bits) none() string { return "0::" + b.typ }

func (b bits) bit(r *rung, k int) string { return fmt.Sprintf("%d::%s", uint64(1)<<(b.of[r]+k), b.typ) }

// mask is SQL for the bits of the cases of these rungs that a row fails.
func (b bits) mask(rungs []*rung) string {
	parts := []string{b.none()}
	for _, r := range rungs {
		var s strings.Builder
		fmt.Fprintf(&s, "(CASE WHEN %s THEN %s", r.ok, b.none())
		for k, c := range r.cases {
			if k < len(r.cases)-1 {
				fmt.Fprintf(&s, " WHEN %s THEN %s", c.when, b.bit(r, k))
			} else {
				fmt.Fprintf(&s, " ELSE %s END)", b.bit(r, k))
			}
		}
		parts = append(parts, s.String())
	}
	if len(parts) > 1 {
		parts = parts[1:]
	}
	return strings.Join(parts, " | ")
}

// rung is all bits of a rung.
func (b bits) rung(r *rung) string {
	return fmt.Sprintf("%d::%s", (uint64(1)<<len(r.cases)-1)<<b.of[r], b.typ)
}

// alone is SQL for the bits of the cases that some row of a group fails, and nothing else, over their bits m.
func (b bits) alone() string {
	return fmt.Sprintf("bit_or(CASE WHEN bit_count(m) = 1 THEN m ELSE %s END)", b.none())
}

// farthest is SQL for the bits of that row of a group that gets farthest, over their bits m: nothing if one passes all rungs; else
// the rung at which the last ones fail, as the first of its cases that one of them is. A further bit says that no row of the group
// fails that rung alone.
func (b bits) farthest(rungs []*rung) string {
	if len(rungs) == 0 {
		return b.none()
	}
	var codes, bitsOf, rungsOf strings.Builder
	top := ""
	for i, r := range rungs {
		for k := range r.cases {
			code := (len(rungs)-i)*(maxCauses+1) + k
			fmt.Fprintf(&codes, " WHEN m & %s <> 0 THEN %d", b.bit(r, k), code)
			fmt.Fprintf(&bitsOf, " WHEN %d THEN %s", code, b.bit(r, k))
			fmt.Fprintf(&rungsOf, " WHEN %d THEN %s", code, b.rung(r))
			top = b.bit(r, k)
		}
	}
	best := "min(CASE WHEN m = 0 THEN 0" + codes.String() + " END)"
	return fmt.Sprintf("(CASE %[1]s WHEN 0 THEN %[2]s%[3]s END | CASE WHEN %[1]s = 0 OR %[4]s & (CASE %[1]s%[5]s END) <> 0 THEN %[2]s ELSE %[6]s END)",
		best, b.none(), bitsOf.String(), b.alone(), rungsOf.String(), top)
}
