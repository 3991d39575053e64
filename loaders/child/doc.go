// Package child runs a job in a process of its own, since a damaged file can crash the engine: it starts the program again, tells it
// what to do, hears how far it is, and ends it when it takes too long, needs too much memory, or nobody waits any more. It must
// never know what the jobs are: those come from the packages that read files, by way of the program's ScanMain.
//
// Start at [Run], which is the parent, and [Main], which is the child.
//
// Its tests are those of package loaders, whose test binary is the child: damage_test.go and import_test.go.
package child
