package importing

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"opencec/tools/register"
)

// A Draft is a record to write.
type Draft struct {
	Record register.Record
	IsNew  bool   // there is no file of it yet
	File   []byte // what a new one's file is an update of, to keep comments; nil for none
}

// SortDrafts sorts drafts in the order of writing: vocabularies before the records that
// refer to them, and each kind by id.
func SortDrafts(drafts []Draft) {
	slices.SortStableFunc(drafts, func(a, b Draft) int {
		return cmp.Or(cmp.Compare(orderOf(a.Record), orderOf(b.Record)), ByID(a.Record, b.Record))
	})
}

func orderOf(rec register.Record) int {
	return slices.IndexFunc(register.Kinds(), func(k register.Kind) bool { return k == rec.RecordKind() })
}

// ByID orders records by id.
func ByID[R register.Record](a, b R) int {
	return cmp.Compare(a.RecordMeta().ID, b.RecordMeta().ID)
}

// MaxAliases is the most aliases of a record, by its schema.
const MaxAliases = 100

// CheckAliases refuses drafts with more aliases than a record may have.
func CheckAliases(drafts []Draft) error {
	var errs []error
	for _, d := range drafts {
		var aliases []string
		switch rec := d.Record.(type) {
		case *register.Manufacturer:
			aliases = rec.Aliases
		case *register.CertifyingBody:
			aliases = rec.Aliases
		case *register.Listing:
			aliases = rec.Aliases
		}
		if len(aliases) > MaxAliases {
			errs = append(errs, fmt.Errorf("%s %s would have %d other spellings, and the most is %d: leave some out of what is imported, or remove aliases from the record",
				d.Record.RecordKind().Name(), d.Record.RecordMeta().ID, len(aliases), MaxAliases))
		}
	}
	return errors.Join(errs...)
}

// WithSource returns sources with source added; nil adds none. The same address is kept
// once, with its latest retrieval date.
func WithSource(sources []register.Source, source *register.Source) []register.Source {
	if source == nil {
		return sources
	}
	sources = slices.Clone(sources)
	i := slices.IndexFunc(sources, func(s register.Source) bool { return s.URL == source.URL })
	if i < 0 {
		return append(sources, *source)
	}
	if source.Retrieved.After(sources[i].Retrieved) {
		sources[i].Retrieved = source.Retrieved
	}
	return sources
}
