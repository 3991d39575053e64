package main

import (
	"fmt"
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
