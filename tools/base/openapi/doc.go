// Package openapi writes OpenAPI 3.1 documents: the parts of the format that a
// read-only HTTP API needs, as Go values, and schemas made of Go types. The package
// example makes a document with one schema.
//
// The same document gives the same bytes: maps are written sorted by key, the
// properties of a schema in the order of the type's fields. A schema says what
// encoding/json writes for a type, exactly: a field that is always written is
// required, and one that can be null says so. Properties that a schema does not name
// are allowed, as an API may add some.
package openapi
