package memory_test

import (
	"context"
	"fmt"
	"testing"

	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A page of 20 out of a filtered list.
func BenchmarkPage(b *testing.B) {
	queries := map[string]string{
		"equal":    "status=active&entity_type=client&limit=20",
		"sorted":   "status=active&entity_type=client&sort=-updated_at,model&limit=20",
		"range":    "bess.capacity__gte=10&certificate.expiry__lt=2027-01-01&limit=20",
		"words":    "q=power%201&limit=20",
		"contains": "model__contains=hyb&limit=20",
	}
	for _, n := range []int{1_000, 10_000, 100_000} {
		e := memory.New(querytest.Random(1, n))
		e.Warm(context.Background())
		for _, name := range []string{"equal", "sorted", "range", "words", "contains"} {
			q := querytest.Parse(b, e, register.Listings, queries[name])
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				buffer := make([]byte, 0, 64<<10)
				b.ReportAllocs()
				for b.Loop() {
					page, err := e.List(context.Background(), q)
					if err != nil || page.Rows.Len() == 0 {
						b.Fatal("no page", err)
					}
					buffer = page.AppendJSON(buffer[:0])
				}
			})
		}
	}
}

// The facets of a catalogue beside a page of 20: one that is counted by values
// that few records have each, three that have few values, and one of an attribute.
func BenchmarkFacets(b *testing.B) {
	const facets = "&limit=20&facets=manufacturer,device_class,status,entity_type,bess.chemistry"
	queries := []struct{ name, query string }{
		{"all", ""},
		{"filtered", "status=active&entity_type=client"},
		{"narrow", "manufacturer=maker-1&device_class=bess&status=active"},
		{"words", "q=power%201"},
	}
	for _, n := range []int{1_000, 10_000, 100_000} {
		e := memory.New(querytest.Random(1, n))
		e.Warm(context.Background())
		for _, query := range queries {
			q := querytest.Parse(b, e, register.Listings, query.query+facets)
			b.Run(fmt.Sprintf("%s/%d", query.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					page, err := e.List(context.Background(), q)
					if err != nil || page.Rows.Len() == 0 || len(page.Facets) != 5 {
						b.Fatal("no page", err)
					}
				}
			})
		}
	}
}

// Pages of 20 that show some fields, and what else records are given with.
func BenchmarkShow(b *testing.B) {
	e := memory.New(querytest.Random(1, 10_000))
	e.Warm(context.Background())
	for _, raw := range []string{"limit=20", "limit=20&fields=id,status,links", "limit=20&include=certificates"} {
		q := querytest.Parse(b, e, register.Listings, raw)
		b.Run(raw, func(b *testing.B) {
			buffer := make([]byte, 0, 64<<10)
			b.ReportAllocs()
			for b.Loop() {
				page, err := e.List(context.Background(), q)
				if err != nil || page.Rows.Len() == 0 {
					b.Fatal("no page", err)
				}
				buffer = page.AppendJSON(buffer[:0])
			}
		})
	}
}

// New alone is what a server waits for; Warm goes on beside it.
func BenchmarkNew(b *testing.B) {
	reg := querytest.Random(1, 10_000)
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			memory.New(reg)
		}
	})
	b.Run("warm", func(b *testing.B) {
		for b.Loop() {
			memory.New(reg).Warm(context.Background())
		}
	})
}
