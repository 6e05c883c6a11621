package register

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
)

// ExpiringSoonDays is how many days before its last day a listing or certificate is
// reported as expiring: long enough to repeat a test.
const ExpiringSoonDays = 90

// Names of rules. They are stable: people search and count by them.
const (
	RuleReference   = "reference"   // an id that does not exist
	RulePlace       = "place"       // a record in another owner's folder
	RuleUnique      = "unique"      // the same thing recorded twice
	RuleFormerID    = "former-id"   // a former id that another record uses
	RulePeriods     = "periods"     // impossible periods or suspensions
	RuleDates       = "dates"       // an end before a beginning
	RuleAttributes  = "attributes"  // values that contradict each other
	RuleClient      = "client"      // a field that only clients have
	RuleTests       = "tests"       // a class claimed without its tests
	RuleRetired     = "retired"     // a vocabulary entry that is no longer used
	RuleSample      = "sample"      // invented facts about a real product
	RuleVocabulary  = "vocabulary"  // a vocabulary that contradicts itself
	RuleUncertified = "uncertified" // warning: listed without a current certificate
	RuleExpiring    = "expiring"    // warning: ends within ExpiringSoonDays
	RuleNoSource    = "no-source"   // warning: a fact without a source
	RuleAlike       = "alike"       // warning: perhaps the same model in another spelling
	RuleUnusual     = "unusual"     // warning: a value, day or spelling that is usually a slip
)

// A checker applies the rules to the records and collects the problems.
type checker struct {
	*Records
	on         Date
	unreadable func(Kind, string) bool
	problems   []Problem
	found      map[problemKey]int // number of problems, reported or not
	suggested  int                // number of suggestions looked up

	ids          map[Kind][]string            // for suggestions
	candidates   map[Ref]*spelling.Dictionary // the same by kind, and by kind and digits; see candidatesFor
	known        map[Ref]bool
	former       map[Ref]Record // by former id
	listings     map[string]*Listing
	classes      map[string]*DeviceClass
	profiles     map[string]*TestProfile
	lists        map[string]*List
	certificates map[string][]*Certificate // by listing
}

type problemKey struct {
	Record
	Severity
}

// Check returns every violation of the rules as of the day on. It expects records that
// satisfy their schemas. A record for which unreadable returns true counts as existing,
// though it is not among the records; unreadable may be nil.
//
// At most MaxProblems per record and severity are reported; one more Problem then counts
// the rest.
func (r *Records) Check(on Date, unreadable func(k Kind, id string) bool) []Problem {
	if unreadable == nil {
		unreadable = func(Kind, string) bool { return false }
	}
	c := &checker{
		Records: r, on: on, unreadable: unreadable, found: map[problemKey]int{},
		ids: map[Kind][]string{}, known: map[Ref]bool{}, former: map[Ref]Record{},
		listings: map[string]*Listing{}, classes: map[string]*DeviceClass{}, profiles: map[string]*TestProfile{}, lists: map[string]*List{},
	}
	c.collect()
	c.checkReferences()
	c.checkNames()
	c.checkLegacyNumbers()
	for _, d := range r.DeviceClasses {
		c.checkDeviceClass(d)
	}
	c.checkTests()
	for _, l := range r.Listings {
		c.checkListing(l)
	}
	for _, cert := range r.Certificates {
		c.checkCertificate(cert)
	}
	for _, list := range r.Lists {
		c.checkList(list)
	}
	c.addOmitted()
	return c.problems
}

// addOmitted adds a Problem that counts the unreported ones.
func (c *checker) addOmitted() {
	for rec := range c.All() {
		for _, severity := range []Severity{Error, Warning} {
			if omitted := c.found[problemKey{rec, severity}] - MaxProblems; omitted > 0 {
				p := OmittedProblem(severity, omitted)
				p.Kind, p.ID = rec.RecordKind(), rec.RecordMeta().ID
				c.problems = append(c.problems, p)
			}
		}
	}
}

func (c *checker) collect() {
	for rec := range c.All() {
		ref := RefOf(rec)
		c.ids[ref.Kind] = append(c.ids[ref.Kind], ref.ID)
		c.known[ref] = true
	}
	for _, l := range c.Listings {
		c.listings[l.ID] = l
	}
	for _, d := range c.DeviceClasses {
		c.classes[d.ID] = d
	}
	for _, p := range c.TestProfiles {
		c.profiles[p.ID] = p
	}
	for _, list := range c.Lists {
		c.lists[list.ID] = list
	}
	c.certificates = c.Coverage()
}

// add records a problem of rec at field and returns it, so that the caller can add a
// suggestion. Beyond MaxProblems it only counts the problem and returns one without a
// message.
func (c *checker) add(rec Record, severity Severity, rule, field, format string, args ...any) *Problem {
	key := problemKey{rec, severity}
	if c.found[key]++; c.found[key] > MaxProblems {
		return &Problem{}
	}
	c.problems = append(c.problems, Problem{
		Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Field: field,
		Severity: severity, Rule: rule, Message: fmt.Sprintf(format, args...),
	})
	return &c.problems[len(c.problems)-1]
}

func (c *checker) fail(rec Record, rule, field, format string, args ...any) *Problem {
	return c.add(rec, Error, rule, field, format, args...)
}

func (c *checker) checkReferences() {
	for rec := range c.All() {
		for i, id := range rec.FormerIDList() {
			c.checkFormerID(rec, fmt.Sprintf("former_ids[%d]", i), id)
		}
	}
	for ref := range c.references() {
		target := ref.To.Ref(ref.Target)
		if c.known[target] || c.unreadable(ref.To, ref.Target) {
			continue
		}
		p := c.fail(ref.From, RuleReference, ref.Field(), "there is no %s %q", ref.To.Name(), ref.Target)
		if p.Message == "" {
			continue
		}
		p.Target = target
		if now, renamed := c.former[p.Target]; renamed {
			p.Message += ": it has been renamed"
			p.Suggestion, p.Certain = now.RecordMeta().ID, true
			continue
		}
		p.Suggestion = c.suggestID(ref)
		p.Certain = p.Suggestion != "" && (!ref.isOfProduct() || spelling.SpellingKey(p.Suggestion) == spelling.SpellingKey(ref.Target))
	}
}

// maxSuggested is the maximum number of broken references for which a similar id is
// looked up among all ids. More broken references have another cause, and the search
// would take their number times the number of ids.
const maxSuggested = 100

// suggestID returns the id that a broken reference probably means, or "". Products and
// certificates must have the same digits: home-11 is not a typo of home-10. An id that
// the same list already has is not suggested again.
func (c *checker) suggestID(ref reference) string {
	if c.suggested++; c.suggested > maxSuggested {
		return ""
	}
	taken := map[string]bool{}
	for _, id := range ref.list {
		taken[id] = true
	}
	return c.candidatesFor(ref).Nearest(ref.Target, func(id string) bool { return !taken[id] })
}

// candidatesFor returns the ids that a reference may mean: those of its kind, and for
// products those with the same digits. The result is cached, because moving a folder
// breaks as many references as it has records.
func (c *checker) candidatesFor(ref reference) *spelling.Dictionary {
	if c.candidates == nil {
		grouped := map[Ref][]string{}
		for kind, ids := range c.ids {
			grouped[kind.Ref("")] = ids
			for _, id := range ids {
				key := kind.Ref("/" + spelling.Numbers(id))
				grouped[key] = append(grouped[key], id)
			}
		}
		c.candidates = map[Ref]*spelling.Dictionary{}
		for key, ids := range grouped {
			c.candidates[key] = spelling.NewDictionary(ids)
		}
	}
	key := ref.To.Ref("")
	if ref.isOfProduct() {
		key.ID = "/" + spelling.Numbers(ref.Target)
	}
	return c.candidates[key]
}

func (c *checker) checkFormerID(rec Record, field, id string) {
	key := rec.RecordKind().Ref(id)
	if err := CheckID(rec.RecordKind(), id); err != nil {
		c.fail(rec, RuleFormerID, field, "%v", err)
	}
	if c.known[key] {
		c.fail(rec, RuleFormerID, field, "%q is the id of a %s now: an id never changes its meaning. Take it away here, or choose another id there", id, rec.RecordKind().Name())
	}
	if other, taken := c.former[key]; taken {
		c.fail(rec, RuleFormerID, field, "%q is a former id of %s as well", id, other.RecordMeta().ID)
	}
	c.former[key] = rec
}

// checkNames reports things that are recorded twice under two ids.
func (c *checker) checkNames() {
	parties := map[string]Record{}
	for _, m := range c.Manufacturers {
		c.isDuplicate(parties, m, "name", spelling.Fold(m.Name), "the manufacturer %q", m.Name)
	}
	bodies := map[string]Record{}
	for _, b := range c.CertifyingBodies {
		c.isDuplicate(bodies, b, "name", spelling.Fold(b.Name), "the certifying body %q", b.Name)
	}
	profiles := map[string]Record{}
	for _, p := range c.TestProfiles {
		c.isDuplicate(profiles, p, "name", spelling.Fold(p.ID), "the test profile %q, but for case and punctuation,", p.ID)
	}
	models := map[string]Record{}
	for _, l := range c.Listings {
		c.checkModel(models, l)
	}
	c.warnSimilarModels()
	numbers := map[string]Record{}
	for _, cert := range c.Certificates {
		c.isDuplicate(numbers, cert, "number", cert.CertifyingBody+"\x00"+spelling.ModelKey(cert.Number), "certificate number %q of %s", cert.Number, cert.CertifyingBody)
	}
}

// checkModel reports a model that is recorded twice. A model may be listed once as a
// battery and once as an inverter: hybrids are approved as both, each for its own days.
func (c *checker) checkModel(seen map[string]Record, l *Listing) {
	model := l.Manufacturer + "\x00" + spelling.ModelKey(l.Model) + "\x00"
	for _, approval := range l.approvals() {
		if c.isDuplicate(seen, l, "model", model+approval, "the model %q of %s", l.Model, l.Manufacturer) {
			return // one report is enough
		}
	}
}

// approvals returns a key for each device class that the listing is approved as, combined
// with the software that it is approved with.
func (l *Listing) approvals() []string {
	software := ""
	if l.Software != nil {
		software = l.Software.Name + "\x00" + l.Software.Versions
	}
	if len(l.DeviceClasses) == 0 {
		return []string{software}
	}
	var all []string
	for _, class := range slices.Sorted(maps.Keys(l.DeviceClasses)) {
		all = append(all, software+"\x00"+class)
	}
	return all
}

// SharesApproval reports whether two listings would be duplicates if they had the same
// model: they are approved as a device of the same class with the same software.
func (l *Listing) SharesApproval(other *Listing) bool {
	others := other.approvals()
	return slices.ContainsFunc(l.approvals(), func(approval string) bool { return slices.Contains(others, approval) })
}

// isDuplicate reports whether key was seen before, and adds a problem if so.
func (c *checker) isDuplicate(seen map[string]Record, rec Record, field, key, format string, args ...any) bool {
	first, twice := seen[key]
	if twice {
		c.fail(rec, RuleUnique, field, format+" is already recorded as %s: keep one of both, or fix the "+field, append(args, first.RecordMeta().ID)...)
		return true
	}
	seen[key] = rec
	return false
}

// fieldGroups are prefixes of a listing's fields in queries. Device classes are prefixes
// there too (bess.capacity), so they must not have these names.
var fieldGroups = []string{"certificate", "period", "delisted", "withdrawn"}

func (c *checker) checkDeviceClass(d *DeviceClass) {
	if slices.Contains(fieldGroups, d.ID) {
		c.fail(d, RuleVocabulary, "", "%q cannot be the id of a device class: queries have fields that begin with it", d.ID)
	}
	byID := map[string]*Attribute{}
	for i := range d.Attributes {
		a := &d.Attributes[i]
		field := fmt.Sprintf("attributes[%d]", i)
		if byID[a.ID] != nil {
			c.fail(d, RuleVocabulary, field+".id", "the attribute %q is given twice", a.ID)
		}
		byID[a.ID] = a
		switch isEnum := a.Type == TypeEnum; {
		case isEnum && len(a.Values) == 0:
			c.fail(d, RuleVocabulary, field+".type", "an enum needs its values: add values: [{id: …}]")
		case !isEnum && len(a.Values) > 0:
			c.fail(d, RuleVocabulary, field+".type", "only an enum has values: write type: enum, or take the values away")
		}
		c.checkUsual(d, field, a)
		if a.Minimum != nil && a.Maximum != nil && *a.Minimum > *a.Maximum {
			c.fail(d, RuleVocabulary, field+".minimum", "the minimum %s is above the maximum %s", FormatNumber(*a.Minimum), FormatNumber(*a.Maximum))
		}
		values := map[string]bool{}
		for j, v := range a.Values {
			if values[spelling.Fold(v.ID)] {
				c.fail(d, RuleVocabulary, fmt.Sprintf("%s.values[%d].id", field, j), "the value %q is given twice", v.ID)
			}
			values[spelling.Fold(v.ID)] = true
		}
	}
	for i, a := range d.Attributes {
		if other := byID[a.AtMost]; a.AtMost != "" && (other == nil || other.Unit != a.Unit) {
			c.fail(d, RuleVocabulary, fmt.Sprintf("attributes[%d].at_most", i), "there is no attribute %q in %s", a.AtMost, unitName(a.Unit))
		}
	}
}

func unitName(unit string) string {
	if unit == "" {
		return "this class without a unit"
	}
	return unit + " in this class"
}

// checkTests checks that profiles that share a test agree on what it is.
func (c *checker) checkTests() {
	type first struct {
		test    Test
		profile string
	}
	seen := map[string]first{}
	for _, p := range c.TestProfiles {
		here := map[string]bool{}
		for i, t := range p.Tests {
			field := fmt.Sprintf("tests[%d].id", i)
			if here[t.ID] {
				c.fail(p, RuleVocabulary, field, "the test %s is given twice", t.ID)
			}
			here[t.ID] = true
			f, again := seen[t.ID]
			if !again {
				seen[t.ID] = first{t, p.ID}
			} else if f.test.Title != t.Title || !slices.Equal(f.test.Versions, t.Versions) {
				c.fail(p, RuleVocabulary, field, "the test %s has another title or other versions in %s", t.ID, f.profile)
			}
		}
	}
}

func (c *checker) checkListing(l *Listing) {
	c.checkOwner(l, "manufacturer", l.Manufacturer)
	c.checkPeriods(l)
	c.checkPeriodAttributes(l)
	c.checkSuspensions(l)
	c.checkAbsences(l)
	c.checkClientFields(l)
	for _, class := range slices.Sorted(maps.Keys(l.DeviceClasses)) {
		if d := c.classes[class]; d != nil {
			c.checkAttributes(l, d, "device_classes", l.firstDay(), l.DeviceClasses[class])
		}
	}
	c.warnListing(l)
	c.warnDays(l)
}

// checkOwner checks that a record is in the folder of the owner that its id names.
func (c *checker) checkOwner(rec Record, field, owner string) {
	id := rec.RecordMeta().ID
	if folder := firstSegment(id); folder != owner {
		c.fail(rec, RulePlace, field, "is %q, but the file is in the folder of %q: move the file or fix the field", owner, folder)
	}
}

func (c *checker) checkPeriods(l *Listing) {
	for i, p := range l.Periods {
		field := fmt.Sprintf("periods[%d]", i)
		if !p.To.IsZero() && p.To.Before(p.From) {
			c.fail(l, RulePeriods, field+".to", "the period ends on %s, before it begins on %s", p.To, p.From)
		}
		if i == 0 {
			continue
		}
		switch before := l.Periods[i-1]; {
		case p.From.Before(before.From):
			c.fail(l, RulePeriods, field+".from", "periods must be in order, the oldest first: %s is before %s", p.From, before.From)
		case before.To.IsZero():
			c.fail(l, RulePeriods, field+".from", "the period before this one, from %s, has no end: give it a last day", before.From)
		case !p.From.After(before.To):
			c.fail(l, RulePeriods, field+".from", "overlaps the period before it, which lasts until %s: begin on %s, or make them one", before.To, before.To.AddDays(1))
		}
	}
}

func (c *checker) checkSuspensions(l *Listing) {
	for i, s := range l.Suspensions {
		field := fmt.Sprintf("suspensions[%d]", i)
		if !s.To.IsZero() && s.To.Before(s.From) {
			c.fail(l, RulePeriods, field+".to", "the suspension ends on %s, before it begins on %s", s.To, s.From)
			continue
		}
		if i > 0 && (l.Suspensions[i-1].To.IsZero() || !s.From.After(l.Suspensions[i-1].To)) {
			c.fail(l, RulePeriods, field+".from", "suspensions must be in order and not overlap")
		}
		if !l.Covers(s.Period()) {
			c.fail(l, RulePeriods, field+".from", "the suspension is not inside a period: only what is listed can be suspended. Fix its days, or those of the period")
		}
	}
}

func (c *checker) checkClientFields(l *Listing) {
	if l.EntityType != EntityClient {
		c.clientOnly(l, "deployment", l.Deployment != "")
		c.clientOnly(l, "certificate_type", l.CertificateType != "")
		c.clientOnly(l, "devices", len(l.Devices) > 0)
		return
	}
	for i, id := range l.Devices {
		d := c.listings[id]
		if d != nil && d.EntityType != EntityDevice && c.known[EntityTypes.Ref(d.EntityType)] {
			c.fail(l, RuleClient, fmt.Sprintf("devices[%d]", i), "%s is a %s: a client speaks for listings with entity_type device", id, d.EntityType)
		}
	}
}

func (c *checker) clientOnly(l *Listing, field string, given bool) {
	if given {
		c.fail(l, RuleClient, field, "only a client has this; this listing's entity_type is %s", l.EntityType)
	}
}

// checkAttributes checks the values of device class d, which are at path and hold from a
// day on.
func (c *checker) checkAttributes(l *Listing, d *DeviceClass, path string, from Date, given Attributes) {
	for _, a := range d.Attributes {
		value, ok := given[a.ID]
		if !ok {
			continue
		}
		field := path + "." + d.ID + "." + a.ID
		if low, high, isRange := value.Range(); isRange && low > high {
			c.fail(l, RuleAttributes, field, "the range begins at %s, above its end %s", FormatNumber(low), FormatNumber(high))
		}
		c.warnUnusual(l, field, &a, value)
		number, _ := value.Number()
		if most, both := given[a.AtMost].Number(); both && number > most {
			c.fail(l, RuleAttributes, field, "%s %s is more than %s, which is %s %s", FormatNumber(number), a.Unit, a.AtMost, FormatNumber(most), a.Unit)
		}
		if word, isText := value.Text(); isText {
			i := slices.IndexFunc(a.Values, func(v EnumValue) bool { return v.ID == word })
			if i >= 0 && !a.Values[i].Retired.IsZero() && from.After(a.Values[i].Retired) {
				c.fail(l, RuleRetired, field, "%q has not been used since %s", word, a.Values[i].Retired)
			}
		}
	}
}

// firstDay returns the first day of the listing's first period; zero if it has none.
func (l *Listing) firstDay() Date {
	if len(l.Periods) == 0 {
		return Date{}
	}
	return l.Periods[0].From
}

func (c *checker) warnListing(l *Listing) {
	if len(l.Sources) == 0 && !l.Sample {
		c.add(l, Warning, RuleNoSource, "", "has no source: say where the facts can be looked up, with sources: [{url: https://…}]")
	}
	if l.StatusOn(c.on) != StatusActive {
		return
	}
	certified := slices.ContainsFunc(c.certificates[l.ID], func(cert *Certificate) bool {
		return cert.StatusOn(c.on) == CertificateCurrent
	})
	if !certified && l.EntityType != EntityDevice {
		c.add(l, Warning, RuleUncertified, "", "is listed on %s, but no certificate that covers it is current", c.on)
	}
	if last := l.ListedUntil(c.on); !last.IsZero() && c.on.DaysUntil(last) <= ExpiringSoonDays {
		c.add(l, Warning, RuleExpiring, fmt.Sprintf("periods[%d]", periodOf(l, last)), "is listed %s", remaining(c.on, last))
	}
}

func periodOf(l *Listing, day Date) int {
	return max(0, slices.IndexFunc(l.Periods, func(p Period) bool { return p.Contains(day) }))
}

// remaining says how long something still lasts, up to and including last.
func remaining(on, last Date) string {
	switch n := on.DaysUntil(last); n {
	case 0:
		return fmt.Sprintf("for the last day today, %s", last)
	case 1:
		return fmt.Sprintf("for 1 day more, until %s", last)
	default:
		return fmt.Sprintf("for %d days more, until %s", n, last)
	}
}

func (c *checker) checkCertificate(cert *Certificate) {
	c.checkOwner(cert, "certifying_body", cert.CertifyingBody)
	if !cert.Expiry.IsZero() && cert.Expiry.Before(cert.CertificationDate) {
		c.fail(cert, RuleDates, "expiry", "expires on %s, before it was given on %s", cert.Expiry, cert.CertificationDate)
	}
	if cert.Revoked != nil && cert.Revoked.On.Before(cert.CertificationDate) {
		c.fail(cert, RuleDates, "revoked.on", "is revoked on %s, before it was given on %s", cert.Revoked.On, cert.CertificationDate)
	}
	passed := map[string]bool{}
	for _, test := range cert.TestsPassed {
		passed[test] = true
	}
	for i, id := range cert.TestProfiles {
		if p := c.profiles[id]; p != nil {
			c.checkAttained(cert, passed, fmt.Sprintf("test_profiles[%d]", i), p)
		}
	}
	for i, id := range cert.Listings {
		if l := c.listings[id]; l != nil && cert.Sample && !l.Sample {
			c.fail(cert, RuleSample, fmt.Sprintf("listings[%d]", i), "this certificate is sample data, and %s is not: nothing made up may be said of a real product", id)
		}
	}
	if len(cert.Sources) == 0 && cert.Document == nil && !cert.Sample {
		c.add(cert, Warning, RuleNoSource, "", "has neither a document nor a source: say where it can be looked up, with sources: [{url: https://…}]")
	}
	if cert.StatusOn(c.on) == CertificateCurrent && !cert.Expiry.IsZero() && c.on.DaysUntil(cert.Expiry) <= ExpiringSoonDays {
		c.add(cert, Warning, RuleExpiring, "expiry", "is current %s", remaining(c.on, cert.Expiry))
	}
	c.warnFarEnd(cert, "expiry", cert.Expiry)
	c.warnRetrieved(cert, cert.Sources)
}

// checkAttained checks a certificate against the class that it claims. The class is
// attained for a CSIP-AUS version if every test that belongs to it and applies to that
// version has passed.
func (c *checker) checkAttained(cert *Certificate, passed map[string]bool, field string, p *TestProfile) {
	switch {
	case !p.Retired.IsZero() && cert.CertificationDate.After(p.Retired):
		problem := c.fail(cert, RuleRetired, field, "%s was retired on %s and cannot have been attained on %s", p.ID, p.Retired, cert.CertificationDate)
		if len(p.ReplacedBy) > 0 {
			problem.Suggestion = p.ReplacedBy[0]
		}
	case p.Retired.IsZero() && len(p.ReplacedBy) > 0:
		c.add(cert, Warning, RuleRetired, field, "%s has been replaced by %s: see which of them the certificate means", p.ID, strings.Join(p.ReplacedBy, " and "))
	}
	version := cert.CSIPAUSVersion
	if version != "" && len(p.Versions) > 0 && !slices.Contains(p.Versions, version) {
		c.fail(cert, RuleTests, field, "%s does not exist in CSIP-AUS %s, but in %s: fix csip_aus_version, or take %s away", p.ID, version, strings.Join(p.Versions, " and "), p.ID)
	}
	if len(passed) == 0 {
		return
	}
	for _, t := range p.Tests {
		applies := version == "" || len(t.Versions) == 0 || slices.Contains(t.Versions, version)
		if applies && !passed[t.ID] {
			c.fail(cert, RuleTests, field, "%s is not attained: its test %s (%s) is not among tests_passed: add it there if it was passed, or take %s away", p.ID, t.ID, t.Title, p.ID)
		}
	}
}
