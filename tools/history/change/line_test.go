package change_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

const goodLine = `{"seq":1,"commit":null,"time":"2026-01-01T00:00:00Z","kind":"entity-types","id":"client","former_id":null,"moved_to":null,` +
	`"what":["added"],"fields":[{"path":"name","before":null,"after":1.0}],"standing":null,"effects":[],"unreadable":null,"record":{"id":"client","name":"Client"}}`

// A line that is not as it should be is refused, with what is wrong in it.
func TestLineErrors(t *testing.T) {
	t.Parallel()
	replace := func(old, new string) string {
		if !strings.Contains(goodLine, old) {
			t.Fatalf("%s is not in the line", old)
		}
		return strings.Replace(goodLine, old, new, 1)
	}
	for _, test := range []struct{ line, want string }{
		{goodLine, ""},
		{"{", "line 1: unexpected end of JSON input"},
		{"null x", "line 1: invalid character 'x' after top-level value"},
		{replace(`"seq":1`, `"sequence":1`), `line 1: json: unknown field "sequence"`},
		{replace(`"entity-types"`, `"entities"`), `line 1: "entities" is not a kind of record`},
		{replace(`["added"]`, `[]`), "line 1: what is empty: a change has at least one word for what happened"},
		{replace(`"id":"client","former_id"`, `"id":"../x","former_id"`), `line 1: the id "../x" of a entity type needs 1 part(s) separated by /, not 2`},
		{replace(`"former_id":null`, `"former_id":"A B"`), `line 1: the id "A B" of a entity type may have only lower-case letters, digits and single hyphens`},
		{replace(`"moved_to":null`, `"moved_to":""`), ""},
		{replace(`{"id":"client"`, `{"id":"server"`), `line 1: the record's id is "server", and the line's "client"`},
		{replace(`"name":"Client"`, `"name":"Client","nmae":""`), `line 1: record: json: unknown field "nmae"`},
		{replace(`"path":"name"`, `"pth":"name"`), `line 1: json: unknown field "pth"`},
		{goodLine + "\n" + replace(`"time":"2026-01-01T00:00:00Z"`, `"time":"yesterday"`), `line 2: parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"`},
		{strings.Repeat(" ", change.MaxLine+1), "line 1: longer than 18874368 bytes"},
	} {
		got := ""
		for _, err := range change.Lines(strings.NewReader(test.line)) {
			if err != nil {
				got = err.Error()
			}
		}
		if got != test.want {
			t.Errorf("%.300s\n got %s\nwant %s", test.line, got, test.want)
		}
	}
}

// A line that cannot be applied leaves the records as they were.
func TestApplyErrors(t *testing.T) {
	t.Parallel()
	good := change.Line{Revision: register.Revision{Seq: 8}, Change: change.Change{Kind: register.EntityTypes, ID: "client"}}
	for want, bad := range map[string]change.Line{
		`apply the change 9 of listing client: the id "client" of a listing needs 2 part(s) separated by /, not 1`: {Revision: register.Revision{Seq: 9}, Change: change.Change{Kind: register.Listings, ID: "client"}},
		`apply the change 9 of settings x: the settings have no id`:                                                {Revision: register.Revision{Seq: 9}, Change: change.Change{Kind: change.Settings, ID: "x"}},
	} {
		records := *sample()
		before := document(t, records)
		if err := change.Apply(&records, good, bad); err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
		if document(t, records) != before {
			t.Errorf("%s: the records are no longer the same", want)
		}
	}
}

// A change that was read is told as well, if not as nicely.
func TestDescribeRead(t *testing.T) {
	t.Parallel()
	r := report(t, func(r *register.Records) {
		listing(r, "acme/box").Periods[1].To = day("2027-12-31")
		listing(r, "acme/box").DeviceClasses["bess"]["capacity"] = register.Number(14)
		r.Certificates = without(r.Certificates, "lab/3")
	})
	var got []string
	for l, err := range change.Lines(bytes.NewReader(lines(t, revision(1), r.Changes))) {
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range (change.Describer{}).Describe(l.Change) {
			got = append(got, l.Subject().String()+": "+s.String())
		}
	}
	want := `listing acme/box: device_classes.bess.capacity changed from “13.5” to “14”
listing acme/box: periods[1].to changed from “2025-12-31” to “2027-12-31”
listing acme/box: changes the past: active instead of expired from 1 January 2026 to 22 November 2026
certificate lab/3: removed (was current)
certificate lab/3: no longer covers acme/stopped, which is no longer certified`
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is read from a line and written again is the same line.
func FuzzLine(f *testing.F) {
	reg := newRegister(f, sample())
	for _, c := range change.BetweenRegisters(nil, reg, today) {
		line, err := register.EncodeJSON(change.LineOf(revision(1), c))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(line)
	}
	f.Add([]byte(goodLine))
	f.Fuzz(func(t *testing.T, b []byte) {
		var l change.Line
		if err := json.Unmarshal(b, &l); err != nil {
			return
		}
		first, err := register.EncodeJSON(l)
		if err != nil {
			t.Fatal(err)
		}
		var again change.Line
		if err := json.Unmarshal(first, &again); err != nil {
			t.Fatalf("%s cannot be read: %v", first, err)
		}
		second, err := register.EncodeJSON(again)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("written, read and written again:\n%s\n%s", first, second)
		}
		for _, s := range (change.Describer{}).Describe(l.Change) {
			if s.String() == "" || s.Markdown() == "" {
				t.Errorf("an empty sentence for %s", first)
			}
		}
		var records register.Records
		if err := change.Apply(&records, l, again); err != nil {
			t.Errorf("a line that was read cannot be applied: %v", err)
		}
	})
}
