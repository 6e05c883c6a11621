package website

import (
	"strings"
	"testing"

	"opencec/tools/register"
)

func TestByLetter(t *testing.T) {
	t.Parallel()
	var records []*register.Manufacturer
	for _, name := range []string{"tesla", "Élan", "8 Star", "Enphase", "Tigo", "日立", "alpha"} {
		records = append(records, &register.Manufacturer{Name: name})
	}
	var got []string
	for _, group := range byLetter(records, func(m *register.Manufacturer) PartyRow { return PartyRow{Name: m.Name} }) {
		names := make([]string, len(group.Rows))
		for i, row := range group.Rows {
			names[i] = row.Name
		}
		got = append(got, group.Letter+": "+strings.Join(names, ", "))
	}
	const want = "0–9: 8 Star|A: alpha|E: Enphase, Élan|T: tesla, Tigo|Other: 日立"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("groups\n%s\nwant\n%s", s, want)
	}
}
