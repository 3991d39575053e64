package spine

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"funneltrace/trace"
)

const (
	manyPaths   = 1_000_000 // where counting ends
	listedPaths = 4         // how many are named beside the one that is traced
)

// paths are the ways of the rows from the root to the chain's number. There may be more than anybody can list: they are counted
// model by model, and walked one after the other.
type paths struct {
	g      *Graph
	from   map[string][]string        // by model: what sources returns
	counts map[string]int             // by model: the paths from the root to it
	above  map[string]map[string]bool // by model: itself and the models from which rows flow to it
}

// Paths returns the ways of the rows from the root to the chain's number.
func (g *Graph) Paths() *paths {
	return &paths{g: g, from: map[string][]string{}, counts: map[string]int{}, above: map[string]map[string]bool{}}
}

// sources are what the rows of a model come from, leftmost first: models, and "" for the root.
func (p *paths) sources(model string) []string {
	if out, ok := p.from[model]; ok {
		return out
	}
	var out []string
	for _, s := range p.g.flowsFrom(model) {
		name := s.Table
		switch {
		case p.g.isRootName(s):
			name = ""
		case s.Schema != trace.RefSchema:
			continue
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	p.from[model] = out
	return out
}

// to counts the paths from the root to a model, up to manyPaths.
func (p *paths) to(model string) int {
	if n, ok := p.counts[model]; ok {
		return n
	}
	p.counts[model] = 0 // models that read each other in a circle are on no path
	n := 0
	for _, s := range p.sources(model) {
		if s == "" {
			n++
		} else {
			n += p.to(s)
		}
	}
	p.counts[model] = min(n, manyPaths)
	return p.counts[model]
}

// upstream are a model and the models from which rows flow to it.
func (p *paths) upstream(model string) map[string]bool {
	if all, ok := p.above[model]; ok {
		return all
	}
	all := map[string]bool{model: true}
	p.above[model] = all
	for _, s := range p.sources(model) {
		if s != "" {
			for m := range p.upstream(s) {
				all[m] = true
			}
		}
	}
	return all
}

// through returns the first path to the number that leads through all the models, whose order does not matter; nil if none does.
func (p *paths) through(models []string) []string {
	number := p.g.chain.Number.Model
	left := slices.DeleteFunc(slices.Clone(models), func(m string) bool { return m == number })
	// Of two models on one path, the later has all that is upstream of the earlier upstream of it, and itself.
	slices.SortStableFunc(left, func(a, b string) int { return len(p.upstream(a)) - len(p.upstream(b)) })
	left = slices.Compact(left)
	path := []string{number}
	for model := number; ; {
		at := slices.IndexFunc(p.sources(model), func(s string) bool {
			if len(left) > 0 {
				return s != "" && p.upstream(s)[left[len(left)-1]]
			}
			return s == "" || p.to(s) > 0 && !slices.Contains(path, s)
		})
		if at < 0 {
			return nil
		}
		if model = p.sources(model)[at]; model == "" {
			slices.Reverse(path)
			return path
		}
		path = append(path, model)
		if len(left) > 0 && left[len(left)-1] == model {
			left = left[:len(left)-1]
		}
	}
}

// all are the paths to the number, leftmost tables first.
func (p *paths) all() iter.Seq[[]string] {
	return func(yield func([]string) bool) { p.walk([]string{p.g.chain.Number.Model}, yield) }
}

// walk yields the paths that end with these models.
func (p *paths) walk(end []string, yield func([]string) bool) bool {
	for _, s := range p.sources(end[0]) {
		switch {
		case s == "":
			if !yield(end) {
				return false
			}
		case p.to(s) > 0 && !slices.Contains(end, s):
			if !p.walk(append([]string{s}, end...), yield) {
				return false
			}
		}
	}
	return true
}

// list writes some paths one after the other, and says how many more there are.
func (p *paths) list(most int, skip []string, write func(path []string) string) string {
	var out []string
	total := p.to(p.g.chain.Number.Model)
	if skip != nil {
		total--
	}
	for path := range p.all() {
		if slices.Equal(path, skip) {
			continue
		}
		if len(out) == most {
			break
		}
		out = append(out, write(path))
	}
	text := strings.Join(out, ", ")
	switch more := total - len(out); {
	case total >= manyPaths-1:
		text += " and very many more"
	case more > 0:
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// Note says in one line that there are several paths, and which is traced; it is empty if there is one only.
func (p *paths) Note(traced []string) string {
	c := p.g.chain
	n := p.to(c.Number.Model)
	if n < 2 {
		return ""
	}
	count, others := fmt.Sprint(n), "others"
	switch n {
	case 2:
		others = "the other"
	case manyPaths:
		count = fmt.Sprintf("more than %d", manyPaths-1)
	}
	return fmt.Sprintf("%s paths lead from %s to %s; this is traced: %s; %s: %s; --via MODEL takes another", count, c.Root.Source, c.Number.Model,
		arrows(traced), others, p.list(listedPaths, traced, func(path []string) string { return deviation(path, traced) }))
}

// notThrough is the error that no path leads through all models of [trace.Chain.Via].
func (p *paths) notThrough() error {
	c := p.g.chain
	off := slices.DeleteFunc(slices.Clone(c.Via), func(m string) bool { return p.to(m) > 0 && p.upstream(c.Number.Model)[m] })
	if len(off) == 0 { // each is on a path, but all are on none
		off = c.Via
	}
	are := "the paths are"
	if p.to(c.Number.Model) == 1 {
		are = "the only path is"
	}
	return fmt.Errorf("chain %s: no path of models from source %s to model %s leads through %s; %s %s", c.Name, c.Root.Source, c.Number.Model,
		strings.Join(off, " and "), are, p.list(listedPaths+1, nil, arrows))
}

func arrows(path []string) string { return strings.Join(path, " → ") }

// deviation is where a path differs from another, between the models that they share.
func deviation(path, from []string) string {
	shared := min(len(path), len(from))
	head := 0
	for head < shared && path[head] == from[head] {
		head++
	}
	tail := 0
	for tail < shared-head && path[len(path)-1-tail] == from[len(from)-1-tail] {
		tail++
	}
	start, end := max(head-1, 0), min(len(path)-tail+1, len(path))
	out := slices.Clone(path[start:end])
	if start > 0 {
		out = append([]string{"…"}, out...)
	}
	if end < len(path) {
		out = append(out, "…")
	}
	return arrows(out)
}
