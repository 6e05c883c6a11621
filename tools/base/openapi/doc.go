// Package openapi writes OpenAPI 3.1 documents: the parts of the format that a read-only
// HTTP API needs, as Go values, and schemas derived from Go types. The package example
// writes a document with one schema.
//
// Output is deterministic: maps are sorted by key, and the properties of a schema are in
// the order of the type's fields. A schema describes exactly what encoding/json writes
// for a type: a field that is always written is required, and one that can be null says
// so. Schemas allow additional properties, since an API may add some.
package openapi
