package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"funneltrace/snapshots/near"
)

// refuseUnknown has words that are no commands refused wherever commands are named. Of what stands behind a command that only
// has others below it, and behind help, cobra makes nothing, prints a help and calls it fine.
func refuseUnknown(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch {
		case cmd.Name() == "help":
			cmd.Args = knownCommand
		case !cmd.Runnable():
			cmd.Args = cobra.NoArgs
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}

// knownCommand asks for the words of a command that there is.
func knownCommand(help *cobra.Command, words []string) error {
	switch cmd, rest, err := help.Root().Find(words); {
	case err != nil:
		return err
	case len(rest) > 0:
		return fmt.Errorf("unknown command %q for %q", rest[0], cmd.CommandPath())
	}
	return nil
}

// wrongUsage says in one line what is wrong with a command line that was not understood, and where its help is.
func wrongUsage(cmd *cobra.Command, err error) error {
	said := err.Error()
	var unknownFlag *pflag.NotExistError
	var badValue *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknownFlag):
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if name := near.Name(unknownFlag.GetSpecifiedName(), names); name != "" && len(unknownFlag.GetSpecifiedName()) > 3 {
			said += fmt.Sprintf(" (did you mean --%s?)", name)
		}
	case errors.As(err, &badValue) && errors.Is(err, errTwice):
		f := badValue.GetFlag()
		said = fmt.Sprintf("--%s is given twice, as %s and %s", f.Name, f.Value, badValue.GetValue())
		if slices.Contains([]string{"year", "from", "to"}, f.Name) {
			said += "; --by makes a ledger for each, and trace compare compares two"
		}
	case errors.As(err, &badValue):
		said = fmt.Sprintf("--%s %q: %s", badValue.GetFlag().Name, badValue.GetValue(), wantedOf(badValue.GetFlag()))
	case strings.HasPrefix(said, "unknown command "):
		var names []string
		for _, c := range cmd.Commands() {
			names = append(names, c.Name())
		}
		if name := strings.SplitN(said, `"`, 3); len(name) == 3 {
			said += near.Hint(name[1], names)
		}
	}
	return usagef("%s; see %s --help", said, cmd.CommandPath())
}

// wantedOf says what a flag takes.
func wantedOf(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int":
		return "a whole number is wanted"
	case "bool":
		return "true or false is wanted"
	}
	return "a " + f.Value.Type() + " is wanted"
}
