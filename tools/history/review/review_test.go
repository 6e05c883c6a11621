package review

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/base/spelling"
	"opencec/tools/history/change"
	"opencec/tools/input/source"
	"opencec/tools/register"
	"opencec/tools/register/registertest"
)

var today = register.NewDate(2026, time.May, 2)

func day(text string) register.Date { return registertest.Day(text) }

// sample marks a listing as made up.
func sample(l *register.Listing) *register.Listing {
	l.Sample = true
	return l
}

// begins moves the beginning of a listing.
func begins(l *register.Listing, from string) *register.Listing {
	l.Periods[0].From = day(from)
	return l
}

func listing(id, model string) *register.Listing {
	return &register.Listing{
		Meta: register.Meta{ID: id}, Manufacturer: "acme", Model: model, EntityType: "client",
		DeviceClasses: map[string]register.Attributes{"bess": {"capacity": register.Number(10)}},
		Periods:       []register.Period{{From: day("2024-01-01")}},
	}
}

func batteries() *register.List {
	return &register.List{Meta: register.Meta{ID: "batteries"}, Name: "Batteries", DeviceClass: "bess", Date: day("2026-05-01"), FirstDate: day("2024-01-01")}
}

func certificate(id, number string, listings ...string) *register.Certificate {
	return &register.Certificate{Meta: register.Meta{ID: id}, Number: number, CertifyingBody: "ul", CertificationDate: day("2024-01-01"), Listings: listings}
}

func with(l *register.Listing, change func(*register.Listing)) *register.Listing {
	change(l)
	return l
}

// state makes the records of one state, beside what they refer to.
func state(records ...register.Record) register.Records {
	r := register.Records{
		Settings:         register.Settings{TimeZone: "UTC"},
		EntityTypes:      []*register.EntityType{{Meta: register.Meta{ID: "client"}}},
		Manufacturers:    []*register.Manufacturer{{Meta: register.Meta{ID: "acme"}, Name: "Acme"}},
		CertifyingBodies: []*register.CertifyingBody{{Meta: register.Meta{ID: "ul"}, Name: "UL"}},
		DeviceClasses:    []*register.DeviceClass{{Meta: register.Meta{ID: "bess"}, Name: "Battery"}},
	}
	for _, rec := range records {
		r.Add(rec)
	}
	return r
}

// problemLines returns the problems of a difference as "rule kind/id field: line".
func problemLines(t *testing.T, before, after register.Records) []string {
	t.Helper()
	b, err := register.New(before, register.Version{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := register.New(after, register.Version{})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, p := range Problems(Difference{b.Records, a.Records, change.BetweenRegisters(b, a, today), today}) {
		lines = append(lines, string(p.Severity)+" "+p.Rule+" "+p.Kind.Ref(p.ID).String()+" "+p.Field+": "+p.Line)
	}
	return lines
}

func TestProblems(t *testing.T) {
	t.Parallel()
	box := func() *register.Listing { return listing("acme/box", "Box") }
	former := func(l *register.Listing, ids ...string) *register.Listing {
		l.FormerIDs = ids
		return l
	}
	for name, test := range map[string]struct {
		before, after register.Records
		want          []string
	}{
		"nothing":         {state(box()), state(box()), nil},
		"added":           {state(), state(box()), []string{"warning listed-before listings/acme/box periods[0].from: "}},
		"added made up":   {state(), state(sample(box())), nil},
		"added late":      {state(), state(begins(box(), "2026-02-01")), nil},
		"added too late":  {state(), state(begins(box(), "2026-01-31")), []string{"warning listed-before listings/acme/box periods[0].from: "}},
		"deleted":         {state(box()), state(), []string{"error deleted listings/acme/box : withdrawn: {on: 2026-05-02, reason: why}"}},
		"a body deleted":  {state(), register.Records{Settings: register.Settings{TimeZone: "UTC"}}, []string{"error deleted entity-types/client : ", "error deleted device-classes/bess : ", "error deleted manufacturers/acme : ", "error deleted certifying-bodies/ul : "}},
		"renamed":         {state(box()), state(former(listing("acme/box-2", "Box"), "acme/box")), nil},
		"renamed, unsaid": {state(box()), state(former(listing("acme/box-2", "BOX"), "acme/old")), []string{"error renamed listings/acme/box-2 former_ids: former_ids: [acme/old, acme/box]"}},
		"another model under the only certificate": {
			state(box(), certificate("ul/1", "1", "acme/box")), state(listing("acme/new", "Quite Other"), certificate("ul/1", "1", "acme/new")),
			[]string{"error renamed listings/acme/new former_ids: former_ids: [acme/box]"},
		},
		"one gone, another new": {
			state(box()), state(listing("acme/new", "Quite Other")),
			[]string{"error deleted listings/acme/box : withdrawn: {on: 2026-05-02, reason: why}", "warning listed-before listings/acme/new periods[0].from: "},
		},
		"certificate renamed": {
			state(box(), certificate("ul/1", "UL 1", "acme/box")), state(box(), certificate("ul/one", "ul 1", "acme/box")),
			[]string{"error renamed certificates/ul/one former_ids: former_ids: [ul/1]"},
		},
		"merged": {
			state(box(), listing("acme/case", "Case")), state(former(box(), "acme/case")),
			[]string{"warning merged listings/acme/case : "},
		},
		"a former id is new": {
			state(former(box(), "acme/old")), state(box(), listing("acme/old", "Old")),
			[]string{"error id-reused listings/acme/old : ", "warning listed-before listings/acme/old periods[0].from: "},
		},
		"a former id leads elsewhere": {
			state(former(box(), "acme/old"), listing("acme/case", "Case")), state(box(), former(listing("acme/case", "Case"), "acme/old")),
			[]string{"error id-reused listings/acme/case former_ids[0]: "},
		},
		"a former id is gone": {
			state(former(box(), "acme/old")), state(box()),
			[]string{"error former-id-removed listings/acme/box former_ids: former_ids: [acme/old]"},
		},
		"a model corrected": {state(box()), state(listing("acme/box", "Bax")), nil},
		"another model, the same device": {
			state(box()), state(listing("acme/box", "XY-100")),
			[]string{"warning product-changed listings/acme/box model: "},
		},
		"another product": {
			state(box()), state(with(listing("acme/box", "XY-100"), func(l *register.Listing) { l.DeviceClasses["bess"]["capacity"] = register.Number(1) })),
			[]string{"error id-reused listings/acme/box model: "},
		},
		"another certificate": {
			state(box(), listing("acme/case", "Case"), certificate("ul/1", "1", "acme/box")), state(box(), listing("acme/case", "Case"), certificate("ul/1", "2", "acme/case")),
			[]string{"error id-reused certificates/ul/1 number: "},
		},
		"a number reused": {
			state(box(), certificate("ul/1", "UL 1", "acme/box")), state(box(), certificate("ul/1", "UL 1", "acme/box"), certificate("ul/2", "ul1", "acme/box")),
			[]string{"error number-reused certificates/ul/2 number: "},
		},
		"a suspension taken back": {
			state(with(box(), func(l *register.Listing) { l.Suspensions = []register.Suspension{{From: day("2026-05-01")}} })), state(box()),
			[]string{"warning past-rewritten listings/acme/box suspensions[0]: ", "warning end-undone listings/acme/box suspensions: "},
		},
		"a value of a period that is past": {
			state(box()),
			state(with(box(), func(l *register.Listing) {
				l.Periods[0].DeviceClasses = map[string]register.Attributes{"bess": {"capacity": register.Number(9)}}
			})),
			[]string{"warning past-rewritten listings/acme/box periods[0].device_classes.bess: "},
		},
		"another value, and the period that is past keeps the one before": {
			state(with(box(), func(l *register.Listing) { l.Periods[0].To = day("2026-05-01") })),
			state(with(box(), func(l *register.Listing) {
				l.DeviceClasses["bess"]["capacity"] = register.Number(9)
				l.Periods = []register.Period{
					{From: day("2024-01-01"), To: day("2026-05-01"), DeviceClasses: map[string]register.Attributes{"bess": {"capacity": register.Number(10)}}},
					{From: today},
				}
			})),
			nil,
		},
		"an absence taken back": {
			state(with(box(), func(l *register.Listing) {
				l.NotInList = []register.Absence{{List: "batteries", Since: day("2026-04-01")}}
			}), batteries()),
			state(box(), batteries()),
			[]string{"warning end-undone listings/acme/box not_in_list: "},
		},
		"a listing that is back": {
			state(with(box(), func(l *register.Listing) {
				l.NotInList = []register.Absence{{List: "batteries", Since: day("2026-04-01")}}
			}), batteries()),
			state(with(box(), func(l *register.Listing) {
				l.NotInList = []register.Absence{{List: "batteries", Since: day("2026-04-01"), Back: day("2026-05-01")}}
			}), batteries()),
			nil,
		},
		"a suspension lifted": {
			state(with(box(), func(l *register.Listing) { l.Suspensions = []register.Suspension{{From: day("2026-05-01")}} })),
			state(with(box(), func(l *register.Listing) {
				l.Suspensions = []register.Suspension{{From: day("2026-05-01"), To: today}}
			})),
			nil,
		},
		"a delisting taken back": {
			state(with(box(), func(l *register.Listing) { l.Delisted = &register.Ending{On: day("2026-06-01")} })), state(box()),
			[]string{"warning end-undone listings/acme/box delisted: "},
		},
		"sample data made real": {
			state(with(box(), func(l *register.Listing) { l.Sample = true })), state(box()),
			[]string{"warning sample-changed listings/acme/box sample: "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, problemLines(t, test.before, test.after)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The warning lists the past days whose status changes, and an expiry that had passed.
func TestPast(t *testing.T) {
	t.Parallel()
	before, after := certificate("ul/1", "1"), certificate("ul/1", "1")
	before.Expiry, after.Expiry = day("2026-04-29"), day("2027-04-29")
	b, _ := register.New(state(before), register.Version{})
	a, _ := register.New(state(after), register.Version{})
	problems := Problems(Difference{b.Records, a.Records, change.BetweenRegisters(b, a, today), today})
	want := "the expiry moved after 2026-04-29, when it had passed: 2026-04-30 to 2026-05-01 was expired, is current"
	if len(problems) != 1 || problems[0].Message != want || problems[0].Rule != RuleExpiryMovedLate {
		t.Errorf("got %+v", problems)
	}
	on := day("2026-04-29") // its last day
	if early := Problems(Difference{b.Records, a.Records, change.BetweenRegisters(b, a, on), on}); len(early) != 0 {
		t.Errorf("before it passed: %+v", early)
	}
}

// The warning lists the values of past days, before and after.
func TestPastValues(t *testing.T) {
	t.Parallel()
	after := listing("acme/box", "Box")
	after.Periods[0].DeviceClasses = map[string]register.Attributes{"bess": {"capacity": register.Value{}}}
	b, _ := register.New(state(listing("acme/box", "Box")), register.Version{})
	a, _ := register.New(state(after), register.Version{})
	problems := Problems(Difference{b.Records, a.Records, change.BetweenRegisters(b, a, today), today})
	want := "days that are past have other values, and somebody may have relied on them: 2024-01-01 to 2026-05-01 bess.capacity was 10, is not known"
	if len(problems) != 1 || problems[0].Message != want {
		t.Errorf("got %+v", problems)
	}
}

func TestMassChange(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		changed, ended int
		want           int
	}{{MassChange, MassEnd, 0}, {MassChange + 1, 0, 1}, {0, MassEnd + 1, 1}, {MassChange + 1, MassEnd + 1, 2}} {
		changes := make([]change.Change, test.changed)
		for i := range changes {
			changes[i] = change.Change{Kind: register.Manufacturers, Events: []change.EventType{change.Changed}}
			if i < test.ended {
				changes[i].Events = append(changes[i].Events, change.Delisted)
			}
		}
		for range test.ended - test.changed {
			changes = append(changes, change.Change{Kind: register.Manufacturers, Events: []change.EventType{change.Changed, change.Delisted}})
		}
		problems := Problems(Difference{Changes: changes, On: today})
		if len(problems) != test.want || slices.ContainsFunc(problems, func(p Problem) bool { return p.Rule != RuleMassChange }) {
			t.Errorf("%+v: %+v", test, problems)
		}
	}
}

// A comment is never longer than GitHub accepts, begins with its marker, and counts what
// is left out.
func TestCommentIsBounded(t *testing.T) {
	t.Parallel()
	var records []register.Record
	for i := range 2000 {
		id := fmt.Sprintf("acme/%s-%d", strings.Repeat("x", 90), i)
		records = append(records, listing(id, strings.Repeat("`", 100)))
	}
	after, err := register.New(state(records...), register.Version{})
	if err != nil {
		t.Fatal(err)
	}
	c := Comment{Report: change.NewReport(nil, after, today), Warnings: 1}
	for range 3000 {
		c.Problems = append(c.Problems, source.Problem{File: "data/x.yaml", Line: 1, Column: 1, Severity: register.Warning, Message: strings.Repeat("`é@", 20)})
	}
	c.Problems = append(c.Problems, source.Problem{File: "data/z.yaml", Severity: register.Error, Message: strings.Repeat("x", 100_000)},
		source.Problem{File: "data/zz.yaml", Severity: register.Error, Message: "is short"})
	text := c.Markdown()
	if len(text) > 65_536 || !strings.HasPrefix(text, Marker+"\n") {
		t.Errorf("%d bytes, beginning with %.40q", len(text), text)
	}
	for _, want := range []string{"is short", "**Left out: 1 error and ", "1 warning about records that do not change is not shown.", "Left out: "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, r := range append(source.Rules(), Rules()...) {
		if names[r.Name] || r.Meaning == "" || r.Help == "" {
			t.Errorf("rule %q is there twice or says nothing", r.Name)
		}
		names[r.Name] = true
	}
	for _, name := range []string{RuleDeleted, RuleRenamed, RuleIDReused, RuleFormerIDRemoved, RuleNumberReused, RuleMerged, RuleProductChanged, RulePastRewritten, RuleExpiryMovedLate, RuleEndUndone, RuleSampleChanged, RuleMassChange, RuleHistoryRewritten} {
		if !names[name] {
			t.Errorf("%s is not among the rules", name)
		}
	}
}

// No text ends a code block, whatever backticks it has, and no word of it is lost.
func FuzzFenced(f *testing.F) {
	f.Add("a ```` b")
	f.Add("```\n@ann")
	f.Fuzz(func(t *testing.T, text string) {
		shown := wrap(spelling.Printable(text))
		block := fenced("text", shown)
		fence, _, _ := strings.Cut(block, "text\n")
		if strings.Contains(shown, fence) || !strings.HasSuffix(block, "\n"+fence+"\n") {
			t.Errorf("%q ends its block: %q", text, block)
		}
		if strings.ReplaceAll(shown, "\n", " ") != spelling.Printable(text) {
			t.Errorf("%q became %q", text, shown)
		}
	})
}
