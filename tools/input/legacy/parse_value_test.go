package legacy

import (
	"errors"
	"math"
	"strings"
	"testing"

	"opencec/tools/register"
)

func TestParseValue(t *testing.T) {
	t.Parallel()
	var (
		power      = register.Attribute{ID: "max_power", Type: register.TypeNumber, Unit: "kW"}
		watts      = register.Attribute{ID: "rated_power", Type: register.TypeNumber, Unit: "W"}
		energy     = register.Attribute{ID: "capacity", Type: register.TypeNumber, Unit: "kWh"}
		percent    = register.Attribute{ID: "efficiency", Type: register.TypeNumber, Unit: "%"}
		cycles     = register.Attribute{ID: "cycle_life", Type: register.TypeInteger, Unit: "cycles"}
		bare       = register.Attribute{ID: "count", Type: register.TypeNumber}
		degrees    = register.Attribute{ID: "temperature", Type: register.TypeNumber, Unit: "°C"}
		voltage    = register.Attribute{ID: "input_voltage_range", Type: register.TypeRange, Unit: "V"}
		output     = register.Attribute{ID: "output_voltage", Type: register.TypeNumber, Unit: "V"}
		yes        = register.Attribute{ID: "grid_tie", Type: register.TypeBoolean}
		note       = register.Attribute{ID: "note", Type: register.TypeText}
		chemistry  = register.Attribute{ID: "chemistry", Type: register.TypeEnum, Values: []register.EnumValue{{ID: "LFP", Name: "Lithium iron phosphate", Aliases: []string{"LiFePO4"}}, {ID: "lead-acid"}}}
		mistyped   = register.Attribute{ID: "odd", Type: "colour"}
		number     = register.Number
		unknownFor = "unknown"
	)
	tests := []struct {
		attribute register.Attribute
		text      string
		want      register.Value
		wantErr   string // "" for none; unknown for errUnknown
	}{
		{power, "5.0", number(5), ""},
		{power, "5.0 kW", number(5), ""},
		{power, "5", number(5), ""},
		{power, "7600 W", number(7.6), ""},
		{power, "295W", number(0.295), ""},
		{power, "0.29 MW", number(290), ""},
		{power, "1,500.50 watts", number(1.5005), ""},
		{power, "5 KW", number(5), ""},
		{power, "5 mW", register.Value{}, `is in "mW", and the attribute is in kW: the units that are known for it are kW, W, Watt, Watts, MW`},
		{power, "5 mw", register.Value{}, `is in "mw", and the attribute is in kW: the units that are known for it are kW, W, Watt, Watts, MW`},
		{power, "5 kVA", register.Value{}, `is in "kVA", and the attribute is in kW: the units that are known for it are kW, W, Watt, Watts, MW`},
		{power, "5,5", register.Value{}, "is not a number in kW: write one such as 1,234.5 kW"},
		{power, "1,00,000", register.Value{}, "is not a number in kW: write one such as 1,234.5 kW"},
		{power, "~5 kW", register.Value{}, "is not a number in kW: write one such as 1,234.5 kW"},
		{power, "1e3", register.Value{}, `is in "e3", and the attribute is in kW: the units that are known for it are kW, W, Watt, Watts, MW`},
		{power, "5.0.1", register.Value{}, "is not a number in kW: write one such as 1,234.5 kW"},
		{power, "5-6 kW", register.Value{}, "is a range, and the attribute is one number in kW: write one of its ends"},
		{power, "Inf", register.Value{}, "is not a number in kW: write one such as 1,234.5 kW"},
		{power, strings.Repeat("9", 190), register.Value{}, "is more than any device has"},
		{power, "1,000,000 MW", number(1e9), ""},
		{watts, "0.44 kW", number(440), ""},
		{energy, "13.5kWh", number(13.5), ""},
		{energy, "9500 Wh", number(9.5), ""},
		{energy, "200 Ah", register.Value{}, `is in "Ah", and the attribute is in kWh: the units that are known for it are kWh, Wh, MWh`},
		{percent, "97.6 %", number(97.6), ""},
		{percent, "97.6 per cent", number(97.6), ""},
		{percent, ".5%", number(0.5), ""},
		{cycles, "6,000 cycles", number(6000), ""},
		{cycles, "6000.0", number(6000), ""},
		{cycles, "6000.5", register.Value{}, "is not a whole number: write one such as 3"},
		{cycles, "6000+", register.Value{}, "is not a number in cycles: write one such as 1,234.5 cycles"},
		{bare, "-4", number(-4), ""},
		{bare, "−4", number(-4), ""},
		{bare, "-0", number(0), ""},
		{bare, "4 pieces", register.Value{}, `has "pieces" behind the number, and the attribute has no unit`},
		{bare, "2024-01-15", register.Value{}, "is not a number: write one such as 1,234.5"},
		{degrees, "-20 °C", number(-20), ""},
		{degrees, "20 °c", number(20), ""},
		{degrees, "20 K", register.Value{}, `is in "K", and the attribute is in °C: the units that are known for it are °C`},
		{percent, "90", number(90), ""},
		{output, "240V", number(240), ""},
		{voltage, "200-1000V", register.Range(200, 1000), ""},
		{voltage, "200 V – 1 kV", register.Range(200, 1000), ""},
		{voltage, "16 to 48 V", register.Range(16, 48), ""},
		{voltage, "16..48", register.Range(16, 48), ""},
		{voltage, "16...48", register.Range(16, 48), ""},
		{voltage, "0.2-1 kV", register.Range(200, 1000), ""}, // the unit is that of both
		{voltage, "1,000 VDC—1,500 V DC", register.Range(1000, 1500), ""},
		{voltage, "200", register.Value{}, "is not a range in V: write both ends, such as 200-1000 V"},
		{voltage, "1000-200V", register.Value{}, "begins above its end: write the lower end first"},
		{voltage, "10-20 A", register.Value{}, `is in "A", and the attribute is in V: the units that are known for it are V, Volt, Volts, VDC, VAC, kV`},
		{voltage, "10 A-20 V", register.Value{}, `is in "A", and the attribute is in V: the units that are known for it are V, Volt, Volts, VDC, VAC, kV`},
		{yes, "TRUE", register.Bool(true), ""},
		{yes, "no", register.Bool(false), ""},
		{yes, "0", register.Bool(false), ""},
		{yes, "maybe", register.Value{}, "is neither true nor false: write one of the two"},
		{chemistry, "LiFePO4", register.Text("LFP"), ""},
		{chemistry, "lithium-iron PHOSPHATE", register.Text("LFP"), ""},
		{chemistry, "Lead acid", register.Text("lead-acid"), ""},
		{chemistry, "LPF", register.Value{}, "is none of the values LFP, lead-acid: fix it, or add it in the file of the device class, as a value or as an alias of one"},
		{chemistry, "lead-acit", register.Value{}, "is none of the values LFP, lead-acid: fix it, or add it in the file of the device class, as a value or as an alias of one (did you mean lead-acid?)"},
		{chemistry, "***", register.Value{}, "is none of the values LFP, lead-acid: fix it, or add it in the file of the device class, as a value or as an alias of one"},
		{note, "5.0 kW: as is", register.Text("5.0 kW: as is"), ""},
		{note, "unknown", register.Text("unknown"), ""},
		{power, "N/A", register.Value{}, unknownFor},
		{yes, "-", register.Value{}, unknownFor},
		{chemistry, "Unknown", register.Value{}, unknownFor},
		{mistyped, "5", register.Value{}, `cannot be read: the attribute has the type "colour"`},
	}
	for _, test := range tests {
		got, err := parseValue(test.text, test.attribute)
		gotErr := ""
		switch {
		case errors.Is(err, errUnknown):
			gotErr = unknownFor
		case err != nil:
			gotErr = err.Error()
		}
		if got != test.want || gotErr != test.wantErr {
			t.Errorf("%s %q: %v, %q; want %v, %q", test.attribute.ID, test.text, got, gotErr, test.want, test.wantErr)
		}
	}
}

// A value that is read is of the attribute's type and finite, and its own form reads
// back as the same.
func FuzzParseValue(f *testing.F) {
	types := []register.AttributeType{register.TypeNumber, register.TypeInteger, register.TypeRange, register.TypeBoolean, register.TypeEnum, register.TypeText}
	units := []string{"", "kW", "W", "kWh", "V", "%", "cycles", "°C"}
	for i, text := range []string{"5.0 kW", "6,000", "200-1000V", "true", "LiFePO4", "any", "-.5", "1 V to 2 kV", "٣", "1..2", "−0"} {
		f.Add(text, uint8(i%len(types)), uint8(i%len(units)))
	}
	f.Fuzz(func(t *testing.T, text string, typ, unit uint8) {
		a := register.Attribute{
			Type: types[int(typ)%len(types)], Unit: units[int(unit)%len(units)],
			Values: []register.EnumValue{{ID: "LFP", Aliases: []string{"LiFePO4"}}, {ID: "other"}},
		}
		value, err := parseValue(text, a)
		if err != nil {
			if !value.IsZero() || err.Error() == "" {
				t.Errorf("%q gives %v and the error %q", text, value, err)
			}
			return
		}
		number, isNumber := value.Number()
		low, high, isRange := value.Range()
		_, isBool := value.Bool()
		word, isText := value.Text()
		switch a.Type {
		case register.TypeNumber, register.TypeInteger:
			if !isNumber || math.Abs(number) > maxNumber || math.IsNaN(number) || math.Signbit(number) && number == 0 {
				t.Errorf("%q gives %v", text, value)
			}
			if a.Type == register.TypeInteger && number != math.Trunc(number) {
				t.Errorf("%q gives %v, no integer", text, value)
			}
		case register.TypeRange:
			if !isRange || low > high || math.Abs(high) > maxNumber {
				t.Errorf("%q gives %v", text, value)
			}
		case register.TypeBoolean:
			if !isBool {
				t.Errorf("%q gives %v", text, value)
			}
		case register.TypeEnum:
			if !isText || word != "LFP" && word != "other" {
				t.Errorf("%q gives %v", text, value)
			}
		case register.TypeText:
			if !isText || word != text {
				t.Errorf("%q gives %v", text, value)
			}
		}
		again, err := parseValue(value.String(), a)
		if err != nil || again != value {
			t.Errorf("%q gives %v, and that gives %v, %v", text, value, again, err)
		}
	})
}

func TestMatchAttribute(t *testing.T) {
	t.Parallel()
	bess := &register.DeviceClass{Meta: register.Meta{ID: "bess"}, Attributes: []register.Attribute{
		{ID: "max_power", Name: "Maximum power", Unit: "kW"}, {ID: "round_trip_efficiency", Name: "Round-trip efficiency", Unit: "%"},
		{ID: "capacity", Name: "Capacity", Unit: "kWh"}, {ID: "serial", Name: "Serial"},
	}}
	inverter := &register.DeviceClass{Meta: register.Meta{ID: "inverter"}, Attributes: []register.Attribute{{ID: "efficiency", Name: "Efficiency", Unit: "%"}}}
	tests := []struct {
		class *register.DeviceClass
		name  string
		want  string
	}{
		{bess, "max_power", "max_power"},
		{bess, "MaxPower", "max_power"},
		{bess, "maximum power", "max_power"},
		{bess, "max_power_kw", ""},
		{bess, "efficiency", ""},
		{bess, "power", ""},
		{inverter, "efficiency", "efficiency"},
		{inverter, "capacity", ""},
	}
	for _, test := range tests {
		got := ""
		if a := matchAttribute(test.class, test.name); a != nil {
			got = a.ID
		}
		if got != test.want {
			t.Errorf("%s of %s is %q, want %q", test.name, test.class.ID, got, test.want)
		}
	}
}
