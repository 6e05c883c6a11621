package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"opencec/tools/api"
	"opencec/tools/keys"
	"opencec/tools/query/querytest"
)

// wrongStation is a server that takes three wrong keys in ten minutes from an
// address, one every 200 seconds.
func wrongStation(t *testing.T) (s *station, first, second string) {
	t.Helper()
	a, first := keyOf(t, "first", 0)
	b, second := keyOf(t, "second", 0)
	return newStation(t, api.Options{WrongKeys: 3}, ringOf(t, a, b)), first, second
}

func (s *station) expect(what string, res *http.Response, status int, code string) {
	s.Helper()
	if res.StatusCode != status {
		s.Errorf("%s: %d, want %d", what, res.StatusCode, status)
	}
	if code == "" {
		return
	}
	if p := s.problem(res); p.Type != "urn:opencec:problem:"+code {
		s.Errorf("%s: %+v, want %s", what, p, code)
	}
}

// An address that has sent too many wrong keys has to wait, with whatever key that
// was not good from there before; nobody else has to.
func TestWrongKeys(t *testing.T) {
	t.Parallel()
	s, first, second := wrongStation(t)
	const neighbour = "192.0.2.1:5000" // the office on another connection
	s.expect("good, before", s.send("/v1", first, office), 200, "")
	for range 3 {
		s.expect("wrong", s.send("/v1", keys.NewSecret(), office), 401, "key-unknown")
	}
	refused := s.send("/v1", keys.NewSecret(), office)
	if got := refused.Header.Get("Retry-After"); got != "200" {
		t.Errorf("Retry-After %q", got)
	}
	s.expect("wrong, one too many", refused, 429, "too-many-wrong-keys")
	s.expect("good, but new there", s.send("/v1", second, neighbour), 429, "too-many-wrong-keys")
	s.expect("good before", s.send("/v1", first, neighbour), 200, "")
	s.expect("good, elsewhere", s.send("/v1", second, "192.0.2.2:4000"), 200, "")
	s.expect("no key", s.send("/v1", "", office), 401, "key-missing")
	s.expect("needs no key", s.send("/healthz", "", office), 200, "")

	s.clock.pass(199 * time.Second)
	s.expect("too early", s.send("/v1", second, office), 429, "too-many-wrong-keys")
	s.clock.pass(time.Second)
	s.expect("in time", s.send("/v1", second, office), 200, "")
	s.expect("wrong again", s.send("/v1", "wrong", office), 401, "key-unknown")
	s.expect("and again", s.send("/v1", "wrong", office), 429, "too-many-wrong-keys")
	s.expect("good before", s.send("/v1", second, office), 200, "")

	s.clock.pass(time.Hour)
	for range 3 {
		s.expect("wrong, later", s.send("/v1", "wrong", office), 401, "key-unknown")
	}
	s.expect("wrong, one too many again", s.send("/v1", "wrong", office), 429, "too-many-wrong-keys")
}

// The answer to a right guess is that to a wrong one.
func TestWrongKeysTellNothing(t *testing.T) {
	t.Parallel()
	s, first, second := wrongStation(t)
	s.send("/v1", first, office) // so that keys are looked at even then
	for range 3 {
		s.send("/v1", "wrong", office)
	}
	right, wrong := s.send("/v1", second, office), s.send("/v1", keys.NewSecret(), office)
	for _, h := range []http.Header{right.Header, wrong.Header} {
		h.Del("X-Request-Id")
	}
	rightProblem, wrongProblem := s.body(right), s.body(wrong)
	cut := func(body string) string {
		before, rest, _ := strings.Cut(body, `"request_id":"`)
		_, after, _ := strings.Cut(rest, `"`)
		return before + after
	}
	if cut(rightProblem) != cut(wrongProblem) || len(right.Header) != len(wrong.Header) || right.StatusCode != 429 {
		t.Errorf("a right guess: %d %v %s\na wrong one: %d %v %s", right.StatusCode, right.Header, rightProblem, wrong.StatusCode, wrong.Header, wrongProblem)
	}
}

// What is no guess is not counted.
func TestNoGuess(t *testing.T) {
	t.Parallel()
	good, goodSecret := keyOf(t, "good", 0)
	revoked, revokedSecret := keyOf(t, "revoked", 0)
	revoked.Revoked = now
	expired, expiredSecret := keyOf(t, "expired", 0)
	expired.Expires = querytest.Day("2026-11-22")
	ring := ringOf(t, good, revoked, expired)
	s := newStation(t, api.Options{WrongKeys: 3}, ring)
	for range 10 {
		s.expect("revoked", s.send("/v1", revokedSecret, office), 401, "key-revoked")
		s.expect("expired", s.send("/v1", expiredSecret, office), 401, "key-expired")
		s.expect("missing", s.send("/v1", "", office), 401, "key-missing")
	}
	s.expect("good", s.send("/v1", goodSecret, office), 200, "")

	unlimited := newStation(t, api.Options{}, ring)
	for range 100 {
		unlimited.expect("wrong, without a limit", unlimited.send("/v1", "wrong", office), 401, "key-unknown")
	}
}

// A key that is revoked does not go on because it was good once.
func TestRevokedIsNotGoodBefore(t *testing.T) {
	t.Parallel()
	key, secret := keyOf(t, "portal", 0)
	key.Expires = querytest.Day("2026-11-23")
	s := newStation(t, api.Options{WrongKeys: 1}, ringOf(t, key))
	s.expect("good", s.send("/v1", secret, office), 200, "")
	s.clock.pass(24 * time.Hour)
	s.expect("expired", s.send("/v1", secret, office), 401, "key-expired")
	s.expect("wrong", s.send("/v1", "wrong", office), 401, "key-unknown")
	s.expect("expired, where keys wait", s.send("/v1", secret, office), 429, "too-many-wrong-keys")
}

// An IPv6 customer has a /64 of addresses, and counts as one.
func TestWrongKeysByNetwork(t *testing.T) {
	t.Parallel()
	s, _, _ := wrongStation(t)
	for _, remote := range []string{"[2001:db8::1]:1", "[2001:db8::2]:1", "[2001:db8::ffff:ffff:ffff:ffff]:1"} {
		s.expect(remote, s.send("/v1", "wrong", remote), 401, "key-unknown")
	}
	s.expect("the same network", s.send("/v1", "wrong", "[2001:db8::3]:1"), 429, "too-many-wrong-keys")
	s.expect("the next network", s.send("/v1", "wrong", "[2001:db8:0:1::1]:1"), 401, "key-unknown")
	for range 3 {
		s.expect("IPv4", s.send("/v1", "wrong", office), 401, "key-unknown")
	}
	s.expect("the same address, written as IPv6", s.send("/v1", "wrong", "[::ffff:192.0.2.1]:1"), 429, "too-many-wrong-keys")
}
