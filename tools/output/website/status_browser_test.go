package website

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// What the browser and package register say of a listing on a day.
type verdict struct {
	Status    register.Status            `json:"status"`
	Until     int                        `json:"until"`
	Sentence  string                     `json:"sentence"`
	Certified Certification              `json:"certified"`
	Current   register.CertificateStatus `json:"current"`
	Validity  string                     `json:"validity"`
}

type statusCase struct {
	Facts       Facts `json:"facts"`
	Certificate Facts `json:"certificate"`
	Day         int   `json:"day"`
	want        verdict
	text        string
}

// randomListing makes periods that meet, overlap, leave gaps or stay open, at
// the ends of months and years, where days are easily miscounted.
func randomListing(rng *rand.Rand) *register.Listing {
	start := register.NewDate(2023, time.December, 25)
	between := func() register.Date { return start.AddDays(rng.IntN(90)) }
	openEnd := func(from register.Date) register.Date {
		if rng.IntN(4) == 0 {
			return register.Date{}
		}
		return from.AddDays(rng.IntN(20))
	}
	l := &register.Listing{}
	from := between()
	for range rng.IntN(4) {
		to := openEnd(from)
		l.Periods = append(l.Periods, register.Period{From: from, To: to})
		from = from.AddDays(1 + rng.IntN(25))
	}
	for range rng.IntN(3) {
		from := between()
		l.Suspensions = append(l.Suspensions, register.Suspension{From: from, To: openEnd(from)})
	}
	if rng.IntN(5) == 0 {
		l.Delisted = &register.Ending{On: between()}
	}
	if rng.IntN(5) == 0 {
		l.Withdrawn = &register.Ending{On: between()}
	}
	return l
}

func randomCertificate(rng *rand.Rand) *register.Certificate {
	from := register.NewDate(2023, time.December, 25).AddDays(rng.IntN(60))
	c := &register.Certificate{CertificationDate: from}
	if rng.IntN(3) > 0 {
		c.Expiry = from.AddDays(rng.IntN(40))
	}
	if rng.IntN(4) == 0 {
		c.Revoked = &register.Ending{On: from.AddDays(rng.IntN(40))}
	}
	return c
}

func statusCases(t *testing.T) []statusCase {
	t.Helper()
	var cases []statusCase
	add := func(l *register.Listing, certificates []*register.Certificate, day register.Date) {
		certificate := &register.Certificate{CertificationDate: day}
		if len(certificates) > 0 {
			certificate = certificates[0]
		}
		certified := Certification(register.CertificationOn(certificates, day))
		cases = append(cases, statusCase{
			listingFacts(l, certificates), certificateFacts(certificate), factDate(day),
			verdict{l.StatusOn(day), factDate(l.ListedUntil(day)), statusSentence(l, day), certified, certificate.StatusOn(day), certificateSentence(certificate, day)},
			fmt.Sprintf("%v on %s", listingFacts(l, certificates), day),
		})
	}
	records := testRecords()
	for _, l := range records.Listings {
		for d := register.NewDate(2019, time.December, 1); d.Before(register.NewDate(2028, time.January, 1)); d = d.AddDays(17) {
			add(l, records.Certificates[:3], d)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		l, certificates := randomListing(rng), []*register.Certificate{randomCertificate(rng), randomCertificate(rng)}
		if i%8 == 0 {
			add(l, nil, register.NewDate(2024, time.January, 31))
		}
		for d := register.NewDate(2023, time.December, 20); d.Before(register.NewDate(2024, time.April, 15)); d = d.AddDays(1 + rng.IntN(9)) {
			add(l, certificates, d)
		}
	}
	return cases
}

// The rules for a day are written twice, in Go and in JavaScript. This holds
// them together.
func TestStatusInBrowser(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	tb.open("/about/")
	cases := statusCases(t)
	got := eval[[]verdict](tb, fmt.Sprintf(`(async () => {
		const s = await import("/modules/status.js");
		return %s.map(({facts, certificate, day}) => ({
			status: s.statusOn(facts, day), until: s.listedUntil(facts, day), sentence: s.statusSentence(facts, day),
			certified: s.certificationOn(facts, day), current: s.certificateStatusOn(certificate, day), validity: s.certificateSentence(certificate, day),
		}));
	})()`, toJSON(t, cases)))
	if len(got) != len(cases) {
		t.Fatalf("%d answers for %d cases", len(got), len(cases))
	}
	seen := map[register.Status]bool{}
	said := map[Certification]bool{}
	for i, c := range cases {
		seen[c.want.Status], said[c.want.Certified] = true, true
		if got[i] != c.want {
			t.Errorf("%s:\nthe browser says %+v\nregister says    %+v", c.text, got[i], c.want)
		}
	}
	if len(seen) != len(register.Statuses()) {
		t.Errorf("the cases have only the statuses %v", seen)
	}
	if len(said) != len(register.Certifications()) {
		t.Errorf("the cases have only the certifications %v", said)
	}
}

func TestFoldInBrowser(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	tb.open("/about/")
	names := []string{
		"", "Tesla", "GoodWe", "GOODWE", "Good-We", "Zébra Énergie", "1KOMMA5°", "Größe ß ẞ", "ﬁne ligature", "Straße №5",
		"İstanbul", "ΣΊΣΥΦΟΣ", "Ａｂｃ", "٣٤", "½ kW", "a\tb\nc", "東京", hostileRTL, hostileScript, hostileShortcode, "e\u0301", "\u00a0x\u200b",
	}
	got := eval[[]string](tb, fmt.Sprintf(`(async () => {
		const { fold } = await import("/modules/spelling.js");
		return %s.map(fold);
	})()`, toJSON(t, names)))
	for i, name := range names {
		if want := spelling.Fold(name); got[i] != want {
			t.Errorf("fold(%q) is %q in the browser, %q in register", name, got[i], want)
		}
	}
}

// The day is the register's, also for a browser elsewhere.
func TestTodayInBrowser(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	tb.open("/about/")
	type instant struct {
		At   string `json:"at"`
		Zone string `json:"zone"`
	}
	instants := []instant{
		{"2026-11-23T12:59:59Z", "Australia/Sydney"}, {"2026-11-23T13:00:00Z", "Australia/Sydney"},
		{"2026-06-30T13:59:59Z", "Australia/Sydney"}, {"2026-06-30T14:00:00Z", "Australia/Sydney"},
		{"2026-12-31T16:00:00Z", "Australia/Perth"}, {"2024-02-29T00:00:00Z", "UTC"},
	}
	got := eval[[]int](tb, fmt.Sprintf(`(async () => {
		const { todayIn } = await import("/modules/dates.js");
		return %s.map(({at, zone}) => todayIn(zone, new Date(at)));
	})()`, toJSON(t, instants)))
	for i, in := range instants {
		at, err := time.Parse(time.RFC3339, in.At)
		if err != nil {
			t.Fatal(err)
		}
		zone, err := time.LoadLocation(in.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if want := factDate(register.DateIn(at, zone)); got[i] != want {
			t.Errorf("%s in %s is %d in the browser, want %d", in.At, in.Zone, got[i], want)
		}
	}
}

// A page that was built on one day shows the statuses of the day on which it is
// read.
func TestPagesShowTodaysStatus(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	tb.setDay("2027-10-13")
	for _, tt := range []struct{ path, selector, want string }{
		{"/listings/tesla/powerwall-3/", `[data-verdict] [data-slot=status]`, "Expired"},
		{"/listings/tesla/powerwall-3/", `[data-verdict] [data-slot=headline]`, "Expired: its last day was 12 October 2027."},
		{"/listings/tesla/powerwall-3/", `[data-verdict] [data-slot=certified]`, "Certified"},
		{"/listings/tesla/powerwall-3/", `[data-verdict] time[data-today]`, "13 October 2027"},
		{"/listings/zebra/soon/", `[data-verdict] [data-slot=status]`, "Active"},
		{"/certificates/lab/4/", `[data-certificate] [data-slot=status]`, "Current"},
		{"/manufacturers/tesla/", `tbody tr:nth-child(2) [data-slot=status]`, "Expired"},
		{"/certificates/", `tbody tr:nth-child(1) [data-slot=summary]`, "Valid, with no expiry date"},
	} {
		tb.open(tt.path)
		if got := eval[string](tb, fmt.Sprintf(`document.querySelector(%q).textContent`, tt.selector)); got != tt.want {
			t.Errorf("%s: %s shows %q, want %q", tt.path, tt.selector, got, tt.want)
		}
	}
}
