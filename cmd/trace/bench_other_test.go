//go:build !unix

package main

func plain() { panic("there is no way to measure a program here") }

func measure() { panic("there is no way to measure a program here") }

func cpuSeconds() float64 { return 0 }
