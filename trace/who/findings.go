package who

import (
	"cmp"
	"math"
	"slices"

	"funneltrace/trace"
)

// Findings are what there is to say of the rows that a cause took.
type Findings struct {
	Unit     string
	Step     string // empty where the causes are of several
	Label    string // of the cause, or what else was asked for
	Slice    string
	Taken    int64 // root rows
	Came     int64 // root rows that came to the cause's condition
	Columns  []Column
	Pairs    []Column // those that explain more than each of the two does
	Left     []Left   // columns that were not looked at
	Notes    []string
	Snapshot string
}

// Left is a column that was not looked at, and why.
type Left struct{ Name, Why string }

// Column is a column, or a pair of columns, with the values that stand out.
type Column struct {
	Names    []string
	Explains float64 // 0 to 1
	Distinct int     // values among the rows that came
	Taking   int     // values of which some rows were taken
	Half     int     // the fewest values that make half of the taken rows
	Values   []Value // the taken rows' most frequent first; not more than [Shown]
}

// Value is one value, or one of each of a pair.
type Value struct {
	Cells       []trace.Value
	Taken, Came int64
}

// Share is the share of the rows with the value that was taken.
func (v Value) Share() float64 {
	if v.Came == 0 {
		return 0
	}
	return float64(v.Taken) / float64(v.Came)
}

// Shown is how many values of a column are kept.
const Shown = 50

// Rank says how much a column explains, given the counts of all its values.
func Rank(names []string, values []Value) Column {
	c := Column{Names: names, Distinct: len(values)}
	var counts []count
	var taken int64
	for _, v := range values {
		counts = append(counts, count{v.Taken, v.Came})
		taken += v.Taken
		if v.Taken > 0 {
			c.Taking++
		}
	}
	c.Explains = explains(counts)
	sorted := slices.Clone(values)
	slices.SortFunc(sorted, func(a, b Value) int {
		return cmp.Or(cmp.Compare(b.Taken, a.Taken), cmp.Compare(a.Came, b.Came), compareCells(a.Cells, b.Cells))
	})
	var sum int64
	for i, v := range sorted {
		if sum += v.Taken; 2*sum >= taken && taken > 0 {
			c.Half = i + 1
			break
		}
	}
	c.Values = slices.Clone(sorted[:min(len(sorted), Shown)])
	for len(c.Values) > 0 && c.Values[len(c.Values)-1].Taken == 0 {
		c.Values = c.Values[:len(c.Values)-1]
	}
	return c
}

func compareCells(a, b []trace.Value) int {
	for i := range a {
		null := map[bool]int{true: 1}
		if c := cmp.Or(cmp.Compare(null[a[i].Null], null[b[i].Null]), cmp.Compare(a[i].Text, b[i].Text)); c != 0 {
			return c
		}
	}
	return 0
}

// Least is how much a column must explain to be shown, and how much more a pair must than each of its columns.
const Least = 0.01

// Sort puts the columns and pairs in order, the one that explains most first, and leaves out those that explain nothing and those that
// say the same as one before them.
func (f *Findings) Sort() {
	f.Columns = telling(f.Columns, func(Column) float64 { return Least })
	alone := map[string]float64{}
	for _, c := range f.Columns {
		alone[c.Names[0]] = c.Explains
	}
	f.Pairs = telling(f.Pairs, func(c Column) float64 {
		return pairAtLeast(alone[c.Names[0]], alone[c.Names[1]])
	})
}

// pairAtLeast is what a pair must explain to be shown, given what each of its columns does.
func pairAtLeast(one, other float64) float64 { return max(one, other) + 3*Least }

// MayTellMore says whether a pair of two columns can explain enough to be shown: no pair explains more than all.
func MayTellMore(one, other float64) bool { return pairAtLeast(one, other) <= 1 }

func telling(list []Column, least func(Column) float64) []Column {
	var out []Column
	grain := func(c Column) float64 { return math.Round(c.Explains * 1e9) } // the order of a sum makes no difference
	slices.SortStableFunc(list, func(a, b Column) int { return cmp.Compare(grain(b), grain(a)) })
	for _, c := range list {
		if c.Explains >= least(c) && !slices.ContainsFunc(out, func(had Column) bool { return same(had, c) }) {
			out = append(out, c)
		}
	}
	return out
}

// same says whether two columns cut the rows in the same way, as those do that are one under two names.
func same(a, b Column) bool {
	if math.Abs(a.Explains-b.Explains) > 1e-9 || a.Distinct != b.Distinct || a.Taking != b.Taking || len(a.Values) != len(b.Values) || len(a.Names) != len(b.Names) {
		return false
	}
	for i, v := range a.Values {
		w := b.Values[i]
		if v.Taken != w.Taken || v.Came != w.Came {
			return false
		}
	}
	return true
}
