package postgres_test

import (
	"fmt"
	"testing"

	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// typicalQueries are what a server is asked about listings.
var typicalQueries = []struct{ name, query string }{
	{"first page", "limit=20"},
	{"pick list", "manufacturer__contains=violet&model__contains=5&fields=id,model&limit=20"},
	{"listed now", "status=active&entity_type=client&limit=20"},
	{"what changed", "sort=-updated_at,model&limit=20"},
	{"expires soon", "listed_until__gte=2026-11-23&listed_until__lt=2026-12-23&sort=listed_until&limit=20"},
	{"words", "q=as4777%20solar&limit=20"},
	{"attributes", "bess.capacity__gte=20&bess.chemistry=LFP&sort=-bess.capacity&limit=20"},
	{"certificates", "certificate.expiry__lt=2027-01-01&certificate.status=current&include=certificates&limit=20"},
	{"facets", "status=active&device_class=bess&facets=manufacturer,brand,status&limit=20"},
	{"as it was", "on=2024-06-30&certified=true&jurisdiction=sa&limit=20"},
}

// The same queries of both engines.
func BenchmarkList(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			reg := generated(b, n)
			m := memory.New(reg)
			m.Warm(b.Context())
			benchmarkEngine(b, "memory", m)
			benchmarkEngine(b, "postgres", open(b, reg))
		})
	}
}

func benchmarkEngine(b *testing.B, name string, e querytest.Engine) {
	for _, typical := range typicalQueries {
		q := querytest.Parse(b, e, register.Listings, typical.query)
		b.Run(typical.name+"/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				page, err := e.List(b.Context(), q)
				if err != nil || page.Rows.Len() == 0 {
					b.Fatal("no page", err)
				}
			}
		})
	}
}
