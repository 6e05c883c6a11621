package openapi_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/base/openapi"
)

type known string

type inner struct {
	Shared string `json:"shared"`
}

type other struct {
	Name string `json:"name"`
}

type outer struct {
	inner
	Text     string            `json:"text"`
	Maybe    *string           `json:"maybe"`
	Left     *other            `json:"left,omitempty"`
	Null     *other            `json:"null"`
	Numbers  []float64         `json:"numbers"`
	ByName   map[string]int    `json:"by_name"`
	Known    known             `json:"known"`
	Present  known             `json:"present"`
	When     time.Time         `json:"when,omitzero"`
	Again    []outer           `json:"again"`
	Internal map[string]string `json:"-"`
	hidden   int
}

func newSchemas() *openapi.Schemas {
	instant := openapi.String[string]()
	instant.Format = "date-time"
	return openapi.NewSchemas(openapi.Rules{
		Known: map[reflect.Type]*openapi.Schema{
			reflect.TypeFor[known]():     openapi.Nullable(openapi.String("a", "b")),
			reflect.TypeFor[time.Time](): instant,
		},
		Name: func(t reflect.Type) string { return strings.ToUpper(t.Name()) },
		Describe: func(_, property string) openapi.Description {
			return openapi.Description{Text: "The " + property + ".", Present: property == "present"}
		},
	})
}

// A schema says what encoding/json writes.
func TestSchemas(t *testing.T) {
	t.Parallel()
	_ = outer{hidden: 0}
	schemas := newSchemas()
	ref := schemas.Of(reflect.TypeFor[outer]())
	if ref.Ref != "#/components/schemas/OUTER" {
		t.Errorf("reference %s", ref.Ref)
	}
	got, err := json.MarshalIndent(schemas.Components["OUTER"], "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
 "description": "The .",
 "type": "object",
 "properties": {
  "shared": {
   "description": "The shared.",
   "type": "string"
  },
  "text": {
   "description": "The text.",
   "type": "string"
  },
  "maybe": {
   "description": "The maybe.",
   "type": [
    "string",
    "null"
   ]
  },
  "left": {
   "$ref": "#/components/schemas/OTHER",
   "description": "The left."
  },
  "null": {
   "description": "The null.",
   "anyOf": [
    {
     "$ref": "#/components/schemas/OTHER"
    },
    {
     "type": "null"
    }
   ]
  },
  "numbers": {
   "description": "The numbers.",
   "type": "array",
   "items": {
    "type": "number"
   }
  },
  "by_name": {
   "description": "The by_name.",
   "type": "object",
   "additionalProperties": {
    "type": "integer"
   }
  },
  "known": {
   "description": "The known.",
   "type": [
    "string",
    "null"
   ],
   "enum": [
    "a",
    "b",
    null
   ]
  },
  "present": {
   "description": "The present.",
   "type": "string",
   "enum": [
    "a",
    "b"
   ]
  },
  "when": {
   "description": "The when.",
   "type": "string",
   "format": "date-time"
  },
  "again": {
   "description": "The again.",
   "type": "array",
   "items": {
    "$ref": "#/components/schemas/OUTER"
   }
  }
 },
 "required": [
  "shared",
  "text",
  "maybe",
  "null",
  "numbers",
  "by_name",
  "known",
  "present",
  "again"
 ]
}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A type that encoding/json cannot write, or an ambiguous name, is a mistake in the
// program.
func TestSchemasPanics(t *testing.T) {
	t.Parallel()
	type Other struct {
		ID string `json:"id"`
	}
	for name, types := range map[string][]reflect.Type{
		"a channel":    {reflect.TypeFor[chan int]()},
		"without name": {reflect.TypeFor[struct{ Field string }]()},
		"one name":     {reflect.TypeFor[other](), reflect.TypeFor[Other]()},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			schemas := newSchemas()
			for _, typ := range types {
				schemas.Of(typ)
			}
		}()
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	doc := openapi.Document{ // yes is a boolean to some readers of YAML
		OpenAPI: openapi.Version, Info: openapi.Info{Title: "A <b> & c", Version: "1.2"},
		Paths: map[string]openapi.Operations{"/b": {}, "/a": {"get": {Responses: map[string]*openapi.Response{"200": {Description: "yes"}}}}},
	}
	text, err := doc.JSON()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"openapi":"3.1.1","info":{"title":"A <b> & c","version":"1.2"},"servers":null,"paths":{"/a":{"get":{"responses":{"200":{"description":"yes"}}}},"/b":{}},"components":{}}` + "\n"
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	asYAML, err := openapi.YAML(text)
	if err != nil {
		t.Fatal(err)
	}
	const wantYAML = `openapi: 3.1.1
info:
  title: A <b> & c
  version: "1.2"
servers: null
paths:
  /a:
    get:
      responses:
        "200":
          description: "yes"
  /b: {}
components: {}
`
	if diff := cmp.Diff(wantYAML, string(asYAML)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
