// Package quiet keeps the terminal from being asked for its background colour.
//
// Bubble Tea asks in an init of its own, and waits five seconds for terminals that do not answer, even in a program that
// draws no screen. Telling Lip Gloss an answer first makes the question needless. Go runs the inits of packages that are
// ready in the order of their import paths, so this package is in time only because its path sorts before github.com: it
// is imported for its effect by whatever imports Bubble Tea. The screens choose their colours by a theme; see package look.
package quiet

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
