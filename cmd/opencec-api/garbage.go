package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// How much garbage may come to the memory in use before it is collected, in percent.
const (
	// Before the first register is in place, a collection would only delay it.
	garbageLoading = 400
	// Indexes and documents are built beside the first requests.
	garbageWarming = 50
	// A large register hardly changes, and a request leaves little garbage: some more
	// collections cost less than the memory that they save.
	garbageServing, garbageServingLarge = 100, 30
)

// largeHeap is the memory in use from which on less garbage is allowed.
const largeHeap = 128 << 20

// allowGarbage sets the percentage, unless the variable GOGC does.
func allowGarbage(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// settle returns the memory that loading needed to the system, and sets the percentage for a
// register that is served.
func settle() {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	allowGarbage(servingPercent(m.HeapAlloc))
}

// servingPercent returns the percentage for the memory in use.
func servingPercent(inUse uint64) int {
	if inUse <= largeHeap {
		return garbageServing
	}
	return max(garbageServingLarge, int(garbageServing*largeHeap/inUse))
}
