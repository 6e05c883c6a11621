package generator

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

func limit(f float64) *float64 { return &f }

func TestSteps(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		a    register.Attribute
		want []float64
	}{
		{"usual ones within bounds", register.Attribute{Unit: "W", Minimum: limit(395), Maximum: limit(410)}, []float64{395, 400, 405, 410}},
		{"none is usual", register.Attribute{Unit: "kW", Minimum: limit(1000), Maximum: limit(1012)}, []float64{1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012}},
		{"nothing is negative", register.Attribute{Unit: "kg", Minimum: limit(-10), Maximum: limit(6)}, []float64{0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6}},
		{"no room", register.Attribute{Unit: "kW", Minimum: limit(7.25), Maximum: limit(7.25)}, []float64{7.25}},
	} {
		if got := steps(test.a); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	if got := steps(register.Attribute{Unit: "kW", Minimum: limit(-500)}); got[0] <= 0 || !slices.IsSorted(got) {
		t.Errorf("open at the top: %v", got)
	}
}

func TestShare(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		low, high   float64
		part, whole int
		want        float64
	}{
		{0, 13.5, 95, 100, 12.8}, // not 12.825: one digit less is precise enough
		{0, 1, 1, 3, 0.333},
		{1000, 1001, 1, 2, 1000.5},
		{5, 5, 1, 2, 5},
		{-10, 10, 1, 2, 0},
	} {
		if got := share(test.low, test.high, test.part, test.whole); got != test.want {
			t.Errorf("share(%v, %v, %d, %d) = %v, want %v", test.low, test.high, test.part, test.whole, got, test.want)
		}
	}
}

func TestSizeLabel(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{5: "5.0", 13.5: "13.5", 440: "440", 0.3: "0.3", 100: "100", 512.25: "512.25"} {
		if got := sizeLabel(v); got != want {
			t.Errorf("sizeLabel(%v) = %q, want %q", v, got, want)
		}
	}
}

// Limits hold through chains; an attribute limited by itself or by a missing one is unknown.
func TestLimits(t *testing.T) {
	t.Parallel()
	number := func(id, atMost string) register.Attribute {
		return register.Attribute{ID: id, Type: register.TypeNumber, Unit: "kWh", AtMost: atMost}
	}
	class := &register.DeviceClass{Attributes: []register.Attribute{
		number("least", "middle"), number("middle", "most"), number("most", ""),
		number("own", "own"), number("one", "other"), number("other", "one"), number("stray", "gone"),
		{ID: "count", Type: register.TypeInteger, AtMost: "most"},
		{ID: "big", Type: register.TypeNumber, AtMost: "most", Minimum: limit(1e6)},
	}}
	known := 0
	for seed := range uint64(200) {
		for _, row := range drawAttributes(random{rand.New(rand.NewPCG(seed, 0))}, class, 5) {
			for _, id := range []string{"own", "one", "other", "stray", "big"} {
				if _, given := row[id]; given {
					t.Fatalf("%s is given: %v", id, row)
				}
			}
			most, _ := row["most"].Number()
			middle, _ := row["middle"].Number()
			least, all := row["least"].Number()
			count, _ := row["count"].Number()
			if middle > most || least > middle || count > most || count != float64(int(count)) {
				t.Fatalf("limits do not hold: %v", row)
			}
			if all {
				known++
			}
		}
	}
	if known == 0 {
		t.Error("the limited attributes are never given")
	}
}

// A device class of any shape that the rules allow needs no code: its generated values pass schema and rules.
func TestAnyDeviceClass(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			words := t.TempDir()
			if err := os.CopyFS(words, os.DirFS("../../../data")); err != nil {
				t.Fatal(err)
			}
			r := random{rand.New(rand.NewPCG(seed, 1))}
			for i := range 6 {
				class := randomClass(r, fmt.Sprintf("thing%d", i))
				content, err := source.Encode(class)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(words, "device-classes", class.ID+".yaml"), content, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			dir := filepath.Join(t.TempDir(), "data")
			if _, err := WriteFolder(context.Background(), dir, load(t, words), Options{200, seed, today}, nil); err != nil {
				t.Fatal(err)
			}
			for _, p := range load(t, dir).Check(today) {
				if p.Severity == register.Error {
					t.Error(p)
				}
			}
		})
	}
}

// randomClass draws attributes of every type, with and without units, bounds, limits and retired values.
func randomClass(r random, id string) *register.DeviceClass {
	class := &register.DeviceClass{Meta: register.Meta{ID: id}, Name: id}
	types := []register.AttributeType{register.TypeNumber, register.TypeInteger, register.TypeRange, register.TypeBoolean, register.TypeEnum, register.TypeText}
	units := []string{"", "kW", "kWh", "W", "V", "%", "cycles", "furlong"}
	for i := range r.between(0, 7) {
		a := register.Attribute{ID: fmt.Sprintf("a%d", i), Name: "A", Type: pick(r, types), Unit: pick(r, units)}
		switch a.Type {
		case register.TypeEnum:
			a.Unit = ""
			for v := range r.between(1, 4) {
				word := register.EnumValue{ID: fmt.Sprintf("word%d", v)}
				if r.chance(30) {
					word.Retired = today.AddDays(-3000)
				}
				a.Values = append(a.Values, word)
			}
		case register.TypeNumber, register.TypeInteger, register.TypeRange:
			low := r.NormFloat64() * pick(r, []float64{0.01, 1, 100, 1e6})
			if r.chance(60) {
				a.Minimum = limit(low)
			}
			if r.chance(60) {
				a.Maximum = limit(low + r.Float64()*pick(r, []float64{0, 0.001, 1, 50, 1e6}))
			}
		default:
			a.Unit = ""
		}
		for _, b := range class.Attributes {
			limits := b.Type == register.TypeNumber || b.Type == register.TypeInteger
			if limits && b.Unit == a.Unit && (a.Type == register.TypeNumber || a.Type == register.TypeInteger) {
				a.AtMost = b.ID
			}
		}
		class.Attributes = append(class.Attributes, a)
	}
	return class
}
