package snapshots

import "funneltrace/snapshots/near"

// nearest returns the known snapshot that was probably meant, or nothing. A date left out or mistyped does not count.
func nearest(asked string, known []string) string {
	if name := near.Name(asked, known); name != "" {
		return name
	}
	askedFamily, _ := splitName(asked)
	families := make([]string, len(known))
	for i, name := range known {
		families[i], _ = splitName(name)
	}
	family := near.Name(askedFamily, families)
	for i, f := range families {
		if f == family && family != "" {
			return known[i]
		}
	}
	return ""
}
