package dbt

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/project"
	"funneltrace/snapshots"
	"funneltrace/trace"
	"funneltrace/trace/report/form"
)

// Draft decides what nobody has said, as far as the project and its data let it, and writes it down as a trace.yml. The number is in the model
// that is made of most others, that no other reads and that can be rendered; the rows are those of the largest table that it is made of.
func (p *Project) Draft(ctx context.Context, t project.Tables, want project.Wanted) (*project.Draft, error) {
	p.Settings.Chain, p.Settings.Root = trace.Chain{}, "" // what a trace.yml says that is there already is asked again
	for _, n := range p.nodes {
		p.peek(n)
	}
	found := p.resolve(t)
	ask := &scratch{p: p, open: t.Open, tables: found.aliases()}
	defer ask.close()
	last := p.leaves(want.Root)
	if want.To == "" {
		if len(last) == 0 {
			return nil, engine.Usagef("%s has no model that could be the number's", p.Dir)
		}
		var err error
		if want.To, err = p.likeliest(ctx, last, want.Via, ask); err != nil {
			return nil, err
		}
	}
	to, err := p.number(want.To, want.Root, false)
	if err != nil {
		return nil, err
	}
	order, err := p.closure(ctx, to, ask)
	if err != nil {
		return nil, err
	}
	found.complete()
	all := roots(order)
	rows := func(r rootName) int64 {
		if table := found.table(r, t); table != nil {
			return table.Rows
		}
		return -1
	}
	slices.SortStableFunc(all, func(a, b rootName) int { return int(max(-1, min(1, rows(b)-rows(a)))) })
	if want.Root == "" && len(all) > 0 {
		want.Root = all[0].said
	}
	plan, err := p.Plan(ctx, t, want)
	if err != nil {
		return nil, err
	}
	d := &project.Draft{Plan: plan}
	text := draft(plan.Chain, want, rest(last, to.name), others(all, want.Root), t.Snapshot)
	text += p.draftReading(found, all)
	text += "# causes:   # the policy: what a cause is called, and whether it is expected, a loss or to review; the first match wins\n"
	text += fmt.Sprintf("#   - {step: %s, kind: filter, label: \"…\", class: expected}\n", scalarYAML(plan.Chain.Models[0].Name))
	d.Text = []byte(text)
	return d, nil
}

// draftReading writes what decides how the project is read: which table a source is, where its name does not say it, and vars, target and
// run_query as they were given.
func (p *Project) draftReading(found *resolved, all []rootName) string {
	var b strings.Builder
	title := "sources:   # which table each source is\n"
	for _, r := range all {
		if r.source == nil {
			continue
		}
		if files, ok := found.tableOfFiles(r.source); ok && found.of[r.source] == files {
			continue // the project says it
		}
		if a, ok := found.alias(r.source); ok {
			fmt.Fprintf(&b, "%s  %s: %s\n", title, scalarYAML(r.source.String()), scalarYAML(a.Table.String()))
			title = ""
		}
	}
	if len(p.vars) > 0 {
		text, err := yaml.Marshal(map[string]any{"vars": yamlValue(p.vars)})
		if form.VisibleText(string(text)) != string(text) { // JSON is YAML, and has an escape for everything
			text, err = form.JSON(p.vars)
			text = append([]byte("vars: "), text...)
		}
		if err == nil {
			b.Write(text)
		}
	}
	if target := cmp.Or(p.opt.Target, p.Settings.Target); target != "" {
		fmt.Fprintf(&b, "target: %s\n", scalarYAML(target))
	}
	if p.opt.RunQuery || p.Settings.RunQuery != "" {
		fmt.Fprintf(&b, "run_query: %s\n", askSnapshot)
	}
	return b.String()
}

// yamlValue is a value as the YAML library writes it, with the keys of mappings in their order.
func yamlValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := yaml.MapSlice{}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			out = append(out, yaml.MapItem{Key: k, Value: yamlValue(v[k])})
		}
		return out
	case [][2]any:
		out := yaml.MapSlice{}
		for _, kv := range v {
			out = append(out, yaml.MapItem{Key: kv[0], Value: yamlValue(kv[1])})
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = yamlValue(v[i])
		}
		return out
	}
	return v
}

// likeliest is the first of these models that can be rendered, with all that it reads, and that is made of the models of via.
func (p *Project) likeliest(ctx context.Context, names, via []string, ask *scratch) (string, error) {
	for _, name := range names {
		n, err := p.find(p.packages[0], "", name, "")
		if err != nil {
			return "", err
		}
		order, err := p.closure(ctx, n, ask)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		lacks := slices.ContainsFunc(via, func(v string) bool {
			return !slices.ContainsFunc(order, func(n *node) bool { return strings.EqualFold(n.name, v) || strings.EqualFold(n.step, v) })
		})
		if err == nil && !lacks && !slices.ContainsFunc(order, func(n *node) bool { return n.compiled != nil && n.compiled.failed != nil }) {
			return name, nil
		}
	}
	return names[0], nil
}

func rest(names []string, but string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == but })
}

func others(all []rootName, but string) []string {
	var out []string
	for _, r := range all {
		if !strings.EqualFold(r.said, but) {
			out = append(out, r.said)
		}
	}
	return out
}

// draft writes the file. What has other choices says them.
func draft(c *trace.Chain, want project.Wanted, models, roots []string, tables []snapshots.Table) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	choices := func(names []string) string {
		if len(names) == 0 {
			return ""
		}
		return "   # or " + form.Visible(some(names)) // a comment ends with its line
	}
	line("# What trace needs to know of this project and dbt does not say. Guessed from names and types: change what is wrong.")
	line("title: %s", scalarYAML(c.Title))
	if len(tables) > 0 {
		line("snapshot: %s   # the family; the newest is taken", scalarYAML(tables[0].Schema))
	}
	line("root:")
	line("  source: %s%s", scalarYAML(want.Root), choices(roots))
	line("  unit: %s", scalarYAML(c.Root.Unit))
	if c.Root.Time == "" {
		line("  # time: created_at   # SQL over the root row, a timestamp; years are cut by it")
	} else {
		line("  time: %s", scalarYAML(c.Root.Time))
	}
	line("  # key: [id]   # who is who across snapshots")
	line("number:")
	line("  model: %s%s", scalarYAML(c.Number.Model), choices(models))
	if c.Number.Measure == "" {
		line("  # measure: sum(amount)   # without it, rows are counted")
	} else {
		line("  measure: %s", scalarYAML(c.Number.Measure))
	}
	line("  label: %s", scalarYAML(c.Number.Label))
	if len(c.Via) > 0 {
		line("via:")
		for _, m := range c.Via {
			line("  - %s", scalarYAML(m))
		}
	}
	if len(c.Dimensions) > 0 {
		line("dimensions:")
		for _, d := range c.Dimensions {
			line("  %s: %s", scalarYAML(d.Name), scalarYAML(d.SQL))
		}
	} else {
		line("# dimensions:\n#   country: country   # what to slice by: SQL over the root row")
	}
	return b.String()
}

// scalarYAML writes a text so that YAML reads it as that text, on one line that a terminal may show.
func scalarYAML(s string) string {
	out, err := yaml.Marshal(s)
	if err != nil || form.Visible(s) != s {
		return quotedYAML(s)
	}
	return strings.TrimSpace(string(out))
}

// quotedYAML writes a text in double quotes, with everything in it that is not plainly to be seen as an escape.
func quotedYAML(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch shown := form.Visible(string(r)); {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case shown != string(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return `"` + b.String() + `"`
}
