package randomchain

import (
	"fmt"
	"maps"
	"slices"

	"funneltrace/trace"
)

// Differences says where the ledger counts otherwise than the prefixes; nothing where it agrees. A model that could not be
// followed is not compared, and none after it.
func Differences(l *trace.Ledger, counts []ModelCount) []string {
	var out []string
	for _, m := range counts {
		s := m.said(l)
		if s.unattributed {
			return out
		}
		out = append(out, s.strange...)
		if s.in != m.in || s.out != m.out {
			out = append(out, fmt.Sprintf("%s: %d in, %d out; prefixes say %d in, %d out", m.Model, s.in, s.out, m.in, m.out))
		}
		for _, r := range m.rungs {
			if fault := r.differs(s.rungs[r]); fault != "" {
				out = append(out, m.Model+": "+r.what+" "+fault)
			}
		}
	}
	return out
}

// said is what a ledger says of a model.
type said struct {
	in, out      int
	rungs        map[*rung]*saidOf
	unattributed bool
	strange      []string // causes that belong to no rung
}

// saidOf is what a ledger says of a rung, all its causes together.
type saidOf struct {
	dropped, only int
	kinds         map[trace.Kind]int
}

func (m ModelCount) said(l *trace.Ledger) said {
	s := said{rungs: map[*rung]*saidOf{}}
	for _, r := range m.rungs {
		s.rungs[r] = &saidOf{kinds: map[trace.Kind]int{}}
	}
	first := true
	for _, step := range l.Steps {
		if step.Model != m.Model {
			continue
		}
		if first {
			s.in, first = int(step.In), false
		}
		s.out = int(step.Out)
		for _, c := range step.Causes {
			r := m.rungAt(c.Start)
			switch {
			case c.Kind == trace.Unattributed:
				s.unattributed = true
			case r != nil:
				s.rungs[r].dropped += int(c.Clicks)
				s.rungs[r].only += int(c.OnlyCause)
				s.rungs[r].kinds[c.Kind] += int(c.Clicks)
			case c.Clicks > 0:
				s.strange = append(s.strange, fmt.Sprintf("%s: %s (%s) dropped %d rows at byte %d, where prefixes know no rung", m.Model, c.Kind, c.Label, c.Clicks, c.Start))
			}
		}
	}
	return s
}

// rungAt is the rung whose place in the model's text has this offset: the shortest place, since a rung may be within another's.
func (m ModelCount) rungAt(offset int) *rung {
	var found *rung
	length := 0
	for _, r := range m.rungs {
		for _, p := range r.places {
			if n := p[1] - p[0]; offset >= p[0] && offset < p[1] && (found == nil || n < length) {
				found, length = r, n
			}
		}
	}
	return found
}

// differs says what of the ledger's account of the rung is not so; empty if all is.
func (r *rung) differs(s *saidOf) string {
	if s.dropped != r.dropped {
		return fmt.Sprintf("drops %d; prefixes say %d", s.dropped, r.dropped)
	}
	if _, asked := r.rows[without]; asked && s.only != r.answers[without] {
		return fmt.Sprintf("is the only cause of %d; prefixes say %d", s.only, r.answers[without])
	}
	blamed := s.kinds[trace.JoinMiss] + s.kinds[trace.ParseError]
	if _, asked := r.rows[null]; asked && s.kinds[trace.MissingValue] == 0 {
		least, most := s.kinds[trace.NullPredicate], s.kinds[trace.NullPredicate]+blamed
		if n := r.answers[null]; n < least || n > most {
			return fmt.Sprintf("is NULL for %d, and %d are blamed on a join or a value; prefixes say that it is NULL for %d", least, blamed, n)
		}
	}
	if _, asked := r.rows[found]; asked && blamed < r.dropped-r.answers[found] {
		return fmt.Sprintf("has %d that are blamed on a join or a value; prefixes say that the LEFT JOIN missed for %d", blamed, r.dropped-r.answers[found])
	}
	return ""
}

// Fate is where a trace says that a root row was dropped: the model, and where the predicate begins in its text.
type Fate struct {
	Model string
	Start int
}

// Strayed says which root rows were dropped elsewhere than prefixes say; those without a fate have reached the end. It says
// nothing where a model leaves open which of equal rows it drops.
func Strayed(fates map[int64]Fate, counts []ModelCount) []string {
	if slices.ContainsFunc(counts, func(m ModelCount) bool { return m.loose }) {
		return nil
	}
	var out []string
	seen := map[int64]bool{}
	for _, m := range counts {
		for _, id := range slices.Sorted(maps.Keys(m.dead)) {
			seen[id] = true
			if f, ok := fates[id]; !ok || f.Model != m.Model || m.rungAt(f.Start) != m.dead[id] {
				out = append(out, fmt.Sprintf("row %d: dropped %v, at byte %d of %s; prefixes say by %s of %s", id, ok, f.Start, f.Model, m.dead[id].what, m.Model))
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(fates)) {
		if !seen[id] {
			out = append(out, fmt.Sprintf("row %d: at byte %d of %s; prefixes say that it reaches the end", id, fates[id].Start, fates[id].Model))
		}
	}
	return out
}
