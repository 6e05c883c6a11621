package source

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkCheck reads and checks whole folders of N listings and as many certificates,
// without and with the cache.
func BenchmarkCheck(b *testing.B) {
	for _, listings := range []int{1_000, 10_000} {
		dir := largeFolder(b, listings)
		b.Run(fmt.Sprintf("first/%d", listings), func(b *testing.B) { benchmarkCheck(b, dir, listings) })
		b.Run(fmt.Sprintf("kept/%d", listings), func(b *testing.B) { benchmarkCheck(b, dir, listings, WithCache(b.TempDir())) })
	}
}

func benchmarkCheck(b *testing.B, dir string, listings int, options ...Option) {
	day := date("2026-11-23")
	b.ReportAllocs()
	check := func() {
		tree, err := Load(context.Background(), dir, options...)
		if err != nil || tree.CacheError != nil {
			b.Fatal(err, tree.CacheError)
		}
		if problems := tree.Check(day); len(problems) > 0 {
			b.Fatalf("%d problems, the first: %s", len(problems), problems[0])
		}
	}
	if len(options) > 0 {
		check() // fill the cache
	}
	for b.Loop() {
		check()
	}
	b.ReportMetric(float64(listings)*float64(b.N)/b.Elapsed().Seconds(), "listings/s")
}

func largeFolder(b *testing.B, listings int) string {
	b.Helper()
	dir := b.TempDir()
	write := func(name, content string) {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	write("register.yaml", "title: T\nbase_url: https://r.example\ntime_zone: Australia/Sydney\nlicence: {name: CC BY 4.0}\n")
	write("entity-types/client.yaml", "name: Client\n")
	write("device-classes/bess.yaml", "name: Battery\nattributes:\n  - {id: capacity, name: Capacity, type: number, unit: kWh}\n")
	write("certifying-bodies/lab.yaml", "name: Lab\n")
	write("test-profiles/A.yaml", "name: A\ntitle: All clients\n")
	for i := range listings {
		manufacturer := fmt.Sprintf("maker-%d", i/50)
		if i%50 == 0 {
			write("manufacturers/"+manufacturer+".yaml", fmt.Sprintf("name: Maker %d\n", i/50))
		}
		write(fmt.Sprintf("listings/%s/model-%d.yaml", manufacturer, i), fmt.Sprintf(
			"manufacturer: %s\nbrand: Brand\nseries: Series %d\nmodel: Model %d\nentity_type: client\ndeployment: native\n"+
				"device_classes:\n  bess: {capacity: 13.5}\nperiods:\n  - {from: 2023-01-15, to: 2025-12-31}\n  - {from: 2026-03-05}\n"+
				"sources:\n  - {url: \"https://example.org/list\", retrieved: 2026-11-01}\n", manufacturer, i%9, i))
		write(fmt.Sprintf("certificates/lab/c-%d.yaml", i), fmt.Sprintf(
			"number: C-%d\ncertifying_body: lab\ncsip_aus_version: \"1.2\"\ncertification_date: 2023-01-15\ntest_profiles: [A]\n"+
				"listings: [%s/model-%d]\nsources:\n  - {url: \"https://example.org/certificate\"}\n", i, manufacturer, i))
	}
	return dir
}
