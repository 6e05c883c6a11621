package website

import (
	"testing"

	"opencec/tools/register"
)

func TestStatusSentence(t *testing.T) {
	t.Parallel()
	l := &register.Listing{
		Periods:     periods("2023-01-15–2025-12-31", "2026-01-01–2026-06-30", "2027-01-01–"),
		Suspensions: []register.Suspension{{From: date("2025-02-01"), To: date("2025-03-01")}, {From: date("2028-02-01")}},
		Withdrawn:   &register.Ending{On: date("2029-01-01")},
		Delisted:    &register.Ending{On: date("2030-01-01")},
	}
	for on, want := range map[string]string{
		"2023-01-14": "Listed from 15 January 2023",
		"2023-01-15": "Listed until 31 January 2025",
		"2025-02-01": "Suspended until 1 March 2025",
		"2025-03-02": "Listed until 30 June 2026", // two periods that meet
		"2026-07-01": "Listed again from 1 January 2027",
		"2027-01-01": "Listed until 31 January 2028",
		"2028-02-01": "Suspended since 1 February 2028",
		"2029-01-01": "Withdrawn on 1 January 2029",
		"2030-01-01": "Delisted on 1 January 2030",
	} {
		if got := statusSentence(l, date(on)); got != want {
			t.Errorf("on %s: %q, want %q", on, got, want)
		}
	}
	for want, l := range map[string]*register.Listing{
		"No listing period recorded":      {},
		"Listed, with no end date":        {Periods: periods("2020-01-01–")},
		"Listing ended on 31 August 2026": {Periods: periods("2020-01-01–2026-08-31")},
	} {
		if got := statusSentence(l, day); got != want {
			t.Errorf("%v: %q, want %q", l.Periods, got, want)
		}
	}
}

func TestCertificateSentence(t *testing.T) {
	t.Parallel()
	from := date("2026-01-01")
	for want, c := range map[string]*register.Certificate{
		"Valid, with no expiry date":  {CertificationDate: from},
		"Valid until 1 January 2027":  {CertificationDate: from, Expiry: date("2027-01-01")},
		"Expired on 1 March 2026":     {CertificationDate: from, Expiry: date("2026-03-01")},
		"Valid from 24 November 2026": {CertificationDate: date("2026-11-24")},
		"Revoked on 2 February 2026":  {CertificationDate: from, Revoked: &register.Ending{On: date("2026-02-02")}},
	} {
		if got := certificateSentence(c, day); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Every status that register knows has words.
func TestStatusTexts(t *testing.T) {
	t.Parallel()
	for _, s := range register.Statuses() {
		if text := statusText(s); text.ID != s || text.Name == "" || text.Meaning == "" {
			t.Errorf("%s: %+v", s, text)
		}
	}
	for _, s := range register.CertificateStatuses() {
		if text := certificateStatusText(s); text.ID != register.Status(s) || text.Name == "" || text.Meaning == "" {
			t.Errorf("%s: %+v", s, text)
		}
	}
}
