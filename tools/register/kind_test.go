package register

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestKindOf(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds() {
		if got, ok := KindOf(k.Folder()); !ok || got != k {
			t.Errorf("KindOf(%s) = %q, %v", k, got, ok)
		}
		if k.Name() == "" || k.Schema() == "" || k.Depth() == 0 || factsOf[k].idForm == nil {
			t.Errorf("%s: not all is known of it", k)
		}
	}
	if len(factsOf) != len(Kinds()) {
		t.Errorf("facts of %d kinds, and there are %d", len(factsOf), len(Kinds()))
	}
	for _, folder := range []string{"", "listing", "Listings", "listings/", "settings", "device class"} {
		if k, ok := KindOf(folder); ok || k != "" {
			t.Errorf("KindOf(%q) = %q, %v", folder, k, ok)
		}
	}
	if got := [...]string{Kind("").Name(), Kind("settings").Name(), DeviceClasses.Name(), DeviceClasses.Folder()}; got != [...]string{"", "settings", "device class", "device-classes"} {
		t.Errorf("names: %q", got)
	}
	if text, err := json.Marshal(map[Kind]Kind{Lists: Listings}); string(text) != `{"lists":"listings"}` || err != nil {
		t.Errorf("JSON: %s, %v", text, err)
	}
}

// A record is found, counted and stored with its kind and no other.
func TestRecordsOfKinds(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds() {
		var records Records
		rec := NewRecord(k)
		records.Add(rec)
		if all := slices.Collect(records.All()); len(all) != 1 || all[0] != rec || rec.RecordKind() != k {
			t.Errorf("%s: all records are %v", k, all)
		}
		name := strings.ReplaceAll(k.Folder(), "-", "_")
		for _, other := range Kinds() {
			want := 0
			if other == k {
				want = 1
			}
			if n, counted := len(records.OfKind(other)), records.Counts().Of(other); n != want || counted != want {
				t.Errorf("one of the %s: %d of the %s, counted as %d", k, n, other, counted)
			}
		}
		for what, v := range map[string]any{"records": records, "counts": records.Counts()} {
			text, err := json.Marshal(v)
			var fields map[string]any
			if err != nil || json.Unmarshal(text, &fields) != nil {
				t.Fatalf("%s: %s, %v", what, text, err)
			}
			if value := fields[name]; value == nil || value == 0.0 {
				t.Errorf("one of the %s: %s in the %s", k, text, what)
			}
		}
	}
	if got := (&Records{}).Counts().Of("settings"); got != 0 {
		t.Errorf("%d settings", got)
	}
	if rec, ok := mustNew(t, validRecords()).Record("settings", "acme"); rec != nil || ok {
		t.Errorf("a record of no kind: %v, %v", rec, ok)
	}
}

func TestRef(t *testing.T) {
	t.Parallel()
	listing := &Listing{Meta: Meta{ID: "tesla/powerwall-2"}}
	ref := RefOf(listing)
	if ref != Listings.Ref("tesla/powerwall-2") || ref.String() != "listings/tesla/powerwall-2" {
		t.Errorf("RefOf = %v", ref)
	}
	if ref == Certificates.Ref(ref.ID) {
		t.Error("records of two kinds with one id are the same")
	}
	got := []Ref{Certificates.Ref("b/2"), Listings.Ref("a/1"), Listings.Ref("a/10"), Listings.Ref("a-b/1"), Lists.Ref("a")}
	slices.Reverse(got)
	slices.SortFunc(got, Ref.Compare)
	if texts := [...]string{got[0].String(), got[1].String(), got[2].String(), got[3].String(), got[4].String()}; texts != [...]string{
		"certificates/b/2", "listings/a-b/1", "listings/a/1", "listings/a/10", "lists/a",
	} {
		t.Errorf("order: %q", texts)
	}
}

func TestChangeDays(t *testing.T) {
	t.Parallel()
	day := func(n int) Date { return NewDate(2026, 1, n) }
	listing := &Listing{
		Periods:     []Period{{From: day(1), To: day(10)}, {From: day(11)}},
		Suspensions: []Suspension{{From: day(3), To: day(4)}},
		Delisted:    &Ending{On: day(20)},
	}
	for _, test := range []struct {
		name string
		rec  Record
		want []Date
	}{
		{"a listing: the day after each end, each day once", listing, []Date{day(1), day(3), day(5), day(11), day(20)}},
		{"a certificate", &Certificate{CertificationDate: day(2), Expiry: day(6), Revoked: &Ending{On: day(4)}}, []Date{day(2), day(4), day(7)}},
		{"a certificate without dates", &Certificate{}, nil},
		{"a kind without a status", &Manufacturer{}, nil},
	} {
		if got := ChangeDays(test.rec); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
