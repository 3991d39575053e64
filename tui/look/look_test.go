package look

import (
	"strings"
	"testing"
)

func TestTextIsCutAndPaddedToColumns(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"abc", 5, "abc  "}, {"abcdef", 5, "abcd…"}, {"abc", 0, ""}, {"abc", -1, ""}, {"日本語", 4, "日… "}, {"日本語", 6, "日本語"}, {"é́", 3, "é́  "}, {"", 2, "  "},
	} {
		got := Fit(c.text, c.width)
		if got != c.want {
			t.Errorf("Fit(%q, %d) is %q, want %q", c.text, c.width, got, c.want)
		}
		if Width(got) != max(c.width, 0) {
			t.Errorf("Fit(%q, %d) is %d columns wide", c.text, c.width, Width(got))
		}
	}
}

func TestEndsKeepTheRightOne(t *testing.T) {
	if got, want := Ends("a long left side", "right", 12), "a lon… right"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPaintsAreOfTheSixteenColours(t *testing.T) {
	for _, theme := range []Theme{Dark, Light} {
		l := New(theme, Colors)
		for _, p := range []Paint{l.Accent, l.Expected, l.Loss, l.Review, l.Good, l.Warn, l.Keyword, l.String, l.Num} {
			if s := p.On("x"); strings.Contains(s, "38;") || !strings.HasSuffix(s, "\x1b[0m") || !strings.HasPrefix(s, "\x1b[") {
				t.Errorf("%q is no ANSI colour", s)
			}
		}
	}
	if a, b := New(Dark, Colors).Loss.On("x"), New(Light, Colors).Loss.On("x"); a == b {
		t.Errorf("the themes have the same red, %q", a)
	}
}

func TestWithoutColoursTheCursorIsStillReverse(t *testing.T) {
	l := New(Dark, Mono)
	if got := l.Cursor.On("x"); got != "\x1b[7mx\x1b[0m" {
		t.Errorf("the cursor is %q", got)
	}
	if got := l.Keyword.On("x"); strings.Contains(got, "3") || strings.Contains(got, "9") {
		t.Errorf("a keyword is %q, which is a colour", got)
	}
	if got := New(Dark, Plain).Loss.On("x"); got != "x" {
		t.Errorf("plain text is %q", got)
	}
}

func TestTheThemeGoesByWhatTheTerminalSays(t *testing.T) {
	for _, c := range []struct {
		name, env string
		want      Theme
	}{{"auto", "", Dark}, {"auto", "0;15", Light}, {"auto", "15;0", Dark}, {"auto", "0;default;15", Light}, {"light", "15;0", Light}, {"dark", "0;15", Dark}} {
		if got, err := ThemeOf(c.name, c.env); got != c.want || err != nil {
			t.Errorf("ThemeOf(%q, %q) is %v (%v), want %v", c.name, c.env, got, err, c.want)
		}
	}
	if _, err := ThemeOf("pink", ""); err == nil {
		t.Error("pink is a theme")
	}
}
