package sample

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"

	"funneltrace/snapshots"
)

// Ensure returns the folder of the family's built-in snapshot in the cache folder, and writes it if it is not there, is
// damaged, or was made by another recipe than this program's. progress is as in [Options.Write]; it is not called if
// nothing is written.
func Ensure(ctx context.Context, conn *sql.Conn, cacheDir, family string, progress func(done float64)) (dir string, err error) {
	o := Options{Family: family}
	dir = filepath.Join(snapshots.CacheDir(cacheDir), o.Name())
	if err := o.Ensure(ctx, conn, dir, progress); err != nil {
		return "", err
	}
	return dir, nil
}

// Ensure writes the snapshot as the folder dir if it is not there yet, as the function [Ensure] does.
func (o Options) Ensure(ctx context.Context, conn *sql.Conn, dir string, progress func(done float64)) error {
	if o.current(dir) {
		return nil
	}
	return o.Write(ctx, conn, dir, progress)
}

// current reports whether dir is the snapshot that this program would write.
func (o Options) current(dir string) bool {
	o = o.orDefault()
	if err := o.check(); err != nil {
		return false
	}
	s, err := snapshots.Open(dir)
	return err == nil && s.HasManifest && s.Manifest.Source == o.Source()
}

// replace puts the folder temp in the place of dir, which may exist.
func replace(temp, dir string) error {
	err := os.Rename(temp, dir)
	if err == nil {
		return nil
	}
	old := temp + ".old"
	if moved := os.Rename(dir, old); moved != nil {
		return err
	}
	if err := os.Rename(temp, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return os.RemoveAll(old)
}

// program is the name and version of this program, as built.
func program() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return "trace " + info.Main.Version
	}
	return "trace"
}
