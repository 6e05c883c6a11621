package hostile

import "runtime"

// Allocated returns how many bytes work allocates: a measure of it that is the same on a busy
// machine. It counts what the whole process allocates, so the test must not be parallel.
func Allocated(work func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
