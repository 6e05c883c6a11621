package postgres

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"opencec/tools/query"
	"opencec/tools/register"
)

// currentRevision returns the revision of the history that is the register itself, or
// nil.
func (l *loader) currentRevision() *pastRevision {
	if len(l.revisions) == 0 {
		return nil
	}
	newest, commit := l.revisions[len(l.revisions)-1], l.reg.Version.Commit
	if commit == newest.Commit || commit != "" && newest.Commit != "" && slices.Contains(newest.Unchanged, commit) {
		return newest
	}
	return nil
}

// writePast writes a version of each publishable revision that the database lacks, in
// order.
func (l *loader) writePast(ctx context.Context, c *historyChange) error {
	if c.added == 0 {
		return nil
	}
	known, err := l.knownStates(ctx)
	if err != nil {
		return err
	}
	walk := newRevisionWalk(l.options.History)
	current := l.currentRevision()
	for i, r := range l.revisions {
		walk.next(r.Seq)
		if i < c.since {
			continue
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if r.Publishable && r != current && r.Commit != "" && !known[hex.EncodeToString(r.state)] {
			reg, err := register.New(l.options.History.At(r.Seq), r.version())
			if err != nil {
				return fmt.Errorf("revision %d (%s): %w", r.Seq, r.Commit, err)
			}
			if err := l.writeRevision(ctx, r, reg, walk.affected(reg)); err != nil {
				return fmt.Errorf("revision %d (%s): %w", r.Seq, r.Commit, err)
			}
			walk.wrote(reg)
		}
		l.progress("history", i+1-c.since, c.added)
	}
	return nil
}

// writeRevision writes the version of a revision. Only the rows of the given records may
// differ from the current ones; nil means all.
func (l *loader) writeRevision(ctx context.Context, r *pastRevision, reg *register.Register, keys []register.Ref) error {
	model := query.NewModel(reg)
	var records []*encodedRecord
	var err error
	if keys == nil {
		records, err = encodeRecords(ctx, reg, model)
		keys = slices.Collect(maps.Keys(l.stored))
	} else {
		records, err = encodeSome(reg, model, keys)
	}
	if err != nil {
		return err
	}
	return l.writeAs(ctx, reg, model, r, records, keys)
}

// encodeSome computes the digests of the given records that a register has.
func encodeSome(reg *register.Register, model *query.Model, keys []register.Ref) ([]*encodedRecord, error) {
	w := newComparer(reg, model)
	var records []*encodedRecord
	for _, at := range keys {
		if rec, ok := reg.Record(at.Kind, at.ID); ok {
			r := &encodedRecord{record: rec}
			w.digestOf(r)
			records = append(records, r)
		}
	}
	return records, collected(w.problems)
}

// A revisionWalk goes through the revisions of a history and tracks which records may
// have other rows than in the last written revision.
type revisionWalk struct {
	history  *register.History
	versions []register.RecordVersion   // of later revisions
	settings []register.SettingsVersion // of later revisions

	written *register.Register    // the last written one; nil for none
	changed map[register.Ref]bool // since then
	all     bool                  // something changed that any record may depend on
}

func newRevisionWalk(h *register.History) *revisionWalk {
	return &revisionWalk{history: h, versions: h.Versions, settings: h.Settings, changed: map[register.Ref]bool{}}
}

// next advances to a revision.
func (p *revisionWalk) next(seq int) {
	for ; len(p.versions) > 0 && p.versions[0].Seq <= seq; p.versions = p.versions[1:] {
		e := p.versions[0]
		p.changed[e.Kind.Ref(e.ID)] = true
		p.all = p.all || !slices.Contains(leaves, e.Kind)
	}
	for ; len(p.settings) > 0 && p.settings[0].Seq <= seq; p.settings = p.settings[1:] {
		p.all = true
	}
}

// leaves are the kinds for which dependents finds all records that depend on one. No
// record depends on an official list, which each import changes.
var leaves = []register.Kind{register.Listings, register.Certificates, register.Lists}

// version returns the version of a revision of the past.
func (r *pastRevision) version() register.Version {
	return register.Version{ID: r.Commit, Commit: r.Commit, Time: r.Time}
}

// wrote records that a revision's version was written.
func (p *revisionWalk) wrote(reg *register.Register) {
	p.written, p.all = reg, false
	clear(p.changed)
}

// affected returns the records whose rows may differ from the last written register,
// sorted; nil for all. The rows of a listing depend on its certificates and clients. The
// counts of manufacturers and certifying bodies depend on their listings and
// certificates.
func (p *revisionWalk) affected(reg *register.Register) []register.Ref {
	if p.written == nil || p.all {
		return nil
	}
	found := map[register.Ref]bool{}
	for at := range p.changed {
		found[at] = true
		for _, r := range []*register.Register{p.written, reg} {
			dependents(r, at, found)
		}
	}
	return slices.SortedFunc(maps.Keys(found), register.Ref.Compare)
}

// dependents adds the records whose rows depend on a listing or a certificate.
func dependents(reg *register.Register, at register.Ref, found map[register.Ref]bool) {
	if at.Kind == register.Listings {
		if l := reg.Listing(at.ID); l != nil {
			found[register.Manufacturers.Ref(l.Manufacturer)] = true
			for _, id := range l.Devices {
				found[register.Listings.Ref(id)] = true
			}
		}
		return
	}
	c := reg.Certificate(at.ID)
	if c == nil {
		return
	}
	found[register.CertifyingBodies.Ref(c.CertifyingBody)] = true
	for _, id := range c.Listings {
		found[register.Listings.Ref(id)] = true
		if l := reg.Listing(id); l != nil {
			found[register.Manufacturers.Ref(l.Manufacturer)] = true
		}
	}
}

// differing returns those of the records whose rows differ from the current ones, and the
// keys whose rows end: those of these records and of removed records.
func (l *loader) differing(reg *register.Register, records []*encodedRecord, keys []register.Ref) (write []*encodedRecord, end []register.Ref) {
	for _, r := range records {
		at := register.RefOf(r.record)
		was, there := l.stored[at]
		if there && bytes.Equal(was, r.digest) {
			continue
		}
		if there {
			end = append(end, at)
		}
		write = append(write, r)
	}
	for _, at := range keys {
		if _, there := l.stored[at]; there && !reg.Has(at.Kind, at.ID) {
			end = append(end, at)
		}
	}
	slices.SortFunc(end, register.Ref.Compare)
	return write, end
}
