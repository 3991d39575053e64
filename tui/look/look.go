// Package look is how the screens look: the styles by role, and the measuring and cutting of text.
//
// A [Look] is made once, from a [Theme] and a [Profile]. Its paints are named for what they mean ("loss", "muted"), are of
// the sixteen colours that every terminal has, and never speak alone: where they are used, a glyph or a word says it too.
//
//	l := look.New(look.Dark, look.Colors)
//	line := l.Loss.On("● loss") + " " + look.Fit(name, 24)
package look

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"funneltrace/trace"
)

// Theme is the background that the colours are chosen for.
type Theme int

// The themes.
const (
	Dark Theme = iota
	Light
)

// ThemeOf returns the theme that a --theme value asks for. "auto" goes by what the terminal says of itself in COLORFGBG,
// else it is dark: the terminal is not asked, since some never answer.
func ThemeOf(name, colorFGBG string) (Theme, error) {
	switch name {
	case "dark":
		return Dark, nil
	case "light":
		return Light, nil
	case "auto", "":
		parts := strings.Split(colorFGBG, ";")
		switch parts[len(parts)-1] {
		case "7", "15":
			return Light, nil
		}
		return Dark, nil
	}
	return Dark, fmt.Errorf("theme %q is none; take auto, dark or light", name)
}

// Profile is what the terminal may be told.
type Profile int

// The profiles.
const (
	Colors Profile = iota // the sixteen colours
	Mono                  // bold and reverse, no colours: NO_COLOR
	Plain                 // nothing but text
)

// Look is the paints by role.
type Look struct {
	Title, Muted, Accent, Key  Paint
	Expected, Loss, Review     Paint // the classes of causes
	Good, Bad, Warn            Paint // kept and verified; failed; to be looked at
	Cursor                     Paint // the line or cell that keys act on
	Mark                       Paint // a place in a text that is spoken of
	Keyword, String, Num, Note Paint // of SQL

	codes map[string]bool // what the paints write, see [Look.Guard]
}

// New returns the paints for a theme.
func New(theme Theme, profile Profile) *Look {
	r := lipgloss.NewRenderer(nil)
	r.SetColorProfile(termenv.ANSI)
	r.SetHasDarkBackground(theme == Dark)
	if profile == Plain {
		r.SetColorProfile(termenv.Ascii)
	}
	plain := r.NewStyle()
	ink := func(light, dark string) lipgloss.Style {
		if profile != Colors {
			return plain
		}
		return plain.Foreground(lipgloss.AdaptiveColor{Light: light, Dark: dark})
	}
	const (
		red, green, yellow, blue, magenta, cyan       = "1", "2", "3", "4", "5", "6"
		redHi, greenHi, yellowHi, blueHi, magHi, cyHi = "9", "10", "11", "12", "13", "14"
	)
	l := &Look{
		Title:    paint(plain.Bold(true)),
		Muted:    paint(plain.Faint(true)),
		Accent:   paint(ink(blue, cyHi).Bold(true)),
		Key:      paint(ink(blue, cyHi)),
		Expected: paint(ink(cyan, cyan)),
		Loss:     paint(ink(red, redHi).Bold(true)),
		Review:   paint(ink(magenta, yellowHi)),
		Good:     paint(ink(green, greenHi)),
		Bad:      paint(ink(red, redHi).Bold(true)),
		Warn:     paint(ink(magenta, yellow)),
		Cursor:   paint(plain.Reverse(true)),
		Mark:     paint(plain.Reverse(true).Bold(true)),
		Keyword:  paint(ink(blue, blueHi).Bold(true)),
		String:   paint(ink(green, greenHi)),
		Num:      paint(ink(magenta, magHi)),
		Note:     paint(plain.Faint(true)),
	}
	l.learn(l.Title, l.Muted, l.Accent, l.Key, l.Expected, l.Loss, l.Review, l.Good, l.Bad, l.Warn, l.Cursor, l.Mark, l.Keyword, l.String, l.Num, l.Note)
	return l
}

// Class returns the paint of a class.
func (l *Look) Class(c trace.Class) Paint {
	switch c {
	case trace.Expected:
		return l.Expected
	case trace.Loss:
		return l.Loss
	}
	return l.Review
}

// Paint is what goes before and after a text to style it. The zero Paint does nothing.
type Paint struct{ open, end string }

// paint takes a style apart once, since rendering every cell of a screen by it would take longer than the screen may.
func paint(s lipgloss.Style) Paint {
	open, end, _ := strings.Cut(s.Render("x"), "x")
	return Paint{open, end}
}

// On returns the text in this style. The text has no style of its own.
func (p Paint) On(s string) string {
	if s == "" || p.open == "" {
		return s
	}
	return p.open + s + p.end
}
