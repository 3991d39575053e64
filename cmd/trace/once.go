package main

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// onceFlag is a flag that is given once: of two values, the first would be forgotten, and the numbers be of something else than what was
// asked.
type onceFlag struct {
	pflag.Value
	given bool
}

var errTwice = errors.New("it is given twice")

func (f *onceFlag) Set(s string) error {
	if f.given {
		return errTwice
	}
	err := f.Value.Set(s)
	f.given = err == nil
	return err
}

// refuseTwice has all flags of one value refused where they are given twice. One that is on or off may be said again.
func refuseTwice(cmd *cobra.Command) {
	wrap := func(f *pflag.Flag) {
		_, wrapped := f.Value.(*onceFlag)
		switch f.Value.(type) {
		case pflag.SliceValue: // it is repeatable
			return
		}
		if !wrapped && f.Value.Type() != "bool" {
			f.Value = &onceFlag{Value: f.Value}
		}
	}
	cmd.Flags().VisitAll(wrap)
	cmd.PersistentFlags().VisitAll(wrap)
	for _, c := range cmd.Commands() {
		refuseTwice(c)
	}
}
