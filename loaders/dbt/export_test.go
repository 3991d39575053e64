package dbt

import (
	"context"
	"slices"

	"funneltrace/loaders/project"
)

// Rendered is what the project's templates make of a model or snapshot, in the language of its warehouse.
func (p *Project) Rendered(ctx context.Context, t project.Tables, name string) (string, error) {
	found := p.resolve(t)
	ask := &scratch{p: p, open: t.Open, tables: found.aliases(), gone: found.why}
	defer ask.close()
	i := slices.IndexFunc(p.nodes, func(n *node) bool { return n.step == name && n.kind != seedKind && n.enabled() })
	if n := p.nodes[i]; n.kind == snapshotKind { // dbt does not show what it makes around it
		out, err := p.rendering(ctx, n.pkg, n, ask).template()
		if err != nil {
			return "", err
		}
		return out.Text, nil
	}
	c := p.compile(ctx, p.nodes[i], ask)
	if c.failed != nil && c.written == "" {
		return "", c.failed
	}
	return c.written, nil
}
