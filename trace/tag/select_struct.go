package tag

import (
	"context"
	"strings"

	"funneltrace/trace/sqltree"
)

// structFields returns the columns that an item of the SELECT list makes which unnests a struct; none for any other item.
func (q *selection) structFields(ctx context.Context, expr sqltree.Node) ([]item, error) {
	args := expr.List("children")
	if !sqltree.IsUnnest(expr) || len(args) == 0 || len(args) > 2 {
		return nil, nil
	}
	if len(args) == 2 && (!strings.EqualFold(args[1].Str("alias"), "recursive") || args[1].Key() != sqltree.True("").Key()) {
		return nil, nil
	}
	bound, err := q.t.bindPlain(ctx, args[0], q.sc)
	if err != nil {
		return nil, err
	}
	_, types, err := q.typesIn(ctx, []sqltree.Node{sqltree.Aliased(bound, "s")}, q.from)
	if err != nil || !isStruct(types["s"]) {
		return nil, err
	}
	return q.fieldsOf(ctx, args[0], types["s"], len(args) == 2)
}

// fieldsOf lists the fields of a struct; of the structs in it too, if it is to go down.
func (q *selection) fieldsOf(ctx context.Context, value sqltree.Node, typ string, down bool) ([]item, error) {
	fields, err := q.t.Describe(ctx, "SELECT unnest(CAST(NULL AS "+typ+"))")
	if err != nil {
		return nil, err
	}
	var out []item
	for _, f := range fields {
		field, err := q.t.ParseExpr(ctx, "struct_extract(NULL, "+sqltree.Literal(f.Name)+")")
		if err != nil {
			return nil, err
		}
		field.SetList("children", append([]sqltree.Node{sqltree.WithoutAlias(value)}, field.List("children")[1:]...))
		if !down || !isStruct(f.Type) {
			out = append(out, item{name: f.Name, expr: field})
			continue
		}
		more, err := q.fieldsOf(ctx, field, f.Type, true)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

func isStruct(typ string) bool {
	return strings.HasPrefix(typ, "STRUCT(") && !strings.HasSuffix(typ, "]")
}
