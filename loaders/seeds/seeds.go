package seeds

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode"

	"funneltrace/loaders/child"
	"funneltrace/loaders/freeze"
	"funneltrace/loaders/inside"
	"funneltrace/snapshots"
	"funneltrace/snapshots/store"
)

// Schema is the schema of the tables, and the family of the snapshot.
const Schema = "seeds"

// Seed is a CSV file of a dbt project.
type Seed struct {
	Name      string         // of the table
	Folder    *inside.Folder // that the file lies in, and that it is not looked for outside of
	File      string         // its name there
	Shown     string         // the path as errors have it: seeds/raw_orders.csv
	Delimiter rune           // between fields; 0 is a comma

	// Of a table that the project reads from files by itself, instead of File: how, and what the files are called in the project.
	Read  *freeze.FileRead
	Names []string

	// ColumnTypes are the types that the project gives to columns, whose case does not matter. They are those of any
	// warehouse:
	//
	//	VARCHAR        string, text, char, varchar(20), nvarchar(max), character varying, clob, citext…
	//	BOOLEAN        bool, boolean, bit
	//	TINYINT        tinyint, int1, byteint
	//	SMALLINT       smallint, int2, int16
	//	INTEGER        int, integer, int4, int32, mediumint
	//	BIGINT         bigint, int8, int64, long
	//	UTINYINT…      uint8, uint16, uint32, uint64
	//	DECIMAL(p,s)   decimal, numeric, number, dec, bignumeric with (p) or (p,s); alone (38,9), but number (38,0); money (19,4), hugeint (38,0)
	//	FLOAT          real, float4, float32
	//	DOUBLE         double, double precision, float, float8, float64
	//	DATE           date, date32
	//	TIME           time
	//	TIMESTAMP      timestamp, datetime, timestamp_ntz, datetime2, smalldatetime, timestamp without time zone
	//	TIMESTAMPTZ    timestamptz, timestamp_tz, timestamp_ltz, datetimeoffset, timestamp with time zone
	//	JSON           json, jsonb, variant, super
	//	BLOB           blob, bytea, binary, varbinary, bytes
	//	UUID           uuid, uniqueidentifier
	//
	// A length of a text, and the digits of a time, are passed over. Any other type is an error of [Snapshot].
	ColumnTypes map[string]string
}

// Snapshot returns the snapshot that has the seeds as its tables, in the schema [Schema], and says what is the matter with
// them. It calls itself name. It is kept in the folder cache and made if it is not there: the same seeds, told alike, are the
// same folder, which also remembers the problems, and are not parsed again. A run that is killed leaves what was there, and two
// at once do no harm.
//
// The error is one line that names the file and, where there is one, the line; that of a seed which cannot be read is a [*SeedError]. Of the options, Patience is not used, as no
// other process is started; Progress is called when a seed begins that has to be read, with its file as errors show it.
func Snapshot(ctx context.Context, cache, name string, list []Seed, opt child.Options) (*snapshots.Snapshot, []Problem, error) {
	if err := checkNames(list); err != nil {
		return nil, nil, err
	}
	sources, err := inspect(ctx, list)
	if err != nil {
		return nil, nil, err
	}
	dir, err := store.Use(cache, key(sources), opt.Run)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			opt.Run.Damaged("what the cache had made of %s was damaged; it is made again", shownOf(sources))
		}
		dir, err = store.Keep(cache, key(sources), opt.Run, func(dir string) error { return fill(ctx, dir, sources, opt) })
		if err != nil {
			return nil, nil, err
		}
	}
	snap, problems, err := open(dir)
	if err != nil {
		return nil, nil, err
	}
	snap.Name = name
	return snap, problems, nil
}

// shownOf names the seeds for people: the first of them, and how many more there are.
func shownOf(sources []source) string {
	if more := len(sources) - 1; more > 0 {
		return fmt.Sprintf("%s and %d more", sources[0].Shown, more)
	}
	return sources[0].Shown
}

// checkNames refuses names that cannot be those of tables side by side.
func checkNames(list []Seed) error {
	if len(list) == 0 {
		return errors.New("there is no seed to make a snapshot of")
	}
	seen := map[string]Seed{}
	for _, s := range list {
		if s.Name == "" || strings.ContainsFunc(s.Name, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return s.failed(fmt.Errorf("%q cannot be a table's name; rename the file", s.Name))
		}
		folded := strings.ToLower(s.Name)
		if other, taken := seen[folded]; taken {
			return s.failed(fmt.Errorf("there is a seed %s already, %s; rename one", other.Name, other.Shown))
		}
		seen[folded] = s
	}
	return nil
}

// SeedError says that one of the seeds cannot be read; the others may be.
type SeedError struct {
	Name string
	err  error
}

func (e *SeedError) Error() string { return e.err.Error() }
func (e *SeedError) Unwrap() error { return e.err }

// failed puts the seed before an error.
func (s Seed) failed(err error) error {
	what := "seed"
	if s.Read != nil {
		what = "read"
	}
	return &SeedError{s.Name, fmt.Errorf("%s %s: %w", what, s.Shown, err)}
}

// lineError is an error about a line of the seed.
func lineError(line int, format string, args ...any) error {
	return fmt.Errorf("line %d: %w", line, fmt.Errorf(format, args...))
}
