// Package randomchain makes random chains of models whose causes it can count by itself, in plain SQL.
//
// A [Chain] is random tables and models over them, made by [Generate] of a seed. Its models are held as pieces: the joins, the
// conjuncts, what is grouped, ranked and limited. So it can print a model, and it can print each prefix of the model's ladder
// with the root rows' numbers carried along; [Chain.Count] runs these. A root row's cause is the first rung of which no copy
// of the row is left, as the design has it; nothing here knows how the program finds that out. [Differences] compares both.
//
// What it makes is decided: where rows tie, it does not matter which one stays. It is meant for small tables, and many of them.
package randomchain
