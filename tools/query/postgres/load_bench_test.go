package postgres

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"opencec/tools/input/generator"
	files "opencec/tools/input/source" // this package has a type source
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// synthetic returns a generated register on the project's own vocabulary.
func synthetic(b *testing.B, listings int) *register.Register {
	b.Helper()
	tree, err := files.Load(context.Background(), "../../../data")
	if err != nil {
		b.Fatal(err)
	}
	records, err := generator.Records(tree.Records, generator.Options{Listings: listings, Seed: 1, On: querytest.Today})
	if err != nil {
		b.Fatal(err)
	}
	return rebuilt(b, records, version("0"))
}

// The three loads that there are, on a server that does not sync: the first, one
// without a change, and one with one changed listing. Rows written are reported.
func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchLoads(b, synthetic(b, n)) })
	}
}

func benchLoads(b *testing.B, reg *register.Register) {
	b.Run("first", func(b *testing.B) {
		for range b.N {
			b.StopTimer()
			empty := postgrestest.URL(b)
			b.StartTimer()
			benchLoad(b, empty, reg)
		}
	})
	url := postgrestest.URL(b)
	loaded(b, url, reg, LoadOptions{})
	b.Run("unchanged", func(b *testing.B) {
		for range b.N {
			benchLoad(b, url, reg)
		}
	})
	b.Run("one-changed", func(b *testing.B) {
		for i := range b.N {
			b.StopTimer()
			next := noted(b, reg, fmt.Sprintf("%d of %d", i, b.N))
			b.StartTimer()
			benchLoad(b, url, next)
		}
	})
}

func benchLoad(b *testing.B, url string, reg *register.Register) {
	b.ReportMetric(float64(loaded(b, url, reg, LoadOptions{}).RowsWritten), "rows")
}

// noted returns the register with a note on its first listing.
func noted(b *testing.B, reg *register.Register, note string) *register.Register {
	records := reg.Records
	records.Listings = slices.Clone(records.Listings)
	l := *records.Listings[0]
	l.Notes = note
	records.Listings[0] = &l
	return rebuilt(b, records, version(note))
}

// The loads of a register with a history: the first, one without a change, and one of a
// revision more, each of which changes a listing.
func BenchmarkLoadHistory(b *testing.B) {
	const listings, revisions = 10_000, 1_000
	reg := synthetic(b, listings)
	h := grown(reg, revisions)
	b.Run("first", func(b *testing.B) {
		for range b.N {
			b.StopTimer()
			empty := postgrestest.URL(b)
			b.StartTimer()
			loaded(b, empty, querytest.Newest(b, h), LoadOptions{History: h})
		}
	})
	url := postgrestest.URL(b)
	loaded(b, url, querytest.Newest(b, h), LoadOptions{History: h})
	b.Run("unchanged", func(b *testing.B) {
		for range b.N {
			loaded(b, url, querytest.Newest(b, h), LoadOptions{History: h})
		}
	})
	b.Run("one-more", func(b *testing.B) {
		for i := range b.N {
			b.StopTimer()
			more := grown(reg, revisions+1+i)
			b.StartTimer()
			loaded(b, url, querytest.Newest(b, more), LoadOptions{History: more})
		}
	})
}

// grown returns a history of a register in which each revision after the first notes
// something about a listing.
func grown(reg *register.Register, revisions int) *register.History {
	h := &register.History{}
	commit := func(seq int) register.Revision {
		r := register.Revision{Seq: seq, Commit: fmt.Sprintf("%040x", seq), Time: time.Date(2025, 1, 1, seq, 0, 0, 0, time.UTC), Author: "Ann", Summary: fmt.Sprint("Note ", seq)}
		h.Revisions = append(h.Revisions, r)
		return r
	}
	edit := func(rec register.Record, r register.Revision) {
		meta := rec.RecordMeta()
		meta.CreatedAt, meta.UpdatedAt, meta.Commit = h.Revisions[0].Time, r.Time, r.Commit
		h.Versions = append(h.Versions, register.RecordVersion{Seq: r.Seq, Kind: rec.RecordKind(), ID: meta.ID, Record: rec})
	}
	first := commit(1)
	h.Settings = []register.SettingsVersion{{Seq: 1, Settings: &reg.Settings}}
	for rec := range reg.All() {
		edit(rec, first)
	}
	for seq := 2; seq <= revisions; seq++ {
		l := *reg.Listings[seq%len(reg.Listings)]
		l.Notes = fmt.Sprint("Note ", seq)
		edit(&l, commit(seq))
	}
	return h
}
