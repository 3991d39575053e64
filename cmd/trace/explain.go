package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/trace"
	"funneltrace/trace/report"
)

func (p *program) explainCommand() *cobra.Command {
	var f sliceFlags
	o := &outputFlags{}
	cmd := &cobra.Command{
		Use:   "explain STEP",
		Short: "print a model's SQL with each cause beside its predicate",
		Long: `Explain prints the SQL of a step's model as it was written. Under each predicate stands what it dropped in the
slice: class, label, count, and the id that "trace rows --cause" takes.`,
		Args:              one("the name of a step", "trace explain posts_yt"),
		ValidArgsFunction: p.completeModels,
	}
	f.register(cmd, p)
	o.register(cmd, "")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		c, err := p.readChain(cmd.Context())
		if err != nil {
			return err
		}
		slice, err := f.slice(c)
		if err != nil {
			return err
		}
		if err := maybeStep(c, args[0]); err != nil {
			return err
		}
		if err := o.parse(); err != nil {
			return err
		}
		s, err := p.openWhole(ctx, c)
		if err != nil {
			return err
		}
		defer s.close()
		ls, err := s.ledgers(ctx, slice, "", false)
		if err != nil {
			return err
		}
		model, err := modelOf(c, ls[0], args[0])
		if err != nil {
			return err
		}
		if err := balanced(ls); err != nil {
			return err
		}
		err = p.print(o, report.Explain(model, ls[0], s.provenance, p.screen(o)), nil)
		s.keep(ctx, ls)
		if err != nil {
			return err
		}
		return notReached(ls[0], model.Name)
	})
	return cmd
}

// modelOf returns the model called name, or that of the step called so.
func modelOf(c *trace.Chain, l *trace.Ledger, name string) (trace.Model, error) {
	if m, ok := c.Model(name); ok {
		return m, nil
	}
	names := models(c)
	for _, st := range l.Steps {
		if m, ok := c.Model(st.Model); ok && st.Name == name {
			return m, nil
		}
		if !slices.Contains(names, st.Name) {
			names = append(names, st.Name)
		}
	}
	return trace.Model{}, unknown("step", name, names)
}

// models returns the names of the chain's models.
func models(c *trace.Chain) []string {
	var names []string
	for _, m := range c.Models {
		names = append(names, m.Name)
	}
	return names
}

// maybeStep returns a usage error if no run of the chain can have this step: a step is called as its model, or as
// its model and a part of it.
func maybeStep(c *trace.Chain, step string) error {
	model, _, _ := strings.Cut(step, ".")
	if _, ok := c.Model(model); !ok {
		return unknown("step", step, models(c))
	}
	return nil
}

// completeModels offers the chain's models to the shell.
func (p *program) completeModels(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	c, err := p.readChain(cmd.Context())
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return models(c), cobra.ShellCompDirectiveNoFileComp
}
