package snapshot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"opencec/tools/register"
)

// A Manifest describes a snapshot: its source and its files. Write writes it last, so a directory
// without one is not a snapshot.
type Manifest struct {
	SchemaVersion    int              `json:"schema_version"`
	register.Version                  // version, commit, time
	On               register.Date    `json:"on"`               // the day of the statuses
	Serial           int64            `json:"serial,omitempty"` // only rises, see SerialOf; 0 in older manifests
	TimeZone         string           `json:"time_zone,omitempty"`
	MaxCopyAge       int              `json:"max_copy_age,omitempty"` // days; 0 where the register does not say
	MadeBy           string           `json:"made_by,omitempty"`      // the version of the program; "" in older manifests
	Title            string           `json:"title"`
	Licence          register.Licence `json:"licence"`
	Counts           register.Counts  `json:"counts"`
	Lists            []ListEdition    `json:"lists"`             // by id; nil in older manifests
	History          *History         `json:"history,omitempty"` // nil if none was published
	Files            []File           `json:"files"`
}

// A ListEdition says which editions of an official list the register has read. The date of the
// newest one is the age of the facts that come from the list.
type ListEdition struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Date      register.Date `json:"date"`
	FirstDate register.Date `json:"first_date"`
}

// editionsOf returns the editions of a register's lists.
func editionsOf(lists []*register.List) []ListEdition {
	editions := make([]ListEdition, len(lists))
	for i, l := range lists {
		editions[i] = ListEdition{l.ID, l.Name, l.Date, l.FirstDate}
	}
	return editions
}

// A History describes the history in the files.
type History struct {
	Revisions int    `json:"revisions"`
	Shallow   bool   `json:"shallow"`          // older commits were not available
	Oldest    string `json:"oldest,omitempty"` // the oldest available commit, if Shallow

	// Abandoned are commits that were published and are not part of this history, because
	// somebody rewrote it and the operator accepted that.
	Abandoned []string `json:"abandoned,omitempty"`
}

// A File is a file in downloads/ as the manifest describes it.
type File struct {
	Name        string `json:"name"`
	MediaType   string `json:"media_type"`
	Description string `json:"description"`
	Size        int64  `json:"size"` // bytes
	Rows        int    `json:"rows"` // records, or rows without the header; -1 if that has no meaning
	SHA256      string `json:"sha256"`
}

// File returns the entry of the file of that name, or nil.
func (m *Manifest) File(name string) *File {
	for i := range m.Files {
		if m.Files[i].Name == name {
			return &m.Files[i]
		}
	}
	return nil
}

// encode returns the manifest as indented JSON.
func (m *Manifest) encode() ([]byte, error) {
	compact, err := register.EncodeJSON(m)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// A newerError is the error for a snapshot of a newer schema version.
type newerError struct{ schemaVersion int }

func (newerError) Is(target error) bool { return target == ErrNewer }

func (e newerError) Error() string {
	return fmt.Sprintf("made by a newer opencec: schema version %d, this one reads up to %d; upgrade this program, or build the snapshot with this version", e.schemaVersion, SchemaVersion)
}

// decodeManifest decodes what encode returns. It checks the schema version first, because a newer
// manifest may have unknown fields.
func decodeManifest(b []byte) (*Manifest, error) {
	var head struct {
		SchemaVersion *int `json:"schema_version"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, fmt.Errorf("not a manifest: %w", err)
	}
	switch v := head.SchemaVersion; {
	case v == nil || *v < 1:
		return nil, errors.New("not a manifest of a snapshot: it has no schema_version")
	case *v > SchemaVersion:
		return nil, newerError{*v}
	}
	var m Manifest
	if err := decodeStrict(b, &m); err != nil {
		return nil, err
	}
	return &m, nil
}

// decodeStrict decodes exactly one JSON value, without fields that v does not have.
func decodeStrict(b []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	return atEnd(dec)
}

// atEnd returns an error if anything follows the JSON value.
func atEnd(dec *json.Decoder) error {
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("there is more after the end of the JSON value")
	}
	return nil
}
