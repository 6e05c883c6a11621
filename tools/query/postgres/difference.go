package postgres

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/register"
)

// A Difference is what a load changes in a database, or would change.
type Difference struct {
	// Version is what is loaded. Previous is what was there; nil where nothing was.
	Version  LoadedVersion  `json:"version"`
	Previous *LoadedVersion `json:"previous"`
	// Changed reports whether there is anything to write.
	Changed bool `json:"changed"`
	// NoSchema reports that the database has no tables of the register yet.
	NoSchema bool `json:"no_schema"`
	// Kinds has an entry for each kind of record, in the order of register.Kinds.
	Kinds []KindDifference `json:"kinds"`
	// Revisions is how many revisions of the history the database did not know.
	Revisions int `json:"revisions"`
	// Abandoned is the commit of Previous, if the history does not have it and that was
	// accepted.
	Abandoned string `json:"abandoned,omitempty"`
	// RowsWritten is how many rows in all tables were written or closed; none in a
	// dry run.
	RowsWritten int64 `json:"rows_written"`
}

// A LoadedVersion is a version of the register with its place in the database. The
// sequence number of one that is not loaded is 0.
type LoadedVersion struct {
	Seq int64 `json:"seq"`
	register.Version
}

// A KindDifference is what becomes of the records of a kind, by their ids, sorted.
// A record that has a new id is renamed, where the new one names it as a former id;
// it is neither added nor removed.
type KindDifference struct {
	Kind    register.Kind `json:"kind"` // its folder
	Added   []string      `json:"added"`
	Changed []string      `json:"changed"`
	Renamed []Rename      `json:"renamed"`
	Removed []string      `json:"removed"`
	Before  int           `json:"before"` // how many records there were
}

// A Rename is a record's old and new id.
type Rename struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// IsEmpty reports whether no record of the kind differs.
func (d KindDifference) IsEmpty() bool {
	return len(d.Added)+len(d.Changed)+len(d.Renamed)+len(d.Removed) == 0
}

// compare finds what differs between a register and what stands in the database.
func compare(reg *register.Register, records []*encodedRecord, held heldVersion) Difference {
	kinds := map[register.Kind]*KindDifference{}
	d := Difference{Version: LoadedVersion{Version: reg.Version}, Previous: held.version, Kinds: make([]KindDifference, len(register.Kinds()))}
	for i, k := range register.Kinds() {
		d.Kinds[i] = KindDifference{Kind: k, Added: []string{}, Changed: []string{}, Renamed: []Rename{}, Removed: []string{}}
		kinds[k] = &d.Kinds[i]
	}
	renamed := findGone(reg, held, kinds)
	for _, r := range records {
		at := register.RefOf(r.record)
		was, there := held.digests[at]
		switch {
		case there && bytes.Equal(was, r.digest):
		case there:
			kinds[at.Kind].Changed = append(kinds[at.Kind].Changed, at.ID)
		case !renamed[at]:
			kinds[at.Kind].Added = append(kinds[at.Kind].Added, at.ID)
		}
	}
	d.Changed = slices.ContainsFunc(d.Kinds, func(k KindDifference) bool { return !k.IsEmpty() }) || !held.is(reg)
	return d
}

// findGone puts down the records that the register has no longer, and returns those
// that some of them are renamed to.
func findGone(reg *register.Register, held heldVersion, kinds map[register.Kind]*KindDifference) map[register.Ref]bool {
	renamed := map[register.Ref]bool{}
	for _, k := range register.Kinds() {
		d := kinds[k]
		for _, id := range held.ids[k] {
			d.Before++
			if reg.Has(k, id) {
				continue
			}
			if to, ok := reg.CurrentID(k, id); ok {
				d.Renamed = append(d.Renamed, Rename{id, to})
				renamed[k.Ref(to)] = true
				continue
			}
			d.Removed = append(d.Removed, id)
		}
	}
	return renamed
}

// A load that removes more of the listings or of the certificates than both of
// these, which a register in which nothing is ever deleted has no reason for, is
// refused unless it is allowed.
const (
	maxRemoved        = 10
	maxRemovedPercent = 5
)

// A MassChangeError is a load that removes so many records that it looks like a
// mistake: the wrong folder, or a part of one.
type MassChangeError struct {
	Kind    register.Kind
	Removed []string
	Of      int
}

// maxNamed is how many records a MassChangeError names.
const maxNamed = 10

// Error says how many records would be removed, and which the first ones are.
func (e *MassChangeError) Error() string {
	first := e.Removed[:min(maxNamed, len(e.Removed))]
	return fmt.Sprintf("nothing was written: %d of %d %s would be removed, which is more than %d %%: %s and so on; check that this is the register that was meant",
		len(e.Removed), e.Of, e.Kind.Folder(), maxRemovedPercent, strings.Join(first, ", "))
}

// checkMassChange refuses a difference that removes too much.
func (d *Difference) checkMassChange() error {
	for _, k := range []register.Kind{register.Listings, register.Certificates} {
		at := slices.IndexFunc(d.Kinds, func(kd KindDifference) bool { return kd.Kind == k })
		removed, of := d.Kinds[at].Removed, d.Kinds[at].Before
		if len(removed) > maxRemoved && len(removed)*100 > maxRemovedPercent*of {
			return &MassChangeError{k, removed, of}
		}
	}
	return nil
}
