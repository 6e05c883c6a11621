package hostile

import "runtime"

// Allocated returns how many bytes work allocates, which does not depend on how busy the
// machine is. It counts the allocations of the whole process, so the test must not be
// parallel.
func Allocated(work func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
