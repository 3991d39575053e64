package main

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/trace/report/form"
)

// outputFlags say in which form a command prints, and where to.
type outputFlags struct {
	kind    form.Kind // empty is the form that the command has without a flag
	raw     bool      // leave the cells of the CSV as they are
	path    string
	offered []offer
}

// offer is a form that a command has, and whether it was asked for.
type offer struct {
	kind  form.Kind
	help  string
	given bool
}

// kindText is the text for people, of commands that have it under a name.
const kindText form.Kind = "text"

const (
	textHelp   = "print text; this is what is done without a form"
	rawHelp    = "with --csv: leave text untouched that a spreadsheet or terminal would run"
	outputHelp = "write to this file instead of stdout; its ending says the form"
)

// register adds the flags: one for each form, -o, and --raw if there is a help for it.
func (o *outputFlags) register(cmd *cobra.Command, raw string, offers ...offer) {
	flags := cmd.Flags()
	o.offered = slices.Clone(offers)
	for i, of := range offers {
		flags.BoolVar(&o.offered[i].given, string(of.kind), false, of.help)
	}
	if raw != "" {
		flags.BoolVar(&o.raw, "raw", false, raw)
	}
	help := outputHelp
	if len(offers) == 0 {
		help = "write to this file instead of stdout"
	}
	flags.StringVarP(&o.path, "output", "o", "", help)
}

// parse says which form is asked for, by a flag or by the file's ending. It returns a usage error for several at once, for one that
// there is none of, and for a file that cannot be written.
func (o *outputFlags) parse() error {
	var given, all []string
	for _, of := range o.offered {
		all = append(all, of.kind.Flag())
		if of.given {
			given = append(given, of.kind.Flag())
			o.kind = of.kind
		}
	}
	if len(given) > 1 {
		return usagef("%s are different forms of one output; give one of them", strings.Join(given, " and "))
	}
	if ending := form.KindOf(o.path); len(given) == 0 && ending.Named() {
		for _, of := range o.offered {
			if of.kind == ending {
				o.kind = ending
			}
		}
		switch {
		case len(all) == 0:
			return usagef("-o %s: this output has no form %s; it is text", o.path, ending)
		case o.kind == "":
			return usagef("-o %s: this output has no form %s; it has %s", o.path, ending, strings.Join(all, ", "))
		}
	}
	if o.kind == form.KindParquet && !o.toFile() {
		return usagef("--parquet is no text for a screen or a pipe; name a file with -o")
	}
	return checkOutput(o.path)
}

// parseCells is parse for commands whose --raw is about CSV and nothing else.
func (o *outputFlags) parseCells() error {
	if err := o.parse(); err != nil {
		return err
	}
	if o.raw && o.kind != form.KindCSV {
		return usagef("--raw is about the cells of --csv; add it")
	}
	return nil
}

// toFile reports whether the output goes into a file that is named.
func (o *outputFlags) toFile() bool { return o.path != "" && o.path != "-" }

// print writes what a command prints in its form.
func (p *program) print(o *outputFlags, b []byte, err error) error {
	if err != nil {
		return err
	}
	return writeOutput(o.path, p.stdout, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}
