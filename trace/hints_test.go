package trace_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"funneltrace/trace"
	"funneltrace/trace/fates"
	"funneltrace/trace/tracetest"
)

// hints reads "not_null src.clicks.id, unique mid.id": tests on columns of sources and of models, in the lines 1, 2… of schema.yml.
func hints(text string) []trace.Hint {
	var out []trace.Hint
	for i, one := range strings.Split(text, ", ") {
		test, on, _ := strings.Cut(one, " ")
		parts := strings.Split(on, ".")
		if len(parts) == 2 {
			parts = append([]string{trace.RefSchema}, parts...)
		}
		out = append(out, trace.Hint{Kind: "dbt test", Relation: trace.SourceName{Schema: parts[0], Table: parts[1]}, Column: parts[2], Test: test, Pos: trace.Pos{File: "schema.yml", Line: i + 1, Column: 3}})
	}
	return out
}

// A case is the SQL of the last model, which follows mid, and what is said of its causes: kind, class and the test that it is
// by, without the words that are always there.
func TestATestOnAColumnSaysThatWhatItsCauseDropsIsALoss(t *testing.T) {
	const mid = `SELECT id, user_id, amount, meta FROM src.clicks`
	for _, test := range []struct {
		name, hints, sql string
		rules            []trace.Rule
		want             []string
	}{
		{name: "a missing value", hints: "not_null mid.user_id", sql: `SELECT * FROM ref.mid WHERE user_id IS NOT NULL`,
			want: []string{"missing_value loss not_null mid.user_id:1"}},
		{name: "names of either case", hints: "not_null MID.User_ID", sql: `SELECT * FROM ref.mid AS m WHERE NOT M.USER_ID IS NULL`,
			want: []string{"missing_value loss not_null MID.User_ID:1"}},
		{name: "a filter that is a check for NULL", hints: "not_null mid.user_id", sql: `SELECT * FROM ref.mid WHERE user_id IS DISTINCT FROM NULL`,
			want: []string{"filter loss not_null mid.user_id:1"}},
		{name: "a filter is wanted, but not that it cannot tell", hints: "not_null mid.amount", sql: `SELECT * FROM ref.mid WHERE amount * 2 > 5`,
			want: []string{"null_predicate loss not_null mid.amount:1", "filter expected"}},
		{name: "two columns", hints: "not_null mid.amount", sql: `SELECT * FROM ref.mid WHERE amount > user_id`,
			want: []string{"null_predicate loss", "filter expected"}},
		{name: "what can be NULL of a value", hints: "not_null mid.meta, not_null mid.amount", sql: `SELECT * FROM ref.mid WHERE meta.tag = 'x' AND nullif(amount, 1) IS NOT NULL`,
			want: []string{"null_predicate loss", "filter expected", "missing_value loss"}},
		{name: "what cannot be read", hints: "not_null mid.amount", sql: `SELECT * FROM ref.mid WHERE try_cast(amount AS TINYINT) IS NOT NULL`,
			want: []string{"parse_error loss", "missing_value loss not_null mid.amount:1"}},
		{name: "through a CTE that imports", hints: "not_null mid.user_id",
			sql:  `WITH m AS (SELECT * FROM ref.mid), n AS (SELECT * FROM m) SELECT n.id FROM n WHERE n.user_id IS NOT NULL`,
			want: []string{"missing_value loss not_null mid.user_id:1"}},
		{name: "not through a CTE that does more", hints: "not_null mid.user_id",
			sql:  `WITH n AS (SELECT id, amount AS user_id FROM ref.mid) SELECT id FROM n WHERE user_id IS NOT NULL`,
			want: []string{"missing_value loss"}},
		{name: "of another relation", hints: "not_null other.user_id", sql: `SELECT * FROM ref.mid WHERE user_id IS NOT NULL`,
			want: []string{"missing_value loss"}},
		{name: "of the one of two that has the column", hints: "not_null src.users.name", sql: `SELECT mid.* FROM ref.mid LEFT JOIN src.users AS u ON u.uid = user_id WHERE name IS NOT NULL`,
			want: []string{"join_miss loss", "missing_value loss not_null src.users.name:1"}},
		{name: "not of a column that USING makes of two", hints: "not_null mid.user_id", sql: `SELECT mid.* FROM ref.mid LEFT JOIN (SELECT uid AS user_id FROM src.users) AS u USING (user_id) WHERE user_id IS NOT NULL`,
			want: []string{"missing_value loss"}},
		{name: "of the model itself", hints: "not_null last.buyer",
			sql:  `WITH n AS (SELECT id, user_id AS buyer FROM ref.mid), o AS (SELECT id, buyer FROM n WHERE buyer IS NOT NULL) SELECT * FROM o`,
			want: []string{"missing_value loss not_null last.buyer:1"}},
		{name: "not of the model where it makes another column of it", hints: "not_null last.amount", sql: `SELECT id, coalesce(amount, 0) AS amount FROM ref.mid WHERE amount IS NOT NULL`,
			want: []string{"missing_value loss"}},
		{name: "not of the model where it goes on", hints: "not_null last.amount",
			sql:  `WITH o AS (SELECT id, amount FROM ref.mid WHERE amount IS NOT NULL) SELECT id, 1 AS amount FROM o`,
			want: []string{"missing_value loss"}},
		{name: "a key that finds nothing", hints: "relationships mid.user_id", sql: `SELECT mid.* FROM ref.mid JOIN src.users AS u ON u.uid = mid.user_id`,
			want: []string{"join_miss loss", "join_miss loss relationships mid.user_id:1"}},
		{name: "a key that is not there", hints: "relationships mid.user_id, not_null mid.user_id", sql: `SELECT mid.* FROM ref.mid JOIN (SELECT uid AS user_id FROM src.users) AS u USING (user_id)`,
			want: []string{"join_miss loss not_null mid.user_id:2", "join_miss loss relationships mid.user_id:1"}},
		{name: "not of the looked-up side", hints: "relationships src.users.uid", sql: `SELECT mid.* FROM ref.mid JOIN src.users AS u ON u.uid = mid.user_id`,
			want: []string{"join_miss loss", "join_miss loss"}},
		{name: "not of a join on more", hints: "relationships mid.user_id", sql: `SELECT mid.* FROM ref.mid JOIN src.users AS u ON u.uid = mid.user_id AND u.name = 'a'`,
			want: []string{"join_miss loss", "join_miss loss", "join_miss loss"}},
		{name: "a join that a filter notices", hints: "relationships mid.user_id", sql: `SELECT mid.* FROM ref.mid LEFT JOIN src.users AS u ON u.uid = mid.user_id WHERE u.name <> 'z'`,
			want: []string{"join_miss loss relationships mid.user_id:1", "null_predicate loss", "filter expected"}},
		{name: "a semi join", hints: "relationships mid.user_id", sql: `SELECT mid.* FROM ref.mid SEMI JOIN src.users AS u ON u.uid = mid.user_id`,
			want: []string{"join_miss loss", "join_miss loss relationships mid.user_id:1"}},
		{name: "a dedup by QUALIFY", hints: "unique mid.id", sql: `SELECT * FROM ref.mid QUALIFY row_number() OVER (PARTITION BY id ORDER BY amount) = 1`,
			want: []string{"null_predicate loss", "dedup review unique mid.id:1"}},
		{name: "a dedup two CTEs on", hints: "unique mid.id",
			sql:  `WITH m AS (SELECT * FROM ref.mid), r AS (SELECT *, row_number() OVER (PARTITION BY m.id ORDER BY amount) AS n FROM m) SELECT id FROM r WHERE n = 1`,
			want: []string{"null_predicate loss", "dedup review unique mid.id:1"}},
		{name: "a dedup by DISTINCT ON", hints: "unique mid.id", sql: `SELECT DISTINCT ON (id) * FROM ref.mid ORDER BY id, amount`,
			want: []string{"dedup review unique mid.id:1"}},
		{name: "a dedup by more", hints: "unique mid.id", sql: `SELECT DISTINCT ON (id, amount) * FROM ref.mid`,
			want: []string{"dedup expected"}},
		{name: "a dedup of what a join multiplied", hints: "unique mid.id", sql: `SELECT DISTINCT ON (id) mid.* FROM ref.mid LEFT JOIN src.users AS u ON u.uid = user_id`,
			want: []string{"dedup expected"}},
		{name: "not the model's own", hints: "unique last.id", sql: `SELECT DISTINCT ON (id) * FROM ref.mid`,
			want: []string{"dedup expected"}},
		{name: "a rule wins", hints: "not_null mid.user_id", sql: `SELECT * FROM ref.mid WHERE user_id IS NOT NULL`,
			rules: []trace.Rule{{Kind: trace.MissingValue, Class: trace.Expected}}, want: []string{"missing_value expected"}},
		{name: "a rule that only labels", hints: "not_null mid.user_id", sql: `SELECT * FROM ref.mid WHERE user_id IS NOT NULL`,
			rules: []trace.Rule{{Kind: trace.MissingValue, Label: "guests"}}, want: []string{"missing_value loss not_null mid.user_id:1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			conn := tracetest.Connect(t)
			for name, query := range map[string]string{
				"clicks": "SELECT range AS id, nullif(range % 4, 0) AS user_id, nullif(range % 5, 0) AS amount, {'tag': nullif('t', '')} AS meta FROM range(40)",
				"users":  "SELECT range AS uid, nullif('u' || range, 'u2') AS name FROM range(3)",
			} {
				if err := tracetest.MakeTable(ctx, conn, "src", name, query); err != nil {
					t.Fatal(err)
				}
			}
			c := tracetest.Chain(model{"mid", mid}, model{"last", test.sql})
			c.Hints, c.Rules = hints(test.hints), test.rules
			r, err := fates.Run(ctx, conn, c, trace.Options{})
			if err != nil {
				t.Fatal(err)
			}
			l, err := r.Ledger(ctx, trace.Slice{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range l.Steps {
				for _, c := range s.Causes {
					line := fmt.Sprintf("%s %s", c.Kind, c.Class)
					if c.Because != "" {
						line += fmt.Sprintf(" %s:%d", strings.NewReplacer("dbt test ", "", " on ", " ").Replace(c.Because), c.RuleAt.Line)
					}
					got = append(got, line)
				}
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("causes (-want +got):\n%s", d)
			}
		})
	}
}
