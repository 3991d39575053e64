package token

import (
	"errors"
	"testing"

	"funneltrace/loaders/dialect"
)

func TestAConstantHasTheValueThatItStandsFor(t *testing.T) {
	for text, want := range map[string]string{
		`'a'`: "a", `"it's"`: "it's", `'it\'s'`: "it's", `r'a\d'`: `a\d`, `R"\"x"`: `\"x`, `'''a'b"c'''`: `a'b"c`, `""""""`: "",
		"'''a\r\nb'''": "a\nb", `'\t\n\\\?\x41\101\u00e9\U0001F600'`: "\t\n\\?AAé😀", `b'\xff\000'`: "\xff\x00", `rb'\x'`: `\x`, `Br"\x"`: `\x`,
		"`a b`": "a b", "`a.b-c`": "a.b-c", "`a\\`b`": "a`b",
	} {
		tokens, err := Scan(text)
		if err != nil || len(tokens) != 2 {
			t.Errorf("%s: %d tokens, %v", text, len(tokens), err)
			continue
		}
		if got := tokens[0].Value; got != want {
			t.Errorf("%s is %q, not %q", text, got, want)
		}
	}
}

func TestCommentsAndHintsAreNoTokens(t *testing.T) {
	tokens, err := Scan("a # one\nb -- two\nc /* three /* no nesting */ d @{hint = 1} e\u00a0f #")
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, x := range tokens {
		got += x.Text
	}
	if want := "abcdef"; got != want {
		t.Errorf("the tokens are %q, not %q", got, want)
	}
}

func TestADotAndDigitsAreANumberOnlyWhereNoNameComesBefore(t *testing.T) {
	for text, want := range map[string][]string{
		"1.5": {"1.5"}, ".5": {".5"}, "1.": {"1."}, "1e-3": {"1e-3"}, "0xFf": {"0xFf"}, "t.5x": {"t", ".", "5x"}, "a .5": {"a", ".5"},
		"x[0].y": {"x", "[", "0", "]", ".", "y"}, "a>>b": {"a", ">", ">", "b"}, "1-2": {"1", "-", "2"},
	} {
		tokens, err := Scan(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var got []string
		for _, x := range tokens[:len(tokens)-1] {
			got = append(got, x.Text)
		}
		if len(got) != len(want) {
			t.Errorf("%s is %q, not %q", text, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s is %q, not %q", text, got, want)
			}
		}
	}
}

func TestWhatIsNotClosedIsAnErrorWhereItBegins(t *testing.T) {
	for text, offset := range map[string]int{
		"a 'b": 2, "a '''b'": 2, "/* a": 0, "a `b": 2, "a ``": 2, "x '\\q'": 3, "x '\\ud800'": 3, "b'\\u0041'": 2, "'a\nb'": 0, "a @{b": 2, "a @ b": 2,
		"a § b": 2, "a é": 2, "a % b": 2, "12ab": 0, "a\x00b": 1, "'\\x00'": 1,
	} {
		_, err := Scan(text)
		var wrong *dialect.Error
		if !errors.As(err, &wrong) || wrong.Offset != offset {
			t.Errorf("%q: %v, not an error at %d", text, err, offset)
		}
	}
}
