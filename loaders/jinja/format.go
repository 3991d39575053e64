package jinja

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// percent is Python's `format % value`. Starlark's own knows no widths and no precision.
func percent(format string, value Value) (string, error) {
	args, many := value.(starlark.Tuple)
	if !many {
		args = starlark.Tuple{value}
	}
	var b strings.Builder
	used := 0
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b.WriteByte(format[i])
			continue
		}
		m := percentVerb.FindStringSubmatch(format[i:])
		if m == nil {
			return "", fmt.Errorf("%q is no format: %%s, %%d and %%.2f are", format)
		}
		i += len(m[0]) - 1
		name, flags, width, precision, verb := m[1], m[2], m[3], m[4], m[5]
		if verb == "%" {
			b.WriteByte('%')
			continue
		}
		var v Value
		switch dict, isDict := value.(*starlark.Dict); {
		case name != "" && isDict:
			var found bool
			if v, found, _ = dict.Get(starlark.String(strings.Trim(name, "()"))); !found {
				return "", fmt.Errorf("the dict has no %s for the format", name)
			}
		case used < len(args):
			v = args[used]
			used++
		default:
			return "", fmt.Errorf("the format %q wants more values than it got", format)
		}
		spec := spec{align: '>', zero: strings.Contains(flags, "0"), plus: strings.Contains(flags, "+"), alt: strings.Contains(flags, "#"), precision: -1, verb: verb[0]}
		if strings.Contains(flags, "-") {
			spec.align = '<'
		}
		spec.width, _ = strconv.Atoi(width)
		if precision != "" {
			spec.precision, _ = strconv.Atoi(precision[1:])
		}
		text, err := spec.format(v)
		if err != nil {
			return "", err
		}
		if b.Len()+len(text) > maxText {
			return "", errTooLong
		}
		b.WriteString(text)
	}
	if _, isDict := value.(*starlark.Dict); used < len(args) && !(isDict && used == 0) {
		return "", fmt.Errorf("the format %q has no place for all of its values", format)
	}
	return b.String(), nil
}

var percentVerb = regexp.MustCompile(`^%(\([^)]*\))?([-+ #0]*)(\d{0,4})(\.\d{0,3})?[hlL]?([sdirfFeEgGxXoc%])`)

// spec says how a value is written.
type spec struct {
	align                  byte // < > ^ or =; 0 is to the right for numbers and to the left for others
	zero, plus, alt, comma bool
	fill                   rune // 0 is a blank
	width, precision       int  // a precision below 0 is none
	verb                   byte // 0 is what suits the value
}

func (s spec) format(v Value) (string, error) {
	verb := s.verb
	if verb == 0 {
		switch v.(type) {
		case starlark.Int:
			verb = 'd'
		case starlark.Float:
			if verb = 'R'; s.precision >= 0 {
				verb = 'g'
			}
		default:
			verb = 's'
		}
	}
	var text string
	number := false
	switch verb {
	case 's', 'r', 'R':
		if text = Text(v); verb == 'r' {
			text = Repr(v)
		}
		number = verb == 'R'
		if s.precision >= 0 && utf8.RuneCountInString(text) > s.precision {
			text = string([]rune(text)[:s.precision])
		}
	case 'c':
		text = Text(v)
		if n, err := starlark.AsInt32(v); err == nil {
			text = string(rune(n))
		}
	case 'd', 'i', 'x', 'X', 'o', 'b':
		n, err := asBig(v)
		if err != nil {
			return "", fmt.Errorf("%%%c wants a number, not %s", verb, typeName(v))
		}
		base := map[byte]int{'d': 10, 'i': 10, 'x': 16, 'X': 16, 'o': 8, 'b': 2}[verb]
		if text = n.Text(base); verb == 'X' {
			text = strings.ToUpper(text)
		}
		number = true
	default:
		f, ok := starlark.AsFloat(boolAsInt(v, starlark.MakeInt(0)))
		if !ok {
			return "", fmt.Errorf("%%%c wants a number, not %s", verb, typeName(v))
		}
		precision := s.precision
		if precision < 0 {
			precision = 6
		}
		if verb == '%' {
			text = strconv.FormatFloat(f*100, 'f', precision, 64) + "%"
		} else {
			text = fmt.Sprintf("%"+map[bool]string{true: "#"}[s.alt]+"."+strconv.Itoa(precision)+string(verb), f)
		}
		number = true
	}
	if number && s.comma {
		text = thousands(text)
	}
	if number && s.plus && !strings.HasPrefix(text, "-") {
		text = "+" + text
	}
	return s.pad(text, number), nil
}

func (s spec) pad(text string, number bool) string {
	missing := s.width - utf8.RuneCountInString(text)
	if missing <= 0 {
		return text
	}
	fill := string(s.fill)
	if s.fill == 0 {
		fill = " "
	}
	switch {
	case s.align == '^':
		return strings.Repeat(fill, missing/2) + text + strings.Repeat(fill, missing-missing/2)
	case s.align == '<', s.align == 0 && !number:
		return text + strings.Repeat(fill, missing)
	case s.zero && number:
		sign := ""
		if text != "" && strings.ContainsRune("+-", rune(text[0])) {
			sign, text = text[:1], text[1:]
		}
		return sign + strings.Repeat("0", missing) + text
	}
	return strings.Repeat(fill, missing) + text
}

func thousands(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, rest, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + rest
	}
	return sign + whole
}

func asBig(v Value) (*big.Int, error) {
	switch v := boolAsInt(v, starlark.MakeInt(0)).(type) {
	case starlark.Int:
		return v.BigInt(), nil
	case starlark.Float:
		n, _ := big.NewFloat(float64(v)).Int(nil)
		return n, nil
	}
	return nil, errors.New("not a number")
}

// format is Python's str.format.
func format(text string, args starlark.Tuple, kwargs []starlark.Tuple) (string, error) {
	var b strings.Builder
	next := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case (c == '{' || c == '}') && i+1 < len(text) && text[i+1] == c:
			b.WriteByte(c)
			i++
			continue
		case c == '}':
			return "", errors.New("a single } in a format; write it twice")
		case c != '{':
			b.WriteByte(c)
			continue
		}
		n := strings.IndexByte(text[i:], '}')
		if n < 0 {
			return "", errors.New("a { without its } in a format")
		}
		field, layout, _ := strings.Cut(text[i+1:i+n], ":")
		i += n
		field, conversion, _ := strings.Cut(field, "!")
		if field == "" || field[0] == '.' || field[0] == '[' {
			field = strconv.Itoa(next) + field
			next++
		}
		v, err := formatField(field, args, kwargs)
		if err != nil {
			return "", err
		}
		if conversion == "r" {
			v = starlark.String(Repr(v))
		}
		s, err := parseSpec(layout)
		if err != nil {
			return "", err
		}
		out, err := s.format(v)
		if err != nil {
			return "", err
		}
		if b.Len()+len(out) > maxText {
			return "", errTooLong
		}
		b.WriteString(out)
	}
	return b.String(), nil
}

// formatField is the value of a field: a number or a name, and then attributes and items.
func formatField(field string, args starlark.Tuple, kwargs []starlark.Tuple) (Value, error) {
	end := strings.IndexAny(field, ".[")
	if end < 0 {
		end = len(field)
	}
	var v Value
	if n, err := strconv.Atoi(field[:end]); err == nil {
		if n >= len(args) {
			return nil, errors.New("the format wants more values than it got")
		}
		v = args[n]
	} else {
		for _, kv := range kwargs {
			if kv[0] == starlark.String(field[:end]) {
				v = kv[1]
			}
		}
		if v == nil {
			return nil, fmt.Errorf("the format wants a value for %q", field[:end])
		}
	}
	for rest := field[end:]; rest != ""; {
		m := formatStep.FindStringSubmatch(rest)
		if m == nil {
			return nil, fmt.Errorf("%q is no field of a format", field)
		}
		rest = rest[len(m[0]):]
		var err error
		if m[1] != "" {
			v, err = Attribute(v, m[1])
		} else if n, no := strconv.Atoi(m[2]); no == nil {
			v, err = item(v, starlark.MakeInt(n))
		} else {
			v, err = item(v, starlark.String(m[2]))
		}
		if err != nil {
			return nil, err
		}
	}
	return v, nil
}

var (
	formatStep   = regexp.MustCompile(`^(?:\.(\w+)|\[([^\]]*)\])`)
	formatLayout = regexp.MustCompile(`^(?:(.)?([<>^=]))?([-+ ])?(#)?(0)?(\d{0,4})(,)?(?:\.(\d{1,3}))?([sdrfFeEgGxXobc%])?$`)
)

func parseSpec(layout string) (spec, error) {
	s := spec{precision: -1}
	m := formatLayout.FindStringSubmatch(layout)
	if m == nil {
		return s, fmt.Errorf("%q is no layout of a format", layout)
	}
	if m[1] != "" {
		s.fill, _ = utf8.DecodeRuneInString(m[1])
	}
	if m[2] != "" {
		s.align = m[2][0]
	}
	s.zero = m[5] == "0" || m[2] == "="
	s.plus, s.alt, s.comma = m[3] == "+", m[4] == "#", m[7] == ","
	s.width, _ = strconv.Atoi(m[6])
	if m[8] != "" {
		s.precision, _ = strconv.Atoi(m[8])
	}
	if m[9] != "" {
		s.verb = m[9][0]
	}
	return s, nil
}
