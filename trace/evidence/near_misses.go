package evidence

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// nearest is how many near misses are shown.
const nearest = 3

// mostCopies is how many copies of one row are shown, and how many rows of a lookup that it met.
const mostCopies = 8

// meetings returns how the root row met the lookups of the step: once for each row of a lookup that it met or nearly met, with
// the nearest where it missed.
func (t reader) meetings(ctx context.Context, s *tag.Step, id int64) ([]trace.Lookup, error) {
	if s.In == nil {
		return nil, nil
	}
	ids := fmt.Sprintf("%s = %d", tag.IDCol, id)
	if s.In.Level > 0 {
		ids = fmt.Sprintf("%s IN (SELECT gid FROM %s WHERE id = %d)", tag.IDCol, t.LineageOf(s.In), id)
	}
	var out []trace.Lookup
	missed := map[string]string{} // the relations that were missed, by their aliases
	for _, l := range s.Lookups {
		rows, err := t.Values(ctx, fmt.Sprintf("SELECT DISTINCT * FROM (%s WHERE %s) ORDER BY ALL", l.Met, ids), mostCopies)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			m, err := t.meeting(ctx, l, row, ids, missed[l.Through], out)
			if err != nil {
				return nil, err
			}
			if !m.Hit && len(rows) == 1 {
				missed[l.Alias] = m.Relation
			}
			out = append(out, m)
		}
	}
	return out, nil
}

// meeting is one row of what the lookup's met selects; met is what was met before. keyless is the relation that was missed and that the keys are columns of.
func (t reader) meeting(ctx context.Context, l tag.Lookup, row []trace.Value, ids, keyless string, met []trace.Lookup) (m trace.Lookup, err error) {
	m = trace.Lookup{Relation: l.Relation, Join: l.Join, Hit: !row[0].Null}
	for i, k := range l.Keys {
		v := row[1+i]
		v.Name = k
		m.Key = append(m.Key, v)
	}
	if m.Hit {
		m.Row = row[1+len(l.Keys):]
	} else if keyless != "" {
		m.Without = keyless
		return m, nil
	}
	if l.Ranges != nil {
		if err := t.neighbours(ctx, l.Ranges, ids, &m); err != nil {
			return m, err
		}
	}
	if m.Hit {
		m.Near = slices.DeleteFunc(m.Near, func(n trace.Near) bool { return n.Side == "" })
	} else if len(m.Near) == 0 || isNull(m.Key) {
		m.Near, err = t.near(ctx, l, m.Key)
		if err == nil && len(m.Near) == 0 && l.Table != "" && len(m.Key) > 0 {
			m.Near, err = t.keyless(ctx, l, m.Key, met)
		}
	}
	return m, err
}

// near returns the lookup's rows that the join nearly met, the nearest first.
func (t reader) near(ctx context.Context, l tag.Lookup, key []trace.Value) ([]trace.Near, error) {
	for _, k := range key {
		if k.Null {
			return []trace.Near{{Why: "the key " + k.Name + " is NULL, and NULL equals nothing"}}, nil
		}
	}
	if l.Table == "" || len(key) == 0 {
		return nil, nil
	}
	var same, loose, distance []string
	for i, k := range key {
		far := fmt.Sprintf("CAST(%skey%d AS VARCHAR)", engine.Hidden, i)
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
		query := fmt.Sprintf("SELECT * FROM (%s) WHERE %s ORDER BY %s", l.Table, attempt.where, attempt.order)
		rows, err := t.Values(ctx, query, nearest)
		if err != nil {
			return nil, err
		}
		var out []trace.Near
		for _, row := range rows {
			out = append(out, trace.Near{Why: whyMissed(key, row[:len(key)]), Row: row[len(key):]})
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	return nil, nil
}

// isNull says whether one of the values is NULL.
func isNull(values []trace.Value) bool {
	return slices.ContainsFunc(values, func(v trace.Value) bool { return v.Null })
}

// longEnough keeps short keys from being near to everything.
func longEnough(key []trace.Value) string {
	for _, k := range key {
		if len(k.Text) > 4 {
			return "TRUE"
		}
	}
	return "FALSE"
}

// whyMissed says in what two keys differ.
func whyMissed(key, other []trace.Value) string {
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
