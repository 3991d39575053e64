package yamlfile

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
)

// shop is a file whose shape is known.
type shop struct {
	name  string
	keys  []string
	owner struct{ name string }
	pairs []string
}

func readShop(text string) (shop, *File, error) {
	var s shop
	f := New("shop.yml")
	root, err := f.Parse([]byte(text))
	if err != nil {
		return s, f, err
	}
	err = f.Mapping(map[string]Reader{
		"name":  f.Text(&s.name),
		"keys":  f.Texts(&s.keys),
		"owner": f.Mapping(map[string]Reader{"name": f.Text(&s.owner.name)}),
		"pairs": f.Pairs(func(key string, at trace.Pos, _ ast.Node) error {
			s.pairs = append(s.pairs, key+" at "+at.String())
			return nil
		}),
	})(root)
	return s, f, err
}

func TestAFileIsReadIntoItsValues(t *testing.T) {
	got, f, err := readShop("name: corner\nkeys:\n  - id\n  - 'a b'\nowner: {name: Ada}\npairs:\n  z: 1\n  a: 2\n")
	if err != nil {
		t.Fatal(err)
	}
	want := shop{name: "corner", keys: []string{"id", "a b"}, pairs: []string{"z at shop.yml:7:3", "a at shop.yml:8:3"}}
	want.owner.name = "Ada"
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(shop{}, struct{ name string }{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// got is a copy of what was read, and places are remembered by what was read into.
	places := map[string]bool{}
	for _, at := range f.At {
		places[at.String()] = true
	}
	if !places["shop.yml:1:7"] || !places["shop.yml:5:15"] {
		t.Errorf("places of the texts: got %v, want those of both names", places)
	}
}

func TestALongTextIsReadAsItIsWritten(t *testing.T) {
	got, _, err := readShop("name: |\n  SELECT 1\n  -- two\n")
	if want := "SELECT 1\n-- two\n"; err != nil || got.name != want {
		t.Errorf("got %q, %v, want %q", got.name, err, want)
	}
}

func TestWhatDoesNotFitIsAnErrorWithItsPlace(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"nam: x\n", `shop.yml:1:1: unknown key "nam" (did you mean "name"?); known here: keys, name, owner, pairs`},
		{"name: x\nowner:\n  nme: y\n", `shop.yml:3:3: unknown key "nme" (did you mean "name"?); known here: name`},
		{"name: x\nname: y\n", "shop.yml:2:1: "},
		{"name: 007\n", "shop.yml:1:7: a text is wanted here; put quotes around it"},
		{"name: yes\nkeys: id\n", "shop.yml:2:7: a list is wanted here"},
		{"keys:\n  - id\n  - 3\n", "shop.yml:3:5: a text is wanted here; put quotes around it"},
		{"owner: Ada\n", "shop.yml:1:8: a mapping (key: value) is wanted here"},
		{"- name\n", "a mapping (key: value) is wanted here"},
		{"", "shop.yml: the file is empty; it must at least say root and number"},
		{"# nothing\n", "shop.yml: the file is empty; it must at least say root and number"},
		{"name: x\n---\nname: y\n", "a second document; one chain is one document"},
		{"name: [x\n", "not readable as YAML: "},
		{"name: " + strings.Repeat("[", 2000), "shop.yml:1:70: nested too deep"},
		{strings.Repeat("- ", 2000) + "x\n", "shop.yml:1:129: nested too deep"},
	} {
		_, _, err := readShop(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.40q: got error %v, want one line with %q", c.text, err, c.want)
		}
	}
}
