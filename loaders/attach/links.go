package attach

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// staysInside refuses a folder with a link that leads out of it. The engine's sandbox compares paths and does not
// follow links, so such a link would let a chain read any file.
func staysInside(dir string) error {
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return err
	}
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Type()&fs.ModeSymlink == 0 {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		to, err := filepath.EvalSymlinks(path)
		if err != nil {
			return fmt.Errorf("%s is a link that leads nowhere; remove it", rel)
		}
		if in, err := filepath.Rel(root, to); err != nil || in == ".." || strings.HasPrefix(in, ".."+string(filepath.Separator)) {
			return fmt.Errorf("%s is a link to a file outside of the snapshot; put the file itself there", rel)
		}
		return nil
	})
}
