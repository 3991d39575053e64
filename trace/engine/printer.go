package engine

import (
	"context"
	"strings"
	"time"

	"funneltrace/trace/sqltree"
)

// Printer prints trees: as SQL to run, at the moment of the run, and as the reader of a model knows them.
type Printer struct {
	*Session
	Catalog
	Asked   []string                // the calls that ask for the time: NOW, CURRENT_TIMESTAMP
	Moment  time.Time               // what they are told; zero if nothing asks
	clock   map[string]sqltree.Node // that, as SQL, by the call
	written map[string]sqltree.Node // what hidden columns stand for
}

// NewPrinter prints what runs in the session.
func NewPrinter(s *Session, c Catalog) *Printer {
	return &Printer{Session: s, Catalog: c, clock: map[string]sqltree.Node{}, written: map[string]sqltree.Node{}}
}

// Print is the tree as SQL to run: at the moment of the run.
func (p *Printer) Print(ctx context.Context, n sqltree.Node) (string, error) {
	return sqltree.Print(ctx, p.Conn, p.atOnce(n))
}

// PrintExpr is Print of an expression.
func (p *Printer) PrintExpr(ctx context.Context, n sqltree.Node) (string, error) {
	if n.Class() == "COLUMN_REF" { // most are, and asking DuckDB takes its time
		parts := n.Strings("column_names")
		quoted := make([]string, len(parts))
		for i, p := range parts {
			quoted[i] = sqltree.Quote(p)
		}
		return strings.Join(quoted, "."), nil
	}
	return sqltree.PrintExpr(ctx, p.Conn, p.atOnce(n))
}

// PredicateText is a condition as DuckDB prints it, without the parentheses around the whole.
func (p *Printer) PredicateText(ctx context.Context, c sqltree.Node) (string, error) {
	text, err := sqltree.PrintExpr(ctx, p.Conn, sqltree.Readable(p.AsWritten(c)))
	if err != nil {
		return "", err
	}
	return sqltree.TrimParens(text), nil
}

// OrderText is the OVER of a window as the model has it.
func (p *Printer) OrderText(ctx context.Context, win sqltree.Node) (string, error) {
	return sqltree.PrintExpr(ctx, p.Conn, sqltree.Readable(p.AsWritten(win)))
}

// Stand makes a hidden column for an expression, and remembers the expression for those who read about it.
func (p *Printer) Stand(what string, expr sqltree.Node) string {
	name := p.Name(what)
	p.written[name] = sqltree.WithoutAlias(expr)
	return name
}

// AsWritten is an expression with what the model has in place of hidden columns.
func (p *Printer) AsWritten(expr sqltree.Node) sqltree.Node {
	return expr.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		name := n.Str("function_name")
		if parts := n.Strings("column_names"); n.Class() == "COLUMN_REF" {
			name = parts[0]
		}
		if p.written[name] == nil {
			return nil
		}
		return sqltree.WithAliasOf(p.AsWritten(p.written[name]), n)
	})
}
