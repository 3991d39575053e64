package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// nearest is how many near misses are shown.
const nearest = 3

// mostCopies is how many copies of one row are shown, and how many rows of a lookup that it met.
const mostCopies = 8

// meetings returns how the root row met the lookups of the step: once for each row of a lookup that it met or nearly met, with
// the nearest where it missed.
func (t *tracer) meetings(ctx context.Context, s *stepTrace, id int64) ([]Lookup, error) {
	if s.in == nil {
		return nil, nil
	}
	ids := fmt.Sprintf("%s = %d", idCol, id)
	if s.in.level > 0 {
		ids = fmt.Sprintf("%s IN (SELECT gid FROM %s WHERE id = %d)", idCol, t.lineageOf(s.in), id)
	}
	var out []Lookup
	missed := map[string]string{} // the relations that were missed, by their aliases
	for _, l := range s.lookups {
		rows, err := t.values(ctx, fmt.Sprintf("SELECT DISTINCT * FROM (%s WHERE %s) ORDER BY ALL", l.met, ids), mostCopies)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			m, err := t.meeting(ctx, l, row, ids, missed[l.through])
			if err != nil {
				return nil, err
			}
			if !m.Hit && len(rows) == 1 {
				missed[l.alias] = m.Relation
			}
			out = append(out, m)
		}
	}
	return out, nil
}

// meeting is one row of what the lookup's met selects. keyless is the relation that was missed and that the keys are columns of.
func (t *tracer) meeting(ctx context.Context, l lookupTrace, row []Value, ids, keyless string) (m Lookup, err error) {
	m = Lookup{Relation: l.relation, Join: l.join, Hit: !row[0].Null}
	for i, k := range l.keys {
		v := row[1+i]
		v.Name = k
		m.Key = append(m.Key, v)
	}
	if m.Hit {
		m.Row = row[1+len(l.keys):]
	} else if keyless != "" {
		m.Without = keyless
		return m, nil
	}
	if l.ranges != nil {
		if err := t.neighbours(ctx, l.ranges, ids, &m); err != nil {
			return m, err
		}
	}
	if m.Hit {
		m.Near = slices.DeleteFunc(m.Near, func(n Near) bool { return n.Side == "" })
	} else if len(m.Near) == 0 || isNull(m.Key) {
		m.Near, err = t.near(ctx, l, m.Key)
	}
	return m, err
}

// near returns the lookup's rows that the join nearly met, the nearest first.
func (t *tracer) near(ctx context.Context, l lookupTrace, key []Value) ([]Near, error) {
	for _, k := range key {
		if k.Null {
			return []Near{{Why: "the key " + k.Name + " is NULL, and NULL equals nothing"}}, nil
		}
	}
	if l.table == "" || len(key) == 0 {
		return nil, nil
	}
	var same, loose, distance []string
	for i, k := range key {
		far := fmt.Sprintf("CAST(%skey%d AS VARCHAR)", hidden, i)
		value := sqltree.Literal(k.Text)
		same = append(same, far+" = "+value)
		loose = append(loose, fmt.Sprintf("lower(trim(%s)) = lower(trim(%s))", far, value))
		distance = append(distance, fmt.Sprintf("levenshtein(lower(trim(%s)), lower(trim(%s)))", far, value))
	}
	for _, attempt := range []struct{ where, order string }{
		{strings.Join(same, " AND "), "1"},
		{strings.Join(loose, " AND "), "1"},
		{fmt.Sprintf("%s <= 2 AND %s", strings.Join(distance, " + "), longEnough(key)), strings.Join(distance, " + ")},
	} {
		query := fmt.Sprintf("SELECT * FROM (%s) WHERE %s ORDER BY %s", l.table, attempt.where, attempt.order)
		rows, err := t.values(ctx, query, nearest)
		if err != nil {
			return nil, err
		}
		var out []Near
		for _, row := range rows {
			out = append(out, Near{Why: whyMissed(key, row[:len(key)]), Row: row[len(key):]})
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	return nil, nil
}

// isNull says whether one of the values is NULL.
func isNull(values []Value) bool {
	return slices.ContainsFunc(values, func(v Value) bool { return v.Null })
}

// longEnough keeps short keys from being near to everything.
func longEnough(key []Value) string {
	for _, k := range key {
		if len(k.Text) > 4 {
			return "TRUE"
		}
	}
	return "FALSE"
}

// whyMissed says in what two keys differ.
func whyMissed(key, other []Value) string {
	var parts []string
	for i, k := range key {
		a, b := k.Text, other[i].Text
		switch {
		case a == b:
			continue
		case strings.TrimSpace(a) == strings.TrimSpace(b):
			parts = append(parts, k.Name+" differs in whitespace")
		case strings.EqualFold(a, b):
			parts = append(parts, k.Name+" differs in case")
		case strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)):
			parts = append(parts, k.Name+" differs in case and whitespace")
		default:
			parts = append(parts, k.Name+" differs in a letter or two")
		}
	}
	if len(parts) == 0 {
		return "the key is there, another condition of the join excluded it"
	}
	return strings.Join(parts, ", ")
}
