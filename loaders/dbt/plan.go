package dbt

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"funneltrace/loaders/project"
)

// Plan renders the models between the root and the number and makes a chain of them. A root or number that is missing or wrong is a
// [*engine.UsageError] that names those there are. A model that cannot be rendered does not fail the plan: it is broken in the chain.
func (p *Project) Plan(ctx context.Context, t project.Tables, want project.Wanted) (*project.Plan, error) {
	for _, n := range p.nodes {
		p.peek(n)
	}
	s := &p.Settings
	to, err := p.number(cmp.Or(want.To, s.Chain.Number.Model), cmp.Or(want.Root, s.Root), want.To == "")
	if err != nil {
		return nil, err
	}
	if err := p.checkSources(); err != nil {
		return nil, err
	}
	found := p.resolve(t)
	ask := &scratch{p: p, open: t.Open, tables: found.aliases(), gone: found.why}
	defer ask.close()
	order, err := p.closure(ctx, to, ask)
	if err != nil {
		return nil, err
	}
	found.complete()
	root, err := p.root(cmp.Or(want.Root, s.Root), to, order, want.Root == "")
	if err != nil {
		return nil, err
	}
	if err := found.missing(order); err != nil {
		return nil, err
	}
	for _, other := range roots(order) {
		if other.said != root.said && found.tableOf(other) == found.tableOf(root) {
			p.note("%s and %s are one table: rows are followed where models read it as %s, and are looked up where they read it as %s", root.said, other.said, root.said, other.said)
		}
	}
	plan := &project.Plan{Chain: p.chain(to, root, order, t, want)}
	plan.Chain.Tables = found.needed(order)
	for _, n := range order {
		if n.kind == modelKind && n.materialized() == "incremental" {
			p.note("%s is incremental in the warehouse: what it holds may differ from what a full build makes, which is what is traced", n.step)
		}
	}
	if plan.Chain.Macros, err = definitions(order); err != nil {
		return nil, err
	}
	if err := p.policy(plan.Chain); err != nil {
		return nil, err
	}
	if plan.Chain.Via, err = p.via(want.Via, order); err != nil {
		return nil, err
	}
	p.guess(plan, found.table(root, t), want)
	return plan, nil
}

// closure compiles a node and all that it reads, and returns them in an order in which each comes after those that it reads.
func (p *Project) closure(ctx context.Context, to *node, ask *scratch) ([]*node, error) {
	var order, path []*node
	seen := map[*node]bool{}
	var visit func(n *node) error
	visit = func(n *node) error {
		if i := slices.Index(path, n); i >= 0 {
			return circle(append(path[i:], n))
		}
		if seen[n] {
			return nil
		}
		seen[n] = true
		path = append(path, n)
		defer func() { path = path[:len(path)-1] }()
		if n.kind == seedKind && n.broken != nil {
			return n.broken
		}
		if n.kind != seedKind {
			c := p.compile(ctx, n, ask)
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, r := range c.refs {
				if err := visit(r); err != nil {
					return err
				}
			}
		}
		order = append(order, n)
		return nil
	}
	return order, visit(to)
}

// circle is the error of models that read each other.
func circle(path []*node) error {
	names := make([]string, len(path))
	for i, n := range path {
		names[i] = n.step
	}
	return fmt.Errorf("%s: the models read each other in a circle: %s", path[0].path(), strings.Join(names, " → "))
}

// bareTable is a table that a template names itself, with its schema.
var bareTable = regexp.MustCompile(`(?i)\bfrom\s+((?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+)){1,2})`)
