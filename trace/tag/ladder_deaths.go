package tag

import (
	"fmt"
	"funneltrace/trace/sqltree"
)

// Mask is SQL for the bits of the causes, over the table as x.
func (e Deaths) Mask() string {
	if e.shift > 0 {
		return fmt.Sprintf("(x.%s::BIGINT >> %d)", maskCol, e.shift)
	}
	return "x." + maskCol + "::BIGINT"
}

// Dead is SQL that is TRUE where the causes dropped the row, over the table as x.
func (e Deaths) Dead() string {
	if e.shift > 0 {
		return fmt.Sprintf("x.%s >= %d", maskCol, uint64(1)<<e.shift)
	}
	return fmt.Sprintf("x.%s <> 0 AND x.%s < %d", maskCol, maskCol, uint64(1)<<len(e.Causes))
}

// Deaths is a table with rows that a stage dropped: where mask is not 0, bit i stands for causes[i].
type Deaths struct {
	Table   sqltree.From
	Carried []string
	Level   int
	Causes  []*Cause
	Step    *Step
	shift   int  // the bit of the mask that stands for the first cause
	Shared  bool // its root rows may be elsewhere too: in another row, group or branch
}
