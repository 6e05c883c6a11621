package journal_test

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"opencec/tools/history/journal"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// long is a history of a register of n listings: a revision that adds them all, and n
// that move the expiry of one listing each.
func long(n int) *register.History {
	reg := querytest.Random(1, n)
	revision := func(seq int) register.Revision {
		return register.Revision{Seq: seq, Commit: fmt.Sprintf("%040x", seq), Time: time.Date(2026, 1, 1, 0, seq, 0, 0, time.UTC), Author: "Ann", Summary: "Move an expiry"}
	}
	h := &register.History{Revisions: []register.Revision{revision(1)}, Settings: []register.SettingsVersion{{Seq: 1, Settings: &reg.Settings}}}
	for rec := range reg.All() {
		h.Versions = append(h.Versions, register.RecordVersion{Seq: 1, Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Record: rec})
	}
	for i := range n {
		l := *reg.Listings[i]
		l.Periods = append(slices.Clone(l.Periods), register.Period{From: querytest.Day("2031-01-01"), To: querytest.Day("2031-12-31")})
		h.Revisions = append(h.Revisions, revision(i+2))
		h.Versions = append(h.Versions, register.RecordVersion{Seq: i + 2, Kind: register.Listings, ID: l.ID, Record: &l})
	}
	return h
}

var sizes = []int{1_000, 10_000, 100_000}

// BenchmarkOpen reads the lines of all records and as many changes as there are
// listings. What a journal needs for a line is the heap after it, less before.
func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			files := write(b, chronicle(b, long(n)))
			b.SetBytes(int64(len(files.changes)))
			b.ReportAllocs()
			var j *journal.Journal
			before := heap()
			for b.Loop() {
				var err error
				if j, err = files.open(b); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(heap()-before)/float64(j.Len()), "B/line")
			b.ReportMetric(float64(j.Len()), "lines")
			runtime.KeepAlive(files)
		})
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkPublishable goes back to the first revision, at which every listing was another,
// to the middle, and to the last but one.
func BenchmarkPublishable(b *testing.B) {
	for _, n := range sizes[:2] {
		h := long(n)
		files := write(b, chronicle(b, h))
		j, err := journal.Open(b.Context(), strings.NewReader(files.revisions), strings.NewReader(files.changes), int64(len(files.changes)))
		if err != nil {
			b.Fatal(err)
		}
		newest := h.At(j.Newest())
		for _, seq := range []int{1, n / 2, n} {
			b.Run(fmt.Sprintf("%d/at %d", n, seq), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, _, err := j.Publishable(b.Context(), &newest, seq); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkFind(b *testing.B) {
	h := long(10_000)
	j, err := write(b, chronicle(b, h)).open(b)
	if err != nil {
		b.Fatal(err)
	}
	id := h.Versions[len(h.Versions)-1].ID
	for name, f := range map[string]journal.Filter{
		"all": {}, "what": {Events: []string{"expiry-moved", "renamed"}}, "record": {Record: &register.Ref{Kind: register.Listings, ID: id}},
		"manufacturer": {Manufacturers: []string{"maker-1"}},
	} {
		b.Run(name, func(b *testing.B) {
			f.UpTo = j.Newest()
			for b.Loop() {
				j.Find(f)
			}
		})
	}
}

func BenchmarkWriteChanges(b *testing.B) {
	c := chronicle(b, long(10_000))
	for b.Loop() {
		var text bytes.Buffer
		if err := c.WriteChanges(b.Context(), &text); err != nil {
			b.Fatal(err)
		}
	}
}
