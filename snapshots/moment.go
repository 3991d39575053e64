package snapshots

import (
	"fmt"
	"time"
)

// ParseMoment reads a moment that somebody declared: 2026-02-04, 2026-02-04 06:00:00 or 2026-02-04T06:00:00+01:00. What has no
// offset is in UTC.
func ParseMoment(text string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", time.DateTime, "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00", time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() > 0 { // a fraction of the second is read too
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no moment; write it as 2026-02-04 or 2026-02-04 06:00:00, in UTC, or with its offset as 2026-02-04T06:00:00+01:00", text)
}

// AsOf is what time it is for SQL that asks, as the manifest declares it; zero if it does not.
func (s *Snapshot) AsOf() time.Time {
	t, err := ParseMoment(s.Manifest.AsOf)
	if err != nil {
		return time.Time{} // none: what is no moment was refused
	}
	return t
}
