package chainfile

import (
	"slices"
	"strings"

	"funneltrace/loaders/ident"
	"funneltrace/trace"
)

// AddDimensions adds dimensions to a chain as a command line has them: a column of the root, or name=SQL over its row. It takes the
// place of one that has the name already.
func AddDimensions(c *trace.Chain, texts []string) {
	for _, text := range texts {
		name, expr, ok := strings.Cut(text, "=")
		if !ok {
			expr = ident.Of(name)
		}
		c.Dimensions = slices.DeleteFunc(c.Dimensions, func(had trace.Dimension) bool { return had.Name == name })
		c.Dimensions = append(c.Dimensions, trace.Dimension{Name: name, SQL: expr})
	}
}
