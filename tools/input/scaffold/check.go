package scaffold

import (
	"fmt"
	"slices"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// Check returns the problems that new records have, or cause in themselves, when they are
// added to the register on a day, by their schemas and the rules of the register.
func (f *Form) Check(recs []register.Record, on register.Date) ([]register.Problem, error) {
	if len(recs) == 0 {
		return nil, nil
	}
	problems, err := f.checkSchema(recs)
	if err != nil || len(problems) > 0 {
		return problems, err // the rules expect valid records
	}
	all := clone(f.records)
	added := map[string]bool{}
	for _, rec := range recs {
		all.Add(rec)
		added[source.PathOf(rec.RecordKind(), rec.RecordMeta().ID)] = true
	}
	unreadable := func(k register.Kind, id string) bool {
		_, unread := f.unread[source.PathOf(k, id)]
		return unread
	}
	for _, p := range all.Check(on, unreadable) {
		if added[source.PathOf(p.Kind, p.ID)] {
			problems = append(problems, p)
		}
	}
	return problems, nil
}

// clone returns a copy of records to which others can be added.
func clone(r *register.Records) *register.Records {
	c := *r
	c.EntityTypes, c.DeviceClasses, c.TestProfiles = slices.Clip(c.EntityTypes), slices.Clip(c.DeviceClasses), slices.Clip(c.TestProfiles)
	c.Manufacturers, c.CertifyingBodies = slices.Clip(c.Manufacturers), slices.Clip(c.CertifyingBodies)
	c.Listings, c.Certificates = slices.Clip(c.Listings), slices.Clip(c.Certificates)
	return &c
}

// checkSchema checks the files of records for syntax and schema. The answers were checked
// before, so there is hardly anything left to find.
func (f *Form) checkSchema(recs []register.Record) ([]register.Problem, error) {
	v, err := f.vocabulary()
	if err != nil {
		return nil, err
	}
	var problems []register.Problem
	for _, rec := range recs {
		content, err := source.Encode(rec)
		if err != nil {
			return nil, err
		}
		kind, id := rec.RecordKind(), rec.RecordMeta().ID
		for _, p := range v.Check(source.PathOf(kind, id), content) {
			problems = append(problems, register.Problem{
				Kind: kind, ID: id, Severity: p.Severity, Rule: p.Rule, Field: p.Path, Message: p.Message, Suggestion: p.Suggestion, Omitted: p.Omitted,
			})
		}
	}
	return problems, nil
}

// vocabulary returns the words and schemas of the register, which it makes on first use.
func (f *Form) vocabulary() (*source.Vocabulary, error) {
	if f.checker == nil {
		v, err := f.tree.Vocabulary()
		if err != nil {
			return nil, fmt.Errorf("read the vocabulary: %w", err)
		}
		f.checker = v
	}
	return f.checker, nil
}
