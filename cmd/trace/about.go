package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"funneltrace/loaders/chains"
	"funneltrace/loaders/engine"
)

func (p *program) chainsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "chains",
		Short: "list the built-in chains",
		Long: `Chains lists the chains that come with the program: name, snapshot family and title, the dimensions that
--where and --by take, and the models. A chain of your own is a folder with a chain.yml; give it to --chain.`,
		Args: cobra.NoArgs,
		RunE: p.action(func(*cobra.Command, []string) error {
			var b bytes.Buffer
			for _, name := range chains.BuiltinChains() {
				c, err := chains.BuiltinChain(name)
				if err != nil {
					return err
				}
				fmt.Fprintf(&b, "%s\n  title       %s\n  snapshot    %s\n  dimensions  %s\n  models      %s\n",
					c.Name, c.Title, c.Snapshot, strings.Join(dimensions(c), ", "), strings.Join(models(c), ", "))
			}
			_, err := io.WriteString(p.stdout, b.String())
			return err
		}),
	}
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "print the version of the program and of its engine",
		Args:  cobra.NoArgs,
		RunE:  p.action(func(cmd *cobra.Command, _ []string) error { return p.printVersion(cmd.Context()) }),
	}
}

// printVersion prints the version of the program and of its engine.
func (p *program) printVersion(ctx context.Context) error {
	db, err := engine.Open(ctx, engine.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var engine string
	if err := conn.QueryRowContext(ctx, "SELECT version()").Scan(&engine); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "trace %s\nDuckDB %s\n%s %s/%s\n", p.env.version, engine, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
