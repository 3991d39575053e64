// Package chains reads the program's own kind of project: a folder with a chain.yml and models with ref, source and var in them. Two such
// folders come with the program. It must never know files of data, or other kinds of projects; those use [Alias] and [Check] too.
//
// Start at [FindChain]. [Check] says whether a chain can run over what is attached.
package chains
