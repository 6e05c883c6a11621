package source

import "testing"

func TestWordsMeant(t *testing.T) {
	t.Parallel()
	w := wordIndex{}
	w.add("cloud-gateway", "Both of these")
	w.add("1.2")
	w.add("LFP", "LiFePO4", "iron")
	w.add("NMC", "iron")
	w.add("other", "", "–")
	for spelling, want := range map[string]string{
		"cloud-gateway": "cloud-gateway", "Cloud Gateway": "cloud-gateway", "CLOUDGATEWAY": "cloud-gateway", "both of these": "cloud-gateway",
		"1.2": "1.2", "1-2": "1.2", "12": "", "lifepo4": "LFP", "LiFePO": "", "iron": "", "clod-gateway": "", "": "", "-": "",
	} {
		got, ok := w.find(spelling)
		if got != want || ok != (want != "") {
			t.Errorf("meant(%q) = %q, %v; want %q", spelling, got, ok, want)
		}
	}
}
