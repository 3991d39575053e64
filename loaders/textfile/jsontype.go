package textfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funneltrace/trace/sqltree"
)

// JsonType is the type that all values seen in one place fit in.
type JsonType struct {
	kind   jsonKind
	elem   *JsonType            // of a list
	Keys   []string             // of an object, in order of appearance
	Fields map[string]*JsonType // of an object, by key
	Folded map[string]string    // the keys in lower case: names in SQL have no case
	Bare   int64                // of the whole: how many values are a bare NaN or Infinity
	long   string               // a number that is text because no type of numbers holds it, if there is one
	wide   string               // a whole number that DOUBLE does not hold, if there is one
	Longs  int64                // of the whole: how many values no column of numbers holds
	all    *int                 // how many fields the table has, which all its types share
}

type jsonKind int

const (
	jsonNull jsonKind = iota // nothing but null was seen
	jsonBool
	jsonInt   // fits 64 bits
	jsonFloat // some number with a fraction or an exponent
	jsonString
	jsonList
	jsonObject
	jsonMixed // values of different kinds, kept as text
)

// Deeper or wider values are kept as JSON text: such an object is a map from data to data, not a record.
const (
	maxDepth  = 32   // objects and lists within each other
	maxLists  = 12   // lists within each other: the engine's time doubles with every second one, and is 0.3 s here
	maxKeys   = 1000 // of one object
	maxFields = 2000 // of all objects within those of a table: the engine's time grows with their square, and is 3 s here
)

// SQL returns the column type. What was only null, and what differs from row to row, is text.
func (t *JsonType) SQL() string {
	switch t.kind {
	case jsonBool:
		return "BOOLEAN"
	case jsonInt:
		return "BIGINT"
	case jsonFloat:
		return "DOUBLE"
	case jsonList:
		return t.elem.SQL() + "[]"
	case jsonObject:
		if len(t.Keys) > 0 && len(t.Keys) <= maxKeys {
			return "STRUCT(" + strings.Join(t.columns(), ", ") + ")"
		}
	}
	return "VARCHAR"
}

func (t *JsonType) columns() []string {
	var cols []string
	for _, k := range t.Keys {
		cols = append(cols, sqltree.Quote(k)+" "+t.Fields[k].SQL())
	}
	return cols
}

// merge widens t so that the value fits, which must be valid JSON but for bare numbers.
func (t *JsonType) merge(text []byte) error {
	w := jsonWalk{text: text}
	if t.all == nil {
		t.all = new(int)
	}
	err := w.value(t, 0)
	t.Bare += w.bare
	t.Longs += w.long
	return err
}

func (t *JsonType) widen(k jsonKind) {
	switch {
	case t.kind == k || k == jsonNull:
	case t.kind == jsonNull:
		t.kind = k
	case t.kind == jsonInt && k == jsonFloat || t.kind == jsonFloat && k == jsonInt:
		t.kind = jsonFloat
	default:
		t.kind = jsonMixed
	}
}

// jsonWalk walks over valid JSON.
type jsonWalk struct {
	text  []byte
	pos   int
	lists int   // that are open
	bare  int64 // values so far that are a bare NaN or Infinity
	long  int64 // values so far that are a number which neither BIGINT nor DOUBLE holds
}

func (w *jsonWalk) blanks() {
	for w.pos < len(w.text) && strings.IndexByte(jsonBlanks, w.text[w.pos]) >= 0 {
		w.pos++
	}
}

func (w *jsonWalk) value(t *JsonType, depth int) error {
	w.blanks()
	if depth > maxDepth {
		t.widen(jsonMixed)
	}
	switch c := w.text[w.pos]; c {
	case '{':
		return w.object(t, depth)
	case '[':
		return w.list(t, depth)
	case '"':
		w.skipString()
		t.widen(jsonString)
	case 't', 'f':
		w.word()
		t.widen(jsonBool)
	case 'n':
		w.word()
	default:
		word := string(w.word())
		if isBareNumber(word) {
			w.bare++
			t.widen(jsonFloat)
			return nil
		}
		if t.number(word) {
			w.long++
		}
	}
	return nil
}

func (w *jsonWalk) word() []byte {
	start := w.pos
	for w.pos < len(w.text) && strings.IndexByte(",]}"+jsonBlanks, w.text[w.pos]) < 0 {
		w.pos++
	}
	return w.text[start:w.pos]
}

func (w *jsonWalk) skipString() []byte {
	start := w.pos
	for w.pos++; w.text[w.pos] != '"'; w.pos++ {
		if w.text[w.pos] == '\\' {
			w.pos++
		}
	}
	w.pos++
	return w.text[start:w.pos]
}

func (w *jsonWalk) list(t *JsonType, depth int) error {
	if w.lists++; w.lists > maxLists {
		t.widen(jsonMixed)
	}
	defer func() { w.lists-- }()
	t.widen(jsonList)
	if t.elem == nil {
		t.elem = &JsonType{all: t.all}
	}
	return w.items(']', func() error { return w.value(t.elem, depth+1) })
}

func (w *jsonWalk) object(t *JsonType, depth int) error {
	t.widen(jsonObject)
	if t.Fields == nil {
		t.Fields, t.Folded = map[string]*JsonType{}, map[string]string{}
	}
	var seen []string
	return w.items('}', func() error {
		w.blanks()
		var key string
		if err := json.Unmarshal(w.skipString(), &key); err != nil {
			return err
		}
		if slices.Contains(seen, key) {
			return fmt.Errorf("the key %q is there twice", key)
		}
		if len(seen) <= maxKeys { // a wider object is text, whatever its keys are
			seen = append(seen, key)
		}
		w.blanks()
		w.pos++ // the colon
		field, err := t.field(key, depth)
		if err != nil && depth == 0 {
			return err
		}
		if err != nil { // a map from data to data rather than a record
			t.widen(jsonMixed)
			field = &JsonType{all: t.all}
		}
		return w.value(field, depth+1)
	})
}

// field returns the type of a key's value.
func (t *JsonType) field(key string, depth int) (*JsonType, error) {
	if f, ok := t.Fields[key]; ok {
		return f, nil
	}
	if len(t.Keys) > maxKeys {
		return &JsonType{all: t.all}, nil
	}
	folded := strings.ToLower(key)
	other, taken := t.Folded[folded]
	switch {
	case key == "" || strings.ContainsRune(key, 0):
		return nil, fmt.Errorf("the key %q cannot be a column's name", key)
	case depth > 0 && *t.all >= maxFields:
		return nil, errors.New("more fields than a table of records has")
	case taken:
		return nil, fmt.Errorf("the keys %q and %q differ in case only, which SQL does not see", other, key)
	}
	t.Keys = append(t.Keys, key)
	t.Folded[folded] = key
	t.Fields[key] = &JsonType{all: t.all}
	if depth > 0 {
		*t.all++
	}
	return t.Fields[key], nil
}

// items calls item for each item up to the closing bracket.
func (w *jsonWalk) items(closing byte, item func() error) error {
	w.pos++
	for {
		w.blanks()
		switch w.text[w.pos] {
		case closing:
			w.pos++
			return nil
		case ',':
			w.pos++
		}
		if err := item(); err != nil {
			return err
		}
	}
}
