package dbt

import "errors"

// OpenManifest reads a manifest.json.
func OpenManifest(file string, opt Options) (*Project, error) { return nil, errors.New("not yet") }
