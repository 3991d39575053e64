package yamlfile

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func tree(t *testing.T, text string) Node {
	t.Helper()
	n, err := Tree("schema.yml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAFileWithNothingInItIsAnEmptyNode(t *testing.T) {
	for _, text := range []string{"", " \n", "# a comment\n", "---\n# a comment\n"} {
		n := tree(t, text)
		if !n.IsZero() || n.Value() != nil || n.Items() != nil || n.Pairs() != nil || n.Texts() != nil || n.Text() != "" {
			t.Errorf("%q: got something: %v", text, n.Value())
		}
	}
}

func TestWhatIsNotThereIsAnEmptyNode(t *testing.T) {
	n := tree(t, "models: {a: [1], b: x, c: null}\n")
	for _, path := range []string{"tests", "models.z", "models.a.z", "models.b.z", "models.c", "models.c.z"} {
		if got := n.Get(path); !got.IsZero() {
			t.Errorf("%s: got %v, want nothing", path, got.Value())
		}
	}
	if got := n.Get("models").First("z", "c", "b", "a").Text(); got != "x" {
		t.Errorf("the first key that has a value: got %q, want that of b", got)
	}
}

func TestAValueIsWhatItIsInDbt(t *testing.T) {
	n := tree(t, `
int: 7
big: 9223372036854775807
float: 1.50
text: "7"
no: no
quoted: "no"
on: On
bool: true
nothing: ~
list: [1, a, [2]]
map: {z: 1, a: {b: 2}}
long: >
  one
  two
`)
	want := [][2]any{
		{"int", int64(7)}, {"big", int64(9223372036854775807)}, {"float", 1.5}, {"text", "7"}, {"no", false}, {"quoted", "no"}, {"on", true},
		{"bool", true}, {"nothing", nil}, {"list", []any{int64(1), "a", []any{int64(2)}}},
		{"map", [][2]any{{"z", int64(1)}, {"a", [][2]any{{"b", int64(2)}}}}}, {"long", "one two\n"},
	}
	if diff := cmp.Diff(any(want), n.Value()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAScalarStandsForAListOfOne(t *testing.T) {
	n := tree(t, "one: a\nmany: [a, 2]\nnone: []\nnothing:\n")
	for key, want := range map[string][]string{"one": {"a"}, "many": {"a", "2"}, "none": nil, "nothing": nil, "missing": nil} {
		if diff := cmp.Diff(want, n.Key(key).Texts()); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", key, diff)
		}
	}
}

func TestAnAliasStandsForWhatItNames(t *testing.T) {
	n := tree(t, "base: &b {x: 1, y: 2}\nsame: *b\nmore:\n  <<: *b\n  y: 3\n")
	want := [][2]any{{"x", int64(1)}, {"y", int64(2)}}
	if diff := cmp.Diff(any(want), n.Key("same").Value()); diff != "" {
		t.Errorf("alias (-want +got)\n%s", diff)
	}
	// What is written wins over what is merged in.
	want = [][2]any{{"y", int64(3)}, {"x", int64(1)}}
	if diff := cmp.Diff(any(want), n.Key("more").Value()); diff != "" {
		t.Errorf("merge (-want +got)\n%s", diff)
	}
}

func TestSeveralMappingsAreMergedTheFirstFirst(t *testing.T) {
	n := tree(t, "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc:\n  <<: [*a, *b]\n")
	want := [][2]any{{"x", int64(1)}, {"y", int64(2)}}
	if diff := cmp.Diff(any(want), n.Key("c").Value()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// The YAML reader of dbt makes a dict of it.
func TestOfAKeyThatIsWrittenTwiceTheLastValueCounts(t *testing.T) {
	n := tree(t, "a: 1\nb: 2\na: 3\n")
	want := [][2]any{{"a", int64(3)}, {"b", int64(2)}}
	if diff := cmp.Diff(any(want), n.Value()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAnErrorSaysWhereItsValueStands(t *testing.T) {
	n := tree(t, "models:\n  - name: a\n    config: {x: 1}\n")
	got := n.Key("models").Items()[0].Get("config.x").Errorf("no such %s", "x").Error()
	if want := "schema.yml:3:17: no such x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (Node{}).Errorf("nothing").Error(); got != "nothing" {
		t.Errorf("of no file: got %q", got)
	}
}
