// Package moments reads times out of columns that hold them as text or as numbers, and says in SQL how to.
//
//	found, err := moments.Find(ctx, conn, `"shop"."orders"`, `"created_at"`, "VARCHAR")
//	if found != nil {
//		fmt.Println(found.SQL("created_at")) // try_cast(created_at AS TIMESTAMPTZ)
//	}
//
// The engine casts '2025-01-01T00:30:00-05:00' to a TIMESTAMP and drops the offset, which is five hours and here a year. So
// the values are looked at: texts that have an offset become a TIMESTAMPTZ, numbers what they count since 1970. A text without
// an offset is a time in UTC, beside others that have one, too.
//
// Its tests are those of package loaders, moments_test.go.
package moments
