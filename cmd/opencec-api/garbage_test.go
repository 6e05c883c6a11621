package main

import (
	"math"
	"testing"
)

func TestServingPercent(t *testing.T) {
	t.Parallel()
	for mebibytes, want := range map[uint64]int{0: 100, 20: 100, 128: 100, 256: 50, 400: 32, 600: 30, 1 << 20: 30} {
		if got := servingPercent(mebibytes << 20); got != want {
			t.Errorf("%d MiB: %d, want %d", mebibytes, got, want)
		}
	}
}

func TestServingLimit(t *testing.T) {
	t.Parallel()
	for mebibytes, want := range map[uint64]int64{0: math.MaxInt64, 128: math.MaxInt64, 400: 592 << 20} {
		if got := servingLimit(mebibytes << 20); got < want-100 || got > want {
			t.Errorf("%d MiB: %d, want %d", mebibytes, got, want)
		}
	}
}
