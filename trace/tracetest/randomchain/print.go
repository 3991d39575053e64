package randomchain

import (
	"slices"
	"strings"
)

// printer writes a model and notes where its pieces stand, by their addresses.
type printer struct {
	strings.Builder
	at map[any][2]int
}

// clause is a piece that has no address of its own.
type clause struct {
	of   *Select
	what string
}

// print returns the model's SQL, and where its pieces stand in it.
func (q *Query) print() (string, map[any][2]int) {
	p := &printer{at: map[any][2]int{}}
	p.query(q)
	return p.String(), p.at
}

func (p *printer) piece(key any, write func()) {
	start := p.Len()
	write()
	p.at[key] = [2]int{start, p.Len()}
}

func (p *printer) text(key any, text string) { p.piece(key, func() { p.WriteString(text) }) }

func (p *printer) query(q *Query) {
	if q.With != nil {
		p.WriteString("WITH " + q.WithName + " AS (")
		p.query(q.With)
		p.WriteString(")\n")
	}
	for i, s := range q.Branches {
		if i > 0 {
			p.WriteString("\nUNION ALL\n")
		}
		p.selection(s)
	}
}

func (p *printer) selection(s *Select) {
	p.WriteString("SELECT ")
	p.piece(clause{s, "DISTINCT"}, func() {
		switch {
		case s.Unique:
			p.WriteString("DISTINCT ")
		case s.On != "":
			p.WriteString("DISTINCT ON (" + s.On + ") ")
		}
		p.WriteString(strings.Join(s.written(), ", "))
	})
	p.WriteString("\nFROM ")
	p.from(s)
	p.conditions("WHERE", s.Where)
	if g := s.Groups; g != nil {
		if len(g.Keys) > 0 {
			p.WriteString("\nGROUP BY ")
			p.text(clause{s, "GROUP BY"}, strings.Join(g.Keys, ", "))
		}
		p.conditions("HAVING", g.Having)
	}
	p.conditions("QUALIFY", s.Qualify)
	if len(s.Order) > 0 {
		p.WriteString("\nORDER BY " + strings.Join(s.Order, ", "))
	}
	if s.Limit != "" {
		p.WriteString("\n")
		p.text(clause{s, "LIMIT"}, s.Limit)
	}
}

// written are the items as the model has them.
func (s *Select) written() []string {
	var out []string
	if s.Star > 0 {
		out = append(out, s.spine().Alias+".*")
	}
	for _, item := range s.Items[s.Star:] {
		out = append(out, item.Text+" AS "+item.Name)
	}
	return out
}

func (p *printer) conditions(word string, conds []Cond) {
	for i := range conds {
		if i == 0 {
			p.WriteString("\n" + word + " ")
		} else {
			p.WriteString(" AND ")
		}
		p.text(&conds[i], conds[i].Text)
	}
}

func (p *printer) from(s *Select) {
	for i := range s.From {
		l := &s.From[i]
		switch l.Kind {
		case "":
		case ",":
			p.WriteString(", ")
		default:
			p.WriteString(" " + l.Kind + " ")
		}
		p.leaf(l)
		if i > 0 && !l.crossed() {
			p.on(l)
		}
	}
}

func (p *printer) leaf(l *Leaf) {
	p.piece(l, func() {
		if l.Sub != nil {
			p.WriteString("(")
			p.query(l.Sub)
			p.WriteString(")")
		}
		p.WriteString(l.Text + " AS " + l.Alias + l.Cols)
	})
}

func (p *printer) on(l *Leaf) {
	p.WriteString(" ON ")
	if len(l.On) == 0 {
		p.WriteString("TRUE")
	}
	for i := range l.On {
		if i > 0 {
			p.WriteString(" AND ")
		}
		p.text(&l.On[i], l.On[i].Text)
	}
}

func (l *Leaf) unnests() bool { return strings.HasPrefix(l.Text, "unnest(") }

// spineAt is the place of the spine; -1 if there is none.
func (s *Select) spineAt() int { return slices.IndexFunc(s.From, func(l Leaf) bool { return l.Spine }) }

func (s *Select) spine() *Leaf {
	if at := s.spineAt(); at >= 0 {
		return &s.From[at]
	}
	return nil
}
