package main

import (
	"errors"

	"github.com/spf13/pflag"
)

// onceFlag is a text that is given once: of two, the first would be forgotten, and the numbers be of something else than what was asked.
type onceFlag struct {
	text  *string
	given bool
}

// once registers a flag that is refused where it is given twice.
func once(flags *pflag.FlagSet, text *string, name, help string) {
	flags.Var(&onceFlag{text: text}, name, help)
}

func (f *onceFlag) String() string {
	if f.text == nil {
		return ""
	}
	return *f.text
}

func (f *onceFlag) Type() string { return "string" }

func (f *onceFlag) Set(s string) error {
	if f.given {
		return errors.New("it is given twice")
	}
	f.given = true
	*f.text = s
	return nil
}

// isOnce says whether a flag is one that is given once: no other value of it is refused while the command line is read.
func isOnce(f *pflag.Flag) bool {
	_, ok := f.Value.(*onceFlag)
	return ok
}
