package tag

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// Copies are root rows that several rows of a query stand for. Mostly they are few, and only they have to be put together, which
// takes much longer than to leave the others as they are.
type Copies struct {
	table string // of their ids, each once
	n     int64
}

// Most says whether so many root rows have copies that it is less work to put together all.
func (t *Tracer) Most(c *Copies) bool { return t.root != nil && c.n > t.root.Rows/4 }

// Repeat says whether so many rows cannot but stand for root rows of which most have copies.
func (t *Tracer) Repeat(rows int64) bool { return t.root != nil && rows > t.root.Rows/4*5 }

// CopiesIn finds the root rows of which the query, whose column id names them, has several rows; nil if there are none.
func (t *Tracer) CopiesIn(ctx context.Context, query string) (*Copies, error) {
	table, err := t.Materialise(ctx, "copies", "SELECT id FROM ("+query+") WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1")
	if err != nil {
		return nil, err
	}
	n, err := t.Count(ctx, "SELECT count(*) FROM "+sqltree.Quote(table))
	if n == 0 || err != nil {
		return nil, err
	}
	return &Copies{sqltree.Quote(table), n}, nil
}

// Without leaves the copies out of a query.
func (c *Copies) Without(query string) string {
	return fmt.Sprintf("SELECT a.* FROM (%s) AS a ANTI JOIN %s AS c ON c.id = a.id", query, c.table)
}

// Only leaves just the copies in a query.
func (c *Copies) Only(query string) string {
	return fmt.Sprintf("SELECT a.* FROM (%s) AS a SEMI JOIN %s AS c ON c.id = a.id", query, c.table)
}

// merge is a query for one row for each root row in a query of id and what is carried.
func (t *Tracer) merge(query string) string {
	return "SELECT id" + t.OneOfEach() + " FROM (" + query + ") GROUP BY id"
}

// AlikeInCopies says whether all that is carried is the root row's own, and so the same in each of its copies.
func (t *Tracer) AlikeInCopies() bool {
	return !slices.ContainsFunc(t.RootCarried(), func(c string) bool { return !t.ofRoot(c) })
}

// ofRoot says whether a carried column is the same in all copies of a root row.
func (t *Tracer) ofRoot(col string) bool {
	return col == TimeCol
}

// OneOfEach lists what the rows of one root row have in each carried column.
func (t *Tracer) OneOfEach() string {
	var b strings.Builder
	for _, c := range t.RootCarried() {
		b.WriteString(", " + t.oneValue(c))
	}
	return b.String()
}
