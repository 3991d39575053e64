package trace

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

func (s Span) width() int { return s.End - s.Start }

// Stretch says that a stretch of a model's SQL was made of a stretch of its text.
type Stretch struct{ SQL, Text Span }

// Stretches are those of a model that is written in another language, by the start of their SQL; of those with one start the longer
// comes first, and one that stands in another behind it.
type Stretches []Stretch

// Text returns what of the text a stretch of the SQL stands for. Where the SQL is the beginning of what was made of one stretch, as a
// condition without its last word, it is that; else all that was made within it.
func (s Stretches) Text(of Span) Span {
	first := sort.Search(len(s), func(i int) bool { return s[i].SQL.Start >= of.Start })
	var within Span
	var around *Stretch
	for i := first; i < len(s) && s[i].SQL.Start < of.End; i++ {
		switch at := &s[i]; {
		case at.SQL.End <= of.End:
			if at.SQL == of {
				return at.Text
			}
			within = within.Cover(at.Text)
		case at.SQL.Start == of.Start && (around == nil || at.SQL.width() <= around.SQL.width()):
			around = at
		}
	}
	switch {
	case around != nil:
		return around.Text
	case !within.Empty():
		return within
	}
	return s.At(of.Start)
}

// At returns the stretch of the text that the byte of the SQL at offset was made of, the narrowest; where it was made of none, the one
// before it.
func (s Stretches) At(offset int) Span {
	next := sort.Search(len(s), func(i int) bool { return s[i].SQL.Start > offset })
	for i := next - 1; i >= 0; i-- { // what stands in another comes behind it
		if s[i].SQL.End > offset {
			return s[i].Text
		}
	}
	if next > 0 {
		return s[next-1].Text
	}
	return Span{}
}
