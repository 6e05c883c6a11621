package register

import (
	"cmp"
	"strings"
)

// A Ref identifies a record by its kind and its id. It can be a map key.
type Ref struct {
	Kind Kind
	ID   string
}

// Ref returns the Ref of the record of this kind with that id.
func (k Kind) Ref(id string) Ref { return Ref{k, id} }

// RefOf returns the Ref of a record.
func RefOf(rec Record) Ref { return Ref{rec.RecordKind(), rec.RecordMeta().ID} }

// String returns the folder and the id: "listings/tesla/powerwall-2".
func (r Ref) String() string { return r.Kind.Folder() + "/" + r.ID }

// Compare orders refs by the text of the kind, then by id.
func (r Ref) Compare(other Ref) int {
	return cmp.Or(cmp.Compare(r.Kind, other.Kind), strings.Compare(r.ID, other.ID))
}
