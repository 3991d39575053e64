package tag

import "slices"

// JoinsOf returns the joins, as the causes of their misses have them, on which the values of a step's dimension hang: of a row that one of
// them missed, the value is what the model makes of that.
func (t *Tracer) JoinsOf(step, column string) []string {
	var out []string
	for _, s := range t.Steps {
		if s.Name != step || s.Out == nil {
			continue
		}
		for _, o := range s.Out.origin(column) {
			if !slices.Contains(out, o.marker.predicate) {
				out = append(out, o.marker.predicate)
			}
		}
	}
	return out
}
