package engine

import (
	"fmt"
	"strings"
)

// NoRoom says what to do where the disk or the memory is full. Which of the temporary files it was helps nobody.
func NoRoom(err error) error {
	if err == nil || saysRoom(err) {
		return err
	}
	text := strings.ToLower(err.Error())
	for _, why := range []string{"no space left on device", "file too large", "disk quota exceeded", "not enough space"} {
		if strings.Contains(text, why) {
			return fmt.Errorf("%s: make room where the snapshot goes, or take another place with --into", why)
		}
	}
	if strings.HasPrefix(text, "failed to allocate") || strings.Contains(text, "could not allocate") || strings.HasPrefix(text, "failed to offload") {
		return fmt.Errorf("%w; %s", err, moreMemory)
	}
	return err
}

const moreMemory = "give more with --memory-limit, or fewer --threads"

// saysRoom reports whether an error says already what to do.
func saysRoom(err error) bool { return err != nil && strings.Contains(err.Error(), moreMemory) }
