package snapshot_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"opencec/tools/output/snapshot"
)

// sizes of the benchmarks, in listings; each has as many certificates.
func sizes(b *testing.B) []int {
	if testing.Short() {
		return []int{1_000, 10_000}
	}
	return []int{1_000, 10_000, 100_000}
}

func BenchmarkWrite(b *testing.B) {
	for _, n := range sizes(b) {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			reg := newRegister(b, randomRecords(n, 1), buildVersion)
			parent := b.TempDir()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				// A new directory each time: files made where many were just
				// deleted are slower.
				dir := filepath.Join(parent, fmt.Sprint(i))
				if err := os.Mkdir(dir, 0o755); err != nil {
					b.Fatal(err)
				}
				if _, err := snapshot.Write(b.Context(), dir, reg, buildDay, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes(b) {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			manifest, err := snapshot.Write(b.Context(), dir, newRegister(b, randomRecords(n, 1), buildVersion), buildDay, nil)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(manifest.File(snapshot.RegisterName).Size)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := snapshot.Open(dir); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
