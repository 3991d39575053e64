package dbt

import (
	"errors"
	"fmt"
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

func (s span) String() string        { return s.text() }
func (s span) Type() string          { return "timedelta" }
func (s span) Freeze()               {}
func (s span) Truth() starlark.Bool  { return s != 0 }
func (s span) Hash() (uint32, error) { return starlark.MakeInt64(int64(s)).Hash() }

// split is the span as Python keeps it: whole days, rounded down, and what is left of the last.
func (s span) split() (days int, rest time.Duration) {
	const day = 24 * time.Hour
	days, rest = int(time.Duration(s)/day), time.Duration(s)%day
	if rest < 0 {
		days, rest = days-1, rest+day
	}
	return days, rest
}

// text is the span as Python writes it: 1 day, 2:00:00.
func (s span) text() string {
	days, rest := s.split()
	out := ""
	switch days {
	case 0:
	case 1, -1:
		out = fmt.Sprintf("%d day, ", days)
	default:
		out = fmt.Sprintf("%d days, ", days)
	}
	out += fmt.Sprintf("%d:%02d:%02d", int(rest.Hours()), int(rest.Minutes())%60, int(rest.Seconds())%60)
	if micro := rest % time.Second / time.Microsecond; micro > 0 {
		out += fmt.Sprintf(".%06d", micro)
	}
	return out
}

// Attr returns days, seconds, microseconds or total_seconds.
func (s span) Attr(name string) (starlark.Value, error) {
	days, rest := s.split()
	switch name {
	case "days":
		return starlark.MakeInt(days), nil
	case "seconds":
		return starlark.MakeInt(int(rest / time.Second)), nil
	case "microseconds":
		return starlark.MakeInt(int(rest % time.Second / time.Microsecond)), nil
	case "total_seconds":
		return jinja.Func(name, func(tuple, kwargs) (jinja.Value, error) { return starlark.Float(time.Duration(s).Seconds()), nil }), nil
	}
	return nil, nil
}

// AttrNames returns none.
func (s span) AttrNames() []string { return nil }

// Attr returns localize: a moment without a zone is one of this zone.
func (z zone) Attr(name string) (starlark.Value, error) {
	if name != "localize" {
		return nil, nil
	}
	return jinja.Func(name, func(args tuple, _ kwargs) (jinja.Value, error) {
		if len(args) == 1 {
			if m, ok := args[0].(moment); ok && m.Location() == naive {
				return moment{time.Date(m.Year(), m.Month(), m.Day(), m.Hour(), m.Minute(), m.Second(), m.Nanosecond(), z.loc)}, nil
			}
		}
		return nil, errors.New("localize wants a datetime without a time zone")
	}), nil
}

// AttrNames returns none.
func (z zone) AttrNames() []string { return nil }

// zone is a time zone of pytz.
type zone struct{ loc *time.Location }

func (z zone) String() string        { return z.loc.String() }
func (z zone) Type() string          { return "tzinfo" }
func (z zone) Freeze()               {}
func (z zone) Truth() starlark.Bool  { return true }
func (z zone) Hash() (uint32, error) { return starlark.String(z.String()).Hash() }
