package trace

import "strings"

// The tests that a [Hint] may be.
const (
	NotNull       = "not_null"
	Unique        = "unique"
	Relationships = "relationships"
)

// String says which test it is: "dbt test not_null on orders.customer_id".
func (h Hint) String() string {
	relation := h.Relation.String()
	if h.Relation.Schema == RefSchema {
		relation = h.Relation.Table // models go by their names
	}
	return h.Kind + " " + h.Test + " on " + relation + "." + h.Column
}

// Class is what it means if rows are dropped that the test says there are none of: they are a loss, but for duplicates,
// which somebody should look at.
func (h Hint) Class() Class {
	if h.Test == Unique {
		return Review
	}
	return Loss
}

// HintOn returns the test on a column of a relation, or nil.
func (c *Chain) HintOn(relation SourceName, column, test string) *Hint {
	for i, h := range c.Hints {
		if h.Test == test && strings.EqualFold(h.Column, column) && strings.EqualFold(h.Relation.Schema, relation.Schema) && strings.EqualFold(h.Relation.Table, relation.Table) {
			return &c.Hints[i]
		}
	}
	return nil
}
