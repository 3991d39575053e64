package since

import (
	"math"
	"testing"
)

func TestStudentsTailIsThatOfTheTables(t *testing.T) {
	for _, c := range []struct {
		t       float64
		freedom int
		want    float64
	}{{12.706, 1, 0.05}, {4.303, 2, 0.05}, {3.182, 3, 0.05}, {2.228, 10, 0.05}, {4.587, 10, 0.001}, {3.646, 30, 0.001}, {1.96, 100000, 0.05}, {0, 7, 1}} {
		if got := student(c.t, c.freedom); math.Abs(got-c.want) > 0.01*c.want {
			t.Errorf("t = %v with %d degrees of freedom: got %v, want %v", c.t, c.freedom, got, c.want)
		}
	}
}
