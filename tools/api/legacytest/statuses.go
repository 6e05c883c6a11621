package legacytest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// statuses tests the legacy status for each status of the register, on several days, in
// one server whose clock advances.
func statuses(t *testing.T, open func(testing.TB, *register.Register) query.Engine) {
	var at time.Time
	handler, secret := serverAt(t, open(t, withEndings()), func() time.Time { return at })
	for _, test := range []struct {
		at   string
		is   [2]register.Status // of the listing that is later delisted, and of the one later withdrawn
		want [2]string
	}{
		{at: "2026-02-28T12:59:59Z", is: [2]register.Status{register.StatusUpcoming, register.StatusUpcoming}, want: [2]string{"suspended", "suspended"}},
		{at: "2026-02-28T13:00:00Z", is: [2]register.Status{register.StatusActive, register.StatusActive}, want: [2]string{"active", "active"}}, // March in Sydney
		{at: "2026-03-03T00:00:00Z", is: [2]register.Status{register.StatusSuspended, register.StatusActive}, want: [2]string{"suspended", "active"}},
		{at: "2026-03-05T00:00:00Z", is: [2]register.Status{register.StatusActive, register.StatusActive}, want: [2]string{"active", "active"}},
		{at: "2026-03-10T12:59:59Z", is: [2]register.Status{register.StatusActive, register.StatusActive}, want: [2]string{"active", "active"}},
		{at: "2026-03-10T13:00:00Z", is: [2]register.Status{register.StatusExpired, register.StatusExpired}, want: [2]string{"expired", "expired"}},
		{at: "2026-03-20T00:00:00Z", is: [2]register.Status{register.StatusDelisted, register.StatusWithdrawn}, want: [2]string{"expired", "expired"}},
	} {
		var err error
		if at, err = time.Parse(time.RFC3339, test.at); err != nil {
			t.Fatal(err)
		}
		ask := func(target string, into any) {
			t.Helper()
			r := httptest.NewRequest(http.MethodGet, target, nil)
			r.Header.Set("X-Api-Key", secret)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if err := json.Unmarshal(w.Body.Bytes(), into); err != nil || w.Code != http.StatusOK {
				t.Fatalf("%s %s: %d %s", test.at, target, w.Code, w.Body)
			}
		}
		for i, model := range []string{"Delisted", "Withdrawn"} {
			var ours struct{ Status register.Status }
			var theirs []struct{ Status string }
			ask("/v1/listings/acme/"+strings.ToLower(model), &ours)
			ask("/listings?model="+model, &theirs)
			if ours.Status != test.is[i] || len(theirs) != 1 || theirs[0].Status != test.want[i] {
				t.Errorf("%s: %s is %s in /v1 and %+v in /listings, want %s and %s", test.at, model, ours.Status, theirs, test.is[i], test.want[i])
			}
			for _, status := range []string{"active", "suspended", "expired"} {
				var filtered []json.RawMessage
				ask("/listings?model="+model+"&status="+status, &filtered)
				if want := status == test.want[i]; (len(filtered) == 1) != want {
					t.Errorf("%s: %s with status=%s: %s", test.at, model, status, filtered)
				}
			}
			for _, status := range register.Statuses() {
				if string(status) == "active" || string(status) == "suspended" || string(status) == "expired" {
					continue
				}
				var filtered []json.RawMessage
				if ask("/listings?status="+string(status), &filtered); len(filtered) != 0 {
					t.Errorf("%s: status=%s: %s", test.at, status, filtered)
				}
			}
		}
	}
}

// withEndings returns the sample with one delisted and one withdrawn listing.
func withEndings() *register.Register {
	records := sample()
	records.Manufacturers = append(records.Manufacturers, &register.Manufacturer{Meta: register.Meta{ID: "acme"}, Name: "Acme"})
	listing := func(id, model string) *register.Listing {
		l := &register.Listing{Meta: register.Meta{ID: id}, Manufacturer: "acme", Model: model, EntityType: "client",
			Periods: []register.Period{{From: querytest.Day("2026-03-01"), To: querytest.Day("2026-03-10")}}}
		records.Listings = append(records.Listings, l)
		return l
	}
	delisted, withdrawn := listing("acme/delisted", "Delisted"), listing("acme/withdrawn", "Withdrawn")
	delisted.Suspensions = []register.Suspension{{From: querytest.Day("2026-03-03"), To: querytest.Day("2026-03-04")}}
	delisted.Delisted = &register.Ending{On: querytest.Day("2026-03-20")}
	withdrawn.Withdrawn = &register.Ending{On: querytest.Day("2026-03-20")}
	return newRegister(records)
}
