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

// Parse returns the query node of a text that holds one SELECT.
// It returns a [*SyntaxError] for SQL that does not parse and [ErrNotSelect] for anything but one SELECT.
func Parse(ctx context.Context, db Querier, text string) (Node, error) {
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
	return statements[0].Child("node"), nil
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

// Print has DuckDB print the query node as SQL.
func Print(ctx context.Context, db Querier, node Node) (string, error) {
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
	return out, nil
}

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
