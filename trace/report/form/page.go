package form

import (
	_ "embed"
	"fmt"
	"html/template"
)

//go:embed html/page.css
var pageStyle string

//go:embed html/parts.html
var pageParts string

// PageStyle returns the look of all pages of HTML: light and dark, wide, narrow and printed.
func PageStyle() template.CSS { return template.CSS(pageStyle) }

// Bar is what the part "bar" of a page draws: one or more pieces on a track, and marks that link it to those above and below.
type Bar struct {
	Title string
	Rects []Rect
	Marks []Mark
}

// Rect is a piece of a [Bar]: a class of the style, and where it is, in percent.
type Rect struct{ Class, X, W string }

// Mark is a line across a [Bar].
type Mark struct{ X, Y1, Y2 string }

// Tag is a sign with its word, which the part "class" of a page draws in the colour of the class.
type Tag struct{ Glyph, Word, Class, Meaning string }

// Percent returns a share as the place or the width of a [Rect].
func Percent(share float64) string { return fmt.Sprintf("%.3f%%", 100*share) }
