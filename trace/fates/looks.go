package fates

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/look"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
)

const (
	mostValues = 20_000 // of the values that do not pass a filter, the most frequent are compared with its constants
	mostLooks  = 500    // of these, so many are kept
)

// howCompared is how a filter compares, by the place of its constants in the text.
var howCompared = map[string]look.How{"": look.Equal, "prefix": look.Prefix, "suffix": look.Suffix, "contains": look.Contains}

// writeLooks notes which rows each filter dropped whose value is near one that it asks for. What cannot be read of what entered the
// step is left out: a look is no part of the account.
func (t writer) writeLooks(ctx context.Context) error {
	if err := t.Exec(ctx, "CREATE TEMP TABLE "+looksTable+" (cause SMALLINT, id BIGINT, value VARCHAR, near VARCHAR, why VARCHAR)"); err != nil {
		return err
	}
	for _, s := range t.Steps {
		for _, c := range s.Causes {
			if c.Kind != trace.Filter || s.In == nil {
				continue
			}
			if err := t.lookAt(ctx, s, c); ctx.Err() != nil {
				return ctx.Err()
			} else if err != nil {
				continue
			}
		}
	}
	return nil
}

// lookAt looks at what one filter dropped.
func (t writer) lookAt(ctx context.Context, s *tag.Step, c *tag.Cause) error {
	entered, compared, ok, err := t.comparedValues(ctx, s, c)
	if err != nil || !ok {
		return err
	}
	near, err := t.nearValues(ctx, entered, compared)
	if err != nil || len(near) == 0 {
		return err
	}
	id, roots := t.rootsOf(s.In, tracedFates)
	return t.Exec(ctx, fmt.Sprintf("INSERT INTO %s SELECT DISTINCT %d, %s, n.part, n.near, n.why FROM %s AS y JOIN (VALUES %s) AS n(v, part, near, why) ON n.v = y.v %s WHERE f.cause = %[2]d",
		looksTable, c.Code, id, entered, strings.Join(near, ", "), roots))
}

// comparedValues is a relation of the values that a filter compares with constants, of all that entered the step: i, its id, and v; ok is
// false if the filter compares none, or one of something else than what entered.
func (t writer) comparedValues(ctx context.Context, s *tag.Step, c *tag.Cause) (from string, compared sqltree.Compared, ok bool, err error) {
	if c.Kind != trace.Filter || s.In == nil {
		return "", compared, false, nil
	}
	expr, err := t.ParseExpr(ctx, c.Predicate)
	if err != nil {
		return "", compared, false, err
	}
	if compared, ok = sqltree.ComparedWith(expr); !ok {
		return "", compared, false, nil
	}
	subject, ok := t.entered(compared.Subject, s)
	if !ok {
		return "", compared, false, nil
	}
	text, err := t.PrintExpr(ctx, subject)
	if err != nil {
		return "", compared, false, err
	}
	if subject.Class() != "COLUMN_REF" { // of rows that something before it drops, the model itself would not ask it
		text = "TRY(" + text + ")"
	}
	return fmt.Sprintf("(SELECT %s AS i, CAST(%s AS VARCHAR) AS v FROM %s AS x)", tag.IDCol, text, s.In.From), compared, true, nil
}

// rootsOf joins a table of fates, as f, to rows of a flow, as y with the id i; id is the root row's.
func (t writer) rootsOf(in *tag.Flow, fates string) (id, joins string) {
	if in.Level == 0 {
		return "y.i", fmt.Sprintf("JOIN %s AS f ON f.id = y.i", fates)
	}
	return "l.id", fmt.Sprintf("JOIN %s AS l ON l.gid = y.i JOIN %s AS f ON f.id = l.id", t.LineageOf(in), fates)
}

// droppedValues is a query for those values, id and v, of the rows that have the filter's code in a table of fates.
func (t writer) droppedValues(ctx context.Context, s *tag.Step, c *tag.Cause, fates string) (query string, compared sqltree.Compared, ok bool, err error) {
	entered, compared, ok, err := t.comparedValues(ctx, s, c)
	if err != nil || !ok {
		return "", compared, false, err
	}
	id, roots := t.rootsOf(s.In, fates)
	query = fmt.Sprintf("SELECT DISTINCT %s AS id, y.v FROM %s AS y %s WHERE f.cause = %d AND y.v IS NOT NULL", id, entered, roots, c.Code)
	return query, compared, true, nil
}

// nearValues lists, as rows of VALUES, the values that are near a constant, among those that entered and do not pass, whether this filter
// dropped them or another: to count them is much cheaper than to ask for the fates of all rows first.
func (t writer) nearValues(ctx context.Context, entered string, c sqltree.Compared) ([]string, error) {
	passes := map[string]string{"": "v = %s", "prefix": "starts_with(v, %s)", "suffix": "ends_with(v, %s)", "contains": "contains(v, %s)"}[c.Place]
	where := "v IS NOT NULL"
	for _, constant := range c.Constants {
		where += " AND NOT " + fmt.Sprintf(passes, sqltree.Literal(constant))
	}
	rows, err := t.Conn.QueryContext(ctx, fmt.Sprintf("SELECT v FROM %s WHERE %s GROUP BY v ORDER BY count(*) DESC, v LIMIT %d", entered, where, mostValues))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		if part, near, why, ok := look.Near(v, c.Constants, howCompared[c.Place]); ok && len(out) < mostLooks {
			out = append(out, "("+sqltree.Literal(v)+", "+sqltree.Literal(part)+", "+sqltree.Literal(near)+", "+sqltree.Literal(why)+")")
		}
	}
	return out, rows.Err()
}

// entered is the expression over what entered the step; ok is false if it reads something else, such as a lookup, or may do so.
func (t writer) entered(expr sqltree.Node, s *tag.Step) (_ sqltree.Node, ok bool) {
	has := func(name, typ string) bool {
		return slices.ContainsFunc(s.In.Columns, func(c trace.Column) bool {
			return strings.EqualFold(c.Name, name) && strings.HasPrefix(c.Type, typ)
		})
	}
	ok = true
	out := expr.Clone().Rewrite(func(n sqltree.Node) sqltree.Node {
		names := n.Strings("column_names")
		switch {
		case n.Class() != "COLUMN_REF":
			return nil
		case len(names) == 1 && has(names[0], ""), len(names) > 1 && has(names[0], "STRUCT("):
		case len(names) > 1 && has(names[1], "") && t.isSpine(names[0], s):
			return sqltree.Col(names[1:]...)
		default:
			ok = false
		}
		return n
	})
	return out, ok
}

// isSpine says whether a name in front of a column is surely that of what entered the step: the model has no joins, or it is that of
// the model before or of the root.
func (t writer) isSpine(alias string, s *tag.Step) bool {
	joins, reads := false, false
	at := slices.Index(t.Spine, s.Model)
	t.Graph.Trees[s.Model].Walk(func(n sqltree.Node) bool {
		switch n.Type() {
		case "JOIN":
			joins = true
		case "BASE_TABLE":
			before := at > 0 && n.Str("table_name") == t.Spine[at-1] || at == 0 && n.Str("table_name") == t.Chain.Root.Source.Table
			reads = reads || before && strings.EqualFold(sqltree.TableAlias(n), alias)
		}
		return true
	})
	return !joins || reads
}

// lookedAt is what the filters compare of which some row is worth a look, by their causes' codes.
func lookedAt(ctx context.Context, t *tag.Tracer) (map[string]string, error) {
	codes, err := engine.Strings(ctx, t.Conn, "SELECT DISTINCT cause::VARCHAR FROM "+looksTable)
	if err != nil {
		return nil, fmt.Errorf("read looks: %w", err)
	}
	out := map[string]string{}
	for _, s := range t.Steps {
		for _, c := range s.Causes {
			code := strconv.Itoa(c.Code)
			if !slices.Contains(codes, code) {
				continue
			}
			if expr, err := t.ParseExpr(ctx, c.Predicate); err == nil {
				compared, _ := sqltree.ComparedWith(expr)
				out[code], _ = t.PredicateText(ctx, compared.Subject)
			}
		}
	}
	return out, nil
}

// countLooks adds to the causes of the ledgers what is worth a look among the rows that they dropped.
func (r *Result) countLooks(ctx context.Context, b buckets, lines map[int]line) error {
	if len(r.Meta.Subjects) == 0 {
		return nil
	}
	query := fmt.Sprintf("SELECT %s AS b, code, value, near, why, count(*) FROM (SELECT c.*, l.cause AS code, l.value, l.near, l.why FROM %s AS l JOIN %s AS c ON c.id = l.id) WHERE %s GROUP BY ALL ORDER BY count(*) DESC, value",
		b.bucket, r.looks, r.fatesWith(b.bucket, b.where), b.where)
	rows, err := r.conn.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var bucket string
		var code int
		var look trace.Look
		if err := rows.Scan(&bucket, &code, &look.Value, &look.Near, &look.Why, &look.Clicks); err != nil {
			return err
		}
		look.Subject = r.Meta.Subjects[strconv.Itoa(code)]
		if l := b.ledgers[bucket]; l != nil {
			at := lines[code]
			cause := &l.Steps[at.step].Causes[at.cause]
			cause.Looks = append(cause.Looks, look)
		}
	}
	return rows.Err()
}
