package tag

import (
	"context"
	"strconv"

	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
)

// Lookup is a join of a step, kept so that one row's meeting with the lookup can be shown.
type Lookup struct {
	Relation string
	Alias    string // by which the SELECT calls it
	Through  string // the alias of the lookup that the keys come from; empty if they do not come from one
	Join     string
	Met      string   // SELECT of the hit, the keys looked for and the lookup's columns, of all ids
	Keys     []string // the lookup's key columns, as a reader knows them
	Table    string   // SELECT of the lookup's columns and keys, for near misses
	Ranges   *Ranges  // where it compares ranges
}

// recordLookups notes the joins of the SELECT. Only full runs are asked about single rows.
func (q *selection) recordLookups(ctx context.Context) error {
	if !q.t.Options.Full {
		return nil
	}
	for _, l := range q.leaves {
		if !l.spine {
			q.t.step.Aliases = append(q.t.step.Aliases, l.alias)
		}
	}
	for _, j := range q.joins {
		l, err := q.lookupTrace(ctx, j)
		if err != nil {
			return err
		}
		if l != nil {
			q.t.step.Lookups = append(q.t.step.Lookups, *l)
		}
	}
	return nil
}

func (q *selection) lookupTrace(ctx context.Context, j *joined) (*Lookup, error) {
	pairs, err := q.keyPairs(ctx, j)
	if err != nil {
		return nil, err
	}
	item := j.lookup()
	if item.Type() == "JOIN" || sqltree.RefersOutside(item) {
		return nil, nil
	}
	alias := sqltree.TableAlias(item)
	out := &Lookup{Relation: j.marker.relation, Alias: alias, Join: j.predicate}
	list := []sqltree.Node{sqltree.Aliased(sqltree.Col(j.marker.col), engine.Hidden+"hit")}
	table := []sqltree.Node{}
	if out.Through, err = q.keysFrom(ctx, pairs); err != nil {
		return nil, err
	}
	for i, p := range pairs {
		list = append(list, sqltree.Aliased(p.near, engine.Hidden+"key"+strconv.Itoa(i)))
		far := p.far
		if len(far.Strings("column_names")) == 1 { // of USING
			far = sqltree.Col(alias, far.Strings("column_names")[0])
		}
		table = append(table, sqltree.Aliased(far, engine.Hidden+"key"+strconv.Itoa(i)))
		name, err := q.keyName(ctx, p)
		if err != nil {
			return nil, err
		}
		out.Keys = append(out.Keys, name)
	}
	star := sqltree.Star(alias, []string{j.marker.col})
	met := sqltree.SelectOf(append(list, star)...)
	met.Set("from_table", q.from)
	text, err := q.t.Print(ctx, met)
	if err != nil {
		return nil, err
	}
	out.Met = text
	if out.Ranges, err = q.rangesOf(ctx, j, item, star); err != nil {
		return nil, err
	}
	if len(pairs) == 0 {
		return out, nil
	}
	all := sqltree.SelectOf(append(table, star)...)
	all.Set("from_table", item)
	if out.Table, err = q.t.Print(ctx, all); err != nil {
		return nil, err
	}
	return out, nil
}

// keysFrom is the alias of the lookup that all keys which are looked for are columns of; empty if there is none.
func (q *selection) keysFrom(ctx context.Context, pairs []keyPair) (string, error) {
	alias := ""
	for _, p := range pairs {
		if p.near.Class() != "COLUMN_REF" {
			return "", nil
		}
		l, _, err := q.resolve(ctx, p.near)
		if err != nil || l == nil || l.spine || alias != "" && alias != l.alias {
			return "", err
		}
		alias = l.alias
	}
	return alias, nil
}
