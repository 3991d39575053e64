package cost

import (
	"cmp"
	"math/bits"
	"slices"
)

// estimate is lost rows, each with the stratum of the rows that are like it.
type estimate struct {
	like    []Rows
	keys    []uint64 // of like, all columns packed into one
	lost    []matched
	levels  []*level
	columns []column
	all     stratum
}

// matched are lost rows with what they are compared with.
type matched struct {
	values  []int
	rows    float64
	level   *level
	stratum int
}

// level is a way to tell rows apart: by the columns whose bits are in the mask.
type level struct {
	mask   uint64
	index  map[uint64]int
	strata []stratum
	of     []int // the stratum of each of like
	used   bool
}

// stratum is rows that are alike in the columns of a level.
type stratum struct {
	Rows
	lost float64 // lost rows that are compared with them
}

// smooth is the share of the rows that reached the number, kept off 0 and 1 (Jeffreys).
func (s stratum) smooth() float64 { return (s.Reached + 0.5) / (s.N + 1) }

// fan is in how many rows of the number one is that reached it.
func (s stratum) fan() float64 {
	if s.Reached == 0 {
		return 1
	}
	return s.Paths / s.Reached
}

// reaching is the variance of whether a row reaches the number.
func (s stratum) reaching() float64 { return s.smooth() * (1 - s.smooth()) }

// counted is the variance of how often it is in there.
func (s stratum) counted() float64 {
	mean := s.Paths / s.N
	return max(s.Squares/s.N-mean*mean, s.fan()*s.fan()*s.reaching())
}

func (s *stratum) add(r Rows) {
	s.N += r.N
	s.Reached += r.Reached
	s.Paths += r.Paths
	s.Squares += r.Squares
}

// column is where a column stands in the packed key.
type column struct {
	at       int // in Values
	distinct int
	largest  int // value
	mask     uint64
	shift    int
}

// match gives each of the lost rows its stratum. It returns nil if there are no lost rows, or none like them.
func match(lost, like []Rows) *estimate {
	e := &estimate{like: like}
	for _, r := range like {
		e.all.add(r)
	}
	if len(lost) == 0 || e.all.N == 0 {
		return nil
	}
	e.pack(lost)
	masks := e.masks()
	for _, r := range lost {
		key := e.key(r)
		for i, mask := range masks {
			l := e.at(mask & e.known(r))
			s, ok := l.index[key&l.mask]
			if !ok || l.strata[s].N < Least && i < len(masks)-1 {
				continue
			}
			l.used = true
			l.strata[s].lost += r.N
			e.lost = append(e.lost, matched{r.Values, r.N, l, s})
			break
		}
	}
	return e
}

// pack finds a place in the key for each column that tells something of lost rows; the time comes first, then the one with the fewest
// values. What has no room is left out.
func (e *estimate) pack(lost []Rows) {
	for at := range lost[0].Values {
		mine, theirs := valuesOf(lost, at), valuesOf(e.like, at)
		delete(mine, Unknown)
		if len(mine) == 0 || len(mine) == 1 && !overlap(mine, theirs) { // one value that only lost rows have says that they are lost
			continue
		}
		largest := 0
		for _, values := range []map[int]bool{mine, theirs} {
			for v := range values {
				largest = max(largest, v)
			}
		}
		e.columns = append(e.columns, column{at: at, distinct: len(theirs), largest: largest, mask: 1<<bits.Len(uint(largest)) - 1})
	}
	slices.SortStableFunc(e.columns, func(a, b column) int {
		if (a.at == 0) != (b.at == 0) {
			return a.at - b.at
		}
		return cmp.Compare(a.distinct, b.distinct)
	})
	shift := 0
	for i := range e.columns {
		c := &e.columns[i]
		width := bits.Len64(c.mask)
		if shift+width > 64 {
			e.columns = e.columns[:i]
			break
		}
		c.mask, c.shift = c.mask<<shift, shift
		shift += width
	}
	e.keys = make([]uint64, len(e.like))
	for i, r := range e.like {
		e.keys[i] = e.key(r)
	}
}

func valuesOf(list []Rows, at int) map[int]bool {
	out := map[int]bool{}
	for _, r := range list {
		out[r.Values[at]] = true
	}
	return out
}

func overlap(a, b map[int]bool) bool {
	for v := range a {
		if b[v] {
			return true
		}
	}
	return false
}

func (e *estimate) key(r Rows) (key uint64) {
	for _, c := range e.columns {
		key |= uint64(r.Values[c.at]) << c.shift
	}
	return key
}

// known are the bits of the columns of which something is known of the rows.
func (e *estimate) known(r Rows) (mask uint64) {
	for _, c := range e.columns {
		if r.Values[c.at] != Unknown {
			mask |= c.mask
		}
	}
	return mask
}

// masks are the levels from the finest on: all columns, all without the time, then both without the one of most values, and so on; the
// last tells nothing apart.
func (e *estimate) masks() (out []uint64) {
	var time, others uint64
	rest := e.columns
	if len(rest) > 0 && rest[0].at == 0 {
		time, rest = rest[0].mask, rest[1:]
	}
	for _, c := range rest {
		others |= c.mask
	}
	for i := len(rest); ; i-- {
		out = append(out, time|others, others)
		if i == 0 {
			return slices.Compact(out)
		}
		others &^= rest[i-1].mask
	}
}

// at is the level that tells rows apart by the columns of the mask.
func (e *estimate) at(mask uint64) *level {
	for _, l := range e.levels {
		if l.mask == mask {
			return l
		}
	}
	l := &level{mask: mask, index: map[uint64]int{}}
	e.levels = append(e.levels, l)
	for i, r := range e.like {
		at, ok := l.index[e.keys[i]&mask]
		if !ok {
			at = len(l.strata)
			l.index[e.keys[i]&mask] = at
			l.strata = append(l.strata, stratum{})
		}
		l.strata[at].add(r)
		l.of = append(l.of, at)
	}
	return l
}
