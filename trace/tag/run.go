package tag

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"funneltrace/trace"
	"funneltrace/trace/engine"
	"funneltrace/trace/spine"
	"funneltrace/trace/sqltree"
)

// New reads a chain and what the engine says of itself; nothing runs yet.
func New(ctx context.Context, conn *sql.Conn, c *trace.Chain, opt trace.Options) (*Tracer, error) {
	catalog, err := engine.ReadCatalog(ctx, conn)
	if err != nil {
		return nil, err
	}
	t := &Tracer{
		Printer:   engine.NewPrinter(&engine.Session{Conn: conn}, catalog),
		Chain:     c,
		Options:   opt,
		Traced:    Traced{Flows: map[string]*Flow{}},
		relations: relations{plain: map[string]bool{}, tagged: map[*spine.CTE]*Flow{}, views: map[*spine.CTE]string{}},
	}
	if t.Graph, err = spine.Parse(ctx, conn, c); err != nil {
		return nil, err
	}
	if t.Spine, err = t.Graph.Spine(); err != nil {
		return nil, err
	}
	t.Reached = t.Spine
	if several := t.Graph.Paths().Note(t.Spine); several != "" {
		t.note("%s", several)
	}
	if t.live, err = t.Graph.Liveness(ctx, conn); err != nil {
		return nil, err
	}
	if err := t.stopClock(ctx); err != nil {
		return nil, err
	}
	if note := t.ClockNote(); note != "" {
		t.note("%s", note)
	}
	if opt.Full {
		for name := range t.live {
			t.live[name] = spine.Live{Inside: spine.Names{All: true}, Output: spine.Names{All: true}}
		}
	}
	for i, d := range c.Dimensions {
		t.Dimensions = append(t.Dimensions, Dimension{Dimension: d, Col: engine.Hidden + "d" + strconv.Itoa(i+1)})
	}
	return t, t.readMarks(ctx)
}

// Run tags the models of the spine, one after the other, and returns the flow of the last; nil if that was given up. Where it fails
// on a model, it returns its name.
func (t *Tracer) Run(ctx context.Context, given map[string]string) (last *Flow, failed string, err error) {
	if err := t.Exec(ctx, "CREATE SCHEMA "+sqltree.Quote(trace.RefSchema)); err != nil {
		return nil, "", err
	}
	for i, name := range t.Reached {
		t.Progress(name, i)
		at := builder{Tracer: t, position: position{index: i, output: true, step: &Step{Name: name, Model: name}}}
		at.model, _ = t.Chain.Model(name)
		reason, gaveUp := given[name]
		if !gaveUp {
			last, err = at.tagModel(ctx)
			if reason, gaveUp = isUnsupported(err); err != nil && !gaveUp {
				return nil, name, err
			}
		}
		if gaveUp {
			if err := at.giveUp(ctx, reason); err != nil {
				return nil, "", err
			}
			last = nil
			break
		}
		t.Flows[name] = last
	}
	if err := t.checkDimensions(); err != nil {
		return nil, "", err
	}
	return last, "", t.checkMarks()
}

// Progress tells whoever asked how many of the models are done.
func (t *Tracer) Progress(what string, done int) {
	if t.Options.Progress != nil {
		t.Options.Progress(trace.Progress{What: what, Done: float64(done) / float64(len(t.Spine)+1)})
	}
}

// tagModel tags the model that the builder is at.
func (t builder) tagModel(ctx context.Context) (*Flow, error) {
	begun := t.begin()
	f, err := t.tagQuery(ctx, t.Graph.Trees[t.model.Name], nil, "", t.live[t.model.Name])
	if err != nil {
		t.backTo(begun)
		return nil, err
	}
	t.finish(ctx, t.step, f)
	return f, nil
}

// begun is how much was noted when a model began.
type begun struct{ steps, events, rollups, notes, pendings int }

func (t *Traced) begin() begun {
	return begun{len(t.Steps), len(t.Events), len(t.Rollups), len(t.Notes), len(t.pendings)}
}

// backTo forgets what was noted since.
func (t *Traced) backTo(b begun) {
	t.Steps, t.Events, t.Rollups, t.Notes = t.Steps[:b.steps], t.Events[:b.events], t.Rollups[:b.rollups], t.Notes[:b.notes]
	t.pendings = t.pendings[:b.pendings]
	for _, p := range t.pendings { // a stage that is given up may have taken them
		p.done = t.hasEvent(p)
	}
}

// giveUp ends the trace at the model: what enters it has a fate that the tool cannot tell, and the reason is said.
func (t builder) giveUp(ctx context.Context, reason string) error {
	f, err := t.sourceFlow(ctx, t.live[t.model.Name])
	if err != nil {
		return err
	}
	t.step = &Step{Name: t.model.Name, Model: t.model.Name, In: f}
	c := t.addCause(trace.Unattributed, t.model.Name, reason, t.model.PosAt(0), 0, 0)
	hiddenCols := strings.Join(f.hiddenCols(), ", ")
	t.Events = append(t.Events, Deaths{
		Table:   sqltree.FromQuery(fmt.Sprintf("SELECT %s, 1::UTINYINT AS %s FROM %s", hiddenCols, maskCol, f.From)),
		Carried: f.Carried, Level: f.Level, Causes: []*Cause{c}, Step: t.step, Shared: t.isShared(f), Once: f.once(),
	})
	t.Steps = append(t.Steps, t.step)
	for _, name := range t.Reached[t.index+1:] {
		t.Steps = append(t.Steps, &Step{Name: name, Model: name, Dead: true})
	}
	if t.index+1 < len(t.Reached) { // the cause says why
		t.note("%s cannot be followed, so the steps after it are not explained", t.model.Name)
	}
	return nil
}

// TryPlain returns why the plain model does not run, or nil if it does.
func (t *Tracer) TryPlain(ctx context.Context, model string) error {
	if err := engine.Reset(ctx, t.Conn); err != nil {
		return err
	}
	if err := t.Exec(ctx, "CREATE SCHEMA "+sqltree.Quote(trace.RefSchema)); err != nil {
		return err
	}
	t.Flows, t.plain, t.eager = map[string]*Flow{}, map[string]bool{}, true // a view would fail in the model that reads it
	return t.EnsurePlain(ctx, model)
}
