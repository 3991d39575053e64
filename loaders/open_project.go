package loaders

import (
	"funneltrace/loaders/dbt"
	"funneltrace/loaders/project"
)

// OpenProject reads the files of a project, of whichever kind it is: that of a folder, or that of a manifest, whose project the folder
// may be. A second kind of project is one more folder beside loaders/dbt, and is told from it here.
func OpenProject(dir, manifest string, opt project.Options) (project.Project, error) {
	var p *dbt.Project
	var err error
	if manifest == "" {
		p, err = dbt.Open(dir, opt)
	} else {
		opt.Dir = dir
		p, err = dbt.OpenManifest(manifest, opt)
	}
	if err != nil {
		return nil, err // and no project at all
	}
	return p, nil
}
