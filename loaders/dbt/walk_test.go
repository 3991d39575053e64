package dbt_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"funneltrace/loaders/dbt"
	"funneltrace/loaders/project"
)

func TestLinkedFoldersAreFollowedInsideTheProject(t *testing.T) {
	dir := projectIn(t, map[string]string{
		"models/marts/m.sql": "select * from {{ ref('staged') }}",
		"shared/staged.sql":  "select * from {{ ref('raw') }}",
	})
	outside := t.TempDir()
	for link, to := range map[string]string{
		"models/staging":    "../shared",
		"models/marts/loop": "../../models", // a folder that it is in: followed, this would never end
		"models/gone":       "../nowhere",
		"models/elsewhere":  outside,
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	p, err := dbt.Open(dir, options())
	if err != nil {
		t.Fatal(err)
	}
	plan, _, err := over(t, p, project.Wanted{Root: "raw", To: "m"})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := plan.Chain.Model("staged"); !ok {
		t.Error("the model in the linked folder is not in the chain")
	}
	want := "models/elsewhere is a link to a folder outside of the project, which is not followed: what is in it is not there"
	if notes := strings.Join(p.Notes, "\n"); strings.ReplaceAll(notes, dir+"/", "") != want {
		t.Errorf("notes:\n%s\nwanted:\n%s", notes, want)
	}
}
