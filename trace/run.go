package trace

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace/sqltree"
)

// Options of a [Run].
type Options struct {
	Progress func(Progress) // called now and then; nil is silent
	Full     bool           // keep every column of every step, as Verify, Dropped and Row need; slower
}

// Progress says how far a run is.
type Progress struct {
	What string  // the model that is being run
	Done float64 // 0 to 1 of the whole run
}

// Run traces every root row of the chain through its models, over the sources attached to conn.
// It works in temporary tables of conn. All of it happens at one moment: now() is the same in every model.
//
// A model that cannot be followed ends the trace with a cause of kind [Unattributed]; that is no error.
// In front of a model that DuckDB cannot run the trace ends too, and the ledger is [Ledger.Incomplete]; if that is the first
// model, the error is a [*ModelError].
func Run(ctx context.Context, conn *sql.Conn, c *Chain, opt Options) (*Result, error) {
	t, err := runTracer(ctx, conn, c, opt)
	if err != nil {
		return nil, err
	}
	return t.result(ctx)
}

// runTracer traces the chain. A model whose tagged form fails, though its plain form runs, is given up; in front of one whose
// plain form fails the trace ends. The run is repeated with what was learnt.
func runTracer(ctx context.Context, conn *sql.Conn, c *Chain, opt Options) (*tracer, error) {
	l := learnt{given: map[string]string{}}
	for {
		t, failed, cause, err := attempt(ctx, conn, c, opt, l)
		if err == nil {
			return t, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		if cause != nil {
			stop, err := t.graph.stopAt(t.spineNames, cause)
			if err != nil {
				return nil, err
			}
			if earlier(l.stop, stop) == l.stop { // it was not run this time
				return nil, cause
			}
			l.stop = stop
			continue
		}
		if _, again := l.given[failed]; failed == "" || again {
			return nil, err
		}
		if !l.plainly { // a value of a row that was dropped may be what fails
			l.plainly = true
			continue
		}
		l.given[failed] = "the rewritten model does not run: " + oneLine(err.Error())
	}
}

// learnt is what earlier attempts at a run found out.
type learnt struct {
	given   map[string]string // the models to give up, and why
	plainly bool
	stop    *IncompleteError // where the run must end; nil is at the number
}

// attempt is one run. Where it fails on a model, it returns the model's name; where a plain model does not run either, why.
func attempt(ctx context.Context, conn *sql.Conn, c *Chain, opt Options, l learnt) (_ *tracer, failed string, cause *ModelError, err error) {
	if err := reset(ctx, conn); err != nil {
		return nil, "", nil, err
	}
	t, err := newTracer(ctx, conn, c, opt)
	if err != nil {
		return nil, "", nil, err
	}
	t.plainly = l.plainly
	if err := t.bindAll(ctx); err != nil {
		return nil, "", nil, err
	}
	broken, err := t.graph.firstBroken(t.spineNames)
	if err != nil {
		return nil, "", nil, err
	}
	if t.stop = earlier(l.stop, broken); t.stop != nil {
		t.reached = t.spineNames[:len(t.spineNames)-len(t.stop.NotReached)]
	}
	last, failed, err := t.run(ctx, l.given)
	if err == nil {
		t.progress("fates", len(t.spineNames))
		if err = t.writeFates(ctx, last); err == nil {
			err = t.measure(ctx)
		}
	}
	if err == nil || ctx.Err() != nil {
		return t, failed, nil, err
	}
	plain := failed
	if plain == "" { // a value of the last model may be what fails when it is measured
		plain = t.reached[len(t.reached)-1]
	}
	plainErr := t.tryPlain(ctx, plain)
	cause = modelErrorOf(plainErr)
	if plainErr != nil && cause == nil && failed != "" {
		return nil, "", nil, plainErr
	}
	return t, failed, cause, err
}

// reset drops what an earlier run left on the connection.
func reset(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, "DROP SCHEMA IF EXISTS "+sqltree.Quote(RefSchema)+" CASCADE"); err != nil {
		return fmt.Errorf("drop schema %s: %w", RefSchema, err)
	}
	return dropTemporary(ctx, conn, func(string) bool { return true })
}

// dropTemporary drops the temporary views and tables of runs whose names are to go.
func dropTemporary(ctx context.Context, conn *sql.Conn, goes func(name string) bool) error {
	for _, kind := range []string{"view", "table"} {
		names, err := stringsOf(ctx, conn, fmt.Sprintf("SELECT %[1]s_name FROM duckdb_%[1]ss() WHERE temporary AND starts_with(%[1]s_name, '%[2]s')", kind, hidden))
		if err != nil {
			return err
		}
		for _, n := range names {
			if !goes(n) {
				continue
			}
			if _, err := conn.ExecContext(ctx, "DROP "+strings.ToUpper(kind)+" IF EXISTS temp."+sqltree.Quote(n)+" CASCADE"); err != nil {
				return fmt.Errorf("drop %s %s: %w", kind, n, err)
			}
		}
	}
	return nil
}

func newTracer(ctx context.Context, conn *sql.Conn, c *Chain, opt Options) (*tracer, error) {
	t := &tracer{engine: &engine{conn: conn}, chain: c, opt: opt, flows: map[string]*flow{}, plain: map[string]bool{}, tagged: map[*cte]*flow{}, views: map[*cte]string{}, written: map[string]sqltree.Node{}}
	var err error
	if t.catalog, err = readCatalog(ctx, conn); err != nil {
		return nil, err
	}
	if t.graph, err = parseModels(ctx, conn, c); err != nil {
		return nil, err
	}
	if t.spineNames, err = t.graph.spine(); err != nil {
		return nil, err
	}
	t.reached = t.spineNames
	if several := t.graph.paths().note(t.spineNames); several != "" {
		t.note("%s", several)
	}
	if t.live, err = t.graph.liveness(ctx, conn); err != nil {
		return nil, err
	}
	if err := t.stopClock(ctx); err != nil {
		return nil, err
	}
	if opt.Full {
		for name := range t.live {
			t.live[name] = live{inside: names{all: true}, output: names{all: true}}
		}
	}
	for i, d := range c.Dimensions {
		t.dims = append(t.dims, dimension{Dimension: d, col: hidden + "d" + strconv.Itoa(i+1)})
	}
	return t, t.readMarks(ctx)
}

// run tags the models of the spine, one after the other, and returns the flow of the last; nil if that was given up. Where it fails
// on a model, it returns its name.
func (t *tracer) run(ctx context.Context, given map[string]string) (last *flow, failed string, err error) {
	if err := t.exec(ctx, "CREATE SCHEMA "+sqltree.Quote(RefSchema)); err != nil {
		return nil, "", err
	}
	for i, name := range t.reached {
		t.progress(name, i)
		t.index = i
		t.model, _ = t.chain.Model(name)
		reason, gaveUp := given[name]
		if !gaveUp {
			last, err = t.tagModel(ctx)
			if reason, gaveUp = isUnsupported(err); err != nil && !gaveUp {
				return nil, name, err
			}
		}
		if gaveUp {
			if err := t.giveUp(ctx, reason); err != nil {
				return nil, "", err
			}
			last = nil
			break
		}
		t.flows[name] = last
	}
	if err := t.checkDimensions(); err != nil {
		return nil, "", err
	}
	return last, "", t.checkMarks()
}

func (t *tracer) progress(what string, done int) {
	if t.opt.Progress != nil {
		t.opt.Progress(Progress{What: what, Done: float64(done) / float64(len(t.spineNames)+1)})
	}
}

// tagModel tags the model at t.index.
func (t *tracer) tagModel(ctx context.Context) (*flow, error) {
	mark := t.mark()
	t.step = &stepTrace{name: t.model.Name, model: t.model.Name}
	t.output = true
	f, err := t.tagQuery(ctx, t.graph.trees[t.model.Name], nil, "", t.live[t.model.Name])
	if err != nil {
		t.backTo(mark)
		return nil, err
	}
	t.finish(ctx, t.step, f)
	return f, nil
}

// mark is how much was noted when a model began.
type mark struct{ steps, events, rollups, notes, pendings int }

func (t *tracer) mark() mark {
	return mark{len(t.steps), len(t.events), len(t.rollups), len(t.notes), len(t.pendings)}
}

func (t *tracer) backTo(m mark) {
	t.steps, t.events, t.rollups, t.notes = t.steps[:m.steps], t.events[:m.events], t.rollups[:m.rollups], t.notes[:m.notes]
	t.pendings = t.pendings[:m.pendings]
	for _, p := range t.pendings { // a stage that is given up may have taken them
		p.done = t.hasEvent(p)
	}
	t.pooled = false
}

// giveUp ends the trace at the model: what enters it has a fate that the tool cannot tell, and the reason is said.
func (t *tracer) giveUp(ctx context.Context, reason string) error {
	f, err := t.sourceFlow(ctx, t.live[t.model.Name])
	if err != nil {
		return err
	}
	t.step = &stepTrace{name: t.model.Name, model: t.model.Name, in: f}
	c := t.addCause(Unattributed, t.model.Name, reason, t.model.PosAt(0), 0, 0)
	hiddenCols := strings.Join(f.hiddenCols(), ", ")
	t.events = append(t.events, deaths{
		table:   fmt.Sprintf("(SELECT %s, 1::UTINYINT AS %s FROM %s)", hiddenCols, maskCol, f.from),
		carried: f.carried, level: f.level, causes: []*causeTrace{c}, step: t.step, shared: t.isShared(f),
	})
	t.steps = append(t.steps, t.step)
	for _, name := range t.reached[t.index+1:] {
		t.steps = append(t.steps, &stepTrace{name: name, model: name, dead: true})
	}
	t.note("%s cannot be followed: %s; the steps after it are not explained", t.model.Name, reason)
	return nil
}

// tryPlain returns why the plain model does not run, or nil if it does.
func (t *tracer) tryPlain(ctx context.Context, model string) error {
	if err := reset(ctx, t.conn); err != nil {
		return err
	}
	if err := t.exec(ctx, "CREATE SCHEMA "+sqltree.Quote(RefSchema)); err != nil {
		return err
	}
	t.flows, t.plain, t.eager = map[string]*flow{}, map[string]bool{}, true // a view would fail in the model that reads it
	return t.ensurePlain(ctx, model)
}
