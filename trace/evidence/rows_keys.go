package evidence

import (
	"fmt"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

// members selects what a set is made of: the root rows whose fates are meant, or the groups that hold some of them,
// each with the first of these root rows and their number.
func (t reader) members(level int, fate string) string {
	ids := "SELECT id FROM " + fates.FatesWith(t.Tracer, fate) + " WHERE " + fate
	if level == 0 {
		return ids
	}
	count := "count(*)"
	if t.Rollups[level-1].Overlaps {
		count = "count(DISTINCT g.id)"
	}
	return fmt.Sprintf("SELECT g.gid AS id, min(g.id) AS %s, %s AS %s FROM %s AS g SEMI JOIN (%s) AS f ON f.id = g.id WHERE g.level = %d GROUP BY g.gid",
		setRoot, count, setCount, fates.GroupsWith(t.Tracer), ids, level)
}

// plan is how the keys of a set are found.
type plan struct {
	in      *entered
	members string // SELECT of the ids that are meant
	alone   bool   // each of them is one row of in, so that in need not be read to know its rows
	where   []string
	order   string // what to sort by before the order of the snapshot
}

// match takes the conditions and the order from the query.
func (p *plan) match(q trace.RowsQuery) error {
	if q.Search != "" {
		var cells []string
		for _, c := range p.in.columns {
			cells = append(cells, "contains(lower("+printed(c)+"), lower("+sqltree.Literal(q.Search)+"))")
		}
		p.where = append(p.where, "("+strings.Join(append(cells, "FALSE"), " OR ")+")")
	}
	for _, v := range q.Where {
		c, err := p.in.column(v.Name)
		switch {
		case err != nil:
			return err
		case v.Null:
			p.where = append(p.where, "x."+sqltree.Quote(c.Name)+" IS NULL")
		default:
			p.where = append(p.where, printed(c)+" = "+sqltree.Literal(v.Text))
		}
	}
	if q.Sort == "" {
		return nil
	}
	c, err := p.in.column(q.Sort)
	if err != nil {
		return err
	}
	direction := map[bool]string{false: " ASC NULLS LAST, ", true: " DESC NULLS LAST, "}[q.Desc]
	p.order = "x." + sqltree.Quote(c.Name) + direction
	return nil
}

// rows is what to put after FROM for the rows that are meant, as x; of groups, g says what is known of them.
func (p *plan) rows() string {
	join := map[bool]string{true: "SEMI JOIN", false: "JOIN"}[p.in.level == 0]
	return fmt.Sprintf("%s AS x %s (%s) AS g ON g.id = x.%s", p.in.from, join, p.members, tag.IDCol)
}

// total counts the rows that are meant, whether they match or not.
func (p *plan) total() string {
	if p.alone {
		return "SELECT count(*) FROM (" + p.members + ")"
	}
	return "SELECT count(*) FROM " + p.rows()
}

// keys selects the keys of the matching rows, in order.
func (p *plan) keys() string {
	if p.alone && len(p.where) == 0 && p.order == "" {
		return "SELECT id AS " + setKey + " FROM (" + p.members + ") ORDER BY id"
	}
	beside := ""
	if p.in.level > 0 {
		beside = fmt.Sprintf(", g.%s, g.%s", setRoot, setCount)
	}
	where := strings.Join(append([]string{"TRUE"}, p.where...), " AND ")
	return fmt.Sprintf("SELECT x.%[1]s AS %[2]s%[3]s FROM %[4]s WHERE %[5]s ORDER BY %[6]sx.%[7]s, x.%[1]s",
		p.in.key, setKey, beside, p.rows(), where, p.order, tag.IDCol)
}

// printed is SQL for a cell of x as text.
func printed(c trace.Column) string {
	name := "x." + sqltree.Quote(c.Name)
	if c.Type == "VARCHAR" {
		return name
	}
	return "CAST(" + name + " AS VARCHAR)"
}
