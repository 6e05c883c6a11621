package main

import (
	"math"
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

// limitShare is the memory that the program may take, in percent of what is in use once a large
// register is in place. Otherwise, answers of some megabytes leave memory that stays with the
// program. Near the limit the runtime returns free memory, and collects more often.
const limitShare = 148

// largeHeap is the memory in use from which on less garbage is allowed.
const largeHeap = 128 << 20

// allowGarbage sets the percentage, unless the variable GOGC does.
func allowGarbage(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// makeRoom lifts the limit, because the next version is loaded beside the one that is served. Call
// settle afterwards.
func makeRoom() {
	limitMemory(math.MaxInt64)
}

// limitMemory sets the limit, unless the variable GOMEMLIMIT does.
func limitMemory(limit int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	}
}

// settle returns the memory that loading needed to the system, and sets the percentage and the
// limit for a register that is served.
func settle() {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	allowGarbage(servingPercent(m.HeapAlloc))
	limitMemory(servingLimit(m.HeapAlloc))
}

// servingPercent returns the percentage for the memory in use.
func servingPercent(inUse uint64) int {
	if inUse <= largeHeap {
		return garbageServing
	}
	return max(garbageServingLarge, int(garbageServing*largeHeap/inUse))
}

// servingLimit returns the most memory for the memory in use.
func servingLimit(inUse uint64) int64 {
	if inUse <= largeHeap {
		return math.MaxInt64
	}
	return int64(inUse / 100 * limitShare)
}
