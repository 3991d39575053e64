package look_test

import (
	"testing"

	"funneltrace/trace/look"
)

func TestValuesNearAConstantAreSeen(t *testing.T) {
	for _, c := range []struct {
		value, constant string
		how             look.How
		part, why       string
	}{
		{"YouTube", "youtube", look.Equal, "YouTube", "case"},
		{" youtube ", "youtube", look.Equal, " youtube ", "white space"},
		{"you%74ube", "youtube", look.Equal, "you%74ube", "percent-encoding"},
		{"são paulo", "Sao Paulo", look.Equal, "são paulo", "accents"},
		{"goal-complete", "goal_complete", look.Equal, "goal-complete", "signs between words"},
		{"yotube", "youtube", look.Equal, "yotube", "spelling"},
		{"yuotube", "youtube", look.Equal, "yuotube", "spelling"},
		{"goal_compelte", "goal_complete", look.Equal, "goal_compelte", "spelling"},
		{"humans", "human", look.Equal, "humans", "plural"},
		{"yt", "youtube", look.Equal, "yt", "abbreviation"},
		{"insta", "instagram", look.Equal, "insta", "abbreviation"},
		{"", "youtube", look.Equal, "", "stands for no value"},
		{" N/A", "youtube", look.Equal, " N/A", "stands for no value"},
		{"(not set)", "ct-", look.Prefix, "(not set)", "stands for no value"},
		{"CT-nadia-yt", "ct-", look.Prefix, "CT-…", "case"},
		{"file.CSV", ".csv", look.Suffix, "….CSV", "case"},
	} {
		part, _, why, ok := look.Near(c.value, []string{"tiktokshop", c.constant}, c.how)
		if !ok || part != c.part || why != c.why {
			t.Errorf("%q near %q: got %q, %q (%v), want %q, %q", c.value, c.constant, part, why, ok, c.part, c.why)
		}
	}
}

func TestOtherValuesAreNot(t *testing.T) {
	for _, c := range []struct{ value, constant string }{
		{"youtube", "youtube"}, {"tiktok", "youtube"}, {"facebook", "youtube"}, {"bot", "human"}, {"crawler", "human"}, {"2023", "2024"}, {"US", "GB"}, {"DE", "DK"},
		{"goal_started", "goal_complete"}, {"click", "goal_complete"}, {"car", "cat"}, {"e", "youtube"}, {"paid", "open"}, {"10.5", "105"},
	} {
		if part, _, why, ok := look.Near(c.value, []string{c.constant}, look.Equal); ok {
			t.Errorf("%q is near %q: %q, %s", c.value, c.constant, part, why)
		}
	}
}
