package dbt

import (
	"regexp"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// relationNames are what compiled SQL calls relations, in lower case and without quotes: database.schema.name or schema.name. A source
// and a seed can be one relation: the seed stands in for a table that the warehouse has elsewhere.
type relationNames map[string][]named

type named struct {
	to     trace.SourceName
	node   *node
	source *source
}

// add adds the names of a relation: the one that dbt says, or else those that it may have.
func (r relationNames) add(n *manifestNode, name string, to trace.SourceName, of *node, s *source) {
	it := named{to, of, s}
	if n.RelationName != "" {
		parts, _ := dotted(n.RelationName, 0)
		r.put(strings.Join(parts, "."), it)
		return
	}
	if n.Database != "" {
		r.put(n.Database+"."+n.Schema+"."+name, it)
	}
	r.put(n.Schema+"."+name, it)
}

func (r relationNames) put(name string, it named) {
	name = strings.ToLower(name)
	r[name] = append(r[name], it)
}

// bigQueryText is a text in BigQuery's SQL, or a comment that begins with #.
var bigQueryText = regexp.MustCompile(`^(?:(?s:(?i:r|b|rb|br)?(?:'{3}(?:\\.|[^\\])*?'{3}|"{3}(?:\\.|[^\\])*?"{3}))|(?i:r|b|rb|br)?(?:'(?:\\.|[^\\'\n])*'|"(?:\\.|[^\\"\n])*")|#[^\n]*)`)

// find returns what a model means by a name: of several, what dbt says that it depends on.
func (r relationNames) find(name string, c *compiled) (named, bool) {
	list := r[strings.ToLower(name)]
	for _, it := range list {
		if it.source != nil && slices.Contains(c.sources, it.source) || it.node != nil && slices.Contains(c.refs, it.node) {
			return it, true
		}
	}
	if len(list) == 0 {
		return named{}, false
	}
	return list[len(list)-1], true
}

// replace puts what the chain calls a relation wherever the SQL names one, and notes that it is read. Texts and comments stay as they are.
func (r relationNames) replace(sql, file string, in warehouse, c *compiled) text {
	out := text{}
	pos, from := trace.Pos{File: file, Line: 1, Column: 1}, 0
	keep := func(to int) {
		if from < to {
			out.places = append(out.places, trace.Place{Offset: len(out.sql), Literal: true, Pos: pos})
			out.sql += sql[from:to]
			pos = pos.After(sql[from:to])
			from = to
		}
	}
	for i := 0; i < len(sql); {
		parts, ends := dotted(sql, i)
		if len(parts) == 0 || in == bigQuery && (sql[i] == '"' || parts[0] == "r" || parts[0] == "b") {
			i = next(sql, i, in)
			continue
		}
		for n := min(3, len(parts)); n >= 1; n-- {
			it, ok := r.find(strings.Join(parts[:n], "."), c)
			if !ok || n == 1 && !strings.Contains(parts[0], ".") {
				continue
			}
			keep(i)
			out.places = append(out.places, trace.Place{Offset: len(out.sql), Pos: pos})
			out.sql += relation{name: it.to, in: in}.String()
			pos = pos.After(sql[i:ends[n-1]])
			from = ends[n-1]
			c.read(it.to)
			break
		}
		i = ends[len(ends)-1]
	}
	keep(len(sql))
	return out
}

// dotted reads a name at i, as "a"."b", a.b or `a.b`, and returns its parts and where each of them ends.
func dotted(sql string, i int) (parts []string, ends []int) {
	for {
		start := i
		switch {
		case i < len(sql) && (sql[i] == '"' || sql[i] == '`'):
			end := strings.IndexByte(sql[i+1:], sql[i])
			if end < 0 {
				return parts, ends
			}
			i += end + 2
			parts = append(parts, sql[start+1:i-1])
		default:
			for i < len(sql) && sqltree.WordByte(sql[i]) {
				i++
			}
			if i == start {
				return parts, ends
			}
			parts = append(parts, sql[start:i])
		}
		ends = append(ends, i)
		if i >= len(sql) || sql[i] != '.' {
			return parts, ends
		}
		i++
	}
}

// next passes over one piece of SQL that is no name.
func next(sql string, i int, in warehouse) int {
	if j := skipBlank(sql, i); j > i {
		return j
	}
	if in == bigQuery {
		return i + max(len(bigQueryText.FindString(sql[i:])), 1)
	}
	if sql[i] != '\'' {
		return i + 1
	}
	for j := i + 1; j < len(sql); j++ {
		if sql[j] == '\'' {
			return j + 1
		}
	}
	return len(sql)
}
