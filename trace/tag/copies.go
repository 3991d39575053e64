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

// Repeat says whether these are so many more rows than there are root rows that many have copies: looking for which is no gain then.
func (t *Tracer) Repeat(rows int64) bool { return t.root != nil && rows > t.root.Rows/4*5 }

// RepeatedRoots are the root rows of which a stage made several, as far as [Tracer.Tells] and Deaths.Told go; nil if there are none. They are
// found where the stage multiplies, which spares to look for them among all fates.
func (t *Tracer) RepeatedRoots(ctx context.Context) (*Copies, error) {
	parts := []string{"SELECT NULL::BIGINT AS id WHERE FALSE"}
	for _, table := range t.repeated {
		parts = append(parts, "SELECT id FROM "+table)
	}
	return t.copiesOf(ctx, strings.Join(parts, " UNION "))
}

// Tells says whether all root rows that are several times in a flow, or in it and dropped before, are among the repeated ones.
func (t *Tracer) Tells(f *Flow) bool {
	if f.Level == 0 {
		return f.Single && !f.forked || f.told
	}
	if !f.Single || f.forked {
		return false
	}
	for _, r := range t.Rollups {
		if r.Level <= f.Level && r.Overlaps && !r.told {
			return false
		}
	}
	return true
}

// tells is Tells of a flow that is being built: what a branch of a UNION drops, another may keep.
func (t builder) tells(f *Flow) bool { return !t.shared && t.Tells(f) }

// CopiesIn finds the root rows of which the query, whose column id names them, has several rows; nil if there are none.
func (t *Tracer) CopiesIn(ctx context.Context, query string) (*Copies, error) {
	return t.copiesOf(ctx, "SELECT id FROM ("+query+") WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1")
}

func (t *Tracer) copiesOf(ctx context.Context, ids string) (*Copies, error) {
	table, err := t.Materialise(ctx, "copies", ids)
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
