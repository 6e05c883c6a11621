package api

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"opencec/tools/base/openapi"
	"opencec/tools/register"
)

const checkDescription = "For each product: whether it is listed and certified on a day, until when, and why not. " +
	"Name a product by its id, or by its model and its `manufacturer` or `brand` as a person writes them: case, spaces and punctuation do not matter. " +
	"A model alone matches if only one manufacturer has it; otherwise the answer is ambiguous and has all of them. " +
	"A product in two lists, as a battery and as an inverter, has two matches; `device_class` selects one. " +
	"A match is never a guess: similar products are near misses, best first."

var (
	checkGetOperation = operation{
		id: "checkOne", tag: tagListings, summary: "Check a product",
		description: checkDescription + "\n\nRepeat `id` to check several products by their ids.",
		parameters:  checkParameters, result: jsonOf[checkDocument], headers: cached,
	}
	checkPostOperation = operation{
		id: "checkMany", tag: tagListings, summary: fmt.Sprintf("Check up to %d products", MaxCheckItems),
		description: checkDescription + "\n\nThe answers are in the order of the items.",
		parameters:  (*describer).checkTimes,
		body:        checkBody, result: jsonOf[checkDocument], headers: []string{"Cache-Control"},
		answers: []int{http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType},
	}
)

// checkTimes describes the parameters of the two times.
func (d *describer) checkTimes() []openapi.Parameter {
	on, past := d.onParameter(), d.asOfParameter()
	on.Name, on.In = "on", "query"
	past.Name, past.In = asOf, "query"
	return []openapi.Parameter{on, past}
}

// checkParameters describes the parameters of the fields of an item and of the two times.
func checkParameters(d *describer) []openapi.Parameter {
	var example checkItem
	if records := d.samples[register.Listings]; len(records) > 0 {
		l := records[0].(*register.Listing)
		example = checkItem{ID: l.ID, Manufacturer: d.reg.Manufacturer(l.Manufacturer).Name, Brand: l.Brand, Model: l.Model}
	}
	list := d.checkTimes()
	for _, name := range itemFields {
		p := openapi.Parameter{Name: name, In: "query", Description: describeField("CheckItem", name).Text, Schema: checkText(), Example: *example.field(name)}
		if name == "id" {
			p.Schema, p.Example = openapi.ArrayOf(checkText()), []string{example.ID}
		}
		if name == "device_class" {
			p.Example = d.exampleID(register.DeviceClasses)
		}
		if name == "software_version" {
			p.Example = "25.10.4"
		}
		if p.Example == "" {
			p.Example = "Tesla"
		}
		list = append(list, p)
	}
	return list
}

func checkText() *openapi.Schema {
	return &openapi.Schema{Type: openapi.Types{"string"}, MinLength: 1, MaxLength: maxCheckText}
}

func checkBody(d *describer) *openapi.RequestBody {
	items := openapi.ArrayOf(d.schemas.Of(reflect.TypeFor[checkItem]()))
	items.MinItems, items.MaxItems = 1, MaxCheckItems
	example := []checkItem{}
	for i, rec := range d.samples[register.Listings][:min(2, len(d.samples[register.Listings]))] {
		l := rec.(*register.Listing)
		if i == 0 {
			example = append(example, checkItem{ID: l.ID})
			continue
		}
		example = append(example, checkItem{Manufacturer: strings.ToLower(d.reg.Manufacturer(l.Manufacturer).Name), Model: l.Model})
	}
	return &openapi.RequestBody{Description: "The products.", Required: true, Content: openapi.Content{mediaJSON: {Schema: items, Example: example}}}
}
