package register

import (
	"encoding/json"
	"maps"
	"testing"
)

var attributesJSON = []string{
	`{}`, `null`, `[]`, `"x"`, `{"a":1}`, `{"a":-1.5e3,"b":"text","c":true,"d":false,"e":{"min":1,"max":-2.5}}`,
	`{ "a" : 1 }`, `{"a":"\u00e9\n"}`, `{"\u0061":1}`, `{"é":"ü"}`, `{"a":null}`, `{"a":[]}`, `{"a":{}}`, `{"a":{"min":1}}`, `{"a":{"max":1,"min":2}}`,
	`{"a":{"min":1,"max":2,"x":3}}`, `{"a":{"min":"1","max":2}}`, `{"a":{"min":1,"max":2},"b":1}`, `{"a":1,"a":2}`, `{"a":1e999}`, `{"a":-0}`, `{"a":""}`, `{"":1}`, `{"a":"\""}`,
	`{"a":"a,b:c}"}`, "{\"a\":\"\xff\"}", "{\"a\":1\n}", `{"a":true }`, `{"a":1 ,"b":2}`,
}

// The usual form and all others are read as encoding/json reads a map.
func TestAttributesJSON(t *testing.T) {
	for _, text := range attributesJSON {
		compareAttributes(t, []byte(text))
	}
}

func FuzzAttributesJSON(f *testing.F) {
	for _, text := range attributesJSON {
		f.Add([]byte(text))
	}
	f.Fuzz(compareAttributes)
}

func compareAttributes(t *testing.T, text []byte) {
	t.Helper()
	var got struct{ A Attributes }
	var want struct{ A map[string]Value }
	record := append(append([]byte(`{"A":`), text...), '}')
	gotErr, wantErr := json.Unmarshal(record, &got), json.Unmarshal(record, &want)
	if (gotErr == nil) != (wantErr == nil) {
		t.Fatalf("%q: error %v, want %v", text, gotErr, wantErr)
	}
	if gotErr == nil && (!maps.Equal(got.A, want.A) || (got.A == nil) != (want.A == nil)) {
		t.Fatalf("%q: %v, want %v", text, got.A, want.A)
	}
}
