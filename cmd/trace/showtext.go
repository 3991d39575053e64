package main

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"funneltrace/snapshots"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// text prints the snapshot for people.
func (v shown) text(width int) []byte {
	var b strings.Builder
	b.WriteString(form.Visible(v.Name) + "\n")
	facts := [][]string{{"date", v.Date}, {"folder", shortDir(v.Dir)}, {"source", v.Source}, {"program", v.Program}, {"manifest", v.Manifest}}
	if v.made {
		facts[2][1], facts[3][1] = "not told: there is no manifest.json, what is said here was found in the files", ""
	}
	if v.Synthetic {
		facts = append(facts, []string{"synthetic", "yes: the data is made up"})
	}
	if v.AsOf != "" {
		facts = append(facts, []string{"as of", v.AsOf + ": what time it is for models that ask"})
	}
	state := "not yet; it will be when it is used, or by trace snapshots verify"
	if v.Verified {
		state = "✓ every file has its hash and was read whole"
	}
	facts = append(facts, []string{"verified", state})
	if v.Rejects != nil {
		facts = append(facts, []string{"rejects", fmt.Sprintf("%s could not be read and %s left out: %s", report.Units(v.Rejects.Lines, "line"), wasWere(v.Rejects.Lines), v.Rejects.Path)})
	}
	writeFacts(&b, facts, width)
	unknown := false
	for _, t := range v.Tables {
		unknown = t.write(&b, width) || unknown
	}
	if unknown {
		b.WriteString("\n? is not told by the files; trace snapshots show --scan reads the tables for it\n")
	}
	return []byte(form.VisibleText(b.String()))
}

// write prints a table and says whether something of it is not known.
func (t shownTable) write(b *strings.Builder, width int) (unknown bool) {
	rows := "? rows"
	if t.Rows >= 0 {
		rows = report.Units(t.Rows, "row")
	} else {
		unknown = true
	}
	fmt.Fprintf(b, "\n%s  %s, %s, %s\n", form.Visible(t.Name), rows, size(t.Bytes), t.Format)
	var facts [][]string
	if t.Format == snapshots.Parquet {
		groups := report.Units(int64(t.RowGroups), "row group")
		if t.RowGroups > 1 {
			groups += fmt.Sprintf(" of up to %s rows", report.Count(t.LargestRows))
		}
		if t.Compression != "" {
			groups += ", " + t.Compression
		}
		facts = append(facts, []string{"pages", groups})
	}
	if t.frozen {
		facts = append(facts, []string{"order", sortedBy(snapshots.Table{Sorted: t.Sorted})})
	}
	if t.Time != nil {
		facts = append(facts, []string{"time", timeRange(t.Time)})
	}
	for i, f := range t.Files {
		facts = append(facts, []string{labelFirst("files", i), fmt.Sprintf("%s, %s, sha256 %s", f.Path, size(f.Bytes), f.SHA256[:12])})
	}
	for i, in := range t.Inputs {
		text := fmt.Sprintf("%s, %s, sha256 %s", in.Name, size(in.Bytes), in.SHA256[:12])
		if in.Table != "" {
			text = in.Table + " of " + text
		}
		if in.Read != nil {
			text += ", read as " + in.Read.String()
		}
		if in.Rejected > 0 {
			text += fmt.Sprintf(", %s left out", report.Units(in.Rejected, "line"))
		}
		facts = append(facts, []string{labelFirst("from", i), text})
	}
	writeFacts(b, facts, width)
	if len(t.Columns) == 0 {
		return unknown
	}
	return t.writeColumns(b, width) || unknown
}

func (t shownTable) writeColumns(b *strings.Builder, width int) (unknown bool) {
	grid := [][]string{{"column", "nulls", "", "size", "type"}}
	for _, c := range t.Columns {
		line := []string{c.Name, "?", "", "", c.Type}
		if c.Nulls >= 0 {
			line[1] = report.Count(c.Nulls)
			if c.Nulls > 0 {
				line[2] = report.Percent(c.Nulls, t.Rows)
			}
		} else {
			unknown = true
		}
		if c.Bytes >= 0 {
			line[3] = size(c.Bytes)
		}
		grid = append(grid, line)
	}
	for _, line := range alignCells(grid, 1, 2, 3) {
		b.WriteString(ansi.Truncate("  "+line, max(width, 60), "…") + "\n")
	}
	return unknown
}

// writeFacts prints names and values; what is empty is left out.
func writeFacts(b *strings.Builder, facts [][]string, width int) {
	label := len("verified") + 3
	for _, f := range facts {
		label = max(label, len(f[0])+2)
	}
	for _, f := range facts {
		if f[1] == "" {
			continue
		}
		text := wrapped(form.Visible(f[1]), width, strings.Repeat(" ", 2+label))
		fmt.Fprintf(b, "  %-*s%s\n", label, f[0], strings.TrimLeft(text, " "))
	}
}

func labelFirst(label string, i int) string {
	if i > 0 {
		return ""
	}
	return label
}

// sortedBy says in which order the rows of a table are that was frozen.
func sortedBy(t snapshots.Table) string {
	if len(t.Sorted) == 0 {
		return "in the order of the input"
	}
	return "sorted by " + strings.Join(t.Sorted, ", ") + ", ties in the order of the input"
}

// timeRange says from when to when the rows of a table are.
func timeRange(r *snapshots.TimeRange) string {
	held := map[string]string{
		"s": "seconds since 1970, UTC", "ms": "milliseconds since 1970, UTC", "us": "microseconds since 1970, UTC", "ns": "nanoseconds since 1970, UTC",
		"yyyymmdd": "days as 20240131",
	}[r.Unit]
	if strings.HasPrefix(r.Unit, "text with offset") {
		held = "text with offsets; UTC here"
	}
	text := r.Column
	if held != "" {
		text += " (" + held + ")"
	}
	if r.From == "" {
		return text + ": no row has one"
	}
	text += ": " + r.From + " to " + r.To
	if r.Without > 0 {
		text += "; " + report.Units(r.Without, "row") + " without"
	}
	return text
}
