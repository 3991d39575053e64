package joins

import "funneltrace/trace/sqltree"

// Reader tells of the tables of a FROM what the tree does not.
type Reader struct {
	SpineIsLeft func(join sqltree.Node) bool                           // on which side of a join the spine runs
	Columns     func(table sqltree.Node, spine bool) ([]string, error) // the names of its columns; nil if it cannot be read by itself
	IsSingle    func(item sqltree.Node) (bool, error)                  // it has one row at most
}

// Order returns the SELECT with its joins in the order of the ladder: itself, where no list is on the way to the spine. A join that
// a comma or CROSS JOIN made is one still, with its links as its condition.
func Order(body sqltree.Node, r Reader) (sqltree.Node, error) {
	out := body.Clone()
	o := &order{Reader: r, names: &names{ask: r.Columns}}
	from := o.read(out.Child("from_table"), true)
	if !from.hasList() {
		return body, nil
	}
	o.names.list = out.List("select_list")
	if err := o.names.askSpine(); err != nil {
		return nil, err
	}
	var err error
	if o.where, err = o.names.conjuncts(out.Child("where_clause")); err != nil {
		return nil, err
	}
	ordered, err := o.item(from, true)
	if err != nil {
		return nil, err
	}
	out.Set("from_table", ordered)
	var rest []sqltree.Node
	for _, c := range o.where {
		if !c.moved && !c.shared {
			rest = append(rest, c.written)
		}
	}
	out.Set("where_clause", sqltree.And(rest...))
	return out, nil
}

// order is a FROM while it is ordered.
type order struct {
	Reader
	names *names
	where []*conjunct
}

// part is a table or a join of the FROM as written.
type part struct {
	node        sqltree.Node
	left, right *part
	tables      tables
	spine       bool // it runs through here
	spineLeft   bool // on the left side
}

// read describes a FROM item.
func (o *order) read(n sqltree.Node, spine bool) *part {
	p := &part{node: n, spine: spine}
	if n.Type() != "JOIN" {
		p.tables = tables{len(o.names.tables): true}
		o.names.tables = append(o.names.tables, &table{node: n, spine: spine})
		return p
	}
	p.spineLeft = spine && o.SpineIsLeft(n)
	p.left = o.read(n.Child("left"), p.spineLeft)
	p.right = o.read(n.Child("right"), spine && !p.spineLeft)
	p.tables = p.left.tables.with(p.right.tables)
	return p
}

// toSpine is the side of a join through which the spine runs.
func (p *part) toSpine() (string, *part) {
	if p.spineLeft {
		return "left", p.left
	}
	return "right", p.right
}

// hasList says whether there is a list on the way to the spine.
func (p *part) hasList() bool {
	if p.left == nil {
		return false
	}
	_, next := p.toSpine()
	return p.isList() || next.hasList()
}

// isList says whether the join is of a list: made by a comma, or an INNER JOIN that joins the spine to a join, or two tables beside it.
func (p *part) isList() bool {
	if p.left == nil || p.node.Str("ref_type") == "CROSS" {
		return p.left != nil
	}
	return p.isInner() && (!p.spine || !p.spineLeft && p.left.isList())
}

// isInner says whether it is an INNER JOIN with an ON.
func (p *part) isInner() bool {
	return p.left != nil && p.node.Str("ref_type") == "REGULAR" && p.node.Str("join_type") == "INNER" && p.node.Child("condition") != nil
}

// conditions are the ONs in it.
func (p *part) conditions() []sqltree.Node {
	if p.left == nil {
		return nil
	}
	out := append(p.left.conditions(), p.right.conditions()...)
	if on := p.node.Child("condition"); on != nil {
		out = append(out, on)
	}
	return out
}

// item orders what the spine runs through. links says that the WHERE may become a part of it: no join above makes rows without it.
func (o *order) item(p *part, links bool) (sqltree.Node, error) {
	switch {
	case p.left == nil:
		return p.node, nil
	case p.isList():
		return o.list(p, links)
	}
	side, next := p.toSpine()
	inner, err := o.item(next, links && keepsSide(p.node, side))
	if err != nil {
		return nil, err
	}
	p.node.Set(side, inner)
	return p.node, nil
}

// keepsSide says whether each row of the join has one of that side.
func keepsSide(join sqltree.Node, side string) bool {
	switch join.Str("join_type") {
	case "FULL":
		return false
	case "LEFT", "SEMI", "ANTI":
		return side == "left"
	case "RIGHT":
		return side == "right"
	}
	return true
}
