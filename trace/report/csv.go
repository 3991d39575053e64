package report

import (
	"bytes"
	"strconv"
	"strings"

	"funneltrace/trace"
)

// Header is the first line of a ledger's CSV. It is a contract: columns are never moved or renamed.
const Header = "chain,snapshot,slice,step,model,in,out,rows_out,cause,kind,class,label,clicks,only_cause,predicate"

// CSV returns the ledgers as one CSV document: for each step a line of kind "kept", then one line per cause in
// ladder order, so that the clicks of a step's lines sum to its in. Several ledgers differ in the slice column.
// Text that a spreadsheet would run is neutralised unless raw.
func CSV(ls []*trace.Ledger, p Provenance, raw bool) []byte {
	var b bytes.Buffer
	b.WriteString(Header + "\n")
	for _, l := range ls {
		for _, s := range l.Steps {
			line := func(id string, kind trace.Kind, class trace.Class, label string, clicks, only int64, predicate string) {
				n := func(v int64) string { return strconv.FormatInt(v, 10) }
				for i, cell := range []string{
					Cell(p.Chain, raw), Cell(l.Snapshot, raw), Cell(l.Slice, raw), Cell(s.Name, raw), Cell(s.Model, raw),
					n(s.In), n(s.Out), n(s.RowsOut),
					Cell(id, raw), Cell(string(kind), raw), Cell(string(class), raw), Cell(label, raw),
					n(clicks), n(only), Cell(predicate, raw),
				} {
					if i > 0 {
						b.WriteByte(',')
					}
					b.WriteString(cell)
				}
				b.WriteByte('\n')
			}
			line("kept", trace.Kept, "", "kept", s.Out, 0, "")
			names := Labels(s)
			for i, c := range s.Causes {
				line(c.ID, c.Kind, c.Class, names[i], c.Clicks, c.OnlyCause, Predicate(c))
			}
		}
	}
	return b.Bytes()
}

// Predicate returns what the cause stands for: its SQL, or for one that the tool could not attribute, the reason.
func Predicate(c trace.Cause) string {
	if c.Predicate == "" {
		return c.Reason
	}
	return c.Predicate
}

// Cell returns text as a CSV cell, quoted where RFC 4180 asks for it. Unless raw, control characters are made
// visible (line ends and tabs stay) and formulas are neutralised.
func Cell(s string, raw bool) string {
	if !raw {
		s = VisibleText(Formula(s))
	}
	if strings.ContainsAny(s, ",\"\r\n") || strings.HasPrefix(s, " ") || strings.HasSuffix(s, " ") {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}
