package child

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"funneltrace/loaders/engine"
	"funneltrace/loaders/memory"
)

// holdMemory holds the child process to the ceiling that follows from its memory limit. The context ends when it is passed; a process
// that grows on regardless reports that, and is gone.
func holdMemory(ctx context.Context, opt engine.Options, out io.Writer) (_ context.Context, stop func()) {
	limit, err := engine.MemoryLimit(opt.MemoryLimit)
	if err != nil || limit == 0 {
		return ctx, func() {} // Open says what is wrong with it
	}
	ceiling := memory.Ceiling(limit)
	over := fmt.Errorf("it needs more than %d MiB of memory to be read; give more with --memory-limit, or look for a value in it that is very large", ceiling>>20)
	ctx, cancel := context.WithCancelCause(ctx)
	watched := memory.Watch(ceiling, func() { cancel(over) }, func() {
		if line, err := json.Marshal(Report{Error: over.Error()}); err == nil {
			_, _ = out.Write(append(line, '\n'))
		}
		os.Exit(1)
	})
	return ctx, func() { watched(); cancel(nil) }
}
