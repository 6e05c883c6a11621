package scaffold

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

var today = register.NewDate(2026, 11, 23)

// files are a register with what the tests need.
var files = map[string]string{
	"register.yaml":              "title: Test\nbase_url: https://register.example\ntime_zone: Australia/Sydney\nlicence: {name: CC BY 4.0}\n",
	"manufacturers/acme.yaml":    "name: Acme Pty Ltd\naliases: [Acme Energy]\nformer_ids: [acme-old]\n",
	"manufacturers/sunny.yaml":   "name: Sunny\n",
	"manufacturers/broken.yaml":  "nam: Broken\n",
	"certifying-bodies/lab.yaml": "name: Lab\n",
	"entity-types/client.yaml":   "name: Client\n",
	"entity-types/device.yaml":   "name: Device\n",
	"test-profiles/DER-G.yaml":   "name: DER-G\ntitle: Generation\n",
	"listings/acme/box.yaml":     "manufacturer: acme\nmodel: Box\nentity_type: device\ndevice_classes:\n  bess: {}\nperiods:\n  - {from: 2025-01-01}\nsample: true\nformer_ids: [acme/crate]\n",
	"certificates/lab/c-1.yaml":  "number: C-1\ncertifying_body: lab\ncertification_date: 2025-01-01\nlistings: [acme/box]\nsample: true\n",
	"device-classes/bess.yaml": `name: Battery energy storage system
short_name: Battery
attributes:
  - {id: max_power, name: Maximum power, type: number, unit: kW, minimum: 0.01, maximum: 5000}
  - {id: capacity, name: Capacity, type: number, unit: kWh, minimum: 0.1, maximum: 5000}
  - {id: usable_capacity, name: Usable capacity, type: number, unit: kWh, at_most: capacity}
  - {id: chemistry, name: Chemistry, type: enum, values: [{id: LFP, aliases: [LiFePO4]}, {id: NMC}, {id: PbA, aliases: [lead], retired: 2020-01-01}]}
  - {id: cycle_life, name: Cycle life, type: integer, unit: cycles}
  - {id: voltage, name: Voltage, type: range, unit: V, minimum: 1, maximum: 2000}
  - {id: islanding, name: Islanding, type: boolean}
  - {id: remark, name: Remark, type: text}
`,
}

func newForm(t testing.TB) *Form {
	t.Helper()
	return newFormWith(t, nil)
}

// newFormWith returns the form for the register with more files.
func newFormWith(t testing.TB, more map[string]string) *Form {
	t.Helper()
	dir := t.TempDir()
	all := maps.Clone(files)
	maps.Copy(all, more)
	for name, content := range all {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return New(tree, "data")
}

// sheet returns a sheet with answers, each of which must be valid.
func sheet(t testing.TB, f *Form, k register.Kind, answers map[string]string) *Sheet {
	t.Helper()
	s := f.Sheet(k)
	for _, wrong := range s.SetAll(answers) {
		t.Fatalf("%s: %v", wrong.Field, wrong.Err)
	}
	return s
}

// box are the answers of a valid listing.
func box(model string) map[string]string {
	return map[string]string{
		"manufacturer": "acme", "model": model, "entity_type": "device", "from": "2026-11-23",
		"bess.capacity": "13.5 kWh", "source": "https://acme.example/box",
	}
}
