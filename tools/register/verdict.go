package register

import (
	"fmt"
	"slices"
	"strings"
)

// A Verdict is the answer about a listing on a day. The site, the check, the API, the
// command line, feeds and printed pages all show it in the same words.
//
// The headline states no more than the record does. A device claims no CSIP-AUS client of
// its own, so its approval as hardware must never read as an approval for CSIP-AUS. A
// missing fact is unknown, never "no".
type Verdict struct {
	Code     VerdictCode `json:"code"`
	Tone     Tone        `json:"tone"`
	Headline string      `json:"headline"` // one or two sentences
	Advice   string      `json:"advice"`   // what to do next; "" where nothing needs to be done
	Data     *DataAge    `json:"data"`     // age of the facts; null for a listing that comes from no list
}

// A VerdictCode identifies a verdict for programs. Codes are stable.
type VerdictCode string

// The verdicts.
const (
	VerdictClientListed     VerdictCode = "client_listed"      // a listed client, with a current certificate or with none recorded
	VerdictClientLapsed     VerdictCode = "client_uncertified" // a listed client whose certificates are all not current
	VerdictServerListed     VerdictCode = "server_listed"      // a listed utility server
	VerdictDeviceWithClient VerdictCode = "device_with_client" // approved hardware that a listed client covers
	VerdictDeviceCertified  VerdictCode = "device_certified"   // approved hardware with a current certificate
	VerdictDeviceAlone      VerdictCode = "device_alone"       // approved hardware without a listed client or current certificate on record
	VerdictOtherListed      VerdictCode = "listed"             // listed, as another type
	VerdictOtherSoftware    VerdictCode = "other_software"     // listed or certified, but not for the requested version of the software
	VerdictNotInList        VerdictCode = "not_in_list"        // in a period, but the official list no longer has it
	VerdictSuspended        VerdictCode = "suspended"          // stopped until something is corrected
	VerdictUpcoming         VerdictCode = "not_yet_listed"     // its first period has not begun
	VerdictExpired          VerdictCode = "expired"            // in no period
	VerdictUncertain        VerdictCode = "expired_since_list" // its last day is after the newest list, which may have moved it
	VerdictWithdrawn        VerdictCode = "withdrawn"          // ended by the applicant
	VerdictDelisted         VerdictCode = "delisted"           // ended for good, for a breach
)

// A Tone says how to show a verdict.
type Tone string

// The tones. Only ToneGood may be shown with a green tick.
const (
	ToneGood    Tone = "good"    // backed by a listed client or a current certificate
	ToneNeutral Tone = "neutral" // true, but not enough to rely on for CSIP-AUS
	ToneWarning Tone = "warning" // look at the official list first
	ToneBad     Tone = "bad"     // not listed on the day
)

// A DataAge is the age of the facts behind a verdict on the requested day.
type DataAge struct {
	Date    Date     `json:"date"`     // of the official list
	AgeDays int      `json:"age_days"` // days from Date to the requested day; 0 if the list is newer
	Stale   bool     `json:"stale"`    // older than the register's limit
	Website optional `json:"website"`  // address of the official list
}

// DateInWords formats a date for people: 22 September 2027.
func DateInWords(d Date) string { return d.Time().Format("2 January 2006") }

// String describes the age: "data of 24 April 2026, 220 days old".
func (a DataAge) String() string {
	switch a.AgeDays {
	case 0:
		return "data of " + DateInWords(a.Date)
	case 1:
		return "data of " + DateInWords(a.Date) + ", 1 day old"
	}
	return fmt.Sprintf("data of %s, %d days old", DateInWords(a.Date), a.AgeDays)
}

// DataAgeOf returns the age of the facts about a listing on a day, or nil if the listing
// comes from no list.
func (r *Records) DataAgeOf(l *Listing, on Date) *DataAge {
	return r.DataAgeOfList(r.oldestListOf(l), on)
}

// DataAgeOfList returns the age of a list's facts on a day, or nil for a nil list.
func (r *Records) DataAgeOfList(list *List, on Date) *DataAge {
	if list == nil {
		return nil
	}
	return &DataAge{
		Date: list.Date, AgeDays: max(0, list.Date.DaysUntil(on)),
		Stale: r.Settings.IsStale(list.Date, on), Website: optional(list.Website),
	}
}

// DataAge returns the age of the register's data on a day, which is the age of its newest
// list; nil if the register follows no list.
func (r *Records) DataAge(on Date) *DataAge { return r.DataAgeOfList(r.NewestList(), on) }

// Verdict returns the verdict on a listing of r on a day.
func (r *Register) Verdict(l *Listing, on Date) Verdict {
	v := r.verdict(l, on)
	v.Data = r.DataAgeOf(l, on)
	stale := v.Data != nil && v.Data.Stale
	switch {
	case stale:
		v.Advice = joinSentences(fmt.Sprintf("Check the official list: the register has not been updated since %s.", DateInWords(v.Data.Date)), v.Advice)
	case v.Code == VerdictNotInList || v.Code == VerdictUncertain:
		v.Advice = joinSentences("Check the official list.", v.Advice)
	}
	if stale && v.Tone != ToneBad {
		v.Tone = ToneWarning
	}
	return v
}

// A DatedVerdict is a verdict that holds from a day until the next one begins. Its Data
// is that of the first day.
type DatedVerdict struct {
	From Date
	Verdict
}

// VerdictsFrom returns the verdicts on a listing of r from day on. The first one holds on
// day. Only the age of the data differs between the days of one verdict.
func (r *Register) VerdictsFrom(l *Listing, day Date) []DatedVerdict {
	all := []DatedVerdict{{day, r.Verdict(l, day)}}
	for _, turn := range r.verdictDates(l) {
		if !turn.After(day) {
			continue
		}
		v := r.Verdict(l, turn)
		if last := all[len(all)-1]; v.Code != last.Code || v.Tone != last.Tone || v.Headline != last.Headline || v.Advice != last.Advice {
			all = append(all, DatedVerdict{turn, v})
		}
	}
	return all
}

// verdictDates returns, in order, the days on which the verdict on a listing may change:
// its own, those of the clients that cover it, and those of the lists.
func (r *Register) verdictDates(l *Listing) changeDates {
	t := changeDatesOf(r, l)
	for _, client := range r.ClientsOf(l.ID) {
		t = append(t, changeDatesOf(r, client)...)
	}
	for _, a := range l.NotInList {
		t = append(t, a.Since)
		if !a.Back.IsZero() {
			t = append(t, a.Back)
		}
	}
	if date := r.DataDateOf(l); !date.IsZero() && r.Settings.StaleAfter > 0 {
		t = append(t, date.AddDays(r.Settings.StaleAfter+1))
	}
	return t.sorted()
}

// VerdictForSoftware returns the verdict on a listing for one version of its software.
// covered says whether the listing includes that version; certified says whether a
// current certificate does.
func (r *Register) VerdictForSoftware(l *Listing, on Date, version string, covered, certified bool) Verdict {
	v := r.Verdict(l, on)
	switch {
	case l.StatusOn(on) != StatusActive:
	case !covered:
		v.Code, v.Tone = VerdictOtherSoftware, ToneBad
		v.Headline = fmt.Sprintf("Listed for the software versions %s, not for %s.", l.Software.Versions, version)
		v.Advice = "Ask the manufacturer for a version that is listed."
	case !certified && r.CertifiedOn(l.ID, on):
		v.Code, v.Tone = VerdictOtherSoftware, ToneWarning
		v.Headline += fmt.Sprintf(" It is for other versions of the software, not for %s.", version)
		v.Advice = "Ask the manufacturer for a version that is certified."
	}
	return v
}

// MostSevere returns the verdict with the worst tone, or the first of several.
func MostSevere(verdicts []Verdict) Verdict {
	severity := []Tone{ToneGood, ToneNeutral, ToneWarning, ToneBad}
	return slices.MaxFunc(verdicts, func(a, b Verdict) int { return slices.Index(severity, a.Tone) - slices.Index(severity, b.Tone) })
}

func (r *Register) verdict(l *Listing, on Date) Verdict {
	switch l.StatusOn(on) {
	case StatusDelisted:
		return Verdict{Code: VerdictDelisted, Tone: ToneBad, Headline: "Delisted on " + DateInWords(l.Delisted.On) + Because(l.Delisted.Reason), Advice: "Do not install it. Ask your supplier for another product."}
	case StatusWithdrawn:
		return Verdict{Code: VerdictWithdrawn, Tone: ToneBad, Headline: "Withdrawn by the applicant on " + DateInWords(l.Withdrawn.On) + Because(l.Withdrawn.Reason), Advice: "Do not count on it for new installations. Ask the manufacturer what replaces it."}
	case StatusSuspended:
		return Verdict{Code: VerdictSuspended, Tone: ToneBad, Headline: l.suspendedInWords(on), Advice: "Do not install it while it is suspended. Ask the manufacturer when the suspension ends."}
	case StatusUpcoming:
		return Verdict{Code: VerdictUpcoming, Tone: ToneBad, Headline: "Not yet listed: its first day is " + DateInWords(l.nextPeriod(on)) + ".", Advice: "Do not count on it before that day."}
	case StatusExpired:
		return r.expiredVerdict(l, on)
	}
	if absence, ok := l.AbsenceOn(on); ok {
		return l.absentVerdict(absence, on)
	}
	return r.listedVerdict(l, on)
}

func (r *Register) expiredVerdict(l *Listing, on Date) Verdict {
	last, next := l.lastPeriodBefore(on), l.nextPeriod(on)
	if last.IsZero() {
		return Verdict{Code: VerdictExpired, Tone: ToneBad, Headline: "No listing period is recorded."}
	}
	suspended := ""
	if l.StatusOn(last) == StatusSuspended {
		suspended = ", and it was suspended then"
	}
	v := Verdict{Code: VerdictExpired, Tone: ToneBad, Headline: "Expired: its last day was " + DateInWords(last) + suspended + ".", Advice: "Do not count on it for new installations. Ask the manufacturer whether it has been approved again."}
	if !next.IsZero() {
		v.Headline = fmt.Sprintf("Not listed: its last day was %s%s. Its next period begins on %s.", DateInWords(last), suspended, DateInWords(next))
		v.Advice = "Do not count on it before that day."
		return v
	}
	if absence, ok := l.AbsenceOn(on); ok {
		v.Headline = joinSentences(v.Headline, absence.inWords())
	}
	if date := r.DataDateOf(l); !date.IsZero() && last.After(date) {
		v.Code, v.Tone = VerdictUncertain, ToneWarning
		v.Headline += fmt.Sprintf(" That day is after the newest list that the register has, of %s: the official list may have moved it since.", DateInWords(date))
		v.Advice = ""
	}
	return v
}

func (l *Listing) absentVerdict(a Absence, on Date) Verdict {
	return Verdict{
		Code: VerdictNotInList, Tone: ToneWarning,
		Headline: joinSentences(a.inWords(), l.lastDayInWords(on)),
		Advice:   "Ask the manufacturer: it may have been suspended, delisted or renamed.",
	}
}

func (r *Register) listedVerdict(l *Listing, on Date) Verdict {
	until := untilInWords(l.ListedUntil(on))
	certification := CertificationOn(r.CertificatesOf(l.ID), on)
	says := certificationSentences[certification]
	switch l.EntityType {
	case EntityDevice:
		return r.deviceVerdict(l, on, until, certification)
	case EntityServer:
		return Verdict{Code: VerdictServerListed, Tone: ToneGood, Headline: "Listed as a CSIP-AUS utility server " + until + ". " + says}
	case EntityClient:
		v := Verdict{Code: VerdictClientListed, Tone: ToneGood, Headline: "Listed as a CSIP-AUS client " + until + ". " + says}
		if certification == NotCertified || certification == CertifiedNext {
			v.Code, v.Tone = VerdictClientLapsed, ToneWarning
			v.Advice = "Ask the manufacturer for a current certificate before you rely on it."
		}
		return v
	}
	v := Verdict{Code: VerdictOtherListed, Tone: ToneNeutral, Headline: "Listed " + until + ". " + says}
	if certification == Certified {
		v.Tone = ToneGood
	}
	return v
}

// certificationSentences describe the certification of a listing. "None recorded" differs
// from "not certified".
var certificationSentences = map[Certification]string{
	Certified:     "A current certificate covers it.",
	NotCertified:  "It is not certified: the certificates that covered it have expired or were revoked.",
	CertifiedNext: "It is not certified yet: its certificate is valid from a later day on.",
	NoCertificate: "No certificate is recorded for it.",
}

func (r *Register) deviceVerdict(l *Listing, on Date, until string, certification Certification) Verdict {
	approved := "Approved as hardware " + until + "."
	clients := r.listedClients(l, on)
	switch {
	case len(clients) == 1:
		return Verdict{Code: VerdictDeviceWithClient, Tone: ToneGood, Headline: approved + " The listed CSIP-AUS client " + clients[0].Model + " speaks for it.", Advice: "Install it with this client."}
	case len(clients) > 1:
		return Verdict{Code: VerdictDeviceWithClient, Tone: ToneGood, Headline: fmt.Sprintf("%s %d listed CSIP-AUS clients speak for it.", approved, len(clients)), Advice: "Install it with one of these clients."}
	case certification == Certified:
		return Verdict{Code: VerdictDeviceCertified, Tone: ToneGood, Headline: approved + " " + certificationSentences[Certified]}
	}
	missing := "No CSIP-AUS client is recorded for it"
	if len(r.ClientsOf(l.ID)) > 0 {
		missing = "None of the CSIP-AUS clients recorded for it is listed on that day"
	}
	return Verdict{
		Code: VerdictDeviceAlone, Tone: ToneNeutral,
		Headline: approved + " " + missing + ", so the register does not say whether it can be connected.",
		Advice:   "Ask the manufacturer which CSIP-AUS client it works with, and check the network operator's own list.",
	}
}

// listedClients returns the clients that cover a device and are active on day.
func (r *Register) listedClients(l *Listing, day Date) []*Listing {
	var listed []*Listing
	for _, c := range r.ClientsOf(l.ID) {
		if c.StatusOn(day) == StatusActive {
			listed = append(listed, c)
		}
	}
	return listed
}

// inWords describes the absence in a sentence.
func (a Absence) inWords() string {
	seen := ""
	if !a.LastSeen.IsZero() {
		seen = fmt.Sprintf(" (last seen on %s)", DateInWords(a.LastSeen))
	}
	switch {
	case !a.Back.IsZero():
		return fmt.Sprintf("Not in the official list from %s on%s, and back since %s; the reason is not known.", DateInWords(a.Since), seen, DateInWords(a.Back))
	case seen != "":
		return fmt.Sprintf("No longer in the official list since %s%s; the reason is not known.", DateInWords(a.Since), seen)
	}
	return fmt.Sprintf("Not in the official list since %s; the reason is not known.", DateInWords(a.Since))
}

func (l *Listing) lastDayInWords(on Date) string {
	if until := l.ListedUntil(on); !until.IsZero() {
		return "The last day recorded for it is " + DateInWords(until) + "."
	}
	return "No last day is recorded for it."
}

func untilInWords(until Date) string {
	if until.IsZero() {
		return "with no last day recorded"
	}
	return "until " + DateInWords(until)
}

func (l *Listing) suspendedInWords(on Date) string {
	for _, s := range l.Suspensions {
		if !s.Period().Contains(on) {
			continue
		}
		until := ", with no end known"
		if !s.To.IsZero() {
			until = " until " + DateInWords(s.To)
		}
		return "Suspended since " + DateInWords(s.From) + until + Because(s.Reason)
	}
	return ""
}

// Because ends a sentence with the reason, if there is one.
func Because(reason string) string {
	if reason == "" {
		return "."
	}
	return ": " + strings.TrimSuffix(reason, ".") + "."
}

// lastPeriodBefore returns the newest last day of the periods that ended before day.
func (l *Listing) lastPeriodBefore(day Date) Date {
	var last Date
	for _, p := range l.Periods {
		if !p.To.IsZero() && p.To.Before(day) && p.To.After(last) {
			last = p.To
		}
	}
	return last
}

// nextPeriod returns the first day of the next period that begins after day.
func (l *Listing) nextPeriod(day Date) Date {
	var next Date
	for _, p := range l.Periods {
		if p.From.After(day) && (next.IsZero() || p.From.Before(next)) {
			next = p.From
		}
	}
	return next
}

func joinSentences(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
