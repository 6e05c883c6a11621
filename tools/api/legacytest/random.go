package legacytest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// random asks random questions, and compares each answer with one that is worked out from
// the register's records alone, listing by listing.
func random(t *testing.T, handler http.Handler, secret string, reg *register.Register) {
	rng := rand.New(rand.NewPCG(5, 6))
	some, none := 0, 0
	for range 400 {
		given := randomQuery(rng, reg)
		r := httptest.NewRequest(http.MethodGet, "/listings?"+given.Encode(), nil)
		r.Header.Set("X-Api-Key", secret)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		status, want := expected(reg, given)
		if w.Code != status || w.Body.String() != want {
			t.Fatalf("%s:\n got %d %.2000s\nwant %d %.2000s", r.URL, w.Code, w.Body, status, want)
		}
		if want == "[]" || status != http.StatusOK {
			none++
		} else {
			some++
		}
	}
	if some < 100 || none < 50 {
		t.Errorf("%d answers have listings and %d have none", some, none)
	}
}

// randomQuery returns parameters of GET /listings, each with one value.
func randomQuery(rng *rand.Rand, reg *register.Register) url.Values {
	given := url.Values{}
	one := func() *register.Listing { return reg.Listings[rng.IntN(len(reg.Listings))] }
	if rng.IntN(5) == 0 {
		l := one()
		given.Set("id", pick(rng, l.ID, fmt.Sprint(l.LegacyNumber()), fmt.Sprintf(" +0%d.0", l.LegacyNumber()), fmt.Sprint(l.LegacyNumber()+1), "17"))
	}
	if rng.IntN(2) == 0 {
		given.Set("manufacturer", randomPart(rng, reg.Manufacturer(one().Manufacturer).Name))
	}
	if rng.IntN(2) == 0 {
		given.Set("model", randomPart(rng, one().Model))
	}
	if rng.IntN(3) == 0 {
		given.Set("status", pick(rng, "active", "suspended", "expired", "delisted", "Active", ""))
	}
	if rng.IntN(3) == 0 {
		given.Set("entity_type", pick(rng, "client", "server", "device", "Client", "nothing", ""))
	}
	return given
}

func pick(rng *rand.Rand, of ...string) string { return of[rng.IntN(len(of))] }

// randomPart returns a part of a name, with some of its characters in another case, or
// replaced by wildcards and the like.
func randomPart(rng *rand.Rand, name string) string {
	runes := []rune(name)
	from := rng.IntN(len(runes))
	part := runes[from : from+rng.IntN(min(len(runes)-from, 6)+1)]
	var b strings.Builder
	for _, r := range part {
		switch rng.IntN(8) {
		case 0:
			b.WriteRune('_')
		case 1:
			b.WriteRune('%')
		case 2:
			b.WriteString(`\` + string(r))
		case 3, 4:
			b.WriteRune(unicode.ToUpper(r))
		default:
			b.WriteRune(r)
		}
	}
	if rng.IntN(20) == 0 {
		b.WriteByte('\\')
	}
	return b.String()
}

// expected returns the answer to a query.
func expected(reg *register.Register, given url.Values) (status int, body string) {
	if id := given.Get("id"); id != "" {
		for _, l := range reg.Listings {
			if l.ID == id || fmt.Sprint(l.LegacyNumber()) == strings.TrimSuffix(strings.TrimPrefix(id, " +0"), ".0") {
				return http.StatusOK, written(reg, l)
			}
		}
		return http.StatusNotFound, noListing
	}
	manufacturer, model, known := LikeExpression(given.Get("manufacturer")), LikeExpression(given.Get("model")), slices.Contains([]string{"client", "server", "device"}, given.Get("entity_type"))
	found := slices.DeleteFunc(slices.Clone(reg.Listings), func(l *register.Listing) bool {
		return given.Get("status") != "" && given.Get("status") != statusOf(l) || known && given.Get("entity_type") != l.EntityType ||
			!manufacturer.MatchString(reg.Manufacturer(l.Manufacturer).Name) || !model.MatchString(l.Model)
	})
	slices.SortFunc(found, func(a, b *register.Listing) int { return cmp.Compare(a.LegacyNumber(), b.LegacyNumber()) })
	var texts []string
	for _, l := range found {
		texts = append(texts, written(reg, l))
	}
	return http.StatusOK, "[" + strings.Join(texts, ",") + "]"
}

func statusOf(l *register.Listing) string {
	switch l.StatusOn(querytest.Day("2026-11-23")) {
	case register.StatusActive:
		return "active"
	case register.StatusSuspended, register.StatusUpcoming:
		return "suspended"
	}
	return "expired"
}

// written returns a listing as the predecessor wrote it.
func written(reg *register.Register, l *register.Listing) string {
	text := func(s string) string {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			panic(err)
		}
		return strings.TrimSpace(b.String())
	}
	at := func(t time.Time) string {
		if t.IsZero() {
			return "1970-01-01T00:00:00"
		}
		if t.Nanosecond() != 0 {
			return t.UTC().Format("2006-01-02T15:04:05.000000")
		}
		return t.UTC().Format("2006-01-02T15:04:05")
	}
	types := map[string]int{"client": 1, "server": 2, "device": 3}
	return fmt.Sprintf(`{"entity_type_id":%d,"manufacturer":%s,"model":%s,"status":"%s","id":%d,"created_at":"%s","updated_at":"%s"}`,
		types[l.EntityType], text(reg.Manufacturer(l.Manufacturer).Name), text(l.Model), statusOf(l), l.LegacyNumber(), at(l.CreatedAt), at(l.UpdatedAt))
}

// LikeExpression returns the regular expression of ILIKE '%part%'.
func LikeExpression(part string) *regexp.Regexp {
	expression := "(?is)^"
	runes := []rune("%" + part + "%")
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; r {
		case '%':
			expression += ".*"
		case '_':
			expression += "."
		case '\\':
			i++
			expression += regexp.QuoteMeta(string(runes[i]))
		default:
			expression += regexp.QuoteMeta(string(r))
		}
	}
	return regexp.MustCompile(expression + "$")
}
