package emit

import (
	"regexp"
	"strings"

	"funneltrace/loaders/dialect"
	"funneltrace/loaders/dialect/googlesql/tree"
)

var engineTypes = map[string]string{"INT64": "BIGINT", "INT": "BIGINT", "INTEGER": "BIGINT", "BIGINT": "BIGINT", "SMALLINT": "BIGINT",
	"TINYINT": "BIGINT", "BYTEINT": "BIGINT", "FLOAT64": "DOUBLE", "STRING": "VARCHAR", "BYTES": "BLOB", "BOOL": "BOOLEAN", "BOOLEAN": "BOOLEAN",
	"TIMESTAMP": "TIMESTAMPTZ", "DATETIME": "TIMESTAMP", "DATE": "DATE", "TIME": "TIME", "NUMERIC": "DECIMAL(38,9)", "DECIMAL": "DECIMAL(38,9)",
	"JSON": "JSON", "INTERVAL": "INTERVAL"}

var unknownTypes = map[string]string{"BIGNUMERIC": "BIGNUMERIC has 76 digits, the engine 38; use NUMERIC or FLOAT64",
	"BIGDECIMAL": "BIGDECIMAL has 76 digits, the engine 38; use NUMERIC or FLOAT64", "GEOGRAPHY": "GEOGRAPHY is not understood", "RANGE": "RANGE is not understood"}

// typ is a type in the engine's language.
func (e *emitter) typ(t tree.Type) string {
	switch {
	case t.Name == "ARRAY" && t.Elem != nil:
		return e.typ(*t.Elem) + "[]"
	case t.Name == "STRUCT":
		fields := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			name := fieldOf(i)
			if f.Name != nil {
				name = f.Name.Text
			}
			fields[i] = quoteName(name) + " " + e.typ(f.Type)
		}
		return "STRUCT(" + strings.Join(fields, ", ") + ")"
	case unknownTypes[t.Name] != "":
		e.fail(t, "%s", unknownTypes[t.Name])
	case engineTypes[t.Name] == "":
		e.fail(t, "there is no type %s", t.Name)
	case len(t.Params) > 0 && engineTypes[t.Name] != "DECIMAL(38,9)":
		e.fail(t, "a length of %s is not understood; write %s alone", t.Name, t.Name)
	case len(t.Params) > 0:
		return "DECIMAL(" + strings.Join(t.Params, ",") + ")"
	}
	return engineTypes[t.Name]
}

// fieldOf is what the field of a struct is called that has no name.
func fieldOf(i int) string { return "_field_" + itoa(i+1) }

var (
	dateText = regexp.MustCompile(`^\s*(\d{1,4}-\d{1,2}-\d{1,2})\s*$`)
	zoneText = regexp.MustCompile(`(?i)\d(\s*[+-]\d{1,2}(:?\d{2})?|Z| [a-z]+(/[a-z_/+-]+\d*)?)$`)
)

// typed writes a literal of a type. A moment without a zone is one of UTC, whatever zone the engine is in.
func (e *emitter) typed(t *tree.Typed) {
	value := strings.TrimSpace(t.Value)
	switch t.Type {
	case "TIMESTAMP":
		if dateText.MatchString(value) {
			value += " 00:00:00"
		}
		if !hasZone(value) {
			value += "+00"
		}
	case "JSON":
		value = t.Value
	}
	e.write("CAST(", quoteText(value), " AS ", e.typ(tree.Type{At: t.At, Name: t.Type}), ")")
}

// hasZone says whether a text of a moment names its zone: behind its time, so that the dashes of a date are none.
func hasZone(value string) bool {
	_, clock, ok := strings.Cut(value, ":")
	return ok && zoneText.MatchString(clock)
}

func (e *emitter) array(a *tree.Array) {
	cast := a.Type != nil
	if cast {
		e.write("CAST(")
	}
	e.write("[")
	var names []string
	e.between(", ", len(a.Elems), func(i int) {
		switch x := a.Elems[i].(type) {
		case *tree.Struct:
			e.placed(x.Span, func() { e.structLiteral(x, names) })
			if names == nil {
				names = namesOf(x)
			}
		case *tree.Literal:
			e.wide(x)
		default:
			e.expr(x)
		}
	})
	e.write("]")
	if cast {
		e.write(" AS ", e.typ(*a.Type), "[])")
	}
}

// namesOf are the names of a struct's fields, nil if it has none.
func namesOf(s *tree.Struct) (out []string) {
	named := false
	for i, f := range s.Fields {
		name := fieldName(f, i, s.Tuple)
		named = named || name != fieldOf(i)
		out = append(out, name)
	}
	if s.Type != nil || !named {
		return nil
	}
	return out
}

func fieldName(f tree.Item, i int, tuple bool) string {
	switch {
	case f.Alias != nil:
		return f.Alias.Text
	case !tuple && lastName(f.X) != "":
		return lastName(f.X)
	}
	return fieldOf(i)
}

// structLiteral writes a struct; of one without names of its own these are taken, those of the first in its array.
func (e *emitter) structLiteral(s *tree.Struct, names []string) {
	if s.Type != nil {
		if len(s.Type.Fields) != len(s.Fields) {
			e.fail(s, "the struct's type has %d fields, and %d values are written", len(s.Type.Fields), len(s.Fields))
		}
		e.write("CAST(")
		e.row(s)
		e.write(" AS ", e.typ(*s.Type), ")")
		return
	}
	own := namesOf(s)
	if own == nil && len(names) != len(s.Fields) { // one that others give their names by position
		e.row(s)
		return
	}
	if own != nil && names == nil || len(names) != len(s.Fields) {
		names = own
	}
	e.structOf(s.Fields, names, s)
}

func (e *emitter) row(s *tree.Struct) {
	e.write("row(")
	e.between(", ", len(s.Fields), func(i int) { e.fieldValue(s.Fields[i]) })
	e.write(")")
}

// structOf writes {'name': value, …}; without names, each is what its item is called.
func (e *emitter) structOf(items []tree.Item, names []string, at interface{ Place() dialect.Span }) {
	if len(items) == 0 {
		e.fail(at, "a struct without fields is not understood")
	}
	e.write("{")
	e.between(", ", len(items), func(i int) {
		name := fieldName(items[i], i, false)
		if names != nil {
			name = names[i]
		}
		e.write(quoteText(name), ": ")
		e.fieldValue(items[i])
	})
	e.write("}")
}

func (e *emitter) fieldValue(f tree.Item) {
	if _, star := f.X.(*tree.Star); star {
		e.fail(f.X, "* within a struct is not understood; name the fields")
	}
	if l, ok := f.X.(*tree.Literal); ok {
		e.wide(l)
		return
	}
	e.expr(f.X)
}

var parts = map[string]bool{"YEAR": true, "QUARTER": true, "MONTH": true, "WEEK": true, "DAY": true, "HOUR": true, "MINUTE": true, "SECOND": true,
	"MILLISECOND": true, "MICROSECOND": true}

func (e *emitter) interval(i *tree.Interval) {
	if i.To != "" {
		e.fail(i, "INTERVAL … %s TO %s is not understood; add one INTERVAL for each part", i.From, i.To)
	}
	if !parts[i.From] {
		e.fail(i, "an INTERVAL has no part %s", i.From)
	}
	e.write("INTERVAL (")
	e.expr(i.Value)
	e.write(") ", i.From)
}
