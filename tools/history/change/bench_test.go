package change_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"opencec/tools/history/change"
	"opencec/tools/input/generator"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// large returns a synthetic register of n listings, and the same with the expiry
// of every tenth listing moved. The two share no record.
func large(b *testing.B, n int) (before, after *register.Register) {
	b.Helper()
	tree, err := source.Load(context.Background(), "../../../data")
	if err != nil {
		b.Fatal(err)
	}
	records, err := generator.Records(tree.Records, generator.Options{Listings: n, Seed: 1, On: today})
	if err != nil {
		b.Fatal(err)
	}
	changed := clone(b, &records)
	for i, l := range changed.Listings {
		if i%10 == 0 && len(l.Periods) > 0 {
			l.Periods[len(l.Periods)-1].To = day("2031-12-31")
		}
	}
	return newRegister(b, &records), newRegister(b, changed)
}

var sizes = []int{1_000, 10_000, 100_000}

func BenchmarkRegisters(b *testing.B) {
	for _, n := range sizes {
		before, after := large(b, n)
		same := newRegister(b, clone(b, &before.Records))
		b.Run(fmt.Sprintf("same/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if len(change.BetweenRegisters(before, same, today)) > 0 {
					b.Fatal("a copy differs")
				}
			}
		})
		b.Run(fmt.Sprintf("tenth/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if len(change.BetweenRegisters(before, after, today)) < n/11 {
					b.Fatal("too few changes")
				}
			}
		})
		b.Run(fmt.Sprintf("new/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				change.BetweenRegisters(nil, after, today)
			}
		})
	}
}

func BenchmarkReport(b *testing.B) {
	before, after := large(b, 100_000)
	report := change.NewReport(before, after, today)
	for name, write := range map[string]func(){
		"comment": func() { report.Markdown(change.CommentLimit) },
		"text":    func() { report.Text(change.Limit{}) },
		"json": func() {
			if _, err := report.MarshalJSON(); err != nil {
				b.Fatal(err)
			}
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				write()
			}
		})
	}
}

func BenchmarkApply(b *testing.B) {
	before, after := large(b, 100_000)
	var lines []change.Line
	for _, c := range change.BetweenRegisters(before, after, today) {
		lines = append(lines, change.LineOf(revision(1), c))
	}
	b.ResetTimer()
	for b.Loop() {
		records := before.Records
		if err := change.Apply(&records, lines...); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRevisions is a history of as many revisions as listings, each of which
// moves the expiry of one listing.
func BenchmarkRevisions(b *testing.B) {
	const n = 10_000
	reg, _ := large(b, n)
	h := &register.History{Revisions: []register.Revision{revision(1)}, Settings: []register.SettingsVersion{{Seq: 1, Settings: &reg.Settings}}}
	for rec := range reg.All() {
		h.Versions = append(h.Versions, register.RecordVersion{Seq: 1, Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Record: rec})
	}
	for i := range n {
		l := *reg.Listings[i]
		l.Periods = append(slices.Clone(l.Periods[:len(l.Periods)-1]), register.Period{From: l.Periods[len(l.Periods)-1].From, To: day("2031-12-31")})
		h.Revisions = append(h.Revisions, revision(i+2))
		h.Versions = append(h.Versions, register.RecordVersion{Seq: i + 2, Kind: register.Listings, ID: l.ID, Record: &l})
	}
	for b.Loop() {
		for range change.Revisions(h, 0, reg.Location()) {
		}
	}
}
