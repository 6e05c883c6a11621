package api

import (
	"fmt"
	"testing"
	"time"

	"opencec/tools/query/keys"
)

// The memory of the limits does not grow with the number of clients.
func TestLimitsAreBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	rates := newRates(1)
	for i := range 2 * keys.MaxKeys {
		rates.take(keys.Key{Name: fmt.Sprint("key-", i)}, now)
	}
	if n := rates.buckets.Len(); n != keys.MaxKeys {
		t.Errorf("%d buckets are held", n)
	}
}
