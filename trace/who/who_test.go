package who

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"funneltrace/trace"
)

// values are the counts of a column: taken, came, taken, came…
func values(counts ...int64) []Value {
	var out []Value
	for i := 0; i < len(counts); i += 2 {
		out = append(out, Value{Cells: []trace.Value{{Text: fmt.Sprint(i / 2)}}, Taken: counts[i], Came: counts[i+1]})
	}
	return out
}

func TestAColumnThatDecidesExplainsAll(t *testing.T) {
	if c := Rank([]string{"c"}, values(50, 50, 0, 150)); math.Abs(c.Explains-1) > 0.02 || c.Half != 1 || c.Taking != 1 {
		t.Errorf("got %+v", c)
	}
}

func TestAUniqueKeyExplainsNothing(t *testing.T) {
	var keys, pairs []Value
	for i := range int64(4000) {
		taken := int64(0)
		if i%3 == 0 {
			taken = 1
		}
		keys = append(keys, values(taken, 1)...)
		if i%2 == 0 { // two rows of each value, the two alike
			pairs = append(pairs, values(2*taken, 2)...)
		}
	}
	if c := Rank([]string{"id"}, keys); c.Explains > 1e-9 {
		t.Errorf("a key explains %v", c.Explains)
	}
	if c := Rank([]string{"pair"}, pairs); c.Explains < 0.3 {
		t.Errorf("values of two equal rows each explain %v: more than chance", c.Explains)
	}
}

func TestWhatHasNothingToDoWithItExplainsNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, distinct := range []int{2, 30, 1000, 20_000} {
		for _, p := range []float64{0.02, 0.5} {
			counts := make([]Value, distinct)
			for range 60_000 {
				i := r.IntN(distinct)
				counts[i].Came++
				if r.Float64() < p {
					counts[i].Taken++
				}
			}
			for i := range counts {
				counts[i].Cells = []trace.Value{{Text: fmt.Sprint(i)}}
			}
			if c := Rank([]string{"noise"}, counts); c.Explains > Least {
				t.Errorf("%d values without a meaning explain %v where %v is taken", distinct, c.Explains, p)
			}
		}
	}
}

func TestTheExactExpectationGoesOverIntoTheLimit(t *testing.T) {
	c := chance{n: 100_000, taken: 9_000, known: map[int64]float64{}}
	exact, limit := c.exact(many-1), c.of(many)
	if math.Abs(exact-limit) > 0.05*limit {
		t.Errorf("exact %v, limit %v", exact, limit)
	}
}

func TestTheFewestValuesThatMakeHalfAreCounted(t *testing.T) {
	if c := Rank([]string{"c"}, values(10, 20, 40, 40, 30, 99, 20, 20, 0, 7)); c.Half != 2 || c.Taking != 4 || c.Distinct != 5 || c.Values[0].Taken != 40 || len(c.Values) != 4 {
		t.Errorf("got %+v", c)
	}
}

func TestOneColumnUnderTwoNamesIsShownOnce(t *testing.T) {
	f := Findings{Columns: []Column{Rank([]string{"noise"}, values(10, 20, 10, 20)), Rank([]string{"a"}, values(40, 50, 0, 150)), Rank([]string{"b"}, values(0, 150, 40, 50))}}
	f.Pairs = []Column{Rank([]string{"a", "noise"}, values(40, 50, 0, 150))}
	f.Sort()
	if len(f.Columns) != 1 || f.Columns[0].Names[0] != "a" || len(f.Pairs) != 0 {
		t.Errorf("got %+v", f)
	}
}
