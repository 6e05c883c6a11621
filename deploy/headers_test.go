package deploy

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A headerRule is one of the file that opencec build writes for hosts that read it: what
// is said with each path that begins so.
type headerRule struct {
	prefix  string
	headers http.Header
}

func readHeaders(t *testing.T, file string) []headerRule {
	t.Helper()
	var rules []headerRule
	for line := range strings.Lines(readFile(t, file)) {
		line = strings.TrimRight(line, "\n")
		header, indented := strings.CutPrefix(line, "  ")
		switch {
		case strings.HasPrefix(line, "#"):
		case indented:
			name, value, _ := strings.Cut(header, ": ")
			rules[len(rules)-1].headers.Add(name, value)
		default:
			rules = append(rules, headerRule{strings.TrimSuffix(line, "*"), http.Header{}})
		}
	}
	if len(rules) == 0 {
		t.Fatalf("%s has no rules", file)
	}
	return rules
}

// A siteAnswer is what the site has at a path.
type siteAnswer struct {
	path   string
	status int
	media  string // its media type
	text   string // something that is in it
}

// siteAnswers has one of each kind. Where a path leads elsewhere, servers say so by
// statuses of their own.
func siteAnswers(asset string) []siteAnswer {
	const page = "text/html; charset=utf-8"
	return []siteAnswer{
		{"/", 200, page, "<!doctype html>"},
		{"/listings/tesla/powerwall-2/", 200, page, "<!doctype html>"},
		{"/listings/tesla/powerwall-two/", 200, page, `content="0; url=/listings/tesla/powerwall-2/"`},
		{asset, 200, "text/css; charset=utf-8", "--"},
		{"/assets/none.css", 404, page, "There is no page here"},
		{"/nothing/at/any/depth", 404, page, "There is no page here"},
		{"/schemas/", 404, page, "There is no page here"},
		{"/api/v1/listings/none/none.json", 404, page, "There is no page here"},
		{"/api/v1/listings/tesla/powerwall-2.json", 200, "application/json", "{"},
		{"/downloads/manifest.json", 200, "application/json", "{"},
		{"/downloads/changes.ndjson", 200, "application/x-ndjson", "{"},
		{"/changes.json", 200, "application/json", "{"},
		{"/changes.atom", 200, "application/atom+xml", "<feed"},
		{"/expiring.ics", 200, "text/calendar; charset=utf-8", "BEGIN:VCALENDAR"},
	}
}

// wantHeaders returns what is said with an answer. What no rule says hosts do by
// themselves: to have everything asked for each time.
func wantHeaders(rules []headerRule, a siteAnswer, overTLS bool) http.Header {
	want := http.Header{"Cache-Control": {"no-cache"}, "Content-Type": {a.media}}
	for _, rule := range rules {
		if strings.HasPrefix(a.path, rule.prefix) {
			maps.Copy(want, rule.headers)
		}
	}
	if a.status == http.StatusNotFound {
		want.Set("Cache-Control", "no-cache")
	}
	if !overTLS {
		want["Strict-Transport-Security"] = nil
	}
	return want
}

// A host serves a site, built and in a folder.
type host struct {
	*machine
	site    string
	data    string
	api     *apiServer
	overTLS bool
	cert    certificate
}

// Each server says with each kind of file what the build says that hosts should.
func testHosts(t *testing.T, bin string) {
	m := &machine{t: t, bin: bin} // no database
	h := host{machine: m, site: filepath.Join(m.volume(), "public"), data: filepath.Join(m.repository(), "data"), cert: newCertificate(t)}
	rename(t, filepath.Join(h.data, "listings/tesla/powerwall-2.yaml"), "tesla/powerwall-two")
	m.run(process{name: "site", args: []string{"opencec", "build", "--data", h.data, "--output", h.site}})
	keys := filepath.Join(m.volume(), "keys.json")
	key := strings.TrimSpace(m.run(process{name: "key", args: []string{"opencec", "keys", "new", "--name", "test", "--keys-file", keys}}))
	h.api = m.startAPI(process{
		name: "API", args: []string{"opencec-api", "--snapshot", h.site, "--keys-file", keys},
		env: map[string]string{"OPEN_CEC_API_TRUSTED_PROXIES": "127.0.0.1"},
	})
	h.check("serve", startServe)
	h.check("Caddy", startCaddy)
	nginx := h.check("nginx", startNginx)
	h.overTLS = true
	h.check("Caddy over TLS", startCaddy)
	h.check("nginx over TLS", startNginx)

	testRoutes(t, nginx.base, h.api, key, http.StatusMovedPermanently)
	testForwarded(t, nginx.base, h.api, key)
	h.api.stop()
	if a := get(t, nginx.base+"/v1/listings?x="+key, http.Header{"X-Api-Key": {key}}); a.status != http.StatusBadGateway {
		t.Errorf("nginx without the API: %d %s", a.status, a.body)
	}
	nginx.stop()
	if strings.Contains(nginx.log.String(), key) {
		t.Errorf("nginx logs the key:\n%s", nginx.log)
	}
}

// rename gives a record a former id.
func rename(t *testing.T, file, former string) {
	t.Helper()
	text := readFile(t, file) + "former_ids:\n  - " + former + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// check starts a server and compares what it says with what is to be said.
func (h *host) check(name string, start func(h *host) webServer) webServer {
	t := h.t
	t.Helper()
	web := start(h)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: h.cert.pool}}
	t.Cleanup(transport.CloseIdleConnections)
	web.wait("it answers", func() bool { return getBy(t, transport, web.base+"/", http.Header{}).status != 0 })
	rules := readHeaders(t, filepath.Join(h.site, "_headers"))
	asset := regexp.MustCompile(`/assets/[^"]+\.css`).FindString(getBy(t, transport, web.base+"/", http.Header{}).body)
	for _, want := range siteAnswers(asset) {
		got := getBy(t, transport, web.base+want.path, http.Header{})
		if got.status != want.status || !strings.Contains(got.body, want.text) {
			t.Errorf("%s: %s is answered with %d and %.200q", name, want.path, got.status, got.body)
		}
		for header, values := range wantHeaders(rules, want, h.overTLS) {
			if !slices.Equal(got.header[header], values) {
				t.Errorf("%s: %s has %s: %q, want %q", name, want.path, header, got.header[header], values)
			}
		}
	}
	return web
}

// startServe starts opencec serve, which builds for itself.
func startServe(h *host) webServer {
	s := h.start(process{name: "serve", args: []string{"opencec", "serve", "--data", h.data, "--listen", "127.0.0.1:0"}})
	announced := regexp.MustCompile(`site +(http://\S+)/\n`)
	s.wait("it listens", func() bool { return announced.MatchString(s.log.String()) })
	return webServer{s, announced.FindStringSubmatch(s.log.String())[1]}
}

// startCaddy starts Caddy with its file, and the certificate in place of one that it gets.
func startCaddy(h *host) webServer {
	t, address, dir := h.t, freeAddress(h.t), h.volume()
	t.Helper()
	base := "http://" + address
	write(t, dir, "Caddyfile", readFile(t, "Caddyfile"))
	if h.overTLS {
		base = "https://" + address
		replace(t, dir, "Caddyfile", "{\n\tadmin ", "{\n\tauto_https disable_redirects\n\tadmin ")
		replace(t, dir, "Caddyfile", "{$OPENCEC_ADDRESS::80} {\n", "{$OPENCEC_ADDRESS::80} {\n\ttls "+h.cert.file+" "+h.cert.key+"\n")
	}
	return webServer{h.start(process{
		name: "Caddy", args: []string{"caddy", "run", "--config", filepath.Join(dir, "Caddyfile"), "--adapter", "caddyfile"},
		env: map[string]string{"OPENCEC_ADDRESS": base, "OPENCEC_SITE": h.site, "OPENCEC_API": h.api.address, "CADDY_ADMIN": "127.0.0.1:0"},
	}), base}
}

// startNginx starts nginx with its file as part of a configuration, with what the file
// says to change.
func startNginx(h *host) webServer {
	t, address, dir := h.t, freeAddress(h.t), h.volume()
	t.Helper()
	base, listen := "http://"+address, "listen "+address+";"
	if h.overTLS {
		base, listen = "https://"+address, "listen "+address+" ssl; ssl_certificate "+h.cert.file+"; ssl_certificate_key "+h.cert.key+";"
	}
	write(t, dir, "site.conf", readFile(t, "nginx.conf"))
	replace(t, dir, "site.conf", "\tlisten 80;", listen)
	replace(t, dir, "site.conf", "root /var/lib/opencec/public;", "root "+h.site+";")
	replace(t, dir, "site.conf", "server 127.0.0.1:8080;", "server "+h.api.address+";")
	replace(t, dir, "site.conf", "/var/log/nginx/error.log", "stderr")
	config := "daemon off; pid pid; error_log stderr; events {}\nhttp { include /etc/nginx/mime.types; include site.conf;\n"
	if os.Geteuid() == 0 {
		config = "user root; " + config // may read what the test has made
	}
	for _, what := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		config += what + "_temp_path " + what + ";\n"
	}
	write(t, dir, "nginx.conf", config+"}\n")
	return webServer{h.start(process{name: "nginx", args: []string{"nginx", "-p", dir, "-c", filepath.Join(dir, "nginx.conf"), "-e", "stderr"}}), base}
}

// A certificate is one for 127.0.0.1, in files, and who trusts it.
type certificate struct {
	file, key string
	pool      *x509.CertPool
}

// newCertificate takes the one that net/http tests with.
func newCertificate(t *testing.T) certificate {
	t.Helper()
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	pair := server.TLS.Certificates[0]
	private, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	c := certificate{filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), x509.NewCertPool()}
	c.pool.AddCert(server.Certificate())
	for file, block := range map[string]*pem.Block{
		c.file: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, c.key: {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return c
}
