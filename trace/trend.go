package trace

// Trend is how a cause's share of the rows that came to its condition went over time.
type Trend struct {
	By     string // "month" or "week"
	Points []Point
	Break  *Break // since when it is another one; nil if chance explains how it went
}

// Point is one month or week of a [Trend].
type Point struct {
	At         string
	Took, Came int64 // root rows
}

// Break is where a cause's share became another one.
type Break struct {
	At            string // the first month or week of the new share
	Before, After float64
}
