package register

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// The parts of views that only vocabularies have.
func TestVocabularyViews(t *testing.T) {
	t.Parallel()
	r := mustNew(t, validRecords())
	for rec, want := range map[Record][]string{
		r.TestProfiles[0]: {
			`"versions":["1.2","1.3"],"retired":null,"replaced_by":[],`,
			`"tests":[{"id":"ALL-01","title":"Discovery","category":null,"role":"client","versions":["1.2","1.3"]},`,
		},
		r.DeviceClasses[0]: {
			`"requires_inverter":null,"attributes":[{"id":"capacity","name":"Capacity","type":"number","unit":"kWh","minimum":3,"maximum":null,"values":[],"at_most":null,"description":null},`,
			`"values":[{"id":"LFP","name":"LFP","aliases":[],"description":null,"retired":null},{"id":"NiCd","name":"NiCd","aliases":[],"description":null,"retired":"2010-12-31"}]`,
		},
		r.Manufacturer("acme"): {`"listings":1,"certificates":1,`},
	} {
		text, err := EncodeJSON(r.View(rec, today))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range want {
			if !strings.Contains(string(text), part) {
				t.Errorf("the view of %s is %s\nwant in it %s", rec.RecordMeta().ID, text, part)
			}
		}
	}
}

// A number that JSON cannot write is an error, and not a view that nobody can read.
func TestViewOfWhatIsNoNumber(t *testing.T) {
	t.Parallel()
	for _, value := range []Value{Number(math.NaN()), Number(math.Inf(1)), Range(0, math.Inf(1)), Range(math.MaxFloat64, math.MaxFloat64)} {
		records := validRecords()
		records.Listings[0].DeviceClasses["bess"]["capacity"] = value
		records.Listings[0].DeviceClasses["bess"]["voltage_range"] = value
		r := &Register{Records: *records}
		_, high, _ := value.Range()
		_, err := r.View(records.Listings[0], today).Append(nil, Listings.Field("device_classes"))
		if isFinite := high == math.MaxFloat64; isFinite != (err == nil) {
			t.Errorf("%v: error %v", value, err)
		}
	}
}

// A text in a view is the JSON string of encoding/json, but for what cannot be seen.
func FuzzAppendString(f *testing.F) {
	for _, seed := range []string{"", "Powerwall 2", `"`, `\`, "<&>", "é", "日本", "\x00", "\x7f", "\u00a0", "\u200b", "\u2028", "\U0001F600", "\U000e0001", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := appendString([]byte("x"), s)
		want, _ := EncodeJSON(s)
		if err != nil || !bytes.Equal(got[1:], want) {
			t.Errorf("%q is %s, %v, want %s", s, got[1:], err, want)
		}
		var back string
		if err := json.Unmarshal(got[1:], &back); err != nil || back != strings.ToValidUTF8(s, "\ufffd") && len(s) == len(strings.ToValidUTF8(s, "")) {
			t.Errorf("%q reads back as %q, %v", s, back, err)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	records := validRecords()
	r, err := New(*records, Version{ID: "test"})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		for rec := range r.All() {
			if _, err := r.Encode(rec); err != nil {
				b.Fatal(err)
			}
		}
	}
}
