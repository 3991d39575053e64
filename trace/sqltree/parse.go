package sqltree

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// SyntaxError is SQL that DuckDB does not parse.
type SyntaxError struct {
	Message  string
	Position int // byte offset, or -1
}

func (e *SyntaxError) Error() string { return e.Message }

// ErrNotSelect is SQL that parses and is not one SELECT.
var ErrNotSelect = errors.New("not a single SELECT")

// Querier runs a query that returns one row. A *sql.Conn is one.
type Querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Parse returns the query node of a text that holds one SELECT. All SQL of other people's, a chain's, a project's or a manifest's,
// goes through here on its way to the engine, whose own parser says how many statements it is and of which kind; so it
// can change nothing, whatever it is put between.
//
// It returns a [*SyntaxError] for SQL that does not parse, [ErrNotSelect] for anything but one SELECT, and a [*ReachError]
// for one that asks for more than the rows of its tables.
func Parse(ctx context.Context, db Querier, text string) (Node, error) {
	if err := checkText(text); err != nil {
		return nil, err
	}
	if i := strings.IndexByte(text, 0); i >= 0 { // the engine would read on to here and no further
		return nil, &SyntaxError{Message: "a NUL byte, which no SQL has", Position: i}
	}
	tree, err := parse(ctx, db, text)
	if err != nil {
		return nil, err
	}
	if err := checkSize(tree); err != nil {
		return nil, err
	}
	if err := stays(ctx, db, tree); err != nil {
		return nil, err
	}
	return tree, nil
}

// parse returns the query node of a text that holds one SELECT, whatever that asks for.
func parse(ctx context.Context, db Querier, text string) (Node, error) {
	var out string
	if err := db.QueryRowContext(ctx, "SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS VARCHAR)", text).Scan(&out); err != nil {
		return nil, fmt.Errorf("parse SQL: %w", err)
	}
	dec := json.NewDecoder(strings.NewReader(out))
	dec.UseNumber()
	var doc map[string]any
	if err := dec.Decode(&doc); err != nil {
		return nil, fmt.Errorf("read DuckDB's syntax tree: %w", err)
	}
	root := Node(doc)
	if root.Bool("error") {
		return nil, syntaxError(root)
	}
	statements := root.List("statements")
	if len(statements) != 1 {
		return nil, ErrNotSelect
	}
	tree := statements[0].Child("node")
	if err := checkSize(tree); err != nil {
		return nil, err
	}
	return tree, nil
}

func syntaxError(root Node) error {
	if root.Str("error_type") == "not implemented" {
		return ErrNotSelect
	}
	e := &SyntaxError{Message: root.Str("error_message"), Position: -1}
	switch p := root["position"].(type) {
	case json.Number:
		if v, err := p.Int64(); err == nil {
			e.Position = int(v)
		}
	case string:
		if _, err := fmt.Sscan(p, &e.Position); err != nil {
			e.Position = -1
		}
	}
	return e
}

// ErrNotExpression is SQL that parses and is not one expression.
var ErrNotExpression = errors.New("not a single expression")

// ParseExpr returns the node of a text that holds one expression.
// It returns a [*SyntaxError] for SQL that does not parse and [ErrNotExpression] for anything but one expression.
func ParseExpr(ctx context.Context, db Querier, text string) (Node, error) {
	tree, err := Parse(ctx, db, "SELECT "+text)
	var syntax *SyntaxError
	if errors.As(err, &syntax) && syntax.Position >= 0 {
		syntax.Position = max(syntax.Position-len("SELECT "), 0)
	}
	if err != nil {
		return nil, err
	}
	list := tree.List("select_list")
	if tree.Type() != "SELECT_NODE" || len(list) != 1 || tree.Child("from_table").Type() != "EMPTY" || hasClauses(tree) || list[0].Str("alias") != "" || isStar(list[0]) {
		return nil, ErrNotExpression
	}
	return list[0], nil
}

// isStar says whether an item of a SELECT stands for all columns of the FROM.
func isStar(item Node) bool { return item.Class() == "STAR" && !item.Bool("columns") }

// hasClauses says whether a SELECT has anything behind its list and its FROM.
func hasClauses(tree Node) bool {
	for _, clause := range []string{"where_clause", "having", "qualify", "sample"} {
		if tree.Child(clause) != nil {
			return true
		}
	}
	return len(tree.List("modifiers")) > 0 || len(tree.List("group_expressions")) > 0 || len(tree.slice("group_sets")) > 0
}

// Print has DuckDB print the query node as SQL.
func Print(ctx context.Context, db Querier, node Node) (string, error) {
	node, err := printable(node)
	if err != nil {
		return "", err
	}
	node = quotedStars(node)
	doc := map[string]any{
		"error":      false,
		"statements": []any{map[string]any{"node": node, "named_param_map": []any{}}},
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(doc); err != nil {
		return "", fmt.Errorf("write the syntax tree: %w", err)
	}
	var out string
	if err := db.QueryRowContext(ctx, "SELECT json_deserialize_sql(CAST(CAST(? AS VARCHAR) AS JSON))", b.String()).Scan(&out); err != nil {
		return "", fmt.Errorf("print the syntax tree: %w", err)
	}
	if err := printedSafely(ctx, db, node, out); err != nil {
		return "", err
	}
	return out, nil
}

// ErrUnprintable is a query that DuckDB 1.5 prints as another one.
var ErrUnprintable = errors.New("a NATURAL JOIN with a join on its right side")

// printable returns the query with what DuckDB prints wrongly put in other words: it leaves out the parentheses of
// joins, so that (a CROSS JOIN b) as one side of a join comes out as a , b.
func printable(node Node) (Node, error) {
	found, natural := false, false
	node.Walk(func(n Node) bool {
		found = found || isCross(n.Child("left")) || isCross(n.Child("right"))
		natural = natural || n.Str("ref_type") == "NATURAL" && n.Child("right").Type() == "JOIN"
		return true
	})
	switch {
	case natural:
		return nil, ErrUnprintable
	case !found:
		return node, nil
	}
	out := node.Clone()
	out.Walk(func(n Node) bool {
		for _, side := range []string{"left", "right"} {
			if c := n.Child(side); isCross(c) {
				c["ref_type"] = "REGULAR"
				c.Set("condition", True(""))
			}
		}
		return true
	})
	return out, nil
}

func isCross(n Node) bool { return n.Type() == "JOIN" && n.Str("ref_type") == "CROSS" }

// PrintExpr has DuckDB print one expression, without its alias.
func PrintExpr(ctx context.Context, db Querier, expr Node) (string, error) {
	e := expr.Clone()
	e["alias"] = ""
	text, err := Print(ctx, db, SelectOf(e))
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(text, "SELECT "), nil
}

// Exprs returns texts of other people's, each of which must hold one expression, as DuckDB prints them: so they can be put
// between other SQL. The errors are those of [ParseExpr], with the text.
func Exprs(ctx context.Context, db Querier, texts []string) ([]string, error) {
	var out []string
	for _, text := range texts {
		expr, err := ParseExpr(ctx, db, text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", text, err)
		}
		printed, err := PrintExpr(ctx, db, expr)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", text, err)
		}
		out = append(out, printed)
	}
	return out, nil
}
