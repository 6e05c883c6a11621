package api_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/api"
)

func TestParseProxies(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                           nil,
		" , ":                        nil,
		"10.0.0.0/8":                 {"10.0.0.0/8"},
		"10.0.0.1, 2001:db8::/32,":   {"10.0.0.1/32", "2001:db8::/32"},
		"2001:db8::1":                {"2001:db8::1/128"},
		"::ffff:10.0.0.1, 0.0.0.0/0": {"10.0.0.1/32", "0.0.0.0/0"},
	} {
		proxies, err := api.ParseProxies(text)
		var got []string
		for _, p := range proxies {
			got = append(got, p.String())
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, diff)
		}
	}
	for text, want := range map[string]string{
		"10.0.0.0/33":                 "10.0.0.0/33",
		"10.0.0.1/8":                  "write 10.0.0.0/8",
		"proxy.example":               "neither an address nor a network",
		"fe80::1%eth0":                "neither an address nor a network",
		"::ffff:10.0.0.0/104":         "write it as IPv4",
		"10.0.0.0/8 10.1.0.0/16":      "neither",
		"one, 10.0.0.0/8, 10.0.0.1/8": `"one" is neither an address nor a network: write 10.0.0.0/8 or 2001:db8::1` + "\n" + `"10.0.0.1/8" has bits`,
	} {
		if _, err := api.ParseProxies(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The client is the nearest address that is not a trusted proxy.
func TestClientAddress(t *testing.T) {
	t.Parallel()
	const trusted = "10.0.0.0/8, 2001:db8:ffff::/48"
	for _, test := range []struct {
		proxies, remote string
		forwarded       []string
		want            string
	}{
		{"", "203.0.113.7:1234", nil, "203.0.113.7"},
		{"", "[2001:db8:1:2:3:4:5:6]:1234", nil, "2001:db8:1:2::/64"},
		{"", "[::ffff:203.0.113.7]:1234", nil, "203.0.113.7"},
		{"", "[fe80::1%eth0]:1234", nil, "fe80::/64"},
		{"", "@", nil, ""}, // a Unix socket
		{"", "203.0.113.7:1234", []string{"198.51.100.1"}, "203.0.113.7"},
		{trusted, "203.0.113.7:1234", []string{"198.51.100.1"}, "203.0.113.7"},
		{trusted, "10.0.0.1:1234", nil, "10.0.0.1"},
		{trusted, "10.0.0.1:1234", []string{"198.51.100.1"}, "198.51.100.1"},
		{trusted, "10.0.0.1:1234", []string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7"},
		{trusted, "10.0.0.1:1234", []string{"198.51.100.1, 203.0.113.7, 10.9.9.9"}, "203.0.113.7"},
		{trusted, "10.0.0.1:1234", []string{"198.51.100.1", "203.0.113.7", "10.9.9.9"}, "203.0.113.7"},
		{trusted, "10.0.0.1:1234", []string{"198.51.100.1", "10.3.3.3,10.9.9.9"}, "198.51.100.1"},
		{trusted, "10.0.0.1:1234", []string{"10.3.3.3 , 10.9.9.9"}, "10.3.3.3"},
		{trusted, "10.0.0.1:1234", []string{"203.0.113.7:5678"}, "203.0.113.7"},
		{trusted, "10.0.0.1:1234", []string{"[2001:db8:1:2::9]:5678"}, "2001:db8:1:2::/64"},
		{trusted, "10.0.0.1:1234", []string{"[2001:db8:1:2::9]"}, "2001:db8:1:2::/64"},
		{trusted, "[2001:db8:ffff::1]:1234", []string{"::ffff:203.0.113.7"}, "203.0.113.7"},
		{trusted, "[::ffff:10.0.0.1]:1234", []string{"203.0.113.7"}, "203.0.113.7"},
		{trusted, "10.0.0.1:1234", []string{"203.0.113.7, unknown"}, "10.0.0.1"},
		{trusted, "10.0.0.1:1234", []string{"203.0.113.7, unknown, 10.9.9.9"}, "10.9.9.9"},
		{trusted, "10.0.0.1:1234", []string{"203.0.113.7,"}, "10.0.0.1"},
		{trusted, "10.0.0.1:1234", []string{""}, "10.0.0.1"},
	} {
		proxies, err := api.ParseProxies(test.proxies)
		if err != nil {
			t.Fatal(err)
		}
		s := newStation(t, api.Options{TrustedProxies: proxies}, ringOf(t))
		r := httptest.NewRequest("GET", "/healthz", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = test.remote, test.forwarded
		for range 2 {
			s.http.ServeHTTP(httptest.NewRecorder(), r)
		}
		if got := lastLine(s.log.String())["remote"]; got != test.want {
			t.Errorf("%s from %s with %q: %v, want %s", test.proxies, test.remote, test.forwarded, got, test.want)
		}
		warnings := 0
		if len(test.forwarded) > 0 && test.want == "203.0.113.7" && test.remote == "203.0.113.7:1234" {
			warnings = 1 // once
		}
		if got := strings.Count(s.log.String(), `"level":"WARN"`); got != warnings {
			t.Errorf("%s with %q: %d warnings in\n%s", test.remote, test.forwarded, got, s.log)
		}
	}
}

// lastLine reads the last line of a log.
func lastLine(log string) map[string]any {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	var line map[string]any
	_ = json.Unmarshal([]byte(lines[len(lines)-1]), &line) // the test sees what is missing
	return line
}

// Whatever is forwarded, the client is the peer or one of the named addresses, and the
// peer is believed only if it is trusted.
func FuzzForwarded(f *testing.F) {
	f.Add("203.0.113.7, 10.0.0.1", true)
	f.Add("[2001:db8::1]:80,,x", true)
	f.Add("\x00", false)
	proxies, err := api.ParseProxies("10.0.0.0/8")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, forwarded string, trusted bool) {
		s := newStation(t, api.Options{TrustedProxies: proxies}, ringOf(t))
		r := httptest.NewRequest("GET", "/healthz", nil)
		r.RemoteAddr = "203.0.113.200:1"
		if trusted {
			r.RemoteAddr = "10.0.0.200:1"
		}
		r.Header["X-Forwarded-For"] = []string{forwarded}
		s.http.ServeHTTP(httptest.NewRecorder(), r)
		got := lastLine(s.log.String())["remote"].(string)
		if got+":1" == r.RemoteAddr {
			return
		}
		if !trusted {
			t.Fatalf("%q made %s of %s", forwarded, got, r.RemoteAddr)
		}
		address, _, _ := strings.Cut(got, "/")
		if parsed, err := netip.ParseAddr(address); err != nil || parsed.Is4() && !strings.Contains(forwarded, address) && !strings.Contains(strings.ToLower(forwarded), "::ffff:") {
			t.Fatalf("%q is said to name %s", forwarded, got)
		}
	})
}
