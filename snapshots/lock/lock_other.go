//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package lock

import (
	"errors"
	"os"
)

const exclusive, shared = 0, 0

// take makes the file; there is no lock here that ends with its process.
func take(path string, _ int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	return f, errors.ErrUnsupported
}
