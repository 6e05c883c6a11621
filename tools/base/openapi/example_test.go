package openapi_test

import (
	"fmt"
	"log"
	"reflect"

	"opencec/tools/base/openapi"
)

// A document has the schemas of the Go types that an API answers with.
func Example() {
	type Listing struct {
		ID    string  `json:"id"`
		Until *string `json:"until"`
	}
	schemas := openapi.NewSchemas(openapi.Rules{
		Name:     func(t reflect.Type) string { return t.Name() },
		Describe: func(_, _ string) openapi.Description { return openapi.Description{} },
	})
	answer := schemas.Of(reflect.TypeFor[Listing]())
	fmt.Println(answer.Ref)
	document := openapi.Document{
		OpenAPI:    "3.1.0",
		Info:       openapi.Info{Title: "Example", Version: "1.0.0"},
		Servers:    []openapi.Server{{URL: "https://api.example.org"}},
		Paths:      map[string]openapi.Operations{},
		Components: openapi.Components{Schemas: schemas.Components},
	}
	text, err := document.JSON()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", text)
	// Output:
	// #/components/schemas/Listing
	// {"openapi":"3.1.0","info":{"title":"Example","version":"1.0.0"},"servers":[{"url":"https://api.example.org"}],"paths":{},"components":{"schemas":{"Listing":{"type":"object","properties":{"id":{"type":"string"},"until":{"type":["string","null"]}},"required":["id","until"]}}}}
}
