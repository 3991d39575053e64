package googlesql

import (
	"fmt"

	"funneltrace/loaders/dialect/googlesql/emit"
	"funneltrace/loaders/dialect/googlesql/functions"
)

// Macros returns the statements that make these macros and those that they call, each before what calls it.
func Macros(names []string) ([]string, error) {
	var out []string
	done := map[string]bool{}
	var add func(name string) error
	add = func(name string) error {
		if done[name] {
			return nil
		}
		done[name] = true
		sql, needs := emit.Operator(name)
		if sql == "" {
			sql, needs = functions.Macro(name)
		}
		if sql == "" {
			return fmt.Errorf("there is no macro %s", name)
		}
		for _, n := range needs {
			if err := add(n); err != nil {
				return err
			}
		}
		out = append(out, sql)
		return nil
	}
	for _, name := range names {
		if err := add(name); err != nil {
			return nil, err
		}
	}
	return out, nil
}
