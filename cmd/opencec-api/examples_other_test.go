package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/history/historytest"
	"opencec/tools/output/snapshot"
	"opencec/tools/output/website"
	"opencec/tools/register"
	"opencec/tools/testenv"
)

// otherRegister publishes a register that shares only the vocabulary with the project's:
// two manufacturers, three devices and no certificate. One name needs quotes in a shell.
func otherRegister(t *testing.T) (public string, since register.Date) {
	t.Helper()
	r := historytest.New(t)
	for _, folder := range []string{"device-classes", "entity-types", "test-profiles"} {
		if err := os.CopyFS(r.Path("data/"+folder), os.DirFS("../../data/"+folder)); err != nil {
			t.Fatal(err)
		}
	}
	settings, err := os.ReadFile("../../data/register.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r.Write("data/register.yaml", string(settings))
	r.Write("data/manufacturers/acme.yaml", "name: Acme (Holdings) Ltd\n")
	r.Write("data/manufacturers/danger.yaml", "name: $(touch danger)\n")
	listing := func(path, manufacturer, model string) {
		r.Write("data/listings/"+path+".yaml", fmt.Sprintf("manufacturer: %s\nmodel: %s\nentity_type: device\ndevice_classes:\n  inverter: {max_power: 6.5}\nperiods:\n  - {from: 2026-03-01, to: 2028-03-01}\nsample: true\n", manufacturer, model))
	}
	listing("danger/a-1", "danger", "A 1")
	listing("acme/x-50-t", "acme", "X-5.0 T (AS4777-2 2020)")
	listing("acme/x-60-t", "acme", "X-6.0 T")
	r.Commit("2026-11-05T00:00:00Z", "Begin")
	listing("acme/x-70-t", "acme", "X-7.0 T")
	r.Commit("2026-11-06T00:00:00Z", "Add X-7.0 T")
	return writeSnapshot(t, r.Path("data")), register.NewDate(2026, 11, 5)
}

// On the site of another register the examples ask for its records: none of them is
// refused or finds nothing.
func TestExamplesOfAnotherRegister(t *testing.T) {
	t.Parallel()
	public, since := otherRegister(t)
	opened, err := snapshot.Open(public)
	if err != nil {
		t.Fatal(err)
	}
	fitted := website.NewExamples(opened.Register, examplesDay, since)
	if fitted.Own {
		t.Fatal("the register is taken for the project's")
	}
	env := examplesEnvironment(t, public)
	const id = "acme/x-50-t"
	prints := map[string]string{ // by the beginnings of the lines that the page has for the project's data
		"Tesla Powerwall 2: active": "Acme (Holdings) Ltd X-5.0 T (AS4777-2 2020): active on 2026-11-23\n",
		"exact: active, listed":     "exact: active, listed true, until 2028-03-01\n",
		"exact active -":            strings.Repeat("exact active -\n", 3),
		"id,model,status":           "id,model,status,listed_until\nacme/x-50-t,X-5.0 T (AS4777-2 2020),active,2028-03-01\nacme/x-60-t,X-6.0 T,active,2028-03-01\nacme/x-70-t,X-7.0 T,active,2028-03-01\n",
		"enphase/iq-battery-5p":     "acme/x-50-t\nacme/x-60-t\nacme/x-70-t\ndanger/a-1\n",
		"2026-11-20T01:00:00Z":      "2026-11-05T00:00:00Z acme/x-50-t: added, period-added\n2026-11-05T00:00:00Z acme/x-60-t: added, period-added\n2026-11-05T00:00:00Z danger/a-1: added, period-added\n2026-11-06T00:00:00Z acme/x-70-t: added, period-added\n",
		"as of 2026-11-10":          "as of 2026-11-05: active on 2026-03-01\nas of 2026-11-23: active on 2026-03-01\n",
		"first: 200":                "first: 200\nagain: 304\n",
		"400 The query":             "", // as it is
	}
	for _, l := range languagesOfExamples {
		t.Run(l.fence, func(t *testing.T) {
			t.Parallel()
			testenv.Program(t, l.command("")[0])
			examples := examplesOf(t, "api.md")
			for i := range examples {
				e := &examples[i]
				for language, text := range e.texts {
					e.texts[language] = fitted.In(text)
				}
				for begins, want := range prints {
					if strings.HasPrefix(e.prints, begins) && want != "" {
						e.prints = want
					}
				}
				for _, gone := range []string{"tesla", "Tesla", "sonnen", "enphase", "power wall", "RESU10H", "danger"} {
					if strings.Contains(e.texts[l.fence], gone) {
						t.Errorf("line %d: asks for %s:\n%s", e.line, gone, e.texts[l.fence])
					}
				}
			}
			follow(t, l, examples, env)
		})
	}
	if !strings.Contains(fitted.In("tesla/powerwall-2"), id) {
		t.Errorf("the example is %s, want %s", fitted.In("tesla/powerwall-2"), id)
	}
	if _, err := os.Stat(filepath.Join("danger")); err == nil {
		t.Error("a name has been run as a command")
	}
}
