package trace

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// copies are root rows that several rows of a query stand for. They are few, and only they have to be put together, which
// takes much longer than to leave the others as they are.
type copies struct {
	table string // of their ids, each once
}

// copiesIn finds the root rows of which the query, whose column id names them, has several rows; nil if there are none.
func (t *tracer) copiesIn(ctx context.Context, query string) (*copies, error) {
	table, err := t.materialise(ctx, "copies", "SELECT id FROM ("+query+") WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1")
	if err != nil {
		return nil, err
	}
	n, err := t.count(ctx, "SELECT count(*) FROM "+sqltree.Quote(table))
	if n == 0 || err != nil {
		return nil, err
	}
	return &copies{table: sqltree.Quote(table)}, nil
}

// without leaves the copies out of a query; of nil copies, nothing.
func (c *copies) without(query string) string {
	if c == nil {
		return query
	}
	return fmt.Sprintf("SELECT a.* FROM (%s) AS a ANTI JOIN %s AS c ON c.id = a.id", query, c.table)
}

// only leaves just the copies in a query.
func (c *copies) only(query string) string {
	return fmt.Sprintf("SELECT a.* FROM (%s) AS a SEMI JOIN %s AS c ON c.id = a.id", query, c.table)
}

// merge returns a table with one row for each copy in a query of id and what is carried.
func (t *tracer) merge(ctx context.Context, c *copies, query string) (string, error) {
	table, err := t.materialise(ctx, "merged", "SELECT id"+t.oneOfEach()+" FROM ("+c.only(query)+") GROUP BY id")
	return sqltree.Quote(table), err
}

// oneOfEach lists what the rows of one root row have in each carried column.
func (t *tracer) oneOfEach() string {
	var b strings.Builder
	for _, c := range t.rootCarried() {
		b.WriteString(", " + t.oneValue(c))
	}
	return b.String()
}
