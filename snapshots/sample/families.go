package sample

import (
	"fmt"
	"slices"
	"strings"
)

// The families of the snapshots that can be made.
const (
	Rebrandly = "rebrandly"
	AdSuite   = "adsuite"
)

// family is what the two snapshots of a family have in common.
type family struct {
	name  string
	dates []string // of the built-in one, and of the later one
	asOf  []string // what time it is for models that ask; none if none does
	later string   // the folder in the recipe of what only the later one needs

	bytes   float64    // of the files at scale 1, about
	drawing [2]float64 // the part of the time before the first byte is written, of the one and the other
}

var families = []family{
	{name: Rebrandly, dates: []string{"20260612", "20260619"}, later: "week", bytes: 100_000_000, drawing: [2]float64{0.3, 0.45}},
	{name: AdSuite, dates: []string{"20260203", "20260204"}, asOf: []string{"2026-02-04", "2026-02-05"}, later: "day", bytes: 30_000_000, drawing: [2]float64{0.6, 0.6}},
}

// Families returns the names of the families that can be made.
func Families() []string {
	var names []string
	for _, f := range families {
		names = append(names, f.name)
	}
	return names
}

// Dates returns the dates of the family's snapshots, the built-in one's first; none if there is no such family.
func Dates(family string) []string {
	f, _ := familyOf(family)
	return slices.Clone(f.dates)
}

// Name returns the name of the family's built-in snapshot; empty if there is no such family.
func Name(family string) string {
	if f, ok := familyOf(family); ok {
		return f.name + "_" + f.dates[0]
	}
	return ""
}

func familyOf(name string) (family, bool) {
	i := slices.IndexFunc(families, func(f family) bool { return f.name == name })
	if i < 0 {
		return family{}, false
	}
	return families[i], true
}

// Options say which snapshot is made, and how much of it. The zero value is the built-in one of [Rebrandly].
type Options struct {
	Family string  // one of [Families]; none is Rebrandly
	Scale  float64 // of the number of root rows; 0 is 1, which makes 2.7 million clicks or half a million events
	Date   string  // one of the family's [Dates]; none is the first
}

// Name returns the snapshot's name.
func (o Options) Name() string {
	o = o.orDefault()
	return o.Family + "_" + o.Date
}

func (o Options) orDefault() Options {
	if o.Family == "" {
		o.Family = Rebrandly
	}
	if o.Scale == 0 {
		o.Scale = 1
	}
	if dates := Dates(o.Family); o.Date == "" && len(dates) > 0 {
		o.Date = dates[0]
	}
	return o
}

// AsOf is when the snapshot was taken, at the end of its day, for models that ask what time it is; empty if those of the family do not.
func (o Options) AsOf() string {
	o = o.orDefault()
	f, _ := familyOf(o.Family)
	if i := slices.Index(f.dates, o.Date); i >= 0 && i < len(f.asOf) {
		return f.asOf[i]
	}
	return ""
}

// check returns an error if there is no such snapshot.
func (o Options) check() error {
	f, ok := familyOf(o.Family)
	switch {
	case !ok:
		return fmt.Errorf("family %q: use %s", o.Family, strings.Join(Families(), " or "))
	case o.Scale < 0.001 || o.Scale > 1000:
		return fmt.Errorf("scale %g: use 0.001 to 1000", o.Scale)
	case !slices.Contains(f.dates, o.Date):
		return fmt.Errorf("date %q: use %s", o.Date, strings.Join(f.dates, " or "))
	}
	return nil
}
