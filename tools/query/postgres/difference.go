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
	// Version is the loaded version. Previous is the version before; nil if there was
	// none.
	Version  LoadedVersion  `json:"version"`
	Previous *LoadedVersion `json:"previous"`
	// Changed reports whether there is anything to write.
	Changed bool `json:"changed"`
	// NoSchema reports that the database has no tables of the register yet.
	NoSchema bool `json:"no_schema"`
	// Kinds has an entry for each kind of record, in the order of register.Kinds.
	Kinds []KindDifference `json:"kinds"`
	// Revisions is the number of revisions that are new to the database.
	Revisions int `json:"revisions"`
	// Abandoned is the commit of Previous, if the history lacks it and that was accepted.
	Abandoned string `json:"abandoned,omitempty"`
	// RowsWritten is the number of rows written or closed in all tables; 0 in a dry run.
	RowsWritten int64 `json:"rows_written"`
}

// A LoadedVersion is a version of the register with its sequence number in the database,
// which is 0 if it is not loaded.
type LoadedVersion struct {
	Seq int64 `json:"seq"`
	register.Version
}

// A KindDifference is the sorted ids of added, changed, renamed and removed records of a
// kind. A record is renamed, and neither added nor removed, if the new one names the old
// id as a former id.
type KindDifference struct {
	Kind    register.Kind `json:"kind"` // the folder
	Added   []string      `json:"added"`
	Changed []string      `json:"changed"`
	Renamed []Rename      `json:"renamed"`
	Removed []string      `json:"removed"`
	Before  int           `json:"before"` // number of records before
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

// compare compares a register with the current content of the database.
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

// findGone adds the records that the register no longer has, and returns the targets of
// renames.
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

// Thresholds of a mass change: a load that removes more than both of these from the
// listings or from the certificates is refused unless it is allowed, because registers do
// not delete records.
const (
	maxRemoved        = 10
	maxRemovedPercent = 5
)

// A MassChangeError reports a load that removes so many records that it looks like a
// mistake: the wrong folder, or a part of one.
type MassChangeError struct {
	Kind    register.Kind
	Removed []string
	Of      int
}

// maxNamed is the number of records that a MassChangeError names.
const maxNamed = 10

// Error says how many records would be removed, and names the first ones.
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
