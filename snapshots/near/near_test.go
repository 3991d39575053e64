package near

import "testing"

func TestTheNearestNameIsHinted(t *testing.T) {
	names := []string{"country", "county", "platform", "id"}
	for _, c := range []struct{ asked, want string }{
		{"contry", ` (did you mean "country"?)`},
		{"PLATFORM", ` (did you mean "platform"?)`},
		{"platfrom", ` (did you mean "platform"?)`},
		{"counti", ` (did you mean "county"?)`},
		{"ids", ` (did you mean "id"?)`},
		{"form", ` (did you mean "platform"?)`},
		{"cuontry", ` (did you mean "country"?)`},
	} {
		if got := Hint(c.asked, names); got != c.want {
			t.Errorf("%s: got %q, want %q", c.asked, got, c.want)
		}
	}
}

func TestWhatIsFarFromEveryNameIsNotHinted(t *testing.T) {
	for _, asked := range []string{"", "x", "xy", "revenue", "country of the click"} {
		if got := Hint(asked, []string{"country", "platform", "id"}); got != "" {
			t.Errorf("%q: got %q, want no hint", asked, got)
		}
	}
	if got := Hint("country", nil); got != "" {
		t.Errorf("of no names: got %q, want no hint", got)
	}
}

// A name that is there was asked for in a place where it is not allowed; to offer it again helps nobody.
func TestANameIsNotHintedForItself(t *testing.T) {
	if got := Hint("country", []string{"country"}); got != "" {
		t.Errorf("got %q, want no hint", got)
	}
}

func TestAHintIsQuoted(t *testing.T) {
	if got, want := Hint(`say "hi`, []string{`say "hi"`}), ` (did you mean "say \"hi\""?)`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
