package register

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// verdictRecords has a battery of a list that is 10 days old, sunny/s5, and a client,
// acme/box, that speaks for it from 1 June 2025 on.
func verdictRecords() *Records {
	r := listed()
	r.EntityTypes = append(r.EntityTypes, &EntityType{Meta: Meta{ID: "server"}, Name: "Server"}, &EntityType{Meta: Meta{ID: "relay"}, Name: "Relay"})
	r.Lists[0].Date = day("2026-11-13")
	r.Listings[0].Periods, r.Listings[0].Suspensions = []Period{{From: day("2025-06-01")}}, nil
	r.Listings[1].Periods[0].To = day("2027-09-22")
	return r
}

func TestVerdict(t *testing.T) {
	const (
		box = "acme/box"
		s5  = "sunny/s5"
	)
	alone := func(r *Records) { r.Listings[0].Devices = nil }
	uncertified := func(r *Records) { r.Certificates = nil }
	for _, test := range []struct {
		name     string
		listing  string
		change   func(r *Records, l *Listing)
		on       string // today where ""
		code     VerdictCode
		tone     Tone
		headline string
		advice   string
		data     string
	}{
		// A client.
		{"a client", box, nil, "", VerdictClientListed, ToneGood, "Listed as a CSIP-AUS client with no last day recorded. A current certificate covers it.", "", ""},
		{"a client without a certificate", box, func(r *Records, _ *Listing) { uncertified(r) }, "",
			VerdictClientListed, ToneGood, "Listed as a CSIP-AUS client with no last day recorded. No certificate is recorded for it.", "", ""},
		{"a client whose certificate lapsed", box, func(r *Records, _ *Listing) { r.Certificates[0].Expiry = day("2026-01-01") }, "",
			VerdictClientLapsed, ToneWarning, "Listed as a CSIP-AUS client with no last day recorded. It is not certified: the certificates that covered it have expired or were revoked.",
			"Ask the manufacturer for a current certificate before you rely on it.", ""},
		{"a client whose certificate is still to come", box, func(r *Records, _ *Listing) { r.Certificates[0].CertificationDate = day("2027-01-01") }, "",
			VerdictClientLapsed, ToneWarning, "Listed as a CSIP-AUS client with no last day recorded. It is not certified yet: its certificate is valid from a later day on.",
			"Ask the manufacturer for a current certificate before you rely on it.", ""},
		{"a client on a day before its certificate lapsed", box, func(r *Records, _ *Listing) { r.Certificates[0].Expiry = day("2026-01-01") }, "2026-01-01",
			VerdictClientListed, ToneGood, "Listed as a CSIP-AUS client with no last day recorded. A current certificate covers it.", "", ""},
		{"a client that ends", box, func(_ *Records, l *Listing) { l.Periods[0].To = day("2026-12-31") }, "",
			VerdictClientListed, ToneGood, "Listed as a CSIP-AUS client until 31 December 2026. A current certificate covers it.", "", ""},
		{"a server", box, func(r *Records, l *Listing) { l.EntityType, l.Devices = EntityServer, nil; uncertified(r) }, "",
			VerdictServerListed, ToneGood, "Listed as a CSIP-AUS utility server with no last day recorded. No certificate is recorded for it.", "", ""},
		{"another type", box, func(r *Records, l *Listing) { l.EntityType, l.Devices = "relay", nil; uncertified(r) }, "",
			VerdictOtherListed, ToneNeutral, "Listed with no last day recorded. No certificate is recorded for it.", "", ""},
		{"another type with a certificate", box, func(_ *Records, l *Listing) { l.EntityType, l.Devices = "relay", nil }, "",
			VerdictOtherListed, ToneGood, "Listed with no last day recorded. A current certificate covers it.", "", ""},

		// A device.
		{"a device with a client", s5, nil, "", VerdictDeviceWithClient, ToneGood,
			"Approved as hardware until 22 September 2027. The listed CSIP-AUS client Box speaks for it.", "Install it with this client.", "data of 13 November 2026, 10 days old"},
		{"a device with two clients", s5, func(r *Records, _ *Listing) {
			r.Listings = append(r.Listings, clone(r.Listings[0], "acme/open", "Open"))
		}, "",
			VerdictDeviceWithClient, ToneGood, "Approved as hardware until 22 September 2027. 2 listed CSIP-AUS clients speak for it.", "Install it with one of these clients.", "data of 13 November 2026, 10 days old"},
		{"a device before its client is listed", s5, nil, "2025-05-31", VerdictDeviceAlone, ToneNeutral,
			"Approved as hardware until 22 September 2027. None of the CSIP-AUS clients recorded for it is listed on that day, so the register does not say whether it can be connected.",
			"Ask the manufacturer which CSIP-AUS client it works with, and check the network operator's own list.", "data of 13 November 2026"},
		{"a device whose client is suspended", s5, func(r *Records, _ *Listing) { r.Listings[0].Suspensions = []Suspension{{From: today}} }, "",
			VerdictDeviceAlone, ToneNeutral,
			"Approved as hardware until 22 September 2027. None of the CSIP-AUS clients recorded for it is listed on that day, so the register does not say whether it can be connected.",
			"Ask the manufacturer which CSIP-AUS client it works with, and check the network operator's own list.", "data of 13 November 2026, 10 days old"},
		{"a device alone", s5, func(r *Records, _ *Listing) { alone(r) }, "", VerdictDeviceAlone, ToneNeutral,
			"Approved as hardware until 22 September 2027. No CSIP-AUS client is recorded for it, so the register does not say whether it can be connected.",
			"Ask the manufacturer which CSIP-AUS client it works with, and check the network operator's own list.", "data of 13 November 2026, 10 days old"},
		{"a device with a certificate of its own", s5, func(r *Records, _ *Listing) { alone(r); r.Certificates[0].Listings = []string{s5} }, "",
			VerdictDeviceCertified, ToneGood, "Approved as hardware until 22 September 2027. A current certificate covers it.", "", "data of 13 November 2026, 10 days old"},

		// What is not listed.
		{"upcoming", s5, func(_ *Records, l *Listing) { l.Periods[0].From = day("2026-12-01") }, "", VerdictUpcoming, ToneBad,
			"Not yet listed: its first day is 1 December 2026.", "Do not count on it before that day.", "data of 13 November 2026, 10 days old"},
		{"expired before the newest list", s5, func(_ *Records, l *Listing) { l.Periods[0].To = day("2026-11-13") }, "", VerdictExpired, ToneBad,
			"Expired: its last day was 13 November 2026.", "Do not count on it for new installations. Ask the manufacturer whether it has been approved again.", "data of 13 November 2026, 10 days old"},
		{"expired since the newest list", s5, func(_ *Records, l *Listing) { l.Periods[0].To = day("2026-11-14") }, "", VerdictUncertain, ToneWarning,
			"Expired: its last day was 14 November 2026. That day is after the newest list that the register has, of 13 November 2026: the official list may have moved it since.",
			"Check the official list.", "data of 13 November 2026, 10 days old"},
		{"a client that expired", box, func(_ *Records, l *Listing) { l.Periods[0].To = day("2026-11-14") }, "", VerdictExpired, ToneBad,
			"Expired: its last day was 14 November 2026.", "Do not count on it for new installations. Ask the manufacturer whether it has been approved again.", ""},
		{"between two periods", s5, func(_ *Records, l *Listing) {
			l.Periods = []Period{{From: day("2020-01-01"), To: day("2024-12-31")}, {From: day("2027-01-01")}}
		}, "",
			VerdictExpired, ToneBad, "Not listed: its last day was 31 December 2024. Its next period begins on 1 January 2027.", "Do not count on it before that day.", "data of 13 November 2026, 10 days old"},
		{"expired while it was suspended", box, func(_ *Records, l *Listing) {
			l.Periods[0].To, l.Suspensions = day("2026-11-14"), []Suspension{{From: day("2026-11-01")}}
		}, "", VerdictExpired, ToneBad,
			"Expired: its last day was 14 November 2026, and it was suspended then.", "Do not count on it for new installations. Ask the manufacturer whether it has been approved again.", ""},
		{"no period at all", s5, func(_ *Records, l *Listing) { l.Periods = nil }, "", VerdictExpired, ToneBad, "No listing period is recorded.", "", "data of 13 November 2026, 10 days old"},
		{"suspended", box, func(_ *Records, l *Listing) {
			l.Suspensions = []Suspension{{From: day("2026-11-01"), Reason: "Firmware."}}
		}, "",
			VerdictSuspended, ToneBad, "Suspended since 1 November 2026, with no end known: Firmware.", "Do not install it while it is suspended. Ask the manufacturer when the suspension ends.", ""},
		{"suspended until a day", box, func(_ *Records, l *Listing) {
			l.Suspensions = []Suspension{{From: day("2026-11-01"), To: day("2026-12-01")}}
		}, "",
			VerdictSuspended, ToneBad, "Suspended since 1 November 2026 until 1 December 2026.", "Do not install it while it is suspended. Ask the manufacturer when the suspension ends.", ""},
		{"delisted", box, func(_ *Records, l *Listing) {
			l.Delisted = &Ending{On: day("2026-01-01"), Reason: "Breach of the terms"}
		}, "",
			VerdictDelisted, ToneBad, "Delisted on 1 January 2026: Breach of the terms.", "Do not install it. Ask your supplier for another product.", ""},
		{"withdrawn", box, func(_ *Records, l *Listing) { l.Withdrawn = &Ending{On: day("2026-01-01")} }, "",
			VerdictWithdrawn, ToneBad, "Withdrawn by the applicant on 1 January 2026.", "Do not count on it for new installations. Ask the manufacturer what replaces it.", ""},

		// What the list does not have.
		{"no longer in the list", s5, func(_ *Records, l *Listing) {
			l.NotInList = []Absence{{List: "batteries", LastSeen: day("2026-01-10"), Since: day("2026-02-01")}}
		}, "", VerdictNotInList, ToneWarning,
			"No longer in the official list since 1 February 2026 (last seen on 10 January 2026); the reason is not known. The last day recorded for it is 22 September 2027.",
			"Check the official list. Ask the manufacturer: it may have been suspended, delisted or renamed.", "data of 13 November 2026, 10 days old"},
		{"never seen in the list, no last day", s5, func(_ *Records, l *Listing) {
			l.Periods[0].To, l.NotInList = Date{}, []Absence{{List: "batteries", Since: day("2026-02-01")}}
		}, "", VerdictNotInList, ToneWarning,
			"Not in the official list since 1 February 2026; the reason is not known. No last day is recorded for it.",
			"Check the official list. Ask the manufacturer: it may have been suspended, delisted or renamed.", "data of 13 November 2026, 10 days old"},
		{"in the gap of a listing that is back", s5, func(_ *Records, l *Listing) {
			l.NotInList = []Absence{{List: "batteries", LastSeen: day("2023-01-10"), Since: day("2023-02-01"), Back: day("2023-05-01")}}
		}, "2023-02-15", VerdictNotInList, ToneWarning,
			"Not in the official list from 1 February 2023 on (last seen on 10 January 2023), and back since 1 May 2023; the reason is not known. The last day recorded for it is 22 September 2027.",
			"Check the official list. Ask the manufacturer: it may have been suspended, delisted or renamed.", "data of 13 November 2026"},
		{"after the gap", s5, func(_ *Records, l *Listing) {
			l.NotInList = []Absence{{List: "batteries", LastSeen: day("2023-01-10"), Since: day("2023-02-01"), Back: day("2023-05-01")}}
		}, "", VerdictDeviceWithClient, ToneGood,
			"Approved as hardware until 22 September 2027. The listed CSIP-AUS client Box speaks for it.", "Install it with this client.", "data of 13 November 2026, 10 days old"},
		{"expired and no longer in the list", s5, func(_ *Records, l *Listing) {
			l.Periods[0].To, l.NotInList = day("2026-03-01"), []Absence{{List: "batteries", Since: day("2026-02-01")}}
		}, "", VerdictExpired, ToneBad,
			"Expired: its last day was 1 March 2026. Not in the official list since 1 February 2026; the reason is not known.",
			"Do not count on it for new installations. Ask the manufacturer whether it has been approved again.", "data of 13 November 2026, 10 days old"},

		// Facts that are too old.
		{"stale: no longer good", s5, func(r *Records, _ *Listing) { r.Lists[0].Date = day("2026-04-24") }, "", VerdictDeviceWithClient, ToneWarning,
			"Approved as hardware until 22 September 2027. The listed CSIP-AUS client Box speaks for it.",
			"Check the official list: the register has not been updated since 24 April 2026. Install it with this client.", "data of 24 April 2026, 213 days old, stale"},
		{"stale, and said once", s5, func(r *Records, l *Listing) { r.Lists[0].Date = day("2026-04-24"); l.Periods[0].To = day("2026-11-14") }, "", VerdictUncertain, ToneWarning,
			"Expired: its last day was 14 November 2026. That day is after the newest list that the register has, of 24 April 2026: the official list may have moved it since.",
			"Check the official list: the register has not been updated since 24 April 2026.", "data of 24 April 2026, 213 days old, stale"},
		{"stale and delisted stays bad", s5, func(r *Records, l *Listing) {
			r.Lists[0].Date, l.Delisted = day("2026-04-24"), &Ending{On: day("2026-01-01")}
		}, "", VerdictDelisted, ToneBad, "Delisted on 1 January 2026.",
			"Check the official list: the register has not been updated since 24 April 2026. Do not install it. Ask your supplier for another product.", "data of 24 April 2026, 213 days old, stale"},
	} {
		t.Run(test.name, func(t *testing.T) {
			records := verdictRecords()
			if test.change != nil {
				i := slices.IndexFunc(records.Listings, func(l *Listing) bool { return l.ID == test.listing })
				test.change(records, records.Listings[i])
			}
			on := today
			if test.on != "" {
				on = day(test.on)
			}
			r := mustNew(t, records)
			got := r.Verdict(r.Listing(test.listing), on)
			data := ""
			if got.Data != nil {
				data = got.Data.String()
			}
			if got.Data != nil && got.Data.Stale {
				data += ", stale"
			}
			want := []string{string(test.code), string(test.tone), test.headline, test.advice, test.data}
			if diff := cmp.Diff(want, []string{string(got.Code), string(got.Tone), got.Headline, got.Advice, data}); diff != "" {
				t.Errorf("verdict (-want +got):\n%s", diff)
			}
		})
	}
}

func TestVerdictForSoftware(t *testing.T) {
	records := verdictRecords()
	records.Listings[0].Software = &Software{Name: "Agent", Versions: ">=2"}
	r := mustNew(t, records)
	l := r.Listing("acme/box")
	for _, test := range []struct {
		on                 string
		covered, certified bool
		want               string
	}{
		{"2026-11-23", true, true, "client_listed good Listed as a CSIP-AUS client with no last day recorded. A current certificate covers it."},
		{"2026-11-23", false, true, "other_software bad Listed for the software versions >=2, not for 1.9."},
		{"2026-11-23", true, false, "other_software warning Listed as a CSIP-AUS client with no last day recorded. A current certificate covers it. It is for other versions of the software, not for 1.9."},
		{"2025-05-31", false, false, "not_yet_listed bad Not yet listed: its first day is 1 June 2025."},
	} {
		v := r.VerdictForSoftware(l, day(test.on), "1.9", test.covered, test.certified)
		if got := fmt.Sprintf("%s %s %s", v.Code, v.Tone, v.Headline); got != test.want {
			t.Errorf("on %s, %v, %v:\n got %s\nwant %s", test.on, test.covered, test.certified, got, test.want)
		}
	}
}

func TestGravest(t *testing.T) {
	of := func(tones ...Tone) (verdicts []Verdict) {
		for i, tone := range tones {
			verdicts = append(verdicts, Verdict{Tone: tone, Headline: fmt.Sprint(i)})
		}
		return verdicts
	}
	for _, test := range []struct {
		verdicts []Verdict
		want     string
	}{{of(ToneGood), "0"}, {of(ToneGood, ToneBad, ToneWarning), "1"}, {of(ToneNeutral, ToneGood), "0"}, {of(ToneWarning, ToneWarning), "0"}} {
		if got := MostSevere(test.verdicts).Headline; got != test.want {
			t.Errorf("%v: the gravest is %s, want %s", test.verdicts, got, test.want)
		}
	}
}

// No device is good on a day on which neither a listed client nor a current certificate
// stands behind it, whatever else holds; and good is only what is active.
func TestVerdictIsGoodForAReason(t *testing.T) {
	records := verdictRecords()
	records.Certificates[0].Expiry = day("2026-06-30")
	records.Listings[1].NotInList = []Absence{{List: "batteries", Since: day("2025-08-01"), Back: day("2025-09-01")}}
	records.Listings[1].Suspensions = []Suspension{{From: day("2026-02-01"), To: day("2026-02-28")}}
	r := mustNew(t, records)
	good := 0
	for on := day("2019-06-01"); on.Before(day("2028-01-01")); on = on.AddDays(1) {
		for _, l := range r.Listings {
			v := r.Verdict(l, on)
			if v.Tone != ToneGood {
				continue
			}
			good++
			backed := l.EntityType == EntityClient || r.CertifiedOn(l.ID, on) || len(r.listedClients(l, on)) > 0
			if !backed || l.StatusOn(on) != StatusActive {
				t.Fatalf("%s on %s is good: %+v", l.ID, on, v)
			}
		}
	}
	if good == 0 {
		t.Error("no verdict is good")
	}
}

// Between the days of VerdictsFrom nothing changes but the age of the data.
func TestVerdictsFrom(t *testing.T) {
	records := verdictRecords()
	records.Listings[0].Suspensions = []Suspension{{From: day("2026-12-24"), To: day("2027-01-05")}}
	records.Certificates[0].Expiry = day("2027-03-01")
	records.Listings[1].NotInList = []Absence{{List: "batteries", Since: day("2025-08-01"), Back: day("2025-09-01")}}
	r := mustNew(t, records)
	var turns []string
	for _, v := range r.VerdictsFrom(r.Listing("sunny/s5"), day("2025-05-01")) {
		turns = append(turns, fmt.Sprintf("%s %s %s", v.From, v.Code, v.Tone))
	}
	want := []string{
		"2025-05-01 device_alone neutral",
		"2025-06-01 device_with_client good", // its client is listed
		"2025-08-01 not_in_list warning",
		"2025-09-01 device_with_client good",
		"2026-11-28 device_with_client warning", // stale
		"2026-12-24 device_alone warning",       // its client is suspended
		"2027-01-06 device_with_client warning",
		"2027-09-23 expired_since_list warning",
	}
	if diff := cmp.Diff(want, turns); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	for _, l := range r.Listings {
		verdicts := r.VerdictsFrom(l, day("2019-12-25"))
		for on := day("2019-12-25"); on.Before(day("2028-02-01")); on = on.AddDays(1) {
			for len(verdicts) > 1 && !verdicts[1].From.After(on) {
				verdicts = verdicts[1:]
			}
			want, got := r.Verdict(l, on), verdicts[0].Verdict
			want.Data, got.Data = nil, nil
			if want != got {
				t.Fatalf("%s on %s: %+v, want %+v", l.ID, on, got, want)
			}
		}
	}
}

func TestVerdictJSON(t *testing.T) {
	r := mustNew(t, verdictRecords())
	got, err := EncodeJSON([]Verdict{r.Verdict(r.Listing("acme/box"), today), r.Verdict(r.Listing("sunny/s5"), today)})
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"code":"client_listed","tone":"good","headline":"Listed as a CSIP-AUS client with no last day recorded. A current certificate covers it.","advice":"","data":null},` +
		`{"code":"device_with_client","tone":"good","headline":"Approved as hardware until 22 September 2027. The listed CSIP-AUS client Box speaks for it.",` +
		`"advice":"Install it with this client.","data":{"date":"2026-11-13","age_days":10,"stale":false,"website":"https://example.org/batteries"}}]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}
