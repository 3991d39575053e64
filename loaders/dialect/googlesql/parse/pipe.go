package parse

import "funneltrace/loaders/dialect/googlesql/tree"

// fromFirst reads a query that begins with its FROM, as pipes do.
func (p *parser) fromFirst() *tree.Select {
	start := p.start()
	p.expect("FROM")
	s := &tree.Select{Items: []tree.Item{{X: &tree.Star{At: p.since(start)}}}, From: p.from()}
	s.At = p.since(start)
	return s
}

// pipes reads the operators of pipe syntax behind a query.
func (p *parser) pipes(q *tree.Query, start int) *tree.Query {
	if p.is("|>") {
		p.fail("pipe syntax is not understood; write the query as SELECT … FROM …")
	}
	return q
}
