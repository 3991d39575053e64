package reference

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"funneltrace/loaders/dialect/googlesql"
	"funneltrace/loaders/engine/enginetest"
)

// made are the macros that the connection has, which all cases share.
var made = map[string]bool{}

// answer runs a case and returns its rows as text, in order where the query has one.
func answer(ctx context.Context, conn *sql.Conn, c recorded) (rows []string, cols []string, err error) {
	t, err := googlesql.Translate(c.SQL)
	if err != nil {
		return nil, nil, err
	}
	macros, err := googlesql.Macros(t.Macros)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range macros {
		if made[m] {
			continue
		}
		made[m] = true
		if _, err := conn.ExecContext(ctx, strings.Replace(m, "CREATE MACRO", "CREATE OR REPLACE MACRO", 1)); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", m, err)
		}
	}
	r, err := conn.QueryContext(ctx, t.SQL)
	if err != nil {
		return nil, nil, fmt.Errorf("%w\n\t%s", err, t.SQL)
	}
	defer r.Close()
	if cols, err = r.Columns(); err != nil {
		return nil, nil, err
	}
	for r.Next() {
		values := make([]any, len(cols))
		at := make([]any, len(cols))
		for i := range values {
			at[i] = &values[i]
		}
		if err := r.Scan(at...); err != nil {
			return nil, nil, err
		}
		var cells []string
		for i, v := range values {
			typ := ""
			if i < len(c.Types) {
				typ = c.Types[i]
			}
			cells = append(cells, gotValue(v, typ))
		}
		rows = append(rows, strings.Join(cells, " | "))
	}
	return rows, cols, r.Err()
}

func wantRows(c recorded) (rows []string) {
	for _, r := range c.Rows {
		var cells []string
		for _, v := range r {
			cells = append(cells, wantValue(v))
		}
		rows = append(rows, strings.Join(cells, " | "))
	}
	return rows
}

// sameColumns says whether the engine has the names that the reference has; where that has none, any will do.
func sameColumns(got, want []string) bool {
	return len(got) == len(want) && !slices.ContainsFunc(want, func(name string) bool {
		i := slices.Index(want, name)
		return name != "" && !strings.EqualFold(got[i], name) && slices.Index(want, name) == i
	})
}

func TestTheEngineAnswersAsTheReference(t *testing.T) {
	ctx := context.Background()
	conn := enginetest.Connect(t, enginetest.Open(t))
	right, failed, known := 0, 0, 0
	for _, c := range readCases(t) {
		got, cols, err := answer(ctx, conn, c)
		want := wantRows(c)
		if !strings.Contains(strings.ToUpper(c.SQL), "ORDER BY") {
			slices.Sort(got)
			slices.Sort(want)
		}
		same := err == nil && c.Error == "" && slices.Equal(got, want) && sameColumns(cols, c.Cols)
		switch {
		case err != nil && (c.Error != "" || refused[c.ID] != ""):
			failed++
		case err != nil:
			t.Errorf("%s fails: %v\n\t%s", c.ID, err, c.SQL)
		case same && (refused[c.ID] != "" || different[c.ID] != ""):
			t.Errorf("%s is right now, and known_test.go says that it is not", c.ID)
		case same:
			right++
		case different[c.ID] != "":
			known++
		default:
			t.Errorf("%s is wrong:\n\t%s\n\tgot  %q %q\n\twant %q %q%s", c.ID, c.SQL, cols, got, c.Cols, want, c.Error)
		}
	}
	t.Logf("%d right, %d errors that are meant to be, %d known to differ", right, failed, known)
}
