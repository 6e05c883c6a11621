// Package schemas holds the JSON Schemas (2020-12) of the register's files. The checks use them, editors
// complete from them, and the site publishes them under /schemas/.
//
// There is one schema for each kind of record (register.Kind names its file), register.schema.json for the
// register's settings, and common.schema.json for what they share. They are written by hand and describe
// the shape of a record: its fields, their types and limits. Package register checks rules between fields or
// records, because its messages can name both sides.
//
// Titles, descriptions and examples of fields are only here; other packages read them with
// Embedded. Pages show the titles as labels. The dialogue of "opencec new" and the API's
// OpenAPI document show the descriptions and examples. Write a description for all of these
// readers:
//
//   - "; absent when …" says what a missing field means. In the API the value is then null or
//     an empty list, and the word absent is replaced accordingly.
//   - What follows " Quote it when" or "; {} for" is for people who write a file by hand, and
//     is left out elsewhere (Meaning). ": a file in FOLDER/" at the end is left out in the API.
//
// attributes.schema.json says which attributes a listing can give for a device class. It is composed of the
// records in device-classes/, so that a data file alone adds a class or an attribute. The copy beside the
// others is that of this repository's own data, for editors; a program composes its own with All. After a
// change in data/device-classes:
//
//	OPENCEC_TEST_UPDATE=1 go test ./schemas
package schemas

import (
	"embed"
	"fmt"
	"io/fs"

	"opencec/tools/register"
)

//go:embed *.schema.json
var embedded embed.FS

// AttributesFile is the name of the composed schema.
const AttributesFile = "attributes.schema.json"

// SettingsFile is the name of the schema of the register's own record.
const SettingsFile = "register.schema.json"

const periodDefinition = "period"

// PeriodAttributes is the reference to the definition of the attributes of a period.
const PeriodAttributes = AttributesFile + "#/$defs/" + periodDefinition

// A File is a schema under the name by which the others refer to it. The names are relative references: give
// all files addresses in one folder.
type File struct {
	Name string
	Data []byte
}

// All returns every schema, sorted by name, with attributes.schema.json composed of the classes.
func All(classes []*register.DeviceClass) ([]File, error) {
	names, err := fs.Glob(embedded, "*.schema.json") // sorted
	if err != nil {
		return nil, fmt.Errorf("schemas: list the embedded files: %w", err)
	}
	files := make([]File, len(names))
	for i, name := range names {
		files[i].Name = name
		if name == AttributesFile {
			files[i].Data, err = Attributes(classes)
		} else {
			files[i].Data, err = embedded.ReadFile(name)
		}
		if err != nil {
			return nil, fmt.Errorf("schemas: %s: %w", name, err)
		}
	}
	return files, nil
}
