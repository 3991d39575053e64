// Package look finds values that a filter dropped though somebody may have meant one that it asks for: written in another case, with
// white space, percent-encoded, with an accent, misspelt, in the plural, abbreviated; and texts that stand for no value. Such values
// are worth a look, and nothing more: they are in no sum.
package look

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agext/levenshtein"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// How is how a filter compares a value with its constants.
type How int

// The ways to compare.
const (
	Equal How = iota
	Prefix
	Suffix
	Contains
)

// Near returns which part of the value is near one of the constants, which one, and why; ok is false if it is not. A text that stands for
// no value is near nothing: its constant is empty.
func Near(value string, constants []string, how How) (part, constant, why string, ok bool) {
	if isNothing(value) {
		return value, "", "stands for no value", true
	}
	for _, c := range constants {
		if c == "" {
			continue
		}
		cut, mark := cutLike(value, c, how)
		if why := nearness(cut, c); why != "" {
			return mark(cut), c, why, true
		}
	}
	return "", "", "", false
}

// cutLike returns the part of the value that is compared with a constant, and how that is shown.
func cutLike(value, constant string, how How) (string, func(string) string) {
	r, n := []rune(value), utf8.RuneCountInString(constant)
	whole := func(s string) string { return s }
	switch {
	case how == Equal, how == Contains, len(r) <= n:
		return value, whole
	case how == Prefix:
		return string(r[:n]), func(s string) string { return s + "…" }
	}
	return string(r[len(r)-n:]), func(s string) string { return "…" + s }
}

var nothings = map[string]bool{
	"": true, "null": true, "(null)": true, "none": true, "(none)": true, "nil": true, "nan": true, "n/a": true, "na": true, "#n/a": true, "-": true, "--": true,
	"?": true, "(not set)": true, "not set": true, "(unknown)": true, "unknown": true, "undefined": true, "(empty)": true, "missing": true,
}

func isNothing(value string) bool { return nothings[strings.ToLower(strings.TrimSpace(value))] }

// nearness says how a value differs from a constant that it is near; empty if it is not, or is the same.
func nearness(value, constant string) string {
	v, c := value, constant
	steps := []struct {
		why  string
		fold func(string) string
	}{
		{"white space", func(s string) string { return strings.Join(strings.Fields(s), " ") }},
		{"case", strings.ToLower},
		{"percent-encoding", decoded},
		{"accents", plain},
		{"signs between words", words},
	}
	if v == c {
		return ""
	}
	for _, s := range steps {
		if v, c = s.fold(v), s.fold(c); v == c {
			return s.why
		}
	}
	switch {
	case !hasLetter(c) || !hasLetter(v): // one number is not another misspelt
		return ""
	case v == c+"s" || c == v+"s" || v == c+"es" || c == v+"es":
		return "plural"
	case misspelt(v, c):
		return "spelling"
	case abbreviates(v, c) || abbreviates(c, v):
		return "abbreviation"
	}
	return ""
}

func decoded(s string) string {
	if d, err := url.QueryUnescape(s); err == nil {
		return strings.ToLower(strings.Join(strings.Fields(d), " "))
	}
	return s
}

// plain is a text without its accents.
func plain(s string) string {
	out, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFKC), s)
	if err != nil {
		return s
	}
	return out
}

// words is a text without what stands between its words.
func words(s string) string {
	if !hasLetter(s) { // 10.5 is not 105
		return s
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-.", r) {
			return -1
		}
		return r
	}, s)
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// misspelt allows one changed letter in words of four letters or more, two from eight on; two that changed places are two.
func misspelt(v, c string) bool {
	n := min(utf8.RuneCountInString(v), utf8.RuneCountInString(c))
	d := levenshtein.Distance(v, c, nil)
	return n >= 4 && d <= 1 || n >= 5 && d <= 2 && swapped(v, c) || n >= 8 && d <= 2
}

// swapped says whether two neighbouring letters have changed places.
func swapped(v, c string) bool {
	a, b := []rune(v), []rune(c)
	if len(a) != len(b) {
		return false
	}
	for i := 0; i+1 < len(a); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
		}
	}
	return false
}

// abbreviates says whether the short word is the beginning of the long one, or some of its consonants in their order, the first one
// included.
func abbreviates(short, long string) bool {
	s, l := []rune(short), []rune(long)
	if len(s) < 2 || len(l) < 4 || 2*len(s) > len(l)+2 || s[0] != l[0] {
		return false
	}
	if len(s) >= 3 && strings.HasPrefix(long, short) {
		return true
	}
	at := 0
	for _, r := range l {
		if at < len(s) && r == s[at] && (at == 0 || !strings.ContainsRune("aeiou", r)) {
			at++
		}
	}
	return at == len(s)
}
