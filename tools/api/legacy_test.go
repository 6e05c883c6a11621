package api_test

import (
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"opencec/tools/api"
	"opencec/tools/api/legacytest"
	"opencec/tools/query"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
	"opencec/tools/testenv"
)

func TestLegacyContract(t *testing.T) {
	legacytest.Test(t, func(_ testing.TB, reg *register.Register) query.Engine { return memory.New(reg) })
}

// A client that takes nothing but the predecessor's seven fields and types reads all
// listings, one by one and by every filter.
func TestLegacyClient(t *testing.T) {
	t.Parallel()
	python := testenv.Program(t, "python3")
	script, err := filepath.Abs(filepath.Join(clientDir, "original.py"))
	if err != nil {
		t.Fatal(err)
	}
	for want, reg := range map[string]*register.Register{"7 listings": legacytest.Register(), "8 listings": querytest.Sample()} {
		handler, secret := legacytest.Server(t, memory.New(reg))
		server := httptest.NewServer(handler)
		defer server.Close()
		if out := strings.TrimSpace(run(t, t.TempDir(), python, script, server.URL, secret)); out != want {
			t.Errorf("the client says %s, want %s", out, want)
		}
	}
}

// A pattern matches what the regular expression of the same meaning does.
func TestLikePattern(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	text := func(letters string, most int) string {
		var b strings.Builder
		for range rng.IntN(most) {
			b.WriteString(string([]rune(letters)[rng.IntN(len([]rune(letters)))]))
		}
		return b.String()
	}
	matched := 0
	for range 200_000 {
		part, name := text(`abAÉ%_\\`, 7), text(`abBé%_\\`, 9)
		want := legacytest.LikeExpression(part).MatchString(name)
		if got := api.MatchesLike(part, name); got != want {
			t.Fatalf("%q in %q: %t, want %t", part, name, got, want)
		}
		if want {
			matched++
		}
	}
	if matched < 20_000 {
		t.Errorf("only %d matched", matched)
	}
}

// A listing is sent as its fields' tags say.
func TestLegacyListingJSON(t *testing.T) {
	t.Parallel()
	for i, name := range []string{"", "Tesla", `a"b\c`, "<é&>\u2028", "\n\t\x01\x7f\xff"} {
		for _, at := range []time.Time{{}, time.Date(2026, 2, 12, 5, 20, 31, 0, time.UTC), time.Date(2026, 2, 12, 5, 20, 31, 120_000, time.FixedZone("", 36000)), time.Date(2026, 2, 12, 5, 20, 31, 999, time.UTC)} {
			if sent, encoded := api.EncodedLegacy(name, int64(i)-1, at); sent != encoded {
				t.Errorf("%s, want %s", sent, encoded)
			}
		}
	}
}

// Whatever is sent is read, and what package net/url reads is read alike.
func FuzzLenientParameters(f *testing.F) {
	for _, raw := range []string{"id=3", "a=1&a=2&b", "%zz=%", "=&&=x", "a;b=%ff+%2B", "é=%e9"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := url.Values{}
		for name, value := range api.LenientParameters(raw) {
			got.Add(name, value)
		}
		want, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		for name, values := range want {
			for i, value := range values {
				name, value := string([]rune(name)), string([]rune(value))
				if i >= len(got[name]) {
					t.Fatalf("%q: no %q", raw, name)
				}
				if len(want) == 1 && got[name][i] != value {
					t.Fatalf("%q: %q is %q, want %q", raw, name, got[name][i], value)
				}
			}
		}
	})
}

// Whatever the id is, it is a number or an error, and never neither.
func FuzzParseLegacyID(f *testing.F) {
	for _, id := range []string{"3", "-1", "+01_0.00", " 7 ", "", ".", "1.", "__", "99999999999999999999", "٣"} {
		f.Add(id)
	}
	whole := regexp.MustCompile(`^[+-]?[0-9]+(_[0-9]+)*(\.0+)?$`)
	f.Fuzz(func(t *testing.T, id string) {
		_, ok := api.ParseLegacyID(id)
		if want := whole.MatchString(strings.TrimSpace(id)) && len(id) <= 4300; len(id) <= 4300 && ok != want {
			t.Errorf("%q: %t, want %t", id, ok, want)
		}
	})
}
