package snapshot

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// A Form is the form of a snapshot's files, whether this program knows it or not.
type Form struct {
	SchemaVersion int    `json:"schema_version"`
	MadeBy        string `json:"made_by"` // the version of the program; "" in older snapshots
}

// ReadForm reads the form of the snapshot at path, as Open takes it. Of its files it reads
// the manifest alone.
func ReadForm(path string) (Form, error) {
	form, err := onFolder(path, func(folder *os.Root) (form Form, err error) {
		encoded, err := readManifest(folder)
		if err != nil {
			return form, err
		}
		if err := json.Unmarshal(encoded, &form); err != nil {
			return form, fmt.Errorf("%s is not a manifest: %w", ManifestName, err)
		}
		if form.SchemaVersion < 1 {
			return form, errors.New(ManifestName + " is not a manifest of a snapshot: it has no schema_version")
		}
		return form, nil
	})
	if err != nil {
		return form, fmt.Errorf("look at the snapshot %s: %w", path, err)
	}
	return form, nil
}
