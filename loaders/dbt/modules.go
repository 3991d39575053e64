package dbt

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ncruces/go-strftime"
	"go.starlark.net/starlark"

	"funneltrace/loaders/jinja"
)

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

func localMD5(args tuple, kw kwargs) (jinja.Value, error) {
	var text string
	if err := starlark.UnpackPositionalArgs("local_md5", args, kw, 1, &text); err != nil {
		return nil, err
	}
	sum := md5.Sum([]byte(text))
	return starlark.String(hex.EncodeToString(sum[:])), nil
}
