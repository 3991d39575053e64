package comparisons

import (
	"funneltrace/trace/compare"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// Header is the first line of a comparison's CSV. It is a contract: columns are never moved or renamed.
const Header = "chain,snapshot,slice_a,slice_b,by,value,part,step,cause,kind,class,label,reached_a,reached_b,a,b,effect"

// CSV returns a comparison as one flat table. The part says what a line is:
//
//	number    the number of both slices; the effect is its change
//	volume    the root rows that came in
//	dropped   a cause: the rows that came to its condition, and of these those that it took
//	fan-out   the rows beyond one per root row
//	mix       of a value: its share of the root rows
//
// The effects of the lines but the first add up to it. With a split, the lines of each value come after those of the whole, with
// the value in its column, and add up in the same way. Text that a spreadsheet would run is neutralised unless raw.
func CSV(c *compare.Comparison, p report.Provenance, raw bool) []byte {
	out := form.NewCSV(Header, raw)
	write := func(by, value string, numbers, roots [2]int64, parts []compare.Part) {
		a, b := c.Sides[0], c.Sides[1]
		line := func(part, step, cause, kind, class, label string, reached, n [2]form.Number, effect int64) {
			out.Line(p.Chain, b.Snapshot, a.Slice, b.Slice, by, value, part, step, cause, kind, class, label, reached[0], reached[1], n[0], n[1], effect)
		}
		line("number", "", "", "", "", report.NumberName(c.Label), [2]form.Number{}, wholes(numbers), numbers[1]-numbers[0])
		for _, x := range parts {
			switch x.Kind {
			case compare.Dropped:
				cause := c.Cause(x)
				line(string(x.Kind), c.Step(x).Name, cause.ID, string(cause.Kind), string(cause.Class), Label(c, x), wholes(x.Reached), wholes(x.Took), x.Effect)
			case compare.Volume:
				line(string(x.Kind), "", "", "", "", "", [2]form.Number{}, wholes(roots), x.Effect)
			default:
				line(string(x.Kind), "", "", "", "", "", [2]form.Number{}, [2]form.Number{}, x.Effect)
			}
		}
	}
	write("", "", c.Numbers, c.Roots, c.Parts)
	for _, v := range c.Values {
		write(c.By, v.Name, v.Numbers, v.Roots, v.Parts)
	}
	return out.Bytes()
}

func wholes(n [2]int64) [2]form.Number { return [2]form.Number{form.Whole(n[0]), form.Whole(n[1])} }
