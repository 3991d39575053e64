package look

import "testing"

func TestAScreenObeysItsOwnPaintsOnly(t *testing.T) {
	l := New(Dark, Colors)
	own := l.Loss.On("● loss") + " " + l.Cursor.On("x") + "\n─ 日本"
	if got := l.Guard(own); got != own {
		t.Errorf("got %q, want %q", got, own)
	}
	for in, want := range map[string]string{
		"\x1b[2Ja":                `\x1b[2Ja`,
		"\x1b]0;t\x07":            `\x1b]0;t\x07`,
		"\x1b[38;5;1mx\x1b[8mm":   `\x1b[38;5;1mx\x1b[8mm`,
		"a\x1b":                   `a\x1b`,
		"\x1b\x1b[5m":             `\x1b\x1b[5m`,
		"\t\r\u202e\u009b1m":      `\t\r\u202e\x9b1m`,
		l.Loss.On("a\u2066") + "": l.Loss.open + `a\u2066` + l.Loss.end,
	} {
		if got := l.Guard(in); got != want {
			t.Errorf("Guard(%q): got %q, want %q", in, got, want)
		}
	}
	if got := New(Dark, Plain).Guard(l.Loss.On("x")); got != `\x1b[1;91mx\x1b[0m` {
		t.Errorf("without styles all is text; got %q", got)
	}
}

func BenchmarkGuard(b *testing.B) {
	l := New(Dark, Colors)
	line := l.Loss.On("● loss") + " some words and a bar ████████████ " + l.Muted.On("│") + "\n"
	screen := ""
	for range 60 {
		screen += line + line + line
	}
	b.ReportAllocs()
	for b.Loop() {
		l.Guard(screen)
	}
}
