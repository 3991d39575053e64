package functions

import (
	"fmt"
	"strings"
)

// format writes FORMAT by its constant format.
func format(a []Arg) (string, error) {
	text, err := constant(a[0], "the format")
	if err != nil {
		return "", err
	}
	args, pieces := wide(a[1:]), []string{}
	for text != "" {
		i := strings.IndexByte(text, '%')
		if i < 0 {
			pieces = append(pieces, quote(text))
			break
		}
		if i > 0 {
			pieces = append(pieces, quote(text[:i]))
		}
		text = text[i+1:]
		n := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("-+ 0#'.123456789", r) })
		if n < 0 {
			return "", fmt.Errorf("the format ends in the middle of an element")
		}
		flags, verb := text[:n], text[n]
		text = text[n+1:]
		if verb == '%' && flags == "" {
			pieces = append(pieces, "'%'")
			continue
		}
		if len(args) == 0 {
			return "", fmt.Errorf("the format has more elements than there are values")
		}
		p, err := formatted(flags, verb, args[0])
		if err != nil {
			return "", err
		}
		pieces, args = append(pieces, p), args[1:]
	}
	switch {
	case len(args) > 0:
		return "", fmt.Errorf("there are %d values more than the format has elements", len(args))
	case len(pieces) == 0:
		return "''", nil
	case len(pieces) == 1:
		return pieces[0], nil
	}
	return "(" + strings.Join(pieces, " || ") + ")", nil
}

// formatted writes one element. NULL makes the whole NULL, but for %t and %T.
func formatted(flags string, verb byte, x Arg) (string, error) {
	grouped := strings.Contains(flags, "'")
	flags = strings.ReplaceAll(flags, "'", "")
	simple := !grouped && strings.Trim(flags, "-0123456789") == "" && len(flags) < 4
	switch {
	case grouped && flags == "" && (verb == 'd' || verb == 'i'):
		return call("bq_format_grouped", plain("CAST("+x.SQL+" AS BIGINT)")), nil
	case grouped:
	case (verb == 'd' || verb == 'i') && simple:
		return fmt.Sprintf("printf('%%%sd', CAST(%s AS BIGINT))", flags, x.SQL), nil
	case (verb == 'x' || verb == 'X' || verb == 'o') && simple:
		return fmt.Sprintf("printf('%%%s%c', CAST(%s AS BIGINT))", flags, verb, x.SQL), nil
	case verb == 'f' || verb == 'F' || verb == 'e' || verb == 'E' || verb == 'g' || verb == 'G':
		return fmt.Sprintf("printf('%%%s%c', CAST(%s AS DOUBLE) + 0e0)", flags, verb, x.SQL), nil
	case verb == 's' && flags == "":
		return castOne("bq_", "string", x), nil
	case verb == 's' && simple && flags[0] != '0':
		return fmt.Sprintf("printf('%%%ss', %s)", flags, castOne("bq_", "string", x)), nil
	case verb == 't' && flags == "":
		return "coalesce(" + call("bq_format_value", x) + ", 'NULL')", nil
	}
	return "", fmt.Errorf("the format element %%%s%c is not understood", flags, verb)
}
