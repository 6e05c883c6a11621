package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// movingGuide is the guide that starts from the database of the original.
const movingGuide = "move-from-the-original"

// putOriginal puts the original's settings where the guide expects them, with a database that has its
// sample.
func (r *reader) putOriginal(t *testing.T) {
	t.Helper()
	address := originalDatabase(t)
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	env := fmt.Sprintf("DB_USER='%s'\nDB_PASSWORD='%s'\nDB_HOST='%s'\nDB_PORT=%d\nDB_NAME='%s'\n", config.User, config.Password, config.Host, config.Port, config.Database)
	folder := filepath.Join(filepath.Dir(r.folder), "original")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, ".env"), []byte(env), 0o644); err != nil {
		t.Fatal(err)
	}
}

// serve runs opencec serve in the reader's folder until the test ends, and passes its address to later
// commands.
func (r *reader) serve(t *testing.T) {
	t.Helper()
	if r.server != "" {
		return
	}
	var printed output
	cmd := exec.CommandContext(t.Context(), "opencec", "serve", "--listen", "127.0.0.1:0", "--on", guideDay)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = r.folder, r.env, &printed, &printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	says := regexp.MustCompile(`(?s)API +(http://[^ ]+)/v1\n.*API key +(\S+)\n`)
	waitFor(t, "opencec serve", func() bool { return says.MatchString(printed.String()) })
	found := says.FindStringSubmatch(printed.String())
	r.server, r.key = found[1], found[2]
	r.env = append(slices.Clip(r.env), "REGISTER="+r.server, "KEY="+r.key)
}

// A wished is what a record says about what the original's author wanted to know.
type wished struct {
	ID               string
	CSIPAUSVersion   *string `json:"csip_aus_version"`
	Software         *struct{ Name, Versions string }
	DeviceClasses    map[string]any `json:"device_classes"`
	RequiresInverter *bool          `json:"requires_inverter"`
	Certificates     []string
	Included         struct {
		Certificates []struct{ ID, Expiry string }
	}
}

// askWishes sends each request of the guide's table, and compares the answer with the wish.
func (r *reader) askWishes(t *testing.T, g guide) {
	t.Helper()
	all := []string{"enphase/iq-battery-5p", "enphase/iq7plus-72-2-us", "example-energy/box-10", "fronius/primo-8-2-1", "lg-chem/resu-10h", "solaredge/se7600h-us", "sonnen/ecolinx", "tesla/powerwall-2"}
	wishes := map[string]func(answer []wished){
		"/v1/listings?include=certificates": func(answer []wished) {
			want := map[string]string{"example-energy/box-10": "ul/ex-1 2030-10-31", "lg-chem/resu-10h": "iec/original-2 2025-09-15", "solaredge/se7600h-us": "ul/original-3 2026-06-30", "tesla/powerwall-2": "ul/original-1 2025-12-31"}
			got := map[string]string{}
			for _, w := range answer {
				for i, c := range w.Included.Certificates {
					got[w.ID] += c.ID + " " + c.Expiry
					if c.ID != w.Certificates[i] {
						t.Errorf("%s has the certificates %v, and %s with it", w.ID, w.Certificates, c.ID)
					}
				}
			}
			expect(t, want, got)
		},
		"/v1/listings?created_at__gte=2026-01-01&updated_at__lt=2100-01-01&sort=-updated_at": func(answer []wished) {
			expect(t, all, slices.Sorted(slices.Values(idsOf(answer))))
			expect(t, nil, idsOf(r.ask(t, "/v1/listings?created_at__gte=2100-01-01")))
			expect(t, nil, idsOf(r.ask(t, "/v1/listings?updated_at__lt=2026-01-01")))
		},
		"/v1/listings?fields=id,software,csip_aus_version,device_classes&include=certificates": func(answer []wished) {
			expect(t, all, idsOf(answer))
			box := answer[slices.Index(all, "example-energy/box-10")]
			got := fmt.Sprint(box.Software.Name, " ", box.Software.Versions, ", ", *box.CSIPAUSVersion, ", ", box.DeviceClasses, ", ", box.Included.Certificates[0].Expiry)
			expect(t, "Box OS >=2.1, 1.2, map[bess:map[capacity:10]], 2030-10-31", got)
		},
		"/v1/device-classes?fields=id,requires_inverter": func(answer []wished) {
			got := map[string]string{}
			for _, w := range answer {
				got[w.ID] = "unknown"
				if w.RequiresInverter != nil {
					got[w.ID] = fmt.Sprint(*w.RequiresInverter)
				}
			}
			expect(t, map[string]string{"bess": "true", "evse": "unknown", "inverter": "false", "pv_module": "true"}, got)
		},
		"/v1/listings?device_class.requires_inverter=true&device_class__not=inverter&fields=id": func(answer []wished) {
			expect(t, []string{"example-energy/box-10", "lg-chem/resu-10h", "sonnen/ecolinx", "tesla/powerwall-2"}, idsOf(answer))
		},
	}
	page, err := os.ReadFile(filepath.Join("../../site/content/guides", g.name+".md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range regexp.MustCompile("(?m)^\\|.*`(/v1/[^`]*)` \\|$").FindAllSubmatch(page, -1) {
		request := string(row[1])
		hold, ok := wishes[request]
		if !ok {
			t.Errorf("nothing is known of the request %s", request)
			continue
		}
		delete(wishes, request)
		hold(r.ask(t, request))
	}
	for request := range wishes {
		t.Errorf("the guide does not have the request %s", request)
	}
}

func (r *reader) ask(t *testing.T, request string) []wished {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.server+request, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("x-api-key", r.key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct{ Data []wished }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", request, resp.Status, err)
	}
	return answer.Data
}

func idsOf(answer []wished) []string {
	var ids []string
	for _, w := range answer {
		ids = append(ids, w.ID)
	}
	return ids
}

func expect[T any](t *testing.T, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the answer differs (-want +got):\n%s", diff)
	}
}
