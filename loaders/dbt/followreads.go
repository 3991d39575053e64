package dbt

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// followReads puts the table of a source wherever the node's SQL reads files by itself. Columns can be called by what the engine calls such a
// read, so the table has that name where the SQL gives it none.
func (p *Project) followReads(c *compiled) {
	reads := fileReads(c.own.sql)
	if len(reads) == 0 {
		return
	}
	out, from := text{}, 0
	for _, r := range reads {
		s := p.sourceOf(r, c.sources)
		out.add(c.own, from, r.from)
		out.put(relation{name: s.called(), in: duckDB}.String())
		if r.alias != "" {
			out.put(" AS " + sqltree.Quote(r.alias))
		}
		from = r.to
		c.read(s.called())
		if !slices.Contains(c.sources, s) {
			c.sources = append(c.sources, s)
		}
	}
	out.add(c.own, from, len(c.own.sql))
	c.own = out
}

// freezeCommand is the command that makes a snapshot of the files that these sources are read from, or "".
func (p *Project) freezeCommand(sources []*source) string {
	var tables []string
	for _, s := range sources {
		if s.read == nil || len(s.read.paths) == 0 {
			continue
		}
		for _, file := range s.read.paths {
			if strings.Contains(file, "://") {
				file = filepath.Base(file) // fetched before
			} else if !filepath.IsAbs(file) {
				file = filepath.Join(p.Dir, filepath.FromSlash(file))
			}
			tables = append(tables, fmt.Sprintf(" --table %s=%s", s.identifier, shellWord(file)))
		}
	}
	if len(tables) == 0 {
		return ""
	}
	return "trace snapshots freeze " + p.Name + "_" + p.opt.Now.Format("20060102") + strings.Join(tables, "")
}

// shellWord quotes a word for a shell where it needs it.
func shellWord(s string) string {
	if strings.ContainsAny(s, " \t'\"\\$*?[]&|;<>(){}`!#~") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}

// tableOfFiles is the table that was made of the source's files, if it was.
func (r *resolved) tableOfFiles(s *source) (trace.SourceName, bool) {
	if s.read == nil || s.unread != nil {
		return trace.SourceName{}, false
	}
	for _, t := range r.t.Seeds {
		if t.Name == r.p.fileTable(s) {
			return nameOf(t), true
		}
	}
	return trace.SourceName{}, false
}
