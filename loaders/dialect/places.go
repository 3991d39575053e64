package dialect

import "sort"

// Span is a stretch of a text, from Start up to End, in bytes.
type Span struct{ Start, End int }

// Empty says whether there is nothing in the span.
func (s Span) Empty() bool { return s.End <= s.Start }

// Cover is the span of both and of what is between them.
func (s Span) Cover(o Span) Span {
	switch {
	case s.Empty():
		return o
	case o.Empty():
		return s
	}
	return Span{min(s.Start, o.Start), max(s.End, o.End)}
}

// Place says that a stretch of the SQL was made of a stretch of the model's text.
type Place struct{ SQL, Source Span }

// Places are the places of a translation, by the start of their SQL; of those with one start the longer first.
type Places []Place

// Source returns what of the model's text the stretch of the SQL stands for: of the places within it all, or, where it is part of
// one, that.
func (p Places) Source(of Span) Span {
	var out Span
	first := sort.Search(len(p), func(i int) bool { return p[i].SQL.Start >= of.Start })
	for _, place := range p[first:] {
		if place.SQL.Start >= of.End {
			break
		}
		if place.SQL.End <= of.End {
			out = out.Cover(place.Source)
		}
	}
	if !out.Empty() {
		return out
	}
	return p.at(of.Start, first)
}

// At returns the stretch of the model's text that the byte of the SQL at offset was made of: of the places around it the
// narrowest, else the one before it.
func (p Places) At(offset int) Span {
	return p.at(offset, sort.Search(len(p), func(i int) bool { return p[i].SQL.Start > offset }))
}

func (p Places) at(offset, next int) Span {
	for next < len(p) && p[next].SQL.Start == offset {
		next++
	}
	var around, before *Place
	for i := next - 1; i >= 0; i-- {
		switch place := &p[i]; {
		case place.SQL.End > offset && (around == nil || width(place.SQL) < width(around.SQL)):
			around = place
			if width(place.SQL) < 200 { // what encloses it is wider
				return place.Source
			}
		case before == nil:
			before = place
		}
	}
	switch {
	case around != nil:
		return around.Source
	case before != nil:
		return before.Source
	}
	return Span{}
}

func width(s Span) int { return s.End - s.Start }
