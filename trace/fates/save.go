package fates

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"funneltrace/trace"
	"funneltrace/trace/sqltree"
)

// ErrStale says that a saved result is missing, damaged or of another form, and must be computed again.
var ErrStale = errors.New("saved result cannot be used")

// savedFormat changes whenever what Save writes does.
const savedFormat = 7

const savedMeta = "result.json"

// saved is the JSON of a saved result. The hash of each table's file is checked before DuckDB sees it.
type saved struct {
	Format int
	Files  map[string]string // name to SHA-256
	Meta   Meta
}

// SavedFiles are the files of a result in the folder dir that its conn must be allowed to read after [Load].
func SavedFiles(dir string) []string {
	var out []string
	for _, name := range []string{"fates.parquet", "groups.parquet", "fan.parquet", "alone.parquet", "looks.parquet"} {
		out = append(out, filepath.Join(dir, name))
	}
	return out
}

// Save writes the result to the folder dir, at once or not at all; what was there before is replaced. conn writes in the
// folder work, which must be on the same disk, and nowhere else.
func (r *Result) Save(ctx context.Context, dir, work string) error {
	if err := r.save(ctx, dir, work); err != nil {
		return fmt.Errorf("save result: %w", err)
	}
	return nil
}

func (r *Result) save(ctx context.Context, dir, work string) (err error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(work, "saving-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	s := saved{Format: savedFormat, Files: map[string]string{}, Meta: r.Meta}
	for name, query := range map[string]string{
		"fates.parquet":  "FROM " + r.FatesFrom,
		"groups.parquet": "FROM " + r.groups,
		"fan.parquet":    "FROM " + r.fan,
		"alone.parquet":  "FROM " + r.alone,
		"looks.parquet":  "FROM " + r.looks,
	} {
		path := filepath.Join(temp, name)
		if _, err := r.conn.ExecContext(ctx, "COPY ("+query+") TO "+sqltree.Literal(path)+" (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION snappy, PRESERVE_ORDER false)"); err != nil {
			return err
		}
		if s.Files[name], err = hashFile(path); err != nil {
			return err
		}
		if err := os.Chmod(path, 0o600); err != nil { // the engine leaves that to the system's habit
			return err
		}
	}
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(temp, savedMeta), text, 0o600); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(temp, dir)
}

// Load returns a result that Save wrote for the chain. conn must be allowed to read [SavedFiles]; it needs no source.
// An error that wraps [ErrStale] says that the result must be computed again.
func Load(ctx context.Context, conn *sql.Conn, c *trace.Chain, dir string) (*Result, error) {
	text, err := os.ReadFile(filepath.Join(dir, savedMeta))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStale, err)
	}
	var s saved
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStale, err)
	}
	m := s.Meta
	if s.Format != savedFormat || len(m.Codes) != len(m.Steps) || len(m.Levels) != len(m.Steps) || len(m.Dead) != len(m.Steps) {
		return nil, fmt.Errorf("%w: it has another form", ErrStale)
	}
	for i, codes := range m.Codes {
		if len(codes) != len(m.Steps[i].Causes) {
			return nil, fmt.Errorf("%w: it has another form", ErrStale)
		}
	}
	r := &Result{conn: conn, Chain: c, Meta: m}
	for name, into := range map[string]*string{"fates.parquet": &r.FatesFrom, "groups.parquet": &r.groups, "fan.parquet": &r.fan, "alone.parquet": &r.alone, "looks.parquet": &r.looks} {
		path := filepath.Join(dir, name)
		hash, err := hashFile(path)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrStale, err)
		}
		if s.Files[name] != hash {
			return nil, fmt.Errorf("%w: %s is damaged", ErrStale, name)
		}
		*into = "read_parquet(" + sqltree.Literal(path) + ")"
	}
	return r, nil
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
