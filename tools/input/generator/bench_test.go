package generator

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
)

var sizes = []int{1_000, 10_000, 100_000}

func BenchmarkRecords(b *testing.B) {
	words := vocabulary(b).Records
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				mustRecords(b, words, Options{n, 1, today})
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "listings/s")
		})
	}
}

func BenchmarkWriteFolder(b *testing.B) {
	words := vocabulary(b)
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			dir := b.TempDir()
			for i := 0; b.Loop(); i++ {
				if _, err := WriteFolder(context.Background(), filepath.Join(dir, fmt.Sprint(i)), words, Options{n, 1, today}, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "listings/s")
		})
	}
}
