package trace

import (
	"context"
	"fmt"
	"strings"

	"funneltrace/trace/sqltree"
)

// copies are root rows that several rows of a query stand for. Mostly they are few, and only they have to be put together, which
// takes much longer than to leave the others as they are.
type copies struct {
	table string // of their ids, each once
	n     int64
}

// most says whether so many root rows have copies that it is less work to put together all.
func (t *tracer) most(c *copies) bool { return t.root != nil && c.n > t.root.rows/4 }

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
	return &copies{sqltree.Quote(table), n}, nil
}

// without leaves the copies out of a query.
func (c *copies) without(query string) string {
	return fmt.Sprintf("SELECT a.* FROM (%s) AS a ANTI JOIN %s AS c ON c.id = a.id", query, c.table)
}

// only leaves just the copies in a query.
func (c *copies) only(query string) string {
	return fmt.Sprintf("SELECT a.* FROM (%s) AS a SEMI JOIN %s AS c ON c.id = a.id", query, c.table)
}

// merge is a query for one row for each root row in a query of id and what is carried.
func (t *tracer) merge(query string) string {
	return "SELECT id" + t.oneOfEach() + " FROM (" + query + ") GROUP BY id"
}

// oneOfEach lists what the rows of one root row have in each carried column.
func (t *tracer) oneOfEach() string {
	var b strings.Builder
	for _, c := range t.rootCarried() {
		b.WriteString(", " + t.oneValue(c))
	}
	return b.String()
}
