package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"funneltrace/loaders/project"

	"github.com/spf13/cobra"
)

func (p *program) initCommand() *cobra.Command {
	var force bool
	var output string
	cmd := &cobra.Command{
		Use: "init [DIR]", Args: cobra.MaximumNArgs(1),
		Short: "write a trace.yml for a dbt project",
		Long: `Write a trace.yml beside the dbt_project.yml of a project (the one of --project or of DIR, or this
folder's): the rows to follow, the number, the unit, the time and what to slice by. What --root, --to
and the other flags do not say is guessed from the project and its data, and can be changed in the
file. With -o - it goes to stdout.`,
		Example: "  trace init\n  trace init shop --root raw_orders --to customers --measure 'sum(lifetime_value)'",
	}
	cmd.Flags().BoolVar(&force, "force", false, "write a new trace.yml where there is one; the old one is kept as trace.yml.old")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to this file; - is stdout")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 && p.project.dir == "" && p.project.manifest != "" {
			p.project.dir = args[0]
		} else if len(args) > 0 && p.project.given() {
			return usagef("the project is given twice: %s and by a flag", args[0])
		}
		if !p.project.given() {
			p.project.dir = cmp.Or(append(args, "")[0], ".")
		}
		return p.init(cmd.Context(), output, force)
	})
	return cmd
}

func (p *program) init(ctx context.Context, output string, force bool) error {
	f, cache, err := p.findProject(ctx)
	if err != nil {
		return err
	}
	if file := f.project.About().Settings; output == "" {
		if output = file; fileIsThere(file) && !force {
			return fmt.Errorf("%s is there already; --force writes a new one, -o - shows what would be written", file)
		}
	}
	var draft *project.Draft
	err = p.withTables(f, cache, func(t project.Tables) (err error) {
		draft, err = f.project.Draft(ctx, t, p.wanted())
		return err
	})
	for _, n := range f.project.About().Notes { // they may say why there is no draft
		p.note("note: %s", n)
	}
	if err != nil {
		return err
	}
	if output == f.project.About().Settings && fileIsThere(output) {
		if err := os.Rename(output, output+".old"); err != nil {
			return err
		}
		p.note("note: the old one is %s.old", output)
	}
	if err := writeOutput(output, p.stdout, func(w io.Writer) error {
		_, err := w.Write(draft.Text)
		return err
	}); err != nil {
		return err
	}
	if output != "-" {
		flags := ""
		for _, of := range [][2]string{{"project", p.project.dir}, {"manifest", p.project.manifest}} {
			if of[1] != "" {
				flags += " --" + of[0] + " " + quoteShell(of[1])
			}
		}
		p.note("wrote %s: %s; look at it, then run trace%s", output, draft.Plan.Chain.Title, flags)
	}
	return nil
}

func fileIsThere(file string) bool {
	_, err := os.Stat(file)
	return !errors.Is(err, fs.ErrNotExist)
}
