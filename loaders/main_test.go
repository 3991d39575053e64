package loaders

import (
	"fmt"
	"os"
	"testing"

	"funneltrace/loaders/child"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == child.Command {
		if os.Getenv("FUNNELTRACE_TEST_CRASH") != "" {
			crash()
		}
		if os.Getenv("FUNNELTRACE_TEST_GROW") != "" {
			held = grow(1 << 30)
		}
		os.Exit(ScanMain(os.Args[2:]))
	}
	_ = os.Setenv("GORACE", "atexit_sleep_ms=0") // the race detector makes each child wait a second
	os.Exit(m.Run())
}

// crash is what the engine does to its process on a hostile file: it is gone after it began.
func crash() {
	fmt.Println(`{"Table":"t","File":"a.parquet"}`)
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Kill()
	}
	fmt.Println(err)
	select {}
}

var held []byte // by a child that has too much

// grow takes so much memory, and writes to all of it.
func grow(size int) []byte {
	b := make([]byte, size)
	for i := 0; i < size; i += 4096 {
		b[i] = 1
	}
	return b
}
