package freeze

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"funneltrace/loaders/child"
	"funneltrace/loaders/csvform"
	"funneltrace/loaders/engine"
	"funneltrace/loaders/tables"
	"funneltrace/snapshots"
	"funneltrace/snapshots/regular"
)

// Options say how a snapshot is made. Of the [child.Options], TempDir is not used: all is done within the stage.
type Options struct {
	child.Options
	Sort          map[string][]string      // the columns that a table is sorted by; none at all is the order of the input
	AcceptRejects bool                     // leave out the lines that cannot be read
	Strict        bool                     // refuse a table of files that do not all have the same columns
	Given         map[string]csvform.Given // how the CSV files of a table are read, as far as that is not to be found out
	AsOf          string                   // what time it is for models that ask, as [snapshots.ParseMoment] reads it; may be empty
	Program       string                   // for the manifest
}

// RejectsError says that lines cannot be read and nobody has accepted that.
type RejectsError struct {
	tables.Rejected
	List string // the CSV file that lists them: file, line, reason, text. It goes with the stage
}

func (e *RejectsError) Error() string {
	return e.String() + "; mend them, or leave them out with --accept-rejects; --rejects FILE lists them all"
}

// Summary counts the lines and names the first few.
func (e *RejectsError) Summary() string { return e.String() }

// RejectsFile is the name of the list of rejects in a snapshot's folder.
const RejectsFile = "rejects.csv"

// Into writes the inputs as sorted Parquet tables into the stage, with a manifest; the caller publishes it. The engine reads
// other people's files only in a child process, as in [attach.Scan], and what was written is read whole again and compared with what
// was read before. Each table is one file with row groups of 122,880 rows, which is what a thread of the engine takes at once.
// It is packed with LZ4, not with Zstandard: it takes half as much room again and is scanned in half the time, and a
// snapshot is written once and scanned for every question.
//
// Bad lines are a [*RejectsError]. Inputs that change while they are read are an error.
func Into(ctx context.Context, stage *snapshots.Stage, inputs []Input, opt Options) (snapshots.Manifest, error) {
	child.OutliveFileLimit()
	m, err := freeze(ctx, stage, inputs, opt)
	if err != nil {
		return m, fmt.Errorf("freeze snapshot %s: %w", stage.Name, engine.NoRoom(err))
	}
	return m, nil
}

func freeze(ctx context.Context, stage *snapshots.Stage, inputs []Input, opt Options) (snapshots.Manifest, error) {
	none := snapshots.Manifest{}
	family, _, _ := cutDate(stage.Name)
	if slices.ContainsFunc(engine.Reserved, func(s string) bool { return strings.EqualFold(s, family) }) {
		return none, engine.Usagef("its tables would be in the schema %q, which the engine keeps for itself; take another name", family)
	}
	if _, err := (engine.Options{Threads: opt.Threads, MemoryLimit: opt.MemoryLimit}).Settings(); err != nil {
		return none, err // the child would say it, but not that it is wrong usage
	}
	for table := range opt.Sort {
		if !slices.ContainsFunc(inputs, func(in Input) bool { return in.Table == table }) {
			return none, engine.Usagef("--sort %s: there is no --table %s", table, table)
		}
	}
	before, err := statInputs(inputs)
	if err != nil {
		return none, err
	}
	told := freezing{Accept: opt.AcceptRejects}
	var files []string
	for _, in := range inputs {
		sort, given := opt.Sort[in.Table]
		told.Tables = append(told.Tables, job{
			Table: in.Table, Format: in.Format, Files: in.Files, Names: in.Names, Folders: in.Folders, From: in.From,
			Given: opt.Given[in.Table], Strict: opt.Strict,
			Sort: sort, AsIs: given && len(sort) == 0,
			Out: filepath.Join(stage.Dir, in.Table+".parquet"), Work: stage.Work,
		})
		files = append(files, in.Files...)
		if in.Format == "" {
			files = append(files, in.Files[0]+".wal")
		}
	}
	opt.TempDir = stage.Work
	if opt.Patience == 0 {
		opt.Patience = 10*time.Minute + time.Duration(before.bytes()>>20)*time.Second
	}
	last, err := child.Run(ctx, child.Task{Job: "freeze", With: told, Files: files, Dirs: []string{stage.Dir, stage.Work}}, opt.Options)
	if err != nil && ctx.Err() == nil {
		// What is written while it is read looks damaged; that it changed is what to tell.
		if now, gone := statInputs(inputs); gone == nil && before.differs(now) != "" {
			return none, changed(before.differs(now))
		}
	}
	var done result
	if len(last.Result) > 0 {
		if broken := json.Unmarshal(last.Result, &done); err == nil {
			err = broken
		}
	}
	switch {
	case err != nil && last.Error == errRejected.Error():
		return none, &RejectsError{done.Rejects, filepath.Join(stage.Work, RejectsFile)}
	case err != nil:
		return none, err
	case len(done.Frozen) != len(inputs):
		return none, fmt.Errorf("the child process made %d tables of %d", len(done.Frozen), len(inputs))
	}
	if opt.Progress != nil {
		opt.Progress("", "hashing", 950, 1000)
	}
	sums, err := hashInputs(ctx, inputs)
	if err != nil {
		return none, err
	}
	after, err := statInputs(inputs)
	if err != nil {
		return none, err
	}
	if name := before.differs(after); name != "" {
		return none, changed(name)
	}
	m, err := snapshots.Describe(stage.Dir, stage.Name)
	if err != nil {
		return none, err
	}
	m.Source, m.AsOf, m.Program = source(inputs), opt.AsOf, opt.Program
	for i, in := range inputs {
		at := slices.IndexFunc(m.Tables, func(t snapshots.Table) bool { return t.Name == in.Table })
		if at < 0 || m.Tables[at].Rows != done.Frozen[i].Rows {
			return none, fmt.Errorf("table %s: the file that was written has not the rows that were read", in.Table)
		}
		done.Frozen[i].describe(&m.Tables[at], in, before, sums)
		for _, note := range done.Frozen[i].Notes {
			opt.Say([]string{"table " + in.Table + ": " + note})
		}
	}
	if done.Rejects.Lines > 0 {
		if err := os.Rename(filepath.Join(stage.Work, RejectsFile), filepath.Join(stage.Dir, RejectsFile)); err != nil {
			return none, err
		}
		if err := m.AddRejects(stage.Dir, RejectsFile, done.Rejects.Lines); err != nil {
			return none, err
		}
	}
	return m, snapshots.WriteManifest(stage.Dir, m)
}

func changed(name string) error {
	return fmt.Errorf("file %s changed while it was read; freeze a copy, or wait until nobody writes it", name)
}

// describe fills in what only the freeze knows of a table.
func (f frozen) describe(t *snapshots.Table, in Input, before stats, sums map[string]string) {
	t.Nulls, t.Sorted, t.Time = f.Nulls, f.Sorted, f.Time
	for i, file := range in.Files {
		input := snapshots.Input{Name: in.Names[i], Bytes: before[file].Size(), SHA256: sums[file]}
		if in.Format == "" {
			input.Table = in.From[0] + "." + in.From[1]
		}
		if i < len(f.Rejected) {
			input.Rejected = f.Rejected[i]
		}
		if i < len(f.Read) && f.Read[i] != snapshots.UsualReading {
			input.Read = &f.Read[i]
		}
		t.Inputs = append(t.Inputs, input)
	}
}

// source is what the manifest says of the inputs, for people. Only names are told: where files lie is nobody's business.
func source(inputs []Input) string {
	const named = 3
	var names []string
	files := 0
	for _, in := range inputs {
		files += len(in.Files)
		for _, n := range in.Names {
			if len(names) < named && !slices.Contains(names, engine.Visible(n)) {
				names = append(names, engine.Visible(n))
			}
		}
	}
	text := "frozen from " + strings.Join(names, ", ")
	if files > named {
		text += fmt.Sprintf(" and more, %d files in all", files)
	}
	return text
}

// stats are the sizes and times of files.
type stats map[string]os.FileInfo

func statInputs(inputs []Input) (stats, error) {
	s := stats{}
	for _, in := range inputs {
		for i, f := range in.Files {
			info, err := os.Stat(f)
			if err != nil {
				return nil, fmt.Errorf("table %s: file %s: %w", in.Table, in.Names[i], regular.Plain(err))
			}
			s[f] = info
		}
		if wal := in.Files[0] + ".wal"; in.Format == "" {
			if info, err := os.Stat(wal); err == nil {
				s[wal] = info
			}
		}
	}
	return s, nil
}

func (s stats) bytes() (sum int64) {
	for _, info := range s {
		sum += info.Size()
	}
	return sum
}

// differs returns the name of a file that is not as it was, or "".
func (s stats) differs(now stats) string {
	for f, a := range s {
		if b, ok := now[f]; !ok || a.Size() != b.Size() || !a.ModTime().Equal(b.ModTime()) || !os.SameFile(a, b) {
			return filepath.Base(f)
		}
	}
	for f := range now {
		if _, ok := s[f]; !ok {
			return filepath.Base(f)
		}
	}
	return ""
}

// hashInputs returns the SHA-256 of each file.
func hashInputs(ctx context.Context, inputs []Input) (map[string]string, error) {
	sums := map[string]string{}
	for _, in := range inputs {
		for i, f := range in.Files {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			sum, err := regular.Hash(f)
			if err != nil {
				return nil, fmt.Errorf("table %s: file %s: %w", in.Table, in.Names[i], regular.Plain(err))
			}
			sums[f] = sum
		}
	}
	return sums, nil
}

// cutDate cuts a snapshot's name into its family and date.
func cutDate(name string) (family, date string, ok bool) {
	i := strings.LastIndexByte(name, '_')
	if i < 0 {
		return name, "", false
	}
	return name[:i], name[i+1:], true
}
