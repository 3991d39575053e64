package sqltree

import (
	"context"
	"database/sql"
	"strings"
)

// Field is a column, or a value inside one of structs, with the names that lead to it.
type Field struct {
	Path []string
	Type string // of a value that holds others: LIST, MAP, UNION
}

// Fields returns the values in a column of the type, those of nested structs one by one.
func Fields(ctx context.Context, conn *sql.Conn, column, typ string) ([]Field, error) {
	if !strings.HasPrefix(typ, "STRUCT(") || strings.HasSuffix(typ, "]") {
		if nested(typ) {
			typ = "LIST"
		}
		return []Field{{Path: []string{column}, Type: typ}}, nil
	}
	expr, err := ParseExpr(ctx, conn, "CAST(NULL AS "+typ+")")
	if err != nil {
		return nil, err
	}
	var out []Field
	addFields(&out, []string{column}, expr.Child("cast_type"))
	return out, nil
}

func addFields(out *[]Field, path []string, typ Node) {
	if typ.Str("id") != "STRUCT" {
		*out = append(*out, Field{Path: path, Type: typ.Str("id")})
		return
	}
	for _, c := range typ.Child("type_info").List("child_types") {
		addFields(out, append(path[:len(path):len(path)], c.Str("first")), c.Child("second"))
	}
}

// Nested says whether the values hold others, of which there may be any number.
func (f Field) Nested() bool {
	switch f.Type {
	case "LIST", "MAP", "UNION", "ARRAY":
		return true
	}
	return false
}

// Name is how people write it: client.agent.type.
func (f Field) Name() string { return strings.Join(f.Path, ".") }

// SQL reads the value from a row that goes by alias.
func (f Field) SQL(alias string) string {
	text := alias + "." + Quote(f.Path[0])
	for _, name := range f.Path[1:] {
		text = "struct_extract(" + text + ", " + Literal(name) + ")"
	}
	return text
}
