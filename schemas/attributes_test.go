package schemas

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

func ptr(f float64) *float64 { return &f }

// plant is a device class with an attribute of every type.
func plant() *register.DeviceClass {
	return &register.DeviceClass{
		Meta: register.Meta{ID: "plant"}, Name: "Plant", Description: "Any plant.",
		Attributes: []register.Attribute{
			{ID: "power", Name: "Power", Type: register.TypeNumber, Unit: "kW", Minimum: ptr(0.5), Maximum: ptr(10), Description: "Its power in kW."},
			{ID: "units", Name: "Units", Type: register.TypeInteger, Minimum: ptr(1), Description: "How many."},
			{ID: "voltage", Name: "Voltage", Type: register.TypeRange, Unit: "V", Maximum: ptr(1000), Description: "From–to, in volts."},
			{ID: "indoor", Name: "Indoor", Type: register.TypeBoolean, Description: "Whether it stands <indoors>."},
			{ID: "fuel", Name: "Fuel", Type: register.TypeEnum, Values: []register.EnumValue{{ID: "wood"}, {ID: "gas", Retired: register.NewDate(2024, 6, 30)}}, Description: "What it burns."},
			{ID: "colour", Name: "Colour", Type: register.TypeText, Description: "Its colour."},
		},
	}
}

const plantSchema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "attributes.schema.json",
  "title": "The device classes of a listing, each with its attributes",
  "description": "Composed of the records in device-classes/: change those, not this file.",
  "type": "object",
  "properties": {
    "load": {
      "title": "Load",
      "type": "object",
      "additionalProperties": false
    },
    "plant": {
      "title": "Plant",
      "description": "Any plant.",
      "type": "object",
      "properties": {
        "colour": {
          "title": "Colour",
          "description": "Its colour.",
          "$ref": "common.schema.json#/$defs/line"
        },
        "fuel": {
          "title": "Fuel",
          "description": "What it burns.",
          "type": "string",
          "enum": [
            "wood",
            "gas"
          ]
        },
        "indoor": {
          "title": "Indoor",
          "description": "Whether it stands <indoors>.",
          "type": "boolean"
        },
        "power": {
          "title": "Power (kW)",
          "description": "Its power in kW.",
          "type": "number",
          "minimum": 0.5,
          "maximum": 10
        },
        "units": {
          "title": "Units",
          "description": "How many.",
          "type": "integer",
          "minimum": 1
        },
        "voltage": {
          "title": "Voltage (V)",
          "description": "From–to, in volts.",
          "type": "object",
          "properties": {
            "max": {
              "title": "Upper end",
              "description": "The upper end.",
              "type": "number",
              "maximum": 1000
            },
            "min": {
              "title": "Lower end",
              "description": "The lower end.",
              "type": "number",
              "maximum": 1000
            }
          },
          "required": [
            "min",
            "max"
          ],
          "additionalProperties": false
        }
      },
      "additionalProperties": false
    }
  },
  "minProperties": 1,
  "additionalProperties": false,
  "$defs": {
    "period": {
      "title": "The attribute values of a period",
      "type": "object",
      "properties": {
        "load": {
          "title": "Load",
          "type": "object",
          "minProperties": 1,
          "additionalProperties": false
        },
        "plant": {
          "title": "Plant",
          "description": "Any plant.",
          "type": "object",
          "properties": {
            "colour": {
              "title": "Colour",
              "description": "Its colour.",
              "if": {
                "type": "null"
              },
              "else": {
                "$ref": "#/properties/plant/properties/colour"
              }
            },
            "fuel": {
              "title": "Fuel",
              "description": "What it burns.",
              "if": {
                "type": "null"
              },
              "else": {
                "$ref": "#/properties/plant/properties/fuel"
              }
            },
            "indoor": {
              "title": "Indoor",
              "description": "Whether it stands <indoors>.",
              "if": {
                "type": "null"
              },
              "else": {
                "$ref": "#/properties/plant/properties/indoor"
              }
            },
            "power": {
              "title": "Power (kW)",
              "description": "Its power in kW.",
              "if": {
                "type": "null"
              },
              "else": {
                "$ref": "#/properties/plant/properties/power"
              }
            },
            "units": {
              "title": "Units",
              "description": "How many.",
              "if": {
                "type": "null"
              },
              "else": {
                "$ref": "#/properties/plant/properties/units"
              }
            },
            "voltage": {
              "title": "Voltage (V)",
              "description": "From–to, in volts.",
              "if": {
                "type": "null"
              },
              "else": {
                "$ref": "#/properties/plant/properties/voltage"
              }
            }
          },
          "minProperties": 1,
          "additionalProperties": false
        }
      },
      "minProperties": 1,
      "additionalProperties": false
    }
  }
}
`

func TestAttributes(t *testing.T) {
	t.Parallel()
	load := &register.DeviceClass{Meta: register.Meta{ID: "load"}, Name: "Load"}
	for name, classes := range map[string][]*register.DeviceClass{
		"sorted":   {load, plant()},
		"reversed": {plant(), load},
	} {
		got, err := Attributes(classes)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plantSchema, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAttributesDoesNotDependOnOrder(t *testing.T) {
	t.Parallel()
	one, other := plant(), plant()
	slices.Reverse(other.Attributes)
	a, errA := Attributes([]*register.DeviceClass{one})
	b, errB := Attributes([]*register.DeviceClass{other})
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if diff := cmp.Diff(string(a), string(b)); diff != "" {
		t.Errorf("the order of attributes changes the schema:\n%s", diff)
	}
}

func TestAttributesReportsEveryUnknownType(t *testing.T) {
	t.Parallel()
	got, err := Attributes([]*register.DeviceClass{
		{Meta: register.Meta{ID: "a"}, Attributes: []register.Attribute{{ID: "x"}, {ID: "y", Type: "float"}}},
		{Meta: register.Meta{ID: "b"}, Attributes: []register.Attribute{{ID: "z", Type: "yes"}, {ID: "w", Type: "text"}}},
	})
	if err == nil {
		t.Fatalf("no error, but\n%s", got)
	}
	want := `device class a: attribute x: unknown type ""
attribute y: unknown type "float"
device class b: attribute z: unknown type "yes"`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

// A device class that breaks the rules must not keep the rest from being checked.
func TestAttributesOfBrokenClassesCompile(t *testing.T) {
	t.Parallel()
	compileAll(t, []*register.DeviceClass{
		{Meta: register.Meta{ID: "a"}, Attributes: []register.Attribute{
			{ID: "twice", Type: register.TypeNumber},
			{ID: "twice", Type: register.TypeText},
			{ID: "wordless", Type: register.TypeEnum},
			{ID: "repeated", Type: register.TypeEnum, Values: []register.EnumValue{{ID: "w"}, {ID: "w"}}},
			{ID: "reversed", Type: register.TypeRange, Minimum: ptr(2), Maximum: ptr(1)},
		}},
		{Meta: register.Meta{ID: "a"}, Name: "Again"},
	})
}

func TestAttributeValues(t *testing.T) {
	t.Parallel()
	s := compileAll(t, []*register.DeviceClass{plant()})[AttributesFile]
	tests := []struct {
		yaml string
		want []string // where the failures are
	}{
		{"plant: {power: 10, units: 3, voltage: {min: 200, max: 1000}, indoor: true, fuel: wood, colour: dark green}", nil},
		{"plant: {}", nil},
		{"plant: {fuel: gas}", nil}, // retired, but older listings have it
		{"plant: {power: 0.5}", nil},
		{"{}", []string{""}},
		{"animal: {}", []string{""}},
		{"plant:", []string{"/plant"}},
		{"plant: {size: 1}", []string{"/plant"}},
		{"plant: {power: 0.4}", []string{"/plant/power"}},
		{"plant: {power: 10.1}", []string{"/plant/power"}},
		{"plant: {power: 5 kW}", []string{"/plant/power"}},
		{"plant: {power: '5'}", []string{"/plant/power"}},
		{"plant: {units: 1.5}", []string{"/plant/units"}},
		{"plant: {units: 0}", []string{"/plant/units"}},
		{"plant: {voltage: 200-1000V}", []string{"/plant/voltage"}},
		{"plant: {voltage: {min: 200}}", []string{"/plant/voltage"}},
		{"plant: {voltage: {min: 200, max: 1000, typical: 700}}", []string{"/plant/voltage"}},
		{"plant: {voltage: {min: 200, max: 1001}}", []string{"/plant/voltage/max"}},
		{"plant: {indoor: 'yes'}", []string{"/plant/indoor"}},
		{"plant: {fuel: Wood}", []string{"/plant/fuel"}},
		{"plant: {colour: ''}", []string{"/plant/colour"}},
		{"plant: {colour: ' green'}", []string{"/plant/colour"}},
		{"plant: {colour: " + strings.Repeat("x", 201) + "}", []string{"/plant/colour"}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, locations(t, s, fromYAML(t, []byte(test.yaml)))); diff != "" {
			t.Errorf("%.60s: failures at (-want +got):\n%s", test.yaml, diff)
		}
	}
}
