package main

import (
	"strconv"
	"strings"

	"funneltrace/loaders/csvform"
	"funneltrace/loaders/freeze"
	"funneltrace/snapshots"
)

// given returns what the flags say of how CSV is read, by table.
func (f *freezeFlags) given(inputs []freeze.Input) (map[string]csvform.Given, error) {
	given := map[string]csvform.Given{}
	for _, flag := range []struct {
		name   string
		values []string
		set    func(*csvform.Given, string) error
	}{
		{"delimiter", f.delimiters, setDelimiter},
		{"quote", f.quotes, setQuote},
		{"skip", f.skips, setSkip},
		{"encoding", f.encodings, setEncoding},
	} {
		for _, v := range flag.values {
			tables, value, err := tablesOf(v, inputs)
			if err != nil {
				return nil, usagef("--%s %q: %w", flag.name, v, err)
			}
			for _, t := range tables {
				g := given[t]
				if err := flag.set(&g, value); err != nil {
					return nil, usagef("--%s %q: %w", flag.name, v, err)
				}
				given[t] = g
			}
		}
	}
	return given, nil
}

// tablesOf returns the tables of CSV that a flag's value is about: the one that it names before a =, or all.
func tablesOf(value string, inputs []freeze.Input) (tables []string, rest string, err error) {
	for _, in := range inputs {
		if text, ok := strings.CutPrefix(value, in.Table+"="); ok {
			if in.Format != snapshots.CSV {
				return nil, "", usagef("table %s is not of CSV files", in.Table)
			}
			return []string{in.Table}, text, nil
		}
		if in.Format == snapshots.CSV {
			tables = append(tables, in.Table)
		}
	}
	if len(tables) == 0 {
		return nil, "", usagef("no table is of CSV files")
	}
	return tables, value, nil
}

func setDelimiter(g *csvform.Given, value string) error {
	if strings.EqualFold(value, "tab") || value == `\t` {
		value = "\t"
	}
	g.Delimiter = &value
	return csvform.CheckDelimiter(value)
}

func setQuote(g *csvform.Given, value string) error {
	if strings.EqualFold(value, "none") {
		value = ""
	}
	g.Quote = &value
	return csvform.CheckQuote(value)
}

func setSkip(g *csvform.Given, value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		return usagef("a number of lines is wanted")
	}
	g.Skip = &n
	return nil
}

func setEncoding(g *csvform.Given, value string) error {
	name, err := csvform.CheckEncoding(value)
	g.Encoding = &name
	return err
}
