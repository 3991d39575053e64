package report

import (
	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

// ClassTag returns a class as pages show it.
func ClassTag(c trace.Class) form.Tag {
	return form.Tag{Glyph: Glyph(c), Word: string(c), Class: ClassName(c)}
}

// ClassName returns what the style of pages calls a class; one that is none of the three is to review.
func ClassName(c trace.Class) string {
	switch c {
	case trace.Expected, trace.Loss:
		return string(c)
	case "":
		return ""
	}
	return string(trace.Review)
}
