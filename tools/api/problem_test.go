package api_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"opencec/tools/api"
	"opencec/tools/query/keys"
)

// askWith sends a request with a body, and returns the status and the body of the answer.
func (s *station) askWith(method, target, body string, header http.Header) (int, string) {
	s.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header = header
	w := httptest.NewRecorder()
	s.http.ServeHTTP(w, r)
	text, err := io.ReadAll(w.Result().Body)
	if err != nil {
		s.Fatal(err)
	}
	return w.Code, string(text)
}

// libraryWords match messages of Go's library, which mean nothing to users of an API.
var libraryWords = regexp.MustCompile(`json:|strconv|invalid character|cannot unmarshal|invalid URL escape|semicolon separator|mime:|base64|parsing|unexpected end|runtime error|http: `)

// Errors repeat at most 100 characters of a request in one place, and describe them in
// the API's words.
func TestErrorsRepeatLittle(t *testing.T) {
	t.Parallel()
	key, secret := keyOf(t, "portal", 0)
	s := newStation(t, api.Options{}, ringOf(t, key))
	const most = 100
	digits, letters, wide := strings.Repeat("7", 9_000), strings.Repeat("y", 9_000), strings.Repeat("\U000e0041", 600)
	slashes, percents := strings.Repeat("y/", 4_000), strings.Repeat("%79", 3_000)
	header := func(name, value string) http.Header {
		return http.Header{"X-Api-Key": {secret}, http.CanonicalHeaderKey(name): {value}}
	}
	type request struct {
		method, target, body string
		header               http.Header
	}
	var requests []request
	for _, value := range []string{digits, letters, url.QueryEscape(wide), slashes, percents, "-" + digits, digits + "kW", digits + "." + digits, letters + "/" + letters, "%zz" + letters, letters + ";" + letters, "%00" + letters, "%ff" + letters} {
		short := value[:min(len(value), 1_500)]
		if i := strings.LastIndexByte(short, '%'); i > len(short)-3 {
			short = short[:i]
		}
		for _, target := range []string{"/v1/" + value, "/v1/listings/" + value, "/v1/listings/tesla/" + value, "/v1/listings/" + short + "/history", "/" + value,
			"/v1/manufacturers/" + value, "/v1/listings/tesla/powerwall-2?" + short + "=1", "/docs/" + value} {
			if strings.HasSuffix(target, "/") || strings.Contains(target, "%zz") && !strings.Contains(target, "?") { // redirected, or no request
				continue
			}
			requests = append(requests, request{method: "GET", target: target, header: header("Accept", "*/*")})
		}
		for _, name := range []string{short, "q", "on", "as_of", "limit", "cursor", "sort", "fields", "include", "facets", "format", "status", "manufacturer", "id",
			"bess.capacity", "bess.capacity__gte", "bess.max_power__gte", "updated_at__gt", "certified", "certificate.expiry", "created_at", "model", "since", "kind", "what", "device_class"} {
			for _, path := range []string{"/v1/listings", "/v1/changes", "/v1/check", "/listings", "/v1", "/openapi.json"} {
				requests = append(requests, request{method: "GET", target: path + "?" + name + "=" + short, header: header("Accept", "*/*")})
			}
		}
	}
	for _, name := range []string{"Accept", "Content-Type", "If-Match", "X-Api-Key", "Authorization", "X-Request-Id", "Origin", "Content-Encoding"} {
		requests = append(requests, request{"GET", "/v1/listings", "", header(name, letters)}, request{"POST", "/v1/check", "[]", header(name, letters)},
			request{"GET", "/v1/listings", "", header(name, "Bearer "+digits)}, request{"POST", "/v1/check", "[]", header(name, "application/json; charset="+letters)})
	}
	huge := strings.Repeat("7", 200_000)
	for _, body := range []string{huge, `[` + huge + `]`, `[{"id": ` + huge + `}]`, `[{"id": -1e` + huge + `}]`, `[{"model": ` + huge + `.5}]`, `{"` + letters + `": 1}`, `[{"` + letters + `": 1}]`,
		`[{"id": "` + letters + `"}]`, `[{"id": "` + letters, `[{"id": "\q` + letters + `"}]`, `[{"id": ` + letters + `}]`, letters, `"` + letters + `"`, `[{"model": "` + letters + `"}]`,
		`[{"id": "a", "id": "` + letters + `"}]`, `[{"device_class": "` + letters[:300] + `", "model": "x"}]`, `[{"id": {"` + letters + `": [[[` + letters, strings.Repeat("[", 100_000),
		`[{"` + wide + `": 1}]`, "[{\"id\": \"" + letters + "\n\"}]", `[] ` + letters, "\xff" + letters} {
		requests = append(requests, request{"POST", "/v1/check", body, header("Content-Type", "application/json")})
	}
	requests = append(requests, request{letters, "/v1/listings", "", header("Accept", "*/*")}, request{"POST", "/v1/" + letters, "", header("Accept", "*/*")})

	long := regexp.MustCompile(`7{101}|y{101}|(y/){51}|(%79){34}|(\x{e0041}){101}|(\\\\U000e0041){101}`)
	errors := 0
	for _, r := range requests {
		status, body := s.askWith(r.method, r.target, r.body, r.header)
		if status < 400 {
			continue
		}
		errors++
		at := r.method[:min(len(r.method), 10)] + " " + r.target[:min(len(r.target), 60)] + " " + r.body[:min(len(r.body), 40)]
		if found := long.FindString(body); found != "" {
			t.Errorf("%s: more than %d characters are repeated: %.1000s", at, most, body)
		}
		if found := libraryWords.FindString(strings.Replace(body, `"int_parsing"`, "", 1)); found != "" {
			t.Errorf("%s: it says %s: %.1000s", at, found, body)
		}
		if status >= 500 {
			t.Errorf("%s: %d", at, status)
		}
	}
	if errors < len(requests)/2 {
		t.Errorf("of %d requests only %d are errors", len(requests), errors)
	}
}

// A key in a URL appears in no error and no log line, wherever it was created.
func TestKeyInAddress(t *testing.T) {
	t.Parallel()
	ours, secret := keyOf(t, "ours", keys.MaxRate)
	const elsewhere = "made-elsewhere-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789"
	other, err := keys.FromHash("environment", keys.Hash(elsewhere))
	if err != nil {
		t.Fatal(err)
	}
	s := newStation(t, api.Options{}, ringOf(t, ours, other))
	for _, given := range []string{secret, elsewhere, "nobody-knows-this-one"} {
		escaped := ""
		for _, b := range []byte(given) {
			escaped += "%" + strings.ToUpper(string("0123456789abcdef"[b>>4])) + strings.ToUpper(string("0123456789abcdef"[b&15]))
		}
		headers := []http.Header{{"X-Api-Key": {secret}}, {}, {"X-Api-Key": {given}}, {"Authorization": {"Bearer " + given}}}
		if given == "nobody-knows-this-one" { // it is known as a key only where it is sent as one
			headers = headers[2:]
		}
		for _, header := range headers {
			for _, form := range []string{given, escaped} {
				for _, target := range []string{"/v1/" + form, "/" + form, "/v1/listings/" + form + "/x", "/v1/listings/tesla/" + form, "/v1/listings/tesla/" + form + "/history",
					"/v1/listings?" + form + "=1", "/v1/listings?on=" + form, "/v1/listings?cursor=" + form, "/v1/listings?x=y&status=" + form, "/v1/changes?since=" + form,
					"/listings?id=" + form, "/v1/check?key=" + form, "/v1?x-api-key=" + form, "/docs/" + form, "/v1/listings?sort=" + form + "&fields=" + form,
					"/v1/listings?status__in=active," + form, "/v1/listings?sort=-" + form, "/v1/listings?fields=id," + form, "/v1/listings?facets=status,%20" + form, "/v1/listings?bess." + form + "=1",
					"/v1/listings?" + form + "__gte=1", "/v1/listings?bess." + form + "__gte=1", "/listings?status=x," + form, "//" + form, "/v1/../" + form, "/v1//" + form + "/", "/./" + form + "?x=" + form} {
					status, body := s.askWith("GET", target, "", header)
					if status < 400 && !strings.HasPrefix(target, "/listings?status=") { // where an unknown word is no error
						t.Errorf("%s: %d", target, status)
					}
					for _, part := range []string{given[:16], escaped[:48], strings.ToLower(escaped[:48])} {
						if strings.Contains(body, part) {
							t.Errorf("%s: %d %s", target, status, body)
						}
					}
				}
			}
		}
	}
	for _, given := range []string{secret, elsewhere} { // in answers that are no errors
		for _, r := range []struct{ method, target string }{{"OPTIONS", "/" + given}, {"OPTIONS", "/v1/listings/tesla/" + given}, {"OPTIONS", "//" + given}, {"GET", "/healthz"}} {
			w := httptest.NewRecorder()
			request := httptest.NewRequest(r.method, r.target, nil)
			request.Header.Set("X-Request-Id", given)
			s.http.ServeHTTP(w, request)
			if answer := fmt.Sprint(w.Header(), w.Body); strings.Contains(answer, given[:16]) {
				t.Errorf("%s %s: %s", r.method, r.target, answer)
			}
		}
	}
	for _, part := range []string{secret[:16], elsewhere[:16], "nobody-knows-this"} {
		if log := s.log.String(); strings.Contains(log, part) {
			t.Errorf("the log has %s", part)
		}
	}
	_, body := s.askWith("POST", "/v1/check", `[{"`+secret+`": 1}]`, http.Header{"X-Api-Key": {secret}, "Content-Type": {"application/json"}})
	if strings.Contains(body, secret[:16]) || !strings.Contains(body, "ocec_…") {
		t.Errorf("in a body: %s", body)
	}
	status, body := s.askWith("GET", "/v1/listings/tesla/"+secret, "", http.Header{"X-Api-Key": {secret}})
	if status != http.StatusNotFound || !strings.Contains(body, `"instance":"/%E2%80%A6"`) || !strings.Contains(body, "There is a key in the address") {
		t.Errorf("%d %s", status, body)
	}
}
