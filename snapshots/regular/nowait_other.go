//go:build !unix

package regular

// noWait is nothing where no file can keep one waiting.
const noWait = 0
