package chains

import (
	"fmt"
	"slices"
	"strings"

	"funneltrace/snapshots/near"
)

// inOrder sorts models so that each stands behind those it reads; where that leaves a choice, by name. A ref to no model
// and a cycle of refs are errors.
func inOrder(models []model) ([]model, error) {
	byName := map[string]int{}
	var names []string
	for i, m := range models {
		byName[m.Name] = i
		names = append(names, m.Name)
	}
	for _, m := range models {
		for _, u := range m.uses {
			if _, ok := byName[u.source.Table]; u.isRef && !ok {
				return nil, fmt.Errorf("%s: there is no model %q%s; the models are %s", m.posOf(u),
					u.source.Table, near.Hint(u.source.Table, names), strings.Join(names, ", "))
			}
		}
	}

	var ordered []model
	const (
		unseen = iota
		open
		done
	)
	state := make([]int, len(models))
	var path []string
	var visit func(i int) error
	visit = func(i int) error {
		m := models[i]
		state[i] = open
		path = append(path, m.Name)
		for _, u := range m.uses {
			if !u.isRef {
				continue
			}
			next := byName[u.source.Table]
			if state[next] == open {
				cycle := append(path[slices.Index(path, u.source.Table):], u.source.Table)
				return fmt.Errorf("%s: the models read each other in a circle: %s", m.posOf(u), strings.Join(cycle, " → "))
			}
			if state[next] == unseen {
				if err := visit(next); err != nil {
					return err
				}
			}
		}
		path = path[:len(path)-1]
		state[i] = done
		ordered = append(ordered, m)
		return nil
	}
	for i := range models {
		if state[i] == unseen {
			if err := visit(i); err != nil {
				return nil, err
			}
		}
	}
	return ordered, nil
}
