package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"funneltrace/loaders/engine"
	"funneltrace/snapshots"
	"funneltrace/trace/report"
	"funneltrace/trace/report/form"
)

// catalogueFlags are the flags of the snapshots command.
type catalogueFlags struct {
	outputFlags
}

func (p *program) snapshotsCommand() *cobra.Command {
	f := &catalogueFlags{}
	cmd := &cobra.Command{
		Use:   "snapshots",
		Short: "list the snapshots; freeze, show and verify one",
		Long: `Snapshots lists the snapshots that are found by name: those in the folders of $TRACE_SNAPSHOTS, in
./snapshots and in the cache.

"verified" says that every file was compared with its hash and read whole on this machine, by this
engine, and was not touched since. Others are verified when they are used for the first time.`,
		Example: `  trace snapshots
  trace snapshots freeze shop_20240131 --table orders='export/orders-*.csv' --table countries=countries.csv
  trace snapshots show shop_20240131
  trace snapshots verify --all`,
		Args: cobra.NoArgs,
	}
	f.register(cmd, "leave text in the CSV untouched that a spreadsheet or terminal would run",
		offer{kind: form.KindCSV, help: "print CSV"}, offer{kind: form.KindJSON, help: "print JSON"})
	cmd.RunE = p.action(func(*cobra.Command, []string) error { return p.catalogue(f) })
	cmd.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		for _, flag := range []string{"snapshot", "chain"} {
			if cmd.Flags().Changed(flag) {
				return fmt.Errorf("%s has no use for --%s; a snapshot's name is an argument", cmd.CommandPath(), flag)
			}
		}
		return nil
	}
	cmd.AddCommand(p.showCommand(), p.freezeCommand(), p.recheckCommand(), p.sampleCommand())
	return cmd
}

// sweptPlaces are the places of snapshots, free of what killed freezes left, and the cache folder, which may be empty.
func (p *program) sweptPlaces() (snapshots.Places, string) {
	cache, err := p.env.cacheDir()
	if err != nil {
		p.note("note: there is no cache: %w", err)
	}
	if _, err := os.Stat(cache); err == nil {
		cache = p.cacheFolder()
	}
	places := p.places(cache)
	places.Sweep()
	return places, cache
}

// trusted reports whether the snapshot was verified before and not touched since.
func (p *program) trusted(snap *snapshots.Snapshot, cache string) bool {
	return cache != "" && p.trustIn(cache).Trusted(snap)
}

// trustIn is what is remembered in the cache of snapshots that the engine has read whole without harm.
func (p *program) trustIn(cache string) snapshots.Trust {
	trust := snapshots.TrustIn(cache, engine.Engine())
	trust.Run, trust.Fresh = p.using, p.fresh
	return trust
}

// listed is a line of the catalogue.
type listed struct {
	Name      string `json:"name"`
	Date      string `json:"date"` // 2024-01-31
	Tables    int    `json:"tables"`
	Rows      int64  `json:"rows"` // -1 if only reading can tell
	Bytes     int64  `json:"bytes"`
	Verified  bool   `json:"verified"`
	Synthetic bool   `json:"synthetic"`
	Rejects   int64  `json:"rejects"` // lines that were left out
	Manifest  string `json:"manifest"`
	Dir       string `json:"dir"`
	Error     string `json:"error,omitempty"`
}

func (p *program) catalogue(f *catalogueFlags) error {
	if err := f.parseCells(); err != nil {
		return err
	}
	places, cache := p.sweptPlaces()
	bar := p.begin("looking at the snapshots")
	lines := []listed{}
	for _, l := range places.List() {
		lines = append(lines, p.describeListed(l, cache))
	}
	bar.finish()
	var b []byte
	var err error
	switch f.kind {
	case form.KindJSON:
		b, err = form.JSON(lines)
	case form.KindCSV:
		b = catalogueCSV(lines, f.raw)
	default:
		b = catalogueTable(lines, p.env.columns())
	}
	err = p.print(&f.outputFlags, b, err)
	if err == nil && len(lines) == 0 {
		p.note("there is no snapshot in %s; make one with trace snapshots freeze, see its --help", strings.Join(placeNames(places), ", "))
	}
	return err
}

// placeNames are the folders in which snapshots are looked for.
func placeNames(places snapshots.Places) []string {
	names := append([]string{}, places.Listed...)
	names = append(names, "./"+places.Local)
	if places.Cache != "" {
		names = append(names, snapshots.CacheDir(places.Cache))
	}
	return names
}

func (p *program) describeListed(l snapshots.Listed, cache string) listed {
	line := listed{Name: l.Name, Date: dashed(l.Date), Rows: -1, Dir: l.Dir}
	if l.Err != nil {
		line.Error = l.Err.Error()
		return line
	}
	s := l.Snapshot
	line.Tables, line.Rows, line.Bytes = len(s.Manifest.Tables), s.Rows(), s.Bytes()
	line.Verified, line.Synthetic, line.Manifest = p.trusted(s, cache), s.Synthetic, s.Hash()
	if r := s.Manifest.Rejects; r != nil {
		line.Rejects = r.Lines
	}
	return line
}

// remarks say what else there is to know.
func (l listed) remarks() string {
	var all []string
	if l.Synthetic {
		all = append(all, "synthetic")
	}
	if l.Rejects > 0 {
		all = append(all, report.Units(l.Rejects, "line")+" rejected")
	}
	return strings.Join(all, ", ")
}

// dashed writes a date as people do.
func dashed(date string) string {
	if len(date) != len("20240131") {
		return date
	}
	return date[:4] + "-" + date[4:6] + "-" + date[6:]
}

func catalogueCSV(lines []listed, raw bool) []byte {
	c := form.NewCSV("name,date,tables,rows,bytes,verified,synthetic,rejects,manifest,dir,error", raw)
	for _, l := range lines {
		rows := form.Whole(l.Rows)
		if l.Rows < 0 {
			rows = "" // not known
		}
		c.Line(l.Name, l.Date, l.Tables, rows, l.Bytes, l.Verified, l.Synthetic, l.Rejects, l.Manifest, l.Dir, l.Error)
	}
	return c.Bytes()
}

// catalogueTable prints the snapshots place by place.
func catalogueTable(lines []listed, width int) []byte {
	grid := [][]string{{"snapshot", "date", "tables", "rows", "size", "state"}}
	for _, l := range lines {
		if l.Error != "" {
			grid = append(grid, []string{l.Name, l.Date, "", "", "", "✗ cannot be used"})
			continue
		}
		rows := "?"
		if l.Rows >= 0 {
			rows = report.Count(l.Rows)
		}
		state := "files not verified yet"
		if l.Verified {
			state = "✓ files verified"
		}
		grid = append(grid, []string{l.Name, l.Date, report.Count(int64(l.Tables)), rows, size(l.Bytes), state})
	}
	cells := alignCells(grid, 2, 3, 4)
	var b bytes.Buffer
	if len(lines) > 0 {
		fmt.Fprintf(&b, "  %s\n", cells[0])
	}
	place := ""
	for _, l := range byPlace(lines) {
		if dir := filepath.Dir(lines[l].Dir); dir != place {
			place = dir
			fmt.Fprintln(&b, form.Visible(shortDir(dir)))
		}
		line := "  " + cells[l+1]
		if more := lines[l].remarks(); more != "" && ansi.StringWidth(line+", "+more) <= width {
			line += ", " + more
		} else if more != "" {
			line += "\n    " + more
		}
		fmt.Fprintln(&b, line)
		if lines[l].Error != "" {
			fmt.Fprintln(&b, wrapped("    "+form.Visible(lines[l].Error), width, "    "))
		}
	}
	return []byte(form.VisibleText(b.String()))
}

// byPlace returns the numbers of the lines, those of one folder together, in the order in which folders appear.
func byPlace(lines []listed) []int {
	var order []int
	done := map[string]bool{}
	for _, l := range lines {
		dir := filepath.Dir(l.Dir)
		if done[dir] {
			continue
		}
		done[dir] = true
		for i, o := range lines {
			if filepath.Dir(o.Dir) == dir {
				order = append(order, i)
			}
		}
	}
	return order
}

// shortDir returns a folder as a person in this one would write it.
func shortDir(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		if here, err := filepath.Abs("."); err == nil {
			if rel, err := filepath.Rel(here, abs); err == nil && filepath.IsLocal(rel) {
				if rel == "." {
					return rel
				}
				return "./" + filepath.ToSlash(rel)
			}
		}
	}
	return dir
}
