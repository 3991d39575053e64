package csvform

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheFormIsToldByTheFirstLines(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"RFC 4180", "a,b\n1,2\n", ""},
		{"nothing", "", ""},
		{"one column", "a\n1\n2\n", ""},
		{"one column of text with delimiters", "note\n\"a;b\"\n\"c,d\"\n", ""},
		{"one quoted column whose name holds a delimiter", "\"name;dept\"\nx\ny\n", ""},
		{"semicolons", "name;dept\nIvan;Sales\n", "; separated"},
		{"a header without rows", "name;dept;at\n", "; separated"},
		{"decimal commas in each row", "A;B\n1,1;2,2\n3,3;4,1\n", "; separated"},
		{"a decimal comma in some rows", "A;B\n1;2,2\n3;4\n", "; separated"},
		{"tabs", "a\tb\n1,900\t2\n", "tab separated"},
		{"bars", "a|b|c\r\n1|2|3\r\n", "| separated"},
		{"quotes around delimiters and line ends", "a;b\n\"x;y\nz;\";2\n\"\"\"q\";3\n", "; separated"},
		{"a comma in a quoted header", "\"Price, EUR\";n\n1,5;2\n", "; separated"},
		{"one bad row", "a;b\n1;2\n3\n4;5\n", "; separated"},
		{"a bad row of commas is no reason to look further", "a,b\n1,2\n3\n4;5;6\n7,8\n", ""},
		{"quotes as text between tabs", "a\tb\n5\" pipe\t1\n\"x\t2\n", "tab separated"},
		{"sep", "sep=;\r\na;b\r\n1;2\r\n", "; separated, header in line 2"},
		{"sep in quotes", "\"sep=|\"\na|b\n1|2\n", "| separated, header in line 2"},
		{"sep says it even where all else says another thing", "sep=;\na,b\n1,2\n", "; separated, header in line 2"},
		{"comments", "# one\n#\n# two, three\na;b\n1;2\n", "; separated, header in line 4"},
		{"comments and a blank line", "# Start date: 20240501\n# End, too\n\na,b\n1,2\n", "comma separated, header in line 4"},
		{"a comment before one column", "# all users\nname\nx\n", "comma separated, header in line 2"},
		{"blank lines", "\n\na,b\n1,2\n", "comma separated, header in line 3"},
		{"a # further on", "a,b\n#1,2\n", ""},
		{"a header that begins with # and has no rows", "#id,name\n", ""},
	} {
		for _, whole := range []bool{true, false} {
			f, err := Sniff([]byte(test.text), whole, Given{})
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			if whole || strings.Count(test.text, "\n") > f.Header { // else too little is known
				if diff := cmp.Diff(test.want, f.String()); diff != "" {
					t.Errorf("%s: %s", test.name, diff)
				}
			}
		}
	}
}

func TestAFormThatCanBeTwoIsAnErrorThatNamesTheFlag(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"one column or two", "name;dept\nIvan\nOlga\n", `line 1: the header "name;dept" would be one column, and separated by ; it has more fields than the lines after it; say which with --delimiter`},
		{"two delimiters fit", "a,b;c\n1,2;3\n", "line 1: its fields may be separated by ',' as well as by ';'; say which with --delimiter"},
		{"titles before ragged lines", "Report\nof May\na;b\n1;2;3\n4;5\n", "line 1: the header has one field, and most lines after it have more if separated by ;; say which with --delimiter, and with --skip how many lines stand before the header"},
		{"a title", "Keyword report\nKeyword\tClicks\nx\t1\ny\t2\n", "line 1: the header has 1 field, and most lines have 2 separated by tab, from line 2 on; if the header is there, say --skip 1 --delimiter tab, else --delimiter alone"},
		{"a # that may be the header", "# comment\n#id,name\n1,x\n2,y\n", "line 2 begins with # and has as many fields as line 3: it may be the header or a comment; say --skip 1 if it is the header, --skip 2 if it is none"},
		{"a # before one column", "#id\n1\n2\n", "line 1 begins with # and has as many fields as line 2: it may be the header or a comment; say --skip 0 if it is the header, --skip 1 if it is none"},
	} {
		_, err := Sniff([]byte(test.text), true, Given{})
		if err == nil {
			t.Errorf("%s: got no error", test.name)
		} else if diff := cmp.Diff(test.want, err.Error()); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestWhatIsGivenIsTaken(t *testing.T) {
	comma, bar, none := ",", "|", ""
	two, zero := 2, 0
	for _, test := range []struct {
		text  string
		given Given
		want  string
	}{
		{"name;dept\nIvan;Sales\n", Given{Delimiter: &comma}, ""},
		{"a,b\n1,2\n", Given{Delimiter: &bar, Quote: &none}, "| separated, without quotes"},
		{"Report\nof May\na;b\n1;2\n", Given{Skip: &two}, "; separated, header in line 3"},
		{"#id,name\n1,x\n", Given{Skip: &zero}, ""},
		{"sep=;\na;b\n", Given{Skip: &zero, Delimiter: &comma}, ""},
	} {
		f, err := Sniff([]byte(test.text), true, test.given)
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
		} else if diff := cmp.Diff(test.want, f.String()); diff != "" {
			t.Errorf("%q: %s", test.text, diff)
		}
	}
}

// FuzzSniff: whatever the text is, its form is one that can be or an error of one line.
func FuzzSniff(f *testing.F) {
	for _, s := range []string{"a;b\n", "sep=;\n", "#\n", "\"", "\"\"\"", "a\t\"b\"c\n", "\n\n", "sep=\"\n"} {
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, text []byte, whole bool) {
		form, err := Sniff(text, whole, Given{})
		switch {
		case err != nil && strings.Contains(err.Error(), "\n"):
			t.Errorf("more than one line: %v", err)
		case err == nil && (len(form.Delimiter) != 1 || form.Header < 1 || form.Header > strings.Count(string(text), "\n")+1):
			t.Errorf("got the form %+v", form)
		}
	})
}
