package loaders

import (
	"context"
	"fmt"

	"funneltrace/snapshots"
)

// Prepare makes a snapshot safe and ready to [Attach]: what was never read whole on this machine is read by a child
// process, see [Scan], which trust remembers; tables of text are converted below cache, see [Import]. For a snapshot that is
// known it takes a few milliseconds. The error is one line that names the table and the file.
func Prepare(ctx context.Context, snap *snapshots.Snapshot, cache string, trust snapshots.Trust, opt ScanOptions) error {
	if err := trust.Verify(ctx, snap, func(ctx context.Context) error { return Scan(ctx, snap, opt) }); err != nil {
		return err
	}
	if err := Import(ctx, snap, cache, opt); err != nil {
		return fmt.Errorf("read snapshot %s: %w", snap.Name, err)
	}
	return nil
}
