package csvform

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
)

// Names of encodings. Any other that the web has can be asked for.
const (
	utf8Name    = "utf-8"
	utf16LE     = "utf-16le"
	utf16BE     = "utf-16be"
	Windows1252 = "windows-1252"
)

// looked is how many bytes of a file tell a byte order mark, or UTF-16 by its zeros.
const looked = 4096

// CheckEncoding returns the name of an encoding as the web writes it, "" for UTF-8, or an error.
func CheckEncoding(name string) (string, error) {
	enc, err := htmlindex.Get(name)
	if err != nil {
		return "", fmt.Errorf("the encoding %q is not known; take one such as utf-16le, windows-1252, iso-8859-15 or shift_jis", name)
	}
	canonical, err := htmlindex.Name(enc)
	if err != nil || canonical == "replacement" || canonical == "x-user-defined" {
		return "", fmt.Errorf("the encoding %q cannot be read", name)
	}
	if canonical == utf8Name {
		return "", nil
	}
	return canonical, nil
}

// Decode returns the text as UTF-8, without a byte order mark, and the name of the encoding that it is in. That is the one
// that is asked for, or else what the text's first bytes say; "" is UTF-8. What the encoding does not have becomes a byte that
// no UTF-8 has, so that whoever reads the lines finds it.
func Decode(r io.Reader, encoding string) (io.Reader, string, error) {
	in := bufio.NewReaderSize(r, 1<<18)
	head, err := in.Peek(looked)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", err
	}
	said := encoding
	if said == "" {
		said = unicodeOf(head)
	}
	switch {
	case said == "" || said == utf8Name:
		if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
			_, _ = in.Discard(3) // was peeked at
		}
		return in, "", nil
	case said == utf16LE && bytes.HasPrefix(head, []byte("\xff\xfe")), said == utf16BE && bytes.HasPrefix(head, []byte("\xfe\xff")):
		_, _ = in.Discard(2)
	}
	enc, err := htmlindex.Get(said)
	if err != nil {
		return nil, "", err
	}
	return transform.NewReader(in, transform.Chain(enc.NewDecoder(), lost{})), said, nil
}

// unicodeOf returns which UTF-16 a text's first bytes are in, or "".
func unicodeOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return utf16LE
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return utf16BE
	}
	// Without a mark, each delimiter, digit, quote and line end has a zero beside it, always on the same side.
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch even, odd := zeros[0], zeros[1]; {
	case len(head) < 8 || even+odd < len(head)/4:
		return ""
	case odd > 8*even:
		return utf16LE
	case even > 8*odd:
		return utf16BE
	}
	return ""
}

// lost turns the character that stands for what could not be decoded into a byte that is no UTF-8.
type lost struct{ transform.NopResetter }

func (lost) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		rest := src[nSrc:]
		switch {
		case nDst == len(dst):
			return nDst, nSrc, transform.ErrShortDst
		case rest[0] != 0xef:
			dst[nDst] = rest[0]
			nSrc++
		case len(rest) < 3 && !atEOF:
			return nDst, nSrc, transform.ErrShortSrc
		case bytes.HasPrefix(rest, []byte("\ufffd")):
			dst[nDst] = 0xff
			nSrc += 3
		default:
			dst[nDst] = rest[0]
			nSrc++
		}
		nDst++
	}
	return nDst, nSrc, nil
}

// IsWestern reports whether a text that is not UTF-8 is Windows-1252. Nobody can be sure of it, so it is asked for much: nothing in
// it is UTF-8 beyond ASCII, no byte is one that Windows-1252 has not, and letters with accents stand alone, as they
// do in Western Europe's languages. Where each letter is beyond ASCII, as in Cyrillic, it is another encoding.
func IsWestern(r io.Reader) (bool, error) {
	in := bufio.NewReaderSize(r, 1<<18)
	var high, beside int // bytes beyond ASCII, and those beside another
	var last byte
	for {
		c, size, err := in.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return high > 0 && beside*4 <= high, nil
		case err != nil:
			return false, err
		case c < utf8.RuneSelf && c != 0:
			last = byte(c)
			continue
		case c != utf8.RuneError || size > 1:
			return false, nil
		}
		if err := in.UnreadRune(); err != nil {
			return false, err
		}
		b, err := in.ReadByte()
		if err != nil {
			return false, err
		}
		if b == 0x81 || b == 0x8d || b == 0x8f || b == 0x90 || b == 0x9d {
			return false, nil
		}
		high++
		if last >= utf8.RuneSelf {
			beside++
		}
		last = b
	}
}
