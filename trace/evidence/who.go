package evidence

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/fates"
	"funneltrace/trace/sqltree"
	"funneltrace/trace/tag"
	"funneltrace/trace/who"
)

// Who says who the rows are that causes took: over the chain's dimensions, the month, the columns of the root row and those of the step,
// which values stand out among the rows that were taken against those that came to the condition. The columns are read once, some at a
// time; those that have another value in most rows are left out.
func (e *Evidence) Who(ctx context.Context, q who.Query) (*who.Findings, error) {
	a := &asking{Evidence: e, found: &who.Findings{Unit: e.result.Chain.Root.Unit, Step: q.Step, Label: q.Label, Slice: q.Slice.Label}}
	at, err := a.meant(ctx, q)
	if err != nil {
		return nil, err
	}
	defer a.drop(ctx)
	sources, err := a.sources(ctx, at)
	if err != nil {
		return nil, fmt.Errorf("read the columns of %s: %w", q.Label, err)
	}
	for _, s := range sources {
		if err := a.count(ctx, s); err != nil {
			return nil, fmt.Errorf("count the values of %s: %w", q.Label, err)
		}
	}
	a.found.Sort()
	sources[1].fields = append(slices.Clone(sources[0].fields), sources[1].fields...) // what is known of the rows is there beside the root's
	for _, s := range sources[1:] {
		if err := a.countPairs(ctx, s); err != nil {
			return nil, fmt.Errorf("count the pairs of %s: %w", q.Label, err)
		}
	}
	a.found.Sort()
	return a.found, nil
}

// asking is one question while it is answered.
type asking struct {
	*Evidence
	found *who.Findings
	came  string // the table of the root rows that came to the condition: id, taken, and what slices need of them; quoted
}

// source is a relation whose columns are looked at.
type source struct {
	from   string // what to put after FROM; the rows that came go by f
	alone  string // the relation by itself, to look at some of its rows
	number string // the column that numbers these
	fields []lookedAt
}

// lookedAt is a column, and its SQL.
type lookedAt struct{ name, sql string }

// cameTaken are the columns of the rows that came.
const cameTaken = engine.Hidden + "taken"

// meant makes the table of the rows that came to the causes' condition; at is the step's place, -1 for a class.
func (a *asking) meant(ctx context.Context, q who.Query) (at int, err error) {
	r, t := a.result, a.trace
	where, err := r.Where(q.Slice)
	if err != nil {
		return 0, err
	}
	at = slices.IndexFunc(t.Steps, func(s *tag.Step) bool { return s.Name == q.Step })
	if at < 0 && q.Step != "" {
		return 0, fmt.Errorf("chain %s has no step %s", r.Chain.Name, q.Step)
	}
	codes, earlier, passing := []string{"-1"}, []string{"-1"}, q.Step != "" // earlier are those of the rungs in front of the first that is asked for
	for i, step := range r.Meta.Steps {
		for _, rung := range step.Rungs() {
			for k := rung.First; k < rung.End; k++ {
				if c := step.Causes[k]; q.Step == "" && c.Class == q.Class || i == at && (len(q.Causes) == 0 || slices.Contains(q.Causes, c.ID)) {
					codes, passing = append(codes, strconv.Itoa(r.Meta.Codes[i][k])), false
				}
			}
			for k := rung.First; k < rung.End && passing; k++ {
				earlier = append(earlier, strconv.Itoa(r.Meta.Codes[i][k]))
			}
		}
		passing = passing && i < at
	}
	a.came = sqltree.Quote(t.Name("came"))
	query := fmt.Sprintf("CREATE TEMP TABLE %s AS SELECT * EXCLUDE (mask, n), cause IN (%s) AS %s FROM %s WHERE cause NOT IN (%s) AND %s",
		a.came, strings.Join(codes, ", "), cameTaken, r.FatesFrom, strings.Join(earlier, ", "), where)
	if err := t.Exec(ctx, query); err != nil {
		return 0, err
	}
	row := t.Conn.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*), count(*) FILTER (WHERE %s) FROM %s", cameTaken, a.came))
	return at, row.Scan(&a.found.Came, &a.found.Taken)
}

func (a *asking) drop(ctx context.Context) {
	_ = a.trace.Exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS "+a.came) // it goes with the connection anyway
}

// sources are what is known of the rows by themselves, the root source, and the relation that entered the step.
func (a *asking) sources(ctx context.Context, at int) ([]source, error) {
	own := source{from: a.came + " AS f"}
	if a.result.Chain.Root.Time != "" {
		month, err := a.result.Bucket("month")
		if err != nil {
			return nil, err
		}
		own.fields = append(own.fields, lookedAt{"month", month})
	}
	for _, d := range a.trace.Dimensions {
		own.fields = append(own.fields, lookedAt{d.Name, d.Col})
	}
	out := []source{own}
	root, err := a.root(ctx)
	if err != nil {
		return nil, err
	}
	out = append(out, root)
	if at <= 0 {
		return out, nil
	}
	step, err := a.entering(ctx, at)
	if err != nil || step == nil {
		return out, err
	}
	return append(out, *step), nil
}

// root is the root source, whose rows are numbered as the fates are.
func (a *asking) root(ctx context.Context) (source, error) {
	src := a.result.Chain.Root.Source
	columns, err := a.trace.Describe(ctx, "SELECT * FROM "+sqltree.QuoteAll([]string{src.Schema})+"."+sqltree.QuoteAll([]string{src.Table}))
	if err != nil {
		return source{}, err
	}
	s := source{number: trace.RowColumn, alone: sqltree.Quote(src.Schema) + "." + sqltree.Quote(trace.RowsView(src.Table)) + " AS x"}
	s.from = fmt.Sprintf("%s JOIN %s AS f ON f.id = x.%s", s.alone, a.came, trace.RowColumn)
	return a.readable(ctx, s, columns)
}

// entering is what entered the step; nil where a root row is in several of its rows, so that there is no one value for it.
func (a *asking) entering(ctx context.Context, at int) (*source, error) {
	s := a.trace.Steps[at]
	if s.In == nil || !s.In.Single || s.In.Level > 0 && a.trace.Rollups[s.In.Level-1].Overlaps {
		a.found.Left = append(a.found.Left, who.Left{Name: "columns of " + s.Name, Why: "a " + a.found.Unit + " may be in several of its rows"})
		return nil, nil
	}
	in, err := a.entered(ctx, s)
	if err != nil {
		return nil, err
	}
	out := source{alone: in.from + " AS x", number: tag.IDCol}
	out.from = fmt.Sprintf("%s JOIN %s AS f ON f.id = x.%s", out.alone, a.came, tag.IDCol)
	if in.level > 0 {
		out.from = fmt.Sprintf("%s JOIN %s AS g ON g.gid = x.%s AND g.level = %d JOIN %s AS f ON f.id = g.id", out.alone, fates.GroupsWith(a.trace.Tracer), tag.IDCol, in.level, a.came)
	}
	out, err = a.readable(ctx, out, in.columns)
	return &out, err
}

// some is how many rows are looked at to find the columns that have another value in most of them.
const some = 20_000

// readable adds to a source those of the columns that can be looked at; why others cannot is noted.
func (a *asking) readable(ctx context.Context, s source, columns []trace.Column) (source, error) {
	var all []lookedAt
	distinct := []string{"count(*)"}
	for _, c := range columns {
		fields, err := sqltree.Fields(ctx, a.trace.Conn, c.Name, c.Type)
		if err != nil {
			return s, fmt.Errorf("column %s: %w", c.Name, err)
		}
		for _, f := range fields {
			if f.Nested() || f.Type == "BLOB" {
				a.found.Left = append(a.found.Left, who.Left{Name: f.Name(), Why: "it holds several values"})
				continue
			}
			all = append(all, lookedAt{f.Name(), f.SQL("x")})
			distinct = append(distinct, "approx_count_distinct("+f.SQL("x")+")")
		}
	}
	begin := max(0, a.result.Meta.Roots/2-some/2)
	where := fmt.Sprintf("x.%[1]s >= %[2]d AND x.%[1]s < %[3]d", s.number, begin, begin+some)
	counts := make([]int64, len(distinct))
	err := a.trace.Conn.QueryRowContext(ctx, fmt.Sprintf("SELECT %s FROM %s WHERE %s", strings.Join(distinct, ", "), s.alone, where)).Scan(engine.Pointers(counts)...)
	if err != nil {
		return s, err
	}
	for i, f := range all {
		if counts[0] > some/20 && 2*counts[i+1] > counts[0] {
			a.found.Left = append(a.found.Left, who.Left{Name: f.name, Why: "it has another value in most rows"})
			continue
		}
		s.fields = append(s.fields, f)
	}
	return s, nil
}

// FindWho is [Evidence.Who] for each of the questions, on a run of its own, with all columns. If it is one about a step, the run goes no
// further than that.
func FindWho(ctx context.Context, conn *sql.Conn, c *trace.Chain, asOf trace.AsOf, qs ...who.Query) ([]*who.Findings, error) {
	upTo := *c
	if len(qs) == 1 && qs[0].Step != "" {
		upTo.Number, upTo.Marks = trace.Number{}, nil
		upTo.Number.Model, _, _ = strings.Cut(qs[0].Step, ".")
	}
	e, err := Gather(ctx, conn, &upTo, trace.Options{AsOf: asOf})
	if err != nil {
		return nil, err
	}
	var out []*who.Findings
	for _, q := range qs {
		found, err := e.Who(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, found)
	}
	return out, nil
}
