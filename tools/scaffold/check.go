package scaffold

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"opencec/schemas"
	"opencec/tools/register"
	"opencec/tools/source"
)

// Check returns what is wrong with new records of one kind, and what a person must
// look at, when they are together with the register on a day: what their schema and
// the rules of the register say of them.
func (f *Form) Check(recs []register.Record, on register.Date) ([]register.Problem, error) {
	if len(recs) == 0 {
		return nil, nil
	}
	problems, err := f.checkSchema(recs)
	if err != nil || len(problems) > 0 {
		return problems, err // the rules expect records that keep their schemas
	}
	all := clone(f.records)
	added := map[string]bool{}
	for _, rec := range recs {
		all.Add(rec)
		added[rec.RecordMeta().ID] = true
	}
	unreadable := func(k register.Kind, id string) bool {
		_, unread := f.unread[source.PathOf(k, id)]
		return unread
	}
	folder := recs[0].RecordKind().Folder
	for _, p := range all.Check(on, unreadable) {
		if p.Kind.Folder == folder && added[p.ID] {
			problems = append(problems, p)
		}
	}
	return problems, nil
}

// clone returns records that others can be added to.
func clone(r *register.Records) *register.Records {
	c := *r
	c.EntityTypes, c.DeviceClasses, c.TestProfiles = slices.Clip(c.EntityTypes), slices.Clip(c.DeviceClasses), slices.Clip(c.TestProfiles)
	c.Manufacturers, c.CertifyingBodies = slices.Clip(c.Manufacturers), slices.Clip(c.CertifyingBodies)
	c.Listings, c.Certificates = slices.Clip(c.Listings), slices.Clip(c.Certificates)
	return &c
}

// checkSchema holds records to the whole schema of their kind. Answers were held to
// its parts, so that hardly anything is left to find.
func (f *Form) checkSchema(recs []register.Record) ([]register.Problem, error) {
	schema, err := compile(recs[0].RecordKind(), f.records.DeviceClasses)
	if err != nil {
		return nil, err
	}
	var problems []register.Problem
	for _, rec := range recs {
		doc, err := contentOf(rec)
		if err != nil {
			return nil, err
		}
		var invalid *jsonschema.ValidationError
		if errors.As(schema.Validate(doc), &invalid) {
			for len(invalid.Causes) > 0 {
				invalid = invalid.Causes[0]
			}
			problems = append(problems, register.Problem{
				Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Severity: register.Error, Rule: "schema",
				Field: strings.ReplaceAll(strings.TrimPrefix(invalid.InstanceLocation, "/"), "/", "."), Message: invalid.Message,
			})
		}
	}
	return problems, nil
}

// schemaBase is where the schemas are for the library, which fetches nothing.
const schemaBase = "schema:///"

func compile(k register.Kind, classes []*register.DeviceClass) (*jsonschema.Schema, error) {
	files, err := schemas.All(classes)
	if err != nil {
		return nil, fmt.Errorf("compose the schemas: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft2020
	for _, file := range files {
		if err := compiler.AddResource(schemaBase+file.Name, bytes.NewReader(file.Data)); err != nil {
			return nil, fmt.Errorf("schema %s: %w", file.Name, err)
		}
	}
	schema, err := compiler.Compile(schemaBase + k.Schema)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", k.Schema, err)
	}
	return schema, nil
}

// contentOf returns a record's JSON as its file has it.
func contentOf(rec register.Record) (any, error) {
	data, err := register.EncodeJSON(rec)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var doc map[string]any
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	delete(doc, "id")
	return doc, nil
}
