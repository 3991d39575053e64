package main

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

func TestNoNameBeginsALineOfItsOwnInAnError(t *testing.T) {
	bad := errors.New("table a\ntrace: all is well\r\n")
	for _, c := range []struct {
		err  error
		want string
	}{
		{bad, "trace: table a\\ntrace: all is well\\r\\n\n"},
		{fmt.Errorf("read: %w", bad), "trace: read: table a\\ntrace: all is well\\r\\n\n"},
		{errors.Join(bad, errors.New("b")), "trace: table a\\ntrace: all is well\\r\\n\nb\n"},
		{fmt.Errorf("%w and %w", bad, errors.New("b")), "trace: table a\\ntrace: all is well\\r\\n and b\n"},
		{&codedError{codeFailOn, errors.Join(errors.New("a"), errors.New("b"))}, "trace: a\nb\n"},
	} {
		var out bytes.Buffer
		exit(c.err, &out)
		if out.String() != c.want {
			t.Errorf("got %q, want %q", out.String(), c.want)
		}
		out.Reset()
		(&program{stderr: &out}).note("note: %w", c.err)
		if bytes.Count(out.Bytes(), []byte("\n")) > bytes.Count([]byte(c.want), []byte("\n")) {
			t.Errorf("got %q", out.String())
		}
	}
}
