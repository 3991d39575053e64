package snapshots

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"funneltrace/snapshots/lock"
)

// Stage is where a snapshot is made before it appears: a hidden folder beside its place, with
//
//	lock              held as long as the process lives
//	work/             what must not stay: the engine's spill, copies of inputs
//	shop_20240131/    the snapshot, which is moved to its place by one renaming
//
// Whatever ends the process, there is either the whole snapshot or none. A stage that is killed cannot clean up after
// itself; its lock is then free, and [Sweep] removes it, as package lock has it.
type Stage struct {
	Name string
	Dir  string // the folder of the snapshot's files
	Work string // a folder for all else

	root   string // the stage's own folder
	target string // where the snapshot will be
	lock   *os.File
	made   []string // the folders above root that were not there, the uppermost first
}

const stagePrefix = ".freezing-"

// NewStage makes a stage for the snapshot name in the folder into, which is made if need be. A name that is taken is an
// error: a snapshot does not change. The caller ends with [Stage.Discard], also after [Stage.Publish].
func NewStage(into, name string) (*Stage, error) {
	s, err := newStage(into, name)
	if err != nil {
		return nil, fmt.Errorf("make snapshot %s: %w", name, err)
	}
	return s, nil
}

func newStage(into, name string) (_ *Stage, err error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	into, err = filepath.Abs(into)
	if err != nil {
		return nil, err
	}
	s := &Stage{Name: name, target: filepath.Join(into, name)}
	if err := s.vacant(); err != nil {
		return nil, err
	}
	for dir := into; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		s.made = append([]string{dir}, s.made...)
	}
	defer func() {
		if err != nil {
			s.Discard()
		}
	}()
	if err := os.MkdirAll(into, 0o755); err != nil {
		return nil, err
	}
	if s.root, s.lock, err = lock.Folder(into, stagePrefix+name+"-"); err != nil {
		return nil, err
	}
	s.Dir, s.Work = filepath.Join(s.root, name), filepath.Join(s.root, "work")
	for _, dir := range []string{s.Dir, s.Work} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// vacant returns an error if the snapshot's place is taken.
func (s *Stage) vacant() error {
	_, err := os.Lstat(s.target)
	switch {
	case err == nil:
		return fmt.Errorf("%s is there already, and a snapshot does not change: take another name, or remove it yourself", s.target)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}

// Publish moves the snapshot to its place and returns its folder. All of it is on the disk by then.
func (s *Stage) Publish() (dir string, err error) {
	err = s.vacant()
	if err == nil {
		err = syncTree(s.Dir)
	}
	if err == nil {
		err = os.Rename(s.Dir, s.target)
	}
	if err != nil {
		return "", fmt.Errorf("make snapshot %s: %w", s.Name, err)
	}
	s.made = nil
	_ = syncDir(filepath.Dir(s.target)) // it is there; whether it outlives a power cut now is the disk's business
	s.Discard()
	return s.target, nil
}

// Discard removes the stage, and the folders that were made for it unless a snapshot is in them. It can be called again.
func (s *Stage) Discard() {
	if s.root != "" {
		_ = lock.RemoveAll(s.root) // what cannot be removed now is the next sweep's
	}
	if s.lock != nil {
		_ = s.lock.Close()
	}
	for i := len(s.made) - 1; i >= 0; i-- {
		_ = os.Remove(s.made[i]) // only if nothing is in it
	}
	s.root, s.lock, s.made = "", nil, nil
}

// Sweep removes what freezes that were killed left in the folders.
func Sweep(dirs ...string) {
	for _, dir := range dirs {
		lock.Sweep(dir, stagePrefix)
	}
}

// TempFolder makes a folder for a snapshot that will stand in dir under a name, as the stage of a freeze is: hidden, and
// removed by [Sweep] if the process is killed before it calls remove.
func TempFolder(dir, name string) (path string, remove func(), err error) {
	path, held, err := lock.Folder(dir, stagePrefix+name+"-")
	if err != nil {
		return "", nil, err
	}
	return path, func() {
		_ = lock.RemoveAll(path) // what cannot be removed now is the next sweep's
		if held != nil {
			_ = held.Close()
		}
	}, nil
}

// syncTree writes a folder of plain files through to the disk.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return syncDir(path)
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}

// syncDir writes a folder's list of names through. Some systems cannot.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = f.Sync()
	return f.Close()
}
