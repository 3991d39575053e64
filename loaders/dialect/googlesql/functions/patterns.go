package functions

import (
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"
)

var patterns = []Function{
	written("REGEXP_CONTAINS", 2, 2, func(a []Arg) (string, error) {
		if _, err := readPattern(a[1]); a[1].Text != nil && err != nil {
			return "", err
		}
		return "regexp_matches(" + join(a) + ")", nil
	}),
	written("REGEXP_EXTRACT", 2, 4, regexpExtract),
	written("REGEXP_EXTRACT_ALL", 2, 2, regexpExtractAll),
	written("REGEXP_INSTR", 2, 3, regexpInstr),
	written("REGEXP_REPLACE", 3, 3, regexpReplace),
}

// pattern is what has to be known of a pattern to know what a match says.
type pattern struct {
	group  int  // the group whose text is meant; 0 is the whole
	empty  bool // that may be empty
	absent bool // it may have no part in a match
}

// readPattern reads a constant pattern. The engine has the same one, RE2, as GoogleSQL and Go.
func readPattern(a Arg) (pattern, error) {
	text, err := constant(a, "the pattern")
	if err != nil {
		return pattern{}, err
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return pattern{}, fmt.Errorf("the pattern cannot be read: %w", err)
	}
	groups := tree.MaxCap()
	if groups > 1 {
		return pattern{}, fmt.Errorf("the pattern has %d groups, and one at most is taken; write the others as (?:…)", groups)
	}
	p := pattern{group: groups, empty: mayBeEmpty(tree)}
	if groups == 1 {
		group, always := groupOf(tree)
		p.empty, p.absent = mayBeEmpty(group), !always
	}
	return p, nil
}

// groupOf finds the one group, and says whether each match has it.
func groupOf(tree *syntax.Regexp) (group *syntax.Regexp, always bool) {
	if tree.Op == syntax.OpCapture {
		return tree, true
	}
	for _, sub := range tree.Sub {
		if g, each := groupOf(sub); g != nil {
			switch tree.Op {
			case syntax.OpStar, syntax.OpQuest, syntax.OpAlternate:
				each = false
			case syntax.OpRepeat:
				each = each && tree.Min > 0
			}
			return g, each
		}
	}
	return nil, false
}

// mayBeEmpty says whether nothing may match.
func mayBeEmpty(tree *syntax.Regexp) bool {
	switch tree.Op {
	case syntax.OpLiteral:
		return len(tree.Rune) == 0
	case syntax.OpCharClass, syntax.OpAnyCharNotNL, syntax.OpAnyChar:
		return false
	case syntax.OpConcat:
		for _, sub := range tree.Sub {
			if !mayBeEmpty(sub) {
				return false
			}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return mayBeEmpty(tree.Sub[0])
	case syntax.OpRepeat:
		return tree.Min == 0 || mayBeEmpty(tree.Sub[0])
	case syntax.OpAlternate:
		for _, sub := range tree.Sub {
			if mayBeEmpty(sub) {
				return true
			}
		}
		return false
	}
	return true
}

// regexpExtract writes the text of a match: of the engine it is empty where there is none.
func regexpExtract(a []Arg) (string, error) {
	p, err := readPattern(a[1])
	if err != nil {
		return "", err
	}
	if p.absent && p.empty {
		return "", fmt.Errorf("a group that may match nothing in a part that may be missing is not understood")
	}
	s := a[0].SQL
	if len(a) > 2 {
		s = call("bq_from_position", a[0], a[2])
		if strings.ContainsAny(*a[1].Text, `^\`) && strings.ContainsAny(strings.ReplaceAll(*a[1].Text, `\d`, ""), `^\`) {
			return "", fmt.Errorf("a position together with a pattern that may look before it is not understood")
		}
	}
	switch {
	case len(a) == 4:
		if p.empty {
			return "", fmt.Errorf("an occurrence of a pattern that may match nothing is not understood")
		}
		return call("bq_nth", plain(fmt.Sprintf("regexp_extract_all(%s, %s, %d)", s, a[1].SQL, p.group)), a[3]), nil
	case !p.empty:
		return fmt.Sprintf("nullif(regexp_extract(%s, %s, %d), '')", s, a[1].SQL, p.group), nil
	}
	return call("bq_regexp_extract", plain(s), a[1], plain(strconv.Itoa(p.group))), nil
}

func regexpExtractAll(a []Arg) (string, error) {
	p, err := readPattern(a[1])
	switch {
	case err != nil:
		return "", err
	case p.absent:
		return "", fmt.Errorf("a group in a part that may be missing is not understood")
	case p.group == 0 && p.empty:
		return "", fmt.Errorf("a pattern that may match nothing is not understood")
	}
	return fmt.Sprintf("regexp_extract_all(%s, %s, %d)", a[0].SQL, a[1].SQL, p.group), nil
}

func regexpInstr(a []Arg) (string, error) {
	p, err := readPattern(a[1])
	switch {
	case err != nil:
		return "", err
	case p.group > 0:
		return "", fmt.Errorf("a pattern with a group is not understood; write it as (?:…)")
	case p.empty:
		return "", fmt.Errorf("a pattern that may match nothing is not understood")
	case len(a) > 2:
		return "", fmt.Errorf("a position is not understood; take a part with SUBSTR")
	}
	before := quote("^((?s:.*?))(?:" + *a[1].Text + ")")
	return call("bq_regexp_instr", a[0], a[1], plain(before)), nil
}

// regexpReplace writes a replacement, whose \1 have to be groups of the pattern.
func regexpReplace(a []Arg) (string, error) {
	text, err := constant(a[1], "the pattern")
	if err != nil {
		return "", err
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return "", fmt.Errorf("the pattern cannot be read: %w", err)
	}
	with, err := constant(a[2], "the replacement")
	if err != nil {
		return "", err
	}
	for i := 0; i < len(with); i++ {
		if with[i] != '\\' {
			continue
		}
		i++
		switch {
		case i < len(with) && with[i] == '\\':
		case i == len(with) || with[i] < '0' || with[i] > '9':
			return "", fmt.Errorf(`behind \ in the replacement stands the number of a group, or another \`)
		case int(with[i]-'0') > tree.MaxCap():
			return "", fmt.Errorf(`the replacement asks for the group \%c, and the pattern has %d`, with[i], tree.MaxCap())
		}
	}
	return fmt.Sprintf("regexp_replace(%s, %s, %s, 'g')", a[0].SQL, a[1].SQL, a[2].SQL), nil
}
