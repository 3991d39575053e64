package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// one asks for exactly one argument, and says what it is where it is missing.
func one(what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch len(args) {
		case 0:
			return fmt.Errorf("%s needs %s, as in: %s", cmd.CommandPath(), what, example)
		case 1:
			return nil
		}
		return fmt.Errorf("%s takes one argument, %s; %q is one too many", cmd.CommandPath(), what, args[1])
	}
}

// form is a flag that asks for a form of output: "--csv", which files that end in .csv have.
type form struct {
	flag  string
	given *bool
}

// oneForm returns a usage error if several forms are asked for. If none is, the ending of the output file says which.
func oneForm(output string, forms ...form) error {
	var given, all []string
	for _, f := range forms {
		all = append(all, f.flag)
		if *f.given {
			given = append(given, f.flag)
		}
	}
	if len(given) > 1 {
		return usagef("%s are different forms of one output; give one of them", strings.Join(given, " and "))
	}
	ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(output), "."))
	if len(given) == 1 || !slices.Contains(endings, ending) {
		return nil
	}
	at := slices.IndexFunc(forms, func(f form) bool { return f.flag == "--"+ending })
	switch {
	case len(all) == 0:
		return usagef("-o %s: this output has no form %s; it is text", output, ending)
	case at < 0:
		return usagef("-o %s: this output has no form %s; it has %s", output, ending, strings.Join(all, ", "))
	}
	*forms[at].given = true
	return nil
}

// endings are those of files that are in a form; others say nothing.
var endings = []string{"csv", "json", "md", "html", "parquet", "xlsx", "arrow"}

// commandLine returns the command with the flags that were given, but for those named, as a shell would read it.
func commandLine(cmd *cobra.Command, without ...string) string {
	words := strings.Fields(cmd.CommandPath())
	for _, a := range cmd.Flags().Args() {
		words = append(words, quoteShell(a))
	}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch v := f.Value.(type) {
		case pflag.SliceValue:
			for _, s := range v.GetSlice() {
				words = append(words, "--"+f.Name, quoteShell(s))
			}
		default:
			if slices.Contains(without, f.Name) {
				return
			}
			words = append(words, "--"+f.Name)
			if f.Value.Type() != "bool" {
				words = append(words, quoteShell(v.String()))
			} else if v.String() != "true" {
				words[len(words)-1] += "=" + v.String()
			}
		}
	})
	return strings.Join(words, " ")
}

// quoteShell quotes a word for a POSIX shell, where it needs it.
func quoteShell(s string) string {
	plain := func(r rune) bool {
		return r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./=:,@%+", r))
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
