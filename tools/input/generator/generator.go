package generator

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"opencec/tools/register"
)

// MaxListings is the most listings of a generated register: ten times what the project is
// designed for, and few enough for the limits of a data folder.
const MaxListings = 1_000_000

// Options say what to generate. The same options and vocabulary give the same register.
type Options struct {
	Listings int           // how many
	Seed     uint64        // another one, another register
	On       register.Date // today: what expires, expires around it
}

// Bounds of today: everything generated lies within thirty years of it, and years have four
// digits.
var (
	earliestToday = register.NewDate(1900, time.January, 1)
	latestToday   = register.NewDate(9900, time.January, 1)
)

// A Generator generates one register.
type Generator struct {
	options    Options
	vocabulary register.Records // settings and vocabulary alone
	roles      []card
	plans      map[role][]certificatePlan
	firstName  int
}

// New returns the generator of a register with the settings, entity types, device classes and
// test profiles of vocabulary. Other records in it are not used. The vocabulary must follow the
// register's rules; it is not changed.
func New(vocabulary register.Records, options Options) (*Generator, error) {
	switch {
	case options.Listings < 1 || options.Listings > MaxListings:
		return nil, fmt.Errorf("generate: %d listings are asked for: ask for 1 to %d", options.Listings, MaxListings)
	case options.On.Before(earliestToday) || options.On.After(latestToday):
		return nil, fmt.Errorf("generate: the day %q is not between %s and %s", options.On, earliestToday, latestToday)
	case len(vocabulary.EntityTypes) == 0:
		return nil, errors.New("generate: the vocabulary has no entity types: a listing needs one")
	}
	g := &Generator{options: options, vocabulary: register.Records{
		Settings:      vocabulary.Settings,
		EntityTypes:   sorted(vocabulary.EntityTypes),
		DeviceClasses: sorted(vocabulary.DeviceClasses),
		TestProfiles:  sorted(vocabulary.TestProfiles),
	}}
	g.roles = roles(g.vocabulary.EntityTypes)
	g.plans = certificatePlansOf(g.vocabulary.TestProfiles)
	g.firstName = g.random("names").IntN(len(colours) * len(animals) * len(trades))
	return g, nil
}

// sorted returns the records by id, so that their original order does not matter.
func sorted[R register.Record](records []R) []R {
	return slices.SortedFunc(slices.Values(records), func(a, b R) int {
		return cmp.Compare(a.RecordMeta().ID, b.RecordMeta().ID)
	})
}

// Records generates a register in memory, including the records of the vocabulary.
func Records(vocabulary register.Records, options Options) (register.Records, error) {
	g, err := New(vocabulary, options)
	if err != nil {
		return register.Records{}, err
	}
	return g.Records(), nil
}

// Records returns the whole register.
func (g *Generator) Records() register.Records {
	records := g.vocabulary
	records.EntityTypes = slices.Clone(records.EntityTypes)
	records.DeviceClasses = slices.Clone(records.DeviceClasses)
	records.TestProfiles = slices.Clone(records.TestProfiles)
	records.CertifyingBodies = certifyingBodies()
	for s := range g.all() {
		for _, rec := range g.recordsOf(s) {
			records.Add(rec)
		}
	}
	return records
}

// all yields the series of the register. The last series has only as many models as needed.
func (g *Generator) all() iter.Seq[*series] {
	return func(yield func(*series) bool) {
		wanted := g.options.Listings
		for number := 0; wanted > 0; number++ {
			s := g.series(number)
			s.models = s.models[:min(len(s.models), wanted)]
			wanted -= len(s.models)
			if !yield(s) {
				return
			}
		}
	}
}

// recordsOf returns the records of a series: its manufacturer if it is new, its listings, and
// its certificates.
func (g *Generator) recordsOf(s *series) []register.Record {
	var records []register.Record
	if s.isNewManufacturer() {
		records = append(records, g.manufacturerRecord(s.manufacturer))
	}
	d := g.seriesFacts(s)
	for i := range s.models {
		records = append(records, g.listing(d, i))
	}
	for _, c := range g.certificates(d) {
		records = append(records, c)
	}
	return records
}
