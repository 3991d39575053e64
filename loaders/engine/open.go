package engine

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"funneltrace/trace/sqltree"
)

// Options say what a [DB] may touch and how much of the machine it may use. The zero value is a database that
// reads and writes nothing but its own temporary folder.
type Options struct {
	Files       []string // what queries may read: tables, and results; they need not be there yet
	Dirs        []string // folders that queries may read and write, where all SQL is the program's own
	ReadOnly    bool     // no temporary folder either: what does not fit into memory fails
	TempDir     string   // where big runs spill, in a private folder that Close removes; empty is the system's folder
	Threads     int      // 0 is one per CPU
	MemoryLimit string   // "2GB", "512MiB"; empty is the engine's default, 80 % of the machine's memory
	Watched     bool     // [QueryProgress] is asked how far queries are, which makes small ones slower
}

// DB is an in-memory DuckDB that can see nothing of the machine but what it was given.
type DB struct {
	sql  *sql.DB
	temp string // empty if it has none
}

//go:embed sandbox.sql
var sandboxSQL string

// Open starts a sandboxed, empty database; it takes about ten milliseconds. The caller closes it.
// An option that cannot be used is a [*UsageError].
func Open(ctx context.Context, opt Options) (*DB, error) {
	settings, err := opt.Settings()
	if err != nil {
		return nil, err
	}
	temp, dirs := "", opt.Dirs
	if !opt.ReadOnly {
		if temp, err = os.MkdirTemp(opt.TempDir, "trace-"); err != nil {
			return nil, fmt.Errorf("open database: make a temporary folder: %w", err)
		}
		dirs = append([]string{temp}, dirs...)
	}
	allowed, err := allowedDirs(dirs)
	if err != nil {
		return nil, errors.Join(err, removeTemp(temp))
	}
	settings += strings.NewReplacer("$DIRS", allowed, "$FILES", allowedFiles(opt.Files), "$TEMP", sqltree.Literal(temp)).Replace(sandboxSQL)

	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), removeTemp(temp))
	}
	db := &DB{sql: sql.OpenDB(connector), temp: temp}
	if opt.Watched {
		if err := db.watch(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("open database: %w", err), db.Close())
		}
	}
	if _, err := db.sql.ExecContext(ctx, settings); err != nil {
		return nil, errors.Join(opt.refused(err), db.Close())
	}
	return db, nil
}

// watched is how many connections know how far their queries are. Each has to be told by itself, before the settings are
// locked.
const watched = 2

// watch opens the connections that [QueryProgress] can be asked about; they are the first that Conn hands out.
func (db *DB) watch(ctx context.Context) (err error) {
	db.sql.SetMaxIdleConns(watched)
	for range watched {
		conn, opened := db.sql.Conn(ctx)
		if opened != nil {
			return opened
		}
		defer func() { err = errors.Join(err, conn.Close()) }()
		if _, err := conn.ExecContext(ctx, "SET enable_progress_bar = true; SET enable_progress_bar_print = false"); err != nil {
			return err
		}
	}
	return nil
}

// Conn returns one connection; the caller closes it. Views and settings are shared with the database's other
// connections, temporary tables are the connection's own. A query whose context is cancelled stops at once, and the
// connection can be used again.
func (db *DB) Conn(ctx context.Context) (*sql.Conn, error) { return db.sql.Conn(ctx) }

// TempDir is the database's private folder, where a query may write files. Close removes it.
func (db *DB) TempDir() string { return db.temp }

// Close stops the database and removes its temporary folder.
func (db *DB) Close() error { return errors.Join(db.sql.Close(), removeTemp(db.temp)) }

func removeTemp(dir string) error {
	if dir == "" {
		return nil
	}
	return os.RemoveAll(dir)
}

// allowedDirs returns an SQL list of the folders, and of what they are called once links are followed.
func allowedDirs(dirs []string) (string, error) {
	var list []string
	for _, d := range dirs {
		abs, err := filepath.Abs(d)
		if err != nil {
			return "", fmt.Errorf("open database: folder %s: %w", d, err)
		}
		list = append(list, allowed(abs)...)
		if real, err := filepath.EvalSymlinks(abs); err == nil && real != abs {
			list = append(list, allowed(real)...)
		}
	}
	return "[" + strings.Join(list, ", ") + "]", nil
}

// allowedFiles returns an SQL list of the files.
func allowedFiles(files []string) string {
	var list []string
	for _, f := range files {
		list = append(list, allowed(f)...)
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// allowed returns a path as it is and as [QuotePath] writes it, if that differs: the engine compares a pattern with what is
// allowed before it looks what it stands for.
func allowed(path string) []string {
	if pattern := QuotePath(path); pattern != sqltree.Literal(path) {
		return []string{sqltree.Literal(path), pattern}
	}
	return []string{sqltree.Literal(path)}
}
