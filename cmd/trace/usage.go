package main

import (
	"errors"
	"fmt"
	"strings"

	"funneltrace/snapshots/near"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

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
