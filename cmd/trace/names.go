package main

import (
	"strings"

	"funneltrace/snapshots/near"
)

// unknown returns a usage error for a name that is not among those that there are, with the nearest of them.
func unknown(what, name string, there []string) error {
	if len(there) == 0 {
		return usagef("unknown %s %q; there is none", what, name)
	}
	return usagef("unknown %s %q%s; there is: %s", what, name, near.Hint(name, there), strings.Join(there, ", "))
}
