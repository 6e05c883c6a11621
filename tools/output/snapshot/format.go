package snapshot

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// A Format is the version of a snapshot's files, which this program may not know.
type Format struct {
	SchemaVersion int    `json:"schema_version"`
	MadeBy        string `json:"made_by"` // the version of the program; "" in older snapshots
}

// ReadFormat returns the format of the snapshot at path, which is a folder as for Open. It reads
// only the manifest.
func ReadFormat(path string) (Format, error) {
	form, err := withFolder(path, func(folder *os.Root) (form Format, err error) {
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
