package dbt

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/ncruces/go-strftime"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"funneltrace/loaders/jinja"
)

// moment is a datetime of Python's, or a date.
type moment struct{ time.Time }

// naive is the zone of moments that have none: those of now(), strptime() and of a TIMESTAMP.
var naive = time.FixedZone("naive", 0)

func (m moment) String() string        { return m.text(' ') }
func (m moment) Type() string          { return "datetime" }
func (m moment) Freeze()               {}
func (m moment) Truth() starlark.Bool  { return true }
func (m moment) Hash() (uint32, error) { return starlark.MakeInt64(m.UnixNano()).Hash() }

// text is the moment as Python writes it: with microseconds if there are some, and with its offset if it has a zone.
func (m moment) text(between byte) string {
	layout := "2006-01-02" + string(between) + "15:04:05"
	if m.Nanosecond() >= 1000 {
		layout += ".000000"
	}
	if m.Location() != naive {
		layout += "-07:00"
	}
	return m.Format(layout)
}

// date is the day of a moment, in its zone.
func (m moment) date() day {
	return day{moment{time.Date(m.Year(), m.Month(), m.Day(), 0, 0, 0, 0, naive)}}
}

// CompareSameType orders moments.
func (m moment) CompareSameType(op syntax.Token, y starlark.Value, _ int) (bool, error) {
	c := m.Compare(y.(moment).Time)
	switch op {
	case syntax.EQL:
		return c == 0, nil
	case syntax.NEQ:
		return c != 0, nil
	case syntax.LT:
		return c < 0, nil
	case syntax.LE:
		return c <= 0, nil
	case syntax.GT:
		return c > 0, nil
	}
	return c >= 0, nil
}

// Binary adds and subtracts spans, and subtracts moments.
func (m moment) Binary(op syntax.Token, y starlark.Value, side starlark.Side) (starlark.Value, error) {
	switch y := y.(type) {
	case span:
		if op == syntax.PLUS {
			return m.like(m.Add(time.Duration(y))), nil
		}
		if op == syntax.MINUS && side == starlark.Left {
			return m.like(m.Add(-time.Duration(y))), nil
		}
	case moment:
		if op == syntax.MINUS && side == starlark.Left {
			return span(m.Sub(y.Time)), nil
		}
	}
	return nil, nil
}

func (m moment) like(t time.Time) moment { return moment{t} }

// Attr returns a part or a method.
func (m moment) Attr(name string) (starlark.Value, error) {
	text := func(f func() string) (starlark.Value, error) {
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return starlark.String(f()), nil }), nil
	}
	same := func(t time.Time) (starlark.Value, error) {
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return moment{t}, nil }), nil
	}
	number := func(n int) (starlark.Value, error) {
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return starlark.MakeInt(n), nil }), nil
	}
	switch name {
	case "year":
		return starlark.MakeInt(m.Year()), nil
	case "month":
		return starlark.MakeInt(int(m.Month())), nil
	case "day":
		return starlark.MakeInt(m.Day()), nil
	case "hour":
		return starlark.MakeInt(m.Hour()), nil
	case "minute":
		return starlark.MakeInt(m.Minute()), nil
	case "second":
		return starlark.MakeInt(m.Second()), nil
	case "strftime":
		return jinja.Func(name, func(args tuple, kw kwargs) (jinja.Value, error) {
			var layout string
			if err := starlark.UnpackPositionalArgs(name, args, kw, 1, &layout); err != nil {
				return nil, err
			}
			return starlark.String(strftime.Format(layout, m.Time)), nil
		}), nil
	case "isoformat":
		return text(func() string { return m.text('T') })
	case "date":
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return m.date(), nil }), nil
	case "weekday":
		return number((int(m.Weekday()) + 6) % 7)
	case "isoweekday":
		return number((int(m.Weekday())+6)%7 + 1)
	case "timestamp":
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return starlark.Float(float64(m.UnixMicro()) / 1e6), nil }), nil
	case "astimezone":
		return jinja.Func(name, func(args tuple, _ kwargs) (jinja.Value, error) {
			if len(args) == 1 {
				if z, ok := args[0].(zone); ok {
					return moment{m.In(z.loc)}, nil
				}
			}
			return moment{m.UTC()}, nil
		}), nil
	case "replace":
		return jinja.Func(name, func(_ tuple, kw kwargs) (jinja.Value, error) {
			in := m.Location()
			parts := map[string]int{"year": m.Year(), "month": int(m.Month()), "day": m.Day(), "hour": m.Hour(), "minute": m.Minute(), "second": m.Second(), "microsecond": m.Nanosecond() / 1000}
			for _, kv := range kw {
				if z, ok := kv[1].(zone); ok {
					in = z.loc
				} else if kv[1] == starlark.None {
					in = naive
				}
				if n, err := starlark.AsInt32(kv[1]); err == nil {
					parts[jinja.Text(kv[0])] = n
				}
			}
			return moment{time.Date(parts["year"], time.Month(parts["month"]), parts["day"], parts["hour"], parts["minute"], parts["second"], parts["microsecond"]*1000, in)}, nil
		}), nil
	case "utcnow", "now":
		return same(m.Time)
	}
	return nil, nil
}

// AttrNames returns none.
func (m moment) AttrNames() []string { return nil }

// day is a date: it prints without a time.
type day struct{ moment }

func (d day) String() string { return d.Format("2006-01-02") }

// Binary adds and subtracts spans, and subtracts days.
func (d day) Binary(op syntax.Token, y starlark.Value, side starlark.Side) (starlark.Value, error) {
	if other, ok := y.(day); ok {
		y = other.moment
	}
	v, err := d.moment.Binary(op, y, side)
	if m, ok := v.(moment); ok {
		return day{m}, err
	}
	return v, err
}

// CompareSameType orders days.
func (d day) CompareSameType(op syntax.Token, y starlark.Value, depth int) (bool, error) {
	return d.moment.CompareSameType(op, y.(day).moment, depth)
}

// Type tells days from moments.
func (d day) Type() string { return "date" }

// Attr returns a part or a method.
func (d day) Attr(name string) (starlark.Value, error) {
	if name == "isoformat" {
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return starlark.String(d.String()), nil }), nil
	}
	return d.moment.Attr(name)
}

// span is a timedelta.
type span time.Duration

func (s span) String() string        { return time.Duration(s).String() }
func (s span) Type() string          { return "timedelta" }
func (s span) Freeze()               {}
func (s span) Truth() starlark.Bool  { return s != 0 }
func (s span) Hash() (uint32, error) { return starlark.MakeInt64(int64(s)).Hash() }

// Attr returns days, seconds or total_seconds.
func (s span) Attr(name string) (starlark.Value, error) {
	switch name {
	case "days":
		return starlark.MakeInt(int(time.Duration(s).Hours() / 24)), nil
	case "seconds":
		return starlark.MakeInt(int(time.Duration(s).Seconds()) % 86400), nil
	case "total_seconds":
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return starlark.Float(time.Duration(s).Seconds()), nil }), nil
	}
	return nil, nil
}

// AttrNames returns none.
func (s span) AttrNames() []string { return nil }

// zone is a time zone of pytz.
type zone struct{ loc *time.Location }

func (z zone) String() string        { return z.loc.String() }
func (z zone) Type() string          { return "tzinfo" }
func (z zone) Freeze()               {}
func (z zone) Truth() starlark.Bool  { return true }
func (z zone) Hash() (uint32, error) { return starlark.String(z.String()).Hash() }

// modules are those of Python's that dbt lets templates use: datetime, pytz and re.
func (p *Project) modules() jinja.Value {
	object := func(name string, parts map[string]jinja.Value) jinja.Value {
		return &jinja.Object{Kind: "module", Print: "<module " + name + ">", Parts: parts}
	}
	now := moment{p.opt.Now.UTC().In(naive)}
	nowFunc := jinja.Func("now", func(args tuple, _ kwargs) (jinja.Value, error) {
		if len(args) == 1 {
			if z, ok := args[0].(zone); ok {
				return moment{now.In(z.loc)}, nil
			}
		}
		return now, nil
	})
	parse := jinja.Func("strptime", func(args tuple, kw kwargs) (jinja.Value, error) {
		var text, layout string
		if err := starlark.UnpackPositionalArgs("strptime", args, kw, 2, &text, &layout); err != nil {
			return nil, err
		}
		t, err := strftime.Parse(layout, text)
		if !strings.Contains(layout, "%z") {
			t = t.In(naive)
		}
		return moment{t}, err
	})
	iso := jinja.Func("fromisoformat", func(args tuple, kw kwargs) (jinja.Value, error) {
		var text string
		if err := starlark.UnpackPositionalArgs("fromisoformat", args, kw, 1, &text); err != nil {
			return nil, err
		}
		for _, layout := range []string{"2006-01-02", "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.RFC3339} {
			if t, err := time.Parse(layout, text); err == nil {
				if layout != time.RFC3339 {
					t = t.In(naive)
				}
				return moment{t}, nil
			}
		}
		return nil, fmt.Errorf("%q is no date of ISO 8601", text)
	})
	datetime := &callableObject{name: "datetime", call: func(args tuple, kw kwargs) (jinja.Value, error) { return makeMoment(args, kw) },
		parts: map[string]jinja.Value{"now": nowFunc, "utcnow": nowFunc, "today": nowFunc, "strptime": parse, "fromisoformat": iso}}
	date := &callableObject{name: "date", call: func(args tuple, kw kwargs) (jinja.Value, error) {
		m, err := makeMoment(args, kw)
		return day{m}, err
	}, parts: map[string]jinja.Value{
		"today":         jinja.Func("today", func(tuple, kwargs) (jinja.Value, error) { return now.date(), nil }),
		"fromisoformat": iso,
	}}
	timedelta := jinja.Func("timedelta", func(args tuple, kw kwargs) (jinja.Value, error) {
		units := []string{"days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"}
		sizes := map[string]time.Duration{"days": 24 * time.Hour, "seconds": time.Second, "microseconds": time.Microsecond, "milliseconds": time.Millisecond,
			"minutes": time.Minute, "hours": time.Hour, "weeks": 7 * 24 * time.Hour}
		var total time.Duration
		add := func(unit string, v jinja.Value) error {
			f, ok := starlark.AsFloat(v)
			if !ok || sizes[unit] == 0 {
				return fmt.Errorf("timedelta has no %s of that", unit)
			}
			total += time.Duration(f * float64(sizes[unit]))
			return nil
		}
		for i, a := range args {
			if i >= len(units) {
				return nil, errors.New("timedelta takes days, seconds, …")
			}
			if err := add(units[i], a); err != nil {
				return nil, err
			}
		}
		for _, kv := range kw {
			if err := add(jinja.Text(kv[0]), kv[1]); err != nil {
				return nil, err
			}
		}
		return span(total), nil
	})
	utc := zone{time.UTC}
	return object("modules", map[string]jinja.Value{
		"datetime": object("datetime", map[string]jinja.Value{"datetime": datetime, "date": date, "timedelta": timedelta,
			"timezone": object("timezone", map[string]jinja.Value{"utc": utc})}),
		"pytz": object("pytz", map[string]jinja.Value{"utc": utc, "UTC": utc, "timezone": jinja.Func("timezone", func(args tuple, kw kwargs) (jinja.Value, error) {
			var name string
			if err := starlark.UnpackPositionalArgs("timezone", args, kw, 1, &name); err != nil {
				return nil, err
			}
			loc, err := time.LoadLocation(name)
			if err != nil {
				return nil, fmt.Errorf("unknown time zone %q", name)
			}
			return zone{loc}, nil
		})}),
		"re":        object("re", patterns()),
		"itertools": refused{"modules.itertools", "trace does not have it; write a loop"},
	})
}

func makeMoment(args tuple, kw kwargs) (moment, error) {
	var y, m, d, hour, minute, second, micro int
	err := starlark.UnpackArgs("datetime", args, kw, "year", &y, "month", &m, "day", &d, "hour?", &hour, "minute?", &minute, "second?", &second, "microsecond?", &micro)
	return moment{time.Date(y, time.Month(m), d, hour, minute, second, micro*1000, naive)}, err
}

// patterns is Python's re, as far as Go's regexp is the same.
func patterns() map[string]jinja.Value {
	with := func(name string, do func(re *regexp.Regexp, args []string) (jinja.Value, error)) jinja.Value {
		return jinja.Func(name, func(args tuple, kw kwargs) (jinja.Value, error) {
			var texts []string
			for _, a := range args {
				texts = append(texts, jinja.Text(a))
			}
			for _, kv := range kw {
				texts = append(texts, jinja.Text(kv[1]))
			}
			if len(texts) < 2 {
				return nil, fmt.Errorf("re.%s wants a pattern and a text", name)
			}
			re, err := regexp.Compile(texts[0])
			if err != nil {
				return nil, fmt.Errorf("re.%s: %q cannot be used: %w", name, texts[0], err)
			}
			return do(re, texts[1:])
		})
	}
	match := func(re *regexp.Regexp, text string, anchored, whole bool) jinja.Value {
		m := re.FindStringSubmatchIndex(text)
		if m == nil || anchored && m[0] != 0 || whole && m[1] != len(text) {
			return starlark.None
		}
		groups := re.FindStringSubmatch(text)
		return &jinja.Object{Kind: "match", Print: groups[0], Parts: map[string]jinja.Value{
			"group": jinja.Func("group", func(args tuple, _ kwargs) (jinja.Value, error) {
				n := 0
				if len(args) > 0 {
					var err error
					if n, err = starlark.AsInt32(args[0]); err != nil {
						n = re.SubexpIndex(jinja.Text(args[0]))
					}
				}
				if n < 0 || n >= len(groups) {
					return nil, errors.New("there is no such group")
				}
				return starlark.String(groups[n]), nil
			}),
			"groups": jinja.Func("groups", func(tuple, kwargs) (jinja.Value, error) { return toValue(groups[1:]), nil }),
			"start":  jinja.Func("start", func(tuple, kwargs) (jinja.Value, error) { return starlark.MakeInt(m[0]), nil }),
			"end":    jinja.Func("end", func(tuple, kwargs) (jinja.Value, error) { return starlark.MakeInt(m[1]), nil }),
		}}
	}
	return map[string]jinja.Value{
		"match":     with("match", func(re *regexp.Regexp, a []string) (jinja.Value, error) { return match(re, a[0], true, false), nil }),
		"fullmatch": with("fullmatch", func(re *regexp.Regexp, a []string) (jinja.Value, error) { return match(re, a[0], true, true), nil }),
		"search":    with("search", func(re *regexp.Regexp, a []string) (jinja.Value, error) { return match(re, a[0], false, false), nil }),
		"findall": with("findall", func(re *regexp.Regexp, a []string) (jinja.Value, error) {
			return toValue(append([]string{}, re.FindAllString(a[0], -1)...)), nil
		}),
		"split": with("split", func(re *regexp.Regexp, a []string) (jinja.Value, error) { return toValue(re.Split(a[0], -1)), nil }),
		"escape": jinja.Func("escape", func(args tuple, _ kwargs) (jinja.Value, error) {
			return starlark.String(regexp.QuoteMeta(jinja.Text(args[0]))), nil
		}),
		"sub": with("sub", func(re *regexp.Regexp, a []string) (jinja.Value, error) {
			if len(a) < 2 {
				return nil, errors.New("re.sub wants a pattern, what to put and a text")
			}
			put := backReference.ReplaceAllString(strings.ReplaceAll(a[0], "$", "$$"), "$${$1}")
			return starlark.String(re.ReplaceAllString(a[1], put)), nil
		}),
		"IGNORECASE": starlark.String("(?i)"),
	}
}

var backReference = regexp.MustCompile(`\\(?:g<)?(\d+|\w+)>?`)

func localMD5(args tuple, kw kwargs) (jinja.Value, error) {
	var text string
	if err := starlark.UnpackPositionalArgs("local_md5", args, kw, 1, &text); err != nil {
		return nil, err
	}
	sum := md5.Sum([]byte(text))
	return starlark.String(hex.EncodeToString(sum[:])), nil
}
