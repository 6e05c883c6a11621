package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/api"
	"opencec/tools/query/keys"
)

// A request's log line contains what is needed to investigate it.
func TestLogLine(t *testing.T) {
	t.Parallel()
	key, secret := keyOf(t, "portal", 0)
	s := newStation(t, api.Options{}, ringOf(t, key))
	r := httptest.NewRequest("GET", "/v1/listings/tesla/none?on=2026-01-01", nil)
	r.RemoteAddr = "[2001:db8::5]:4000"
	r.Header = http.Header{"X-Api-Key": {secret}, "X-Request-Id": {"from-the-proxy"}}
	s.http.ServeHTTP(httptest.NewRecorder(), r)
	got := lastLine(s.log.String())
	for _, varies := range []string{"time", "bytes"} {
		if got[varies] == nil {
			t.Errorf("no %s in %v", varies, got)
		}
		delete(got, varies)
	}
	want := map[string]any{"level": "INFO", "msg": "request", "id": "from-the-proxy", "key": "portal", "remote": "2001:db8::/64", "method": "GET",
		"route": "/v1/listings/{manufacturer}/{id}", "path": "/v1/listings/tesla/none", "status": 404.0, "took": 0.0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s.send("/"+strings.Repeat("x", 5000), secret, office)
	if line := lastLine(s.log.String()); len(line["path"].(string)) > 300 || line["route"] != "/" {
		t.Errorf("line %v", line)
	}
}

// Wherever a key is sent, it appears neither in the log nor in the metrics.
func TestNoSecrets(t *testing.T) {
	t.Parallel()
	good, goodSecret := keyOf(t, "good", 40)
	revoked, revokedSecret := keyOf(t, "revoked", 0)
	revoked.Revoked = now
	const elsewhere = "made-elsewhere-0123456789"
	other, err := keys.FromHash("environment", keys.Hash(elsewhere))
	if err != nil {
		t.Fatal(err)
	}
	s := newStation(t, api.Options{}, ringOf(t, good, revoked, other))
	wrong := keys.NewSecret()
	for _, secret := range []string{goodSecret, revokedSecret, wrong, goodSecret[:30], goodSecret + "x"} {
		for _, header := range []http.Header{
			{"X-Api-Key": {secret}}, {"Authorization": {"Bearer " + secret}}, {"Authorization": {"Basic " + secret}}, {"X-Api-Key": {secret, secret}},
			{"X-Api-Key": {goodSecret}, "X-Request-Id": {secret}}, {"X-Api-Key": {goodSecret}, "User-Agent": {secret}, "Referer": {secret}, "X-Forwarded-For": {secret}, "Cookie": {secret}},
		} {
			for _, target := range []string{"/v1", "/v1/" + secret, "/v1/listings/" + secret + "/" + secret, "/v1/listings?" + secret + "=" + secret, "/v1/listings?cursor=" + secret,
				"/listings?id=" + secret, "//" + secret, "/" + strings.Repeat("x", 230) + secret, "/%6fcec_" + url.PathEscape(secret[5:])} {
				s.request("GET", target, header)
				s.request("POST", target, header)
			}
		}
	}
	for range 10 {
		s.send("/v1", elsewhere, office)
		s.send("/v1", elsewhere+"x", "192.0.2.77:1")
	}
	log, metrics := s.log.String(), s.body(s.ask("GET", "/metrics", false))
	if !strings.Contains(log, `"status":429`) || !strings.Contains(log, `"status":200`) || !strings.Contains(log, `"path":"/…"`) {
		t.Error("the session does not test what it should")
	}
	for name, text := range map[string]string{"log": log, "metrics": metrics} {
		for _, secret := range []string{goodSecret, revokedSecret, wrong, goodSecret[:30], elsewhere} {
			for _, form := range []string{secret, secret[:16], keys.Hash(secret)} {
				if i := strings.Index(text, form); i >= 0 {
					t.Errorf("the %s has a key: …%s…", name, text[max(0, i-100):i])
				}
			}
		}
	}
}
