package csvform

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/htmlindex"
)

// encoded returns a text in an encoding, after a byte order mark.
func encoded(t *testing.T, encoding, mark, text string) []byte {
	t.Helper()
	enc, err := htmlindex.Get(encoding)
	if err != nil {
		t.Fatal(err)
	}
	b, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte(mark), b...)
}

func TestTextIsReadInTheEncodingItIsIn(t *testing.T) {
	const text = "Stadt,n\nKöln,1\n"
	for _, test := range []struct{ name, encoding, mark, asked, want string }{
		{"UTF-8", "utf-8", "", "", ""},
		{"UTF-8 with a mark", "utf-8", "\xef\xbb\xbf", "", ""},
		{"UTF-8 with a mark, asked for", "utf-8", "\xef\xbb\xbf", "utf-8", ""},
		{"UTF-16LE with a mark", "utf-16le", "\xff\xfe", "", "utf-16le"},
		{"UTF-16LE with a mark, asked for", "utf-16le", "\xff\xfe", "utf-16le", "utf-16le"},
		{"UTF-16LE", "utf-16le", "", "", "utf-16le"},
		{"UTF-16BE with a mark", "utf-16be", "\xfe\xff", "", "utf-16be"},
		{"UTF-16BE", "utf-16be", "", "", "utf-16be"},
		{"Windows-1252, asked for", "windows-1252", "", "windows-1252", "windows-1252"},
		{"DOS, asked for", "ibm866", "", "ibm866", "ibm866"},
	} {
		in := text
		if test.encoding == "ibm866" {
			in = strings.ReplaceAll(text, "ö", "ж")
		}
		r, got, err := Decode(bytes.NewReader(encoded(t, test.encoding, test.mark, in)), test.asked)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		plain, err := io.ReadAll(r)
		if err != nil || string(plain) != in || got != test.want {
			t.Errorf("%s: got %q in %q, %v; want %q in %q", test.name, plain, got, err, in, test.want)
		}
	}
}

func TestWhatAnEncodingHasNotIsNoTextAfterwards(t *testing.T) {
	for name, c := range map[string]struct{ encoding, text string }{
		"half of a character at the end":    {"utf-16le", "a\x00b"},
		"half of a pair":                    {"utf-16le", "a\x00\x00\xd8b\x00"},
		"a byte that the code page has not": {"iso-8859-7", "a\xd2b"},
		"half of a character in Shift_JIS":  {"shift_jis", "a\x82\n"},
		"a replacement that was there, too": {"utf-16be", "\xff\xfd\x00a"},
	} {
		r, _, err := Decode(strings.NewReader(c.text), c.encoding)
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(r); err != nil || !bytes.Contains(plain, []byte{0xff}) {
			t.Errorf("%s: got %q, %v, want a byte that is no UTF-8", name, plain, err)
		}
	}
}

func TestOnlyWhatLooksWesternIsTakenForWindows1252(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       bool
	}{
		{"German", "laufschuhe \xfcber 40\n", true},
		{"French", "d\xe9j\xe0 vu, \x80 12\n", true},
		{"two together now and then", "\xe9\xe8 \xe9 a \xe9 b \xe9 c \xe9 d \xe9 e \xe9 f \xe9\n", true},
		{"Cyrillic", "\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0\n", false},
		{"a byte that it has not", "caf\xe9 \x81\n", false},
		{"UTF-8 with one bad byte", "Köln \xfc\n", false},
		{"a NUL", "a\x00\n", false},
		{"ASCII", "a\n", false},
	} {
		got, err := IsWestern(strings.NewReader(test.text))
		if err != nil || got != test.want {
			t.Errorf("%s: got %v, %v, want %v", test.name, got, err, test.want)
		}
	}
}

func TestTextLongerThanABufferIsDecodedWhole(t *testing.T) {
	text := strings.Repeat("Köln €,ｱ\ufeff\n", 100_000)
	r, _, err := Decode(bytes.NewReader(encoded(t, "utf-16le", "\xff\xfe", text)), "")
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(r); err != nil || string(plain) != text {
		t.Errorf("%d bytes of %d, %v", len(plain), len(text), err)
	}
}
