//go:build !unix

package loaders

func outliveFileLimit() {}
