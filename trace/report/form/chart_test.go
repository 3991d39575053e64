package form

import "testing"

func TestALineHasGapsWhereNothingIsKnown(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   string
	}{
		{nil, ""},
		{[]float64{1}, "M50.00 3.00L50.00 3.00"},
		{[]float64{0, 1}, "M25.00 97.00L75.00 3.00"},
		{[]float64{0, -1, 1, 0.5}, "M12.50 97.00L12.50 97.00M62.50 3.00L87.50 50.00"},
		{[]float64{-1, -1}, ""},
	} {
		if got := ChartLine(c.values); got != c.want {
			t.Errorf("%v: got %s, want %s", c.values, got, c.want)
		}
	}
}
