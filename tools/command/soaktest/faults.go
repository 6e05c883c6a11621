package main

import (
	"fmt"
	"maps"
	"sync"
)

// Kinds of faults.
const (
	requestFailed    = "failed requests"
	unexpectedStatus = "unexpected statuses"
	wrongAnswer      = "wrong answers"
	mixedPage        = "mixed pages"
	olderVersion     = "answers of older versions"
	tornState        = "torn states"
	notTakenUp       = "good versions not taken up"
	acceptedBad      = "bad input accepted"
	keyFault         = "keys"
	leak             = "leaks"
	serverFault      = "server faults"
	notTried         = "not tried"
)

// faultKinds are all kinds, in the order of the report.
var faultKinds = []string{requestFailed, unexpectedStatus, wrongAnswer, mixedPage, olderVersion, tornState, notTakenUp, acceptedBad, keyFault, leak, serverFault, notTried}

// shownFaults is how many faults of a kind are reported in full.
const shownFaults = 5

// faults are the faults that were found.
type faults struct {
	mu    sync.Mutex
	count map[string]int
	shown map[string][]string
	print func(text string) // is called with each shown fault at once
}

func newFaults(print func(string)) *faults {
	return &faults{count: map[string]int{}, shown: map[string][]string{}, print: print}
}

func (f *faults) add(kind, format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count[kind]++
	if len(f.shown[kind]) >= shownFaults {
		return
	}
	text := fmt.Sprintf(format, args...)
	f.shown[kind] = append(f.shown[kind], text)
	if f.print != nil {
		f.print(kind + ": " + text)
	}
}

func (f *faults) total() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, count := range f.count {
		n += count
	}
	return n
}

func (f *faults) of(kind string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.count[kind]
}

// counts counts events by name.
type counts struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counts) add(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[name]++
}

func (c *counts) all() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.n)
}

// all returns the number of faults of each kind.
func (f *faults) all() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := map[string]int{}
	for _, kind := range faultKinds {
		all[kind] = f.count[kind]
	}
	return all
}
