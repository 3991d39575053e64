package report

import (
	"cmp"
	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

// Header is the first line of a ledger's CSV. It is a contract: columns are never moved or renamed.
// What a loss cost the number is an estimate with its range, of one ledger; of other lines it is empty.
const Header = "chain,snapshot,slice,step,model,in,out,rows_out,cause,kind,class,label,clicks,only_cause,predicate,worth,worth_low,worth_high"

// CSV returns the ledgers as one CSV document: for each step a line of kind "kept", then one line per cause in
// ladder order, so that the clicks of a step's lines sum to its in. Several ledgers differ in the slice column.
// Text that a spreadsheet would run is neutralised unless raw.
func CSV(ls []*trace.Ledger, p Provenance, raw bool) []byte {
	c := form.NewCSV(Header, raw)
	for _, l := range ls {
		for _, s := range l.Steps {
			line := func(id string, kind trace.Kind, class trace.Class, label string, clicks, only int64, predicate string, worth [3]any) {
				c.Line(p.Chain, l.Snapshot, l.Slice, s.Name, s.Model, s.In, s.Out, s.RowsOut, id, kind, class, label, clicks, only, predicate, worth[0], worth[1], worth[2])
			}
			line("kept", trace.Kept, "", "kept", s.Out, 0, "", worthCells(trace.Cause{}))
			names := Labels(s)
			for i, c := range s.Causes {
				line(c.ID, c.Kind, c.Class, names[i], c.Clicks, c.OnlyCause, Predicate(c), worthCells(c))
			}
		}
	}
	return c.Bytes()
}

// Predicate returns what the cause stands for: its SQL, or for one that the tool could not attribute, the reason.
func Predicate(c trace.Cause) string {
	return cmp.Or(c.Said(), c.Reason)
}
