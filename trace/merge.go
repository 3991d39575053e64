package trace

import "slices"

// Merge returns the ledger of several slices together, of one trace and with no row in common, under a name of its own. A number
// that is not known of one of them is not known of all.
func Merge(ls []*Ledger, slice string) *Ledger {
	out := *ls[0]
	out.Slice, out.Bucket = slice, slice
	out.Steps, out.Notes = nil, nil
	for _, s := range ls[0].WithoutWorth().Steps {
		s.Causes, s.FanOuts, s.Marks = slices.Clone(s.Causes), slices.Clone(s.FanOuts), slices.Clone(s.Marks)
		out.Steps = append(out.Steps, s)
	}
	for i, l := range ls {
		for _, n := range l.Notes {
			if !slices.Contains(out.Notes, n) {
				out.Notes = append(out.Notes, n)
			}
		}
		if i > 0 {
			out.add(l)
		}
	}
	return &out
}

func (l *Ledger) add(other *Ledger) {
	for i := range l.Steps {
		s, o := &l.Steps[i], other.Steps[i]
		s.In, s.Out, s.RowsOut = s.In+o.In, s.Out+o.Out, s.RowsOut+o.RowsOut
		for k := range s.Causes {
			s.Causes[k].Clicks += o.Causes[k].Clicks
			s.Causes[k].OnlyCause += o.Causes[k].OnlyCause
		}
		for k := range s.Marks {
			s.Marks[k].Clicks += o.Marks[k].Clicks
		}
		s.FanOuts = addFanOuts(s.FanOuts, o.FanOuts)
	}
	n, o := &l.Number, other.Number
	n.Clicks, n.FanOut, n.Value = n.Clicks+o.Clicks, n.FanOut+o.FanOut, n.Value+o.Value
	n.Known = n.Known && o.Known
	if n.Why == "" {
		n.Why = o.Why
	}
}

func addFanOuts(list, more []FanOut) []FanOut {
	for _, f := range more {
		i := slices.IndexFunc(list, func(had FanOut) bool { return had.Join == f.Join && had.Pos == f.Pos && had.Start == f.Start })
		if i < 0 {
			list = append(list, f)
			continue
		}
		list[i].Clicks += f.Clicks
		list[i].Extra += f.Extra
	}
	return list
}
