package tag

import (
	"strings"
	"testing"
)

func TestAStageSaysWhatItReadsAsksAndGives(t *testing.T) {
	columns := []stageColumn{{name: "a", text: "x + 1", raises: true}, {name: "b", text: "y"}, {name: "c", text: "7", always: true}}
	filter, missing, null := &Cause{}, &Cause{}, &Cause{}
	asks := ladder{{ok: "p", cases: []rungCase{{when: "p IS NULL", cause: null}, {cause: filter}}}, {ok: "q", cases: []rungCase{{cause: missing}}}}
	const masked = `(SELECT *, (CASE WHEN p THEN 0::UTINYINT WHEN p IS NULL THEN 1::UTINYINT ELSE 2::UTINYINT END) | ` +
		`(CASE WHEN q THEN 0::UTINYINT ELSE 4::UTINYINT END) AS __tr_mask FROM (SELECT 1))`
	beside := []string{"__tr_id"}
	for name, c := range map[string]struct {
		stage stage
		want  string
	}{
		"nothing that drops": {stage{columns: columns, beside: beside},
			`SELECT x + 1 AS "a", y AS "b", 7 AS "c", __tr_id FROM (SELECT 1)`},
		"columns as they are": {stage{columns: columns, beside: beside, ladder: asks},
			`SELECT x + 1 AS "a", y AS "b", 7 AS "c", __tr_id, __tr_mask FROM ` + masked},
		"what may raise an error, of rows that are alive": {stage{columns: columns, beside: beside, ladder: asks, guard: aliveRow},
			`SELECT CASE WHEN __tr_mask = 0 THEN x + 1 END AS "a", y AS "b", 7 AS "c", __tr_id, __tr_mask FROM ` + masked},
		"all of rows that are alive": {stage{columns: columns, beside: beside, ladder: asks, guard: aliveRow, guardAll: true},
			`SELECT CASE WHEN __tr_mask = 0 THEN x + 1 END AS "a", CASE WHEN __tr_mask = 0 THEN y END AS "b", 7 AS "c", __tr_id, __tr_mask FROM ` + masked},
		"packed": {stage{columns: columns, beside: beside, ladder: asks, packed: true},
			`SELECT CASE WHEN __tr_mask = 0 THEN [struct_pack(c0 := x + 1, c1 := y, c2 := 7)] END AS __tr_pack, __tr_id, __tr_mask FROM ` + masked},
		"over a stage whose dropping waits": {stage{columns: columns[1:2], beside: beside, ladder: asks[1:], raw: &rawPlan{pending: &pending{col: "__tr_prev", causes: []*Cause{null, filter}}}},
			`SELECT y AS "b", __tr_id, __tr_mask FROM (SELECT *, CASE WHEN __tr_prev <> 0 THEN __tr_prev::UTINYINT * 2::UTINYINT ELSE ` +
				`(CASE WHEN q THEN 0::UTINYINT ELSE 1::UTINYINT END) END AS __tr_mask FROM (SELECT 1))`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.stage.over("SELECT 1")
			if err != nil || got != c.want {
				t.Errorf("got  %s, %v\nwant %s", got, err, c.want)
			}
		})
	}
}

func TestALadderHasRoomForSoManyCauses(t *testing.T) {
	var l ladder
	for range maxCauses {
		l = append(l, &rung{ok: "p", cases: []rungCase{{cause: &Cause{}}}})
	}
	if text, err := l.mask(0); err != nil || !strings.Contains(text, "::UBIGINT") {
		t.Errorf("got %.40s…, %v; want all of them in 64 bits", text, err)
	}
	if _, err := l.mask(1); err == nil {
		t.Error("a mask was made though an earlier stage has a bit in it")
	}
}
