package scaffold

import (
	"strings"
	"testing"

	"opencec/tools/register"
)

// The template can be read once it has rows.
func TestTemplate(t *testing.T) {
	t.Parallel()
	form := newForm(t)
	text, err := form.Template([]string{"bess"})
	if err != nil {
		t.Fatal(err)
	}
	header, notes, _ := strings.Cut(string(text), "\n")
	if !strings.HasPrefix(notes, "# required: acme / sunny,") || !strings.Contains(header, ",class,bess.max_power,bess.capacity,") || !strings.Contains(notes, ",kW,kWh,kWh,LFP / NMC,cycles,V,yes / no,") {
		t.Errorf("the template is\n%s", text)
	}
	table, err := form.ReadListings(strings.NewReader(string(text)))
	if err != nil || len(table.Problems) != 1 || table.Problems[0].Reason != "has no rows below its header" {
		t.Errorf("the template is read with %v (%v)", table.Problems, err)
	}
	for _, name := range form.Sheet(register.Listings).Names() {
		if class, _, _ := strings.Cut(name, "."); class != "software" && class != "bess" && strings.Contains(name, ".") {
			continue // another class's
		}
		if !strings.Contains(","+header+",", ","+name+",") {
			t.Errorf("the template has no column %s", name)
		}
	}
	if !strings.HasSuffix(header, ",id") {
		t.Errorf("the template has no column id: %s", header)
	}
	if _, err := form.Template([]string{"bes"}); err == nil {
		t.Error("a template for a class that is not there")
	}
}
